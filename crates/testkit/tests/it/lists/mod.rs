//! Lists as offices keep them: read as they are, led to what the city knows, taken out and brought back.
//!
//! Each small file stands for a kind of fault; beside it come two of the same kind that are no files. [`every_file_has_its_test`] walks this
//! table: file, test, siblings by a text that stands in their test.
//!
//! | File | Test | Siblings |
//! | --- | --- | --- |
//! | `s01_zwsp_name.xlsx` | `reading::unseen_signs_and_wide_forms_are_no_other_site` | 甲\u{feff}园; 乙\u{ad}园 |
//! | `s02_zwsp_type.xlsx` | `reading::unseen_signs_and_wide_forms_are_no_other_site` | 乙园; 丙园 |
//! | `s04_fullwidth_code.xlsx` | `reading::unseen_signs_and_wide_forms_are_no_other_site` | 丁园; 戊园 |
//! | `s09_formula_seq.xlsx` | `reading::sheets_titles_and_merged_cells_of_site_lists_are_found` | formula_in_remark.xlsx; sequence.csv |
//! | `s12_instructions_first.xlsx` | `reading::sheets_titles_and_merged_cells_of_site_lists_are_found` | two_notes.xlsx; hidden_notes.xlsx |
//! | `s13_merged_vertical.xlsx` | `reading::sheets_titles_and_merged_cells_of_site_lists_are_found` | merged_unit.xlsx; merged_everything.xlsx |
//! | `s14_title_and_filled_line.xlsx` | `reading::sheets_titles_and_merged_cells_of_site_lists_are_found` | three_lines.xlsx; blank_lines.csv |
//! | `s22_outside_city.xlsx` | `reading::a_position_and_a_division_agree` | swapped.csv; other_county.csv |
//! | `s24_code_sci.csv` | `reading::spoiled_codes_name_their_cause` | 3.506E+08; 1E+12 |
//! | `s30_pua.csv` | `reading::spoiled_codes_name_their_cause` | \u{e001}; \u{f8ff} |
//! | `h01_1904.xlsx` | `siblings::a_year_is_published_when_all_of_it_is_there` | one_make_up_day.csv; half_a_year.csv |
//! | `h05_text_dates.xlsx` | `reading::days_are_read_as_they_are_written` | 2027年二月一日; 二〇二七年十月一日（国庆） |
//! | `h09_range.csv` | `reading::days_are_read_as_they_are_written` | 2027年10月1日至7日; 2027年12月30日（周四）至2028年1月2日（周日） |
//! | `p01_gbk_names_ascii_header.csv` | `reading::names_of_people_alone_tell_their_encoding` | 瞿昊; 翟淼 |
//! | `u01_partial_columns.csv` | `reading::what_a_list_of_units_leaves_out_stays_as_it_is` | b.csv; n.csv |
//! | `u03_code_leading_zero.xlsx` | `reading::what_a_list_of_units_leaves_out_stays_as_it_is` | four_digits.xlsx; text_codes.csv |
//! | `u05_zw_code.csv` | `reading::what_a_list_of_units_leaves_out_stays_as_it_is` | ３５０６０２：urban_management; 350602:urban_management\u{ad} |
//! | `x00_sites_export_as_is.xlsx` | `round_trip::a_list_of_old_titles_is_understood` | the_list_of_sites_that_its_page_gives_comes_back_unchanged; edit_one_cell |
//! | `f02_limit_number_format.xlsx` | `reading::a_filing_standard_is_read_as_its_cells_show_it` | working_days.xlsx; urgent.xlsx |
//! | `f20_zw_name.xlsx` | `reading::a_filing_standard_is_read_as_its_cells_show_it` | hyphen.xlsx; mark.xlsx |
//! | `o01_number_over15.xlsx` | `orders::a_spoiled_number_is_refused_and_overwrites_nothing` | seventeen_digits.xlsx; nineteen_digits.xlsx |
//! | `o03_sci_number.csv` | `orders::a_spoiled_number_is_refused_and_overwrites_nothing` | sibling.csv; again.csv |
//! | `o04_sci_number_two_files.csv` | `orders::a_spoiled_number_is_refused_and_overwrites_nothing` | 第三天的事; 第四天的事 |
//! | `o05_zwsp_number.csv` | `orders::a_spoiled_number_is_refused_and_overwrites_nothing` | wide.csv; hyphen.csv |
//! | `o07_masks.csv` | `orders::nobody_is_told_who_called` | wide_dashes.csv; spaced_identity.csv |
//! | `o08_full_path_street.csv` | `orders::places_are_understood_as_people_write_them` | 福建省漳州市芗城区巷口街道; 漳州市/芗城区/巷口街道 |
//! | `o09_times.csv` | `orders::times_are_understood_as_people_write_them` | 下午6:00; 2026-06-15 24:00 |
//! | `o10_text_crlf.csv` | `orders::line_ends_make_no_change_and_a_sign_of_word_is_a_line_end` | "\r"; "\u{2028}" |
//! | `o11_text_lf.xlsx` | `orders::line_ends_make_no_change_and_a_sign_of_word_is_a_line_end` | "\u{b}"; l.csv |
//! | `o20_vtab.csv` | `orders::line_ends_make_no_change_and_a_sign_of_word_is_a_line_end` | form_feed.csv; in_workbook.xlsx |
//! | `o23_date_only_due.csv` | `orders::times_are_understood_as_people_write_them` | 2026年6月15日; 46188 |
//! | `ph_cmyk.jpg` | `shown::a_photo_in_inks_is_shown_in_its_colours` | "nameless"; "chroma" |

mod kinds;
mod made;
mod orders;
mod own_words;
mod pages;
mod plans;
mod proposed;
mod reading;
mod returned;
mod round_trip;
mod siblings;
mod standard;
mod undo;

use changxiao_app::{
    AppError,
    imports::{self, ImportOptions, ImportOutcome, ImportRequest, Kind},
};
use changxiao_domain::orgs::Actor;
use changxiao_testkit::World;

/// A list of a kind under the name of its file.
pub(super) async fn bring(
    world: &World,
    actor: &Actor,
    kind: Kind,
    (file, bytes): (&str, &[u8]),
    dry_run: bool,
) -> Result<ImportOutcome, AppError> {
    let (file_name, bytes, options) = (file.to_owned(), bytes.to_vec(), ImportOptions::default());
    imports::import(&world.app, actor, ImportRequest { kind, file_name, bytes, dry_run, options }, &|_, _| {}).await
}

/// Codes, rows and values of what is wrong.
pub(super) fn wrong(refused: Result<ImportOutcome, AppError>) -> Vec<(&'static str, Option<u32>, String)> {
    match refused {
        Err(AppError::Import(problems)) => {
            problems.kept().iter().map(|problem| (problem.code(), problem.row, problem.value.clone())).collect()
        }
        Err(other) => panic!("another error: {other}"),
        Ok(outcome) => panic!("it was imported: {outcome:?}"),
    }
}

pub(super) fn counts(outcome: &ImportOutcome) -> (u64, u64, u64) {
    (outcome.added, outcome.changed, outcome.unchanged)
}

/// What a look says beside its rows, in Chinese.
pub(super) fn remarks(outcome: &ImportOutcome) -> Vec<String> {
    outcome.remarks.iter().map(|remark| remark.words(changxiao_words::Lang::Zh)).collect()
}

/// The tests by the name of their module.
const SOURCES: [(&str, &str); 6] = [
    ("orders", include_str!("orders.rs")),
    ("reading", include_str!("reading.rs")),
    ("round_trip", include_str!("round_trip.rs")),
    ("siblings", include_str!("siblings.rs")),
    ("standard", include_str!("standard.rs")),
    // Photos are tested where they are kept.
    ("shown", include_str!("../../../../files/tests/photos/shown.rs")),
];

#[test]
fn every_file_has_its_test() {
    let table = include_str!("mod.rs").lines().filter_map(|line| line.strip_prefix("//! | `"));
    let rows: Vec<Vec<&str>> = table.map(|line| line.trim_end_matches(" |").split(" | ").collect()).collect();
    let source = |module: &str| SOURCES.iter().find(|(name, _)| *name == module).map_or("", |(_, text)| *text);
    for row in &rows {
        let [file, test, siblings] = row.as_slice() else { panic!("three cells: {row:?}") };
        let (file, test) = (file.trim_matches('`'), test.trim_matches('`'));
        let (module, name) = test.split_once("::").unwrap_or_default();
        assert!(source(module).contains(&format!("async fn {name}(")), "{file}: there is no test {test}");
        assert!(SOURCES.iter().any(|(_, text)| text.contains(file)), "{file} is read by no test");
        let siblings: Vec<&str> = siblings.split("; ").collect();
        assert!(siblings.len() >= 2, "{file}: {siblings:?}");
        for sibling in siblings {
            assert!(SOURCES.iter().any(|(_, text)| text.contains(sibling)), "{file}: no sibling {sibling}");
        }
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/lists");
    for file in std::fs::read_dir(folder).expect("the folder of small files").flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        assert!(
            name.ends_with(".xls") || rows.iter().any(|row| row[0].trim_matches('`') == name),
            "{name} is in no row"
        );
    }
}
