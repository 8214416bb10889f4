//! Reasons that only imports of reference data give.

use changxiao_files::sheets::{Problem, Problems, Reason, Why};
use changxiao_words::{Message, Value, say};

/// A reason with its remedy.
pub(super) fn why(code: &'static str, message: Message, remedy: Message) -> Why {
    Why::Other(Reason { code, message, remedy })
}

/// A problem of the file as a whole.
pub(super) fn of_file(file_name: &str, why: Why) -> Problems {
    let mut problems = Problems::default();
    problems.add(Problem::of_sheet(file_name, why));
    problems
}

pub(super) fn not_a_division() -> Why {
    why("import_not_a_division", say!(imports_no_division_code), say!(imports_write_statistical_division_code_2))
}

pub(super) fn unknown_division() -> Why {
    why("import_unknown_division", say!(imports_city_no_such_division), say!(imports_write_its_code_name_only))
}

/// One of several in a cell.
pub(super) fn unknown_area(name: &str) -> Why {
    why("import_unknown_area", say!(orgs_no_such_area, name), say!(imports_write_areas))
}

pub(super) fn ambiguous_division(found: usize) -> Why {
    why(
        "import_ambiguous_division",
        say!(imports_found_divisions_city_name, found),
        say!(imports_write_code_name_division_above),
    )
}

pub(super) fn unknown_unit() -> Why {
    why("import_unknown_unit", say!(imports_there_no_such_unit), say!(imports_write_unit_s_code_full))
}

/// The same with the names that come nearest.
pub(super) fn unknown_unit_near(nearest: &[String]) -> Why {
    if nearest.is_empty() {
        return unknown_unit();
    }
    let list: Value = nearest.iter().collect();
    why("import_unknown_unit", say!(imports_there_no_such_unit), say!(imports_filing_unit_remedy, list))
}

pub(super) fn ambiguous_unit(found: usize) -> Why {
    why("import_ambiguous_unit", say!(imports_found_units_name, found), say!(imports_write_unit_s_code))
}

pub(super) fn community_leads() -> Why {
    why("import_community_leads", say!(imports_community_never_leads), say!(imports_write_town_street_department))
}

pub(super) fn unknown_login() -> Why {
    why("import_unknown_login", say!(imports_there_no_such_login_no), say!(imports_write_login_person_who_there))
}

pub(super) fn unknown_category() -> Why {
    why(
        "import_unknown_category",
        say!(imports_category_list_no_such_category),
        say!(imports_write_category_code_such_e0101),
    )
}

/// A column that only tells says something else than what stands.
pub(super) fn told_only(stands: &str) -> Why {
    why("import_told_only", say!(imports_told_only, stands), say!(imports_put_it_back))
}

pub(super) fn not_json(detail: &str) -> Why {
    why("import_not_json", say!(imports_no_usable_json_detail, detail), say!(imports_export_file_again_mend_at))
}
