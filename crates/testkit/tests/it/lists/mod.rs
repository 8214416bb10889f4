//! Lists as offices keep them: read as they are, led to what the city knows, taken out and brought back.
//!
//! Each small file stands for a kind of fault; beside it come two of the same kind that are no files. The table says which test brings them;
//! [`brought`] notes what goes through a door, and each test ends with [`walked`]: all of its files and their siblings went through, on
//! every engine, and no two of them say the same. [`every_file_has_its_test`] holds folder, table and tests together.
//!
//! | File | Test | Siblings |
//! | --- | --- | --- |
//! | `s01_zwsp_name.xlsx` | `reading::unseen_signs_and_wide_forms_are_no_other_site` | name_with_mark.csv; name_with_hyphen.csv |
//! | `s02_zwsp_type.xlsx` | `reading::unseen_signs_and_wide_forms_are_no_other_site` | type_behind_sign.csv; type_around_sign.csv |
//! | `s04_fullwidth_code.xlsx` | `reading::unseen_signs_and_wide_forms_are_no_other_site` | wide_codes.csv; wide_degrees.csv |
//! | `s09_formula_seq.xlsx` | `siblings::a_list_is_found_wherever_it_stands_in_its_file` | formula_in_remark.xlsx; sequence.csv |
//! | `s12_instructions_first.xlsx` | `siblings::a_list_is_found_wherever_it_stands_in_its_file` | two_notes.xlsx; hidden_notes.xlsx |
//! | `s13_merged_vertical.xlsx` | `siblings::a_list_is_found_wherever_it_stands_in_its_file` | merged_unit.xlsx; merged_everything.xlsx |
//! | `s14_title_and_filled_line.xlsx` | `siblings::a_list_is_found_wherever_it_stands_in_its_file` | three_lines.xlsx; blank_lines.csv |
//! | `s22_outside_city.xlsx` | `reading::a_position_and_a_division_agree` | swapped.csv; other_county.csv |
//! | `s24_code_sci.csv` | `reading::spoiled_codes_name_their_cause` | four_digits_left.csv; one_digit_left.csv |
//! | `s30_pua.csv` | `reading::spoiled_codes_name_their_cause` | first_private.csv; last_private.csv |
//! | `h01_1904.xlsx` | `siblings::a_year_is_published_when_all_of_it_is_there` | one_make_up_day.csv; half_a_year.csv |
//! | `h05_text_dates.xlsx` | `reading::days_are_read_as_they_are_written` | month_in_words.csv; with_weekday.csv |
//! | `h09_range.csv` | `reading::days_are_read_as_they_are_written` | seven_days.csv; over_new_year.csv |
//! | `p01_gbk_names_ascii_header.csv` | `reading::names_of_people_alone_tell_their_encoding` | two_people.csv; one_person.csv |
//! | `u01_partial_columns.csv` | `reading::what_a_list_of_units_leaves_out_stays_as_it_is` | blank_cells.csv; a_word_for_none.csv |
//! | `u03_code_leading_zero.xlsx` | `siblings::codes_limits_and_names_are_what_their_cells_show` | four_digits.xlsx; text_codes.csv |
//! | `u04_successor.csv` | `files::a_unit_of_a_list_ends_and_its_successor_has_what_hung_on_it` | successor_by_code.csv; successor_next_year.csv |
//! | `u05_zw_code.csv` | `reading::what_a_list_of_units_leaves_out_stays_as_it_is` | code_in_wide_signs.csv; code_before_hyphen.csv |
//! | `x00_sites_export_as_is.xlsx` | `round_trip::a_list_of_old_titles_is_understood` | sites_to_bring_back.xlsx; sites_of_the_page.xlsx |
//! | `f02_limit_number_format.xlsx` | `siblings::codes_limits_and_names_are_what_their_cells_show` | working_days.xlsx; urgent.xlsx |
//! | `f20_zw_name.xlsx` | `siblings::codes_limits_and_names_are_what_their_cells_show` | hyphen.xlsx; mark.xlsx |
//! | `o01_number_over15.xlsx` | `siblings::numbers_and_texts_of_orders` | seventeen_digits.xlsx; nineteen_digits.xlsx |
//! | `o03_sci_number.csv` | `orders::a_spoiled_number_is_refused_and_overwrites_nothing` | sibling.csv; again.csv |
//! | `o04_sci_number_two_files.csv` | `orders::a_spoiled_number_is_refused_and_overwrites_nothing` | third_day.csv; fourth_day.csv |
//! | `o05_zwsp_number.csv` | `orders::a_spoiled_number_is_refused_and_overwrites_nothing` | wide.csv; hyphen.csv |
//! | `o07_masks.csv` | `orders::nobody_is_told_who_called` | wide_dashes.csv; spaced_identity.csv |
//! | `o08_full_path_street.csv` | `orders::places_are_understood_as_people_write_them` | whole_path.csv; path_with_slashes.csv |
//! | `o09_times.csv` | `orders::times_are_understood_as_people_write_them` | in_the_evening.csv; at_midnight.csv |
//! | `o10_text_crlf.csv` | `orders::line_ends_make_no_change_and_a_sign_of_word_is_a_line_end` | carriage_return.csv; line_separator.csv |
//! | `o11_text_lf.xlsx` | `orders::line_ends_make_no_change_and_a_sign_of_word_is_a_line_end` | vertical_tab.csv; paragraph_separator.csv |
//! | `o20_vtab.csv` | `siblings::numbers_and_texts_of_orders` | form_feed.csv; in_workbook.xlsx |
//! | `o23_date_only_due.csv` | `orders::times_are_understood_as_people_write_them` | chinese_day.csv; serial_day.csv |
//! | `d01_recode_county.csv` | `files::a_county_of_a_list_takes_the_place_of_another` | another_county.csv; with_levels.csv |
//! | `ph_cmyk.jpg` | `shown::a_photo_in_inks_is_shown_in_its_colours` | nameless; chroma |

mod any_cases;
mod any_orders;
mod any_values;
mod evidence_back;
mod exports;
mod kinds;
pub(crate) mod made;
mod made_standard;
mod orders;
mod orders_back;
mod outlines;
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

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Mutex,
};

use changxiao_app::{
    AppError,
    imports::{self, ImportOptions, ImportOutcome, ImportRequest, Kind},
};
use changxiao_domain::orgs::Actor;
use changxiao_testkit::World;
use sha2::{Digest as _, Sha256};

/// A list of a kind under the name of its file.
pub(crate) async fn bring(
    world: &World,
    actor: &Actor,
    kind: Kind,
    (file, bytes): (&str, &[u8]),
    dry_run: bool,
) -> Result<ImportOutcome, AppError> {
    brought(world, (file, bytes));
    let (file_name, bytes, options) = (file.to_owned(), bytes.to_vec(), ImportOptions::default());
    imports::import(&world.app, actor, ImportRequest { kind, file_name, bytes, dry_run, options }, &|_, _| {}).await
}

/// Codes, rows and values of what is wrong.
pub(crate) fn wrong(refused: Result<ImportOutcome, AppError>) -> Vec<(&'static str, Option<u32>, String)> {
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
pub(crate) fn remarks(outcome: &ImportOutcome) -> Vec<String> {
    outcome.remarks.iter().map(|remark| remark.words(changxiao_words::Lang::Zh)).collect()
}

/// The tests by the name of their module.
const SOURCES: [(&str, &str); 6] = [
    ("files", include_str!("../departures/files.rs")),
    ("orders", include_str!("orders.rs")),
    ("reading", include_str!("reading.rs")),
    ("round_trip", include_str!("round_trip.rs")),
    ("siblings", include_str!("siblings.rs")),
    // Photos are tested where they are kept.
    ("shown", include_str!("../../../../files/tests/photos/shown.rs")),
];

/// A row of the table: file, test, siblings.
struct Told {
    file: &'static str,
    test: &'static str,
    siblings: Vec<&'static str>,
}

fn table() -> Vec<Told> {
    let lines = include_str!("mod.rs").lines().filter_map(|line| line.strip_prefix("//! | `"));
    let told = |line: &'static str| {
        let cells: Vec<&str> = line.trim_end_matches(" |").split(" | ").collect();
        let [file, test, siblings] = cells.as_slice() else { panic!("three cells: {cells:?}") };
        let siblings = siblings.split("; ").collect();
        Told { file: file.trim_matches('`'), test: test.trim_matches('`'), siblings }
    };
    lines.map(told).collect()
}

/// What went through a door of this process: engine and name of each file, with the digests of what it held.
static BROUGHT: Mutex<BTreeMap<(String, String), Digests>> = Mutex::new(BTreeMap::new());

type Digests = BTreeSet<[u8; 32]>;

/// Notes that a file goes through a door.
pub(crate) fn brought(world: &World, (file, bytes): (&str, &[u8])) {
    let engine = format!("{:?}", world.app.db().engine());
    let mut all = BROUGHT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    all.entry((engine, file.to_owned())).or_default().insert(Sha256::digest(bytes).into());
}

/// Every file that the table gives to this test went through a door on each engine, as it lies in the folder, and so did its siblings,
/// none of which says what another one says.
pub(crate) fn walked(test: &str) {
    let all = BROUGHT.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    let engines: BTreeSet<&String> = all.keys().map(|(engine, _)| engine).collect();
    let rows: Vec<Told> = table().into_iter().filter(|row| row.test == test).collect();
    assert!(!rows.is_empty() && !engines.is_empty(), "the table gives nothing to {test}");
    for row in &rows {
        let whole: [u8; 32] = Sha256::digest(std::fs::read(format!("{FOLDER}/{}", row.file)).unwrap()).into();
        for engine in &engines {
            let of = |name: &str| all.get(&((*engine).clone(), name.to_owned())).cloned().unwrap_or_default();
            let mut seen = BTreeSet::from([whole]);
            assert!(of(row.file).contains(&whole), "{test} brings no {} on {engine}", row.file);
            for sibling in &row.siblings {
                let digests = of(sibling);
                assert!(!digests.is_empty(), "{test} brings no {sibling} on {engine}");
                assert!(seen.is_disjoint(&digests), "{sibling} says what another one says");
                seen.extend(digests);
            }
        }
    }
}

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/lists");

#[test]
fn every_file_has_its_test() {
    let rows = table();
    let source = |module: &str| SOURCES.iter().find(|(name, _)| *name == module).map_or("", |(_, text)| *text);
    for Told { file, test, siblings } in &rows {
        let (module, name) = test.split_once("::").unwrap_or_default();
        let text = source(module);
        assert!(text.contains(&format!("async fn {name}(")), "{file}: there is no test {test}");
        assert!(text.contains(file), "{file} is not read by {test}");
        assert!(siblings.len() >= 2, "{file}: {siblings:?}");
        // A photo goes through the door of photos, whose test names what it looks at.
        match module {
            "shown" => assert!(siblings.iter().all(|sibling| text.contains(sibling)), "{file}: {siblings:?}"),
            _ => assert!(text.contains(&format!("walked(\"{test}\")")), "{test} does not end with its files"),
        }
    }
    let all: Vec<&str> = rows.iter().flat_map(|row| row.siblings.iter().copied().chain([row.file])).collect();
    let different: BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(all.len(), different.len(), "each file and each sibling stands once");
    for file in std::fs::read_dir(FOLDER).expect("the folder of small files").flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        assert!(name.ends_with(".xls") || rows.iter().any(|row| row.file == name), "{name} is in no row");
    }
}
