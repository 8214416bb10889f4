//! Every address that gives a file, and whether the file comes back: a list does, and a test takes it out and in; a report does not, because
//! it tells what was counted or decided elsewhere.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read as _},
};

use changxiao_testkit::{Browser, doors::all, on_both_engines};

use crate::doors::FILES;

/// What becomes of a file when somebody brings it back.
enum Comes {
    /// It changes nothing; the text of the file of tests, and the name of the test.
    Back(&'static str, &'static str),
    /// Nobody takes it in; why.
    Not(&'static str),
}

use Comes::{Back, Not};

const FIGURES: &str = "figures that were counted from what stands elsewhere";
const RESOLVED: &str = "who answers as it follows from several lists; the list itself leaves at /imports/exports";
const SEALED: &str = "a register of what is decided by its own pages and sealed; a sheet changes none of it";

const EXPORTS: [(&str, Comes); 31] = [
    ("/asks/export.xlsx", Not("a reading of procedures and of what was registered, each with its page")),
    ("/burden/export.xlsx", Not(FIGURES)),
    ("/cases/export.csv", Back(include_str!("any_cases.rs"), "lists_of_cases")),
    ("/cases/export.xlsx", Back(include_str!("any_cases.rs"), "lists_of_cases")),
    (
        "/categories/export.xlsx",
        Back(include_str!("../filing.rs"), "what_leaves_as_a_workbook_comes_back_without_loss"),
    ),
    ("/categories/leading.xlsx", Back(include_str!("../leading.rs"), "the_codes_are_led_by_a_sheet_and_by_a_program")),
    (
        "/evidence/export.xlsx",
        Back(include_str!("evidence_back.rs"), "the_register_of_evidence_comes_back_and_an_edited_cell_is_an_edit"),
    ),
    ("/exchange/orders/{source}/export.xlsx", Back(include_str!("any_orders.rs"), "orders_of_another_system")),
    ("/founding/samples/{file}", Not("a sheet to begin with, which comes in as any list")),
    ("/imports/exports/{file}", Back(include_str!("any_values.rs"), "lists_of_rows")),
    ("/imports/{kind}/marked/{draft}", Not("the file that somebody brought, with what is wrong marked in it")),
    ("/imports/templates/{file}", Not("an empty sheet with its titles")),
    ("/indicators/export.csv", Not(FIGURES)),
    ("/indicators/export.xlsx", Not(FIGURES)),
    ("/materials/packet.zip", Not("what was accepted, for whoever evaluates the city")),
    ("/matters/export.xlsx", Back(include_str!("evidence_back.rs"), "registers_of_matters")),
    ("/matters/{number}/adoption.docx", Not("what became of each comment, for print")),
    ("/overview/report.csv", Not(FIGURES)),
    (
        "/procedures/{key}/document.json",
        Back(include_str!("../procedures.rs"), "a_document_leaves_as_a_file_and_comes_back_into_a_draft_as_it_was"),
    ),
    (
        "/procedures/{key}/draft/document.json",
        Back(include_str!("../procedures.rs"), "a_document_leaves_as_a_file_and_comes_back_into_a_draft_as_it_was"),
    ),
    ("/scores/{period}/city/basis.csv", Not(FIGURES)),
    ("/scores/{period}/city/basis.xlsx", Not(FIGURES)),
    ("/scores/{period}/export.csv", Not(FIGURES)),
    ("/scores/{period}/export.xlsx", Not(FIGURES)),
    ("/scores/{period}/units/{code}/basis.csv", Not(FIGURES)),
    ("/scores/{period}/units/{code}/basis.xlsx", Not(FIGURES)),
    (
        "/sites/export.xlsx",
        Back(include_str!("round_trip.rs"), "the_list_of_sites_that_its_page_gives_comes_back_unchanged"),
    ),
    (
        "/standards/{system}/export.xlsx",
        Back(
            include_str!("../standard_lists.rs"),
            "check_items_are_added_changed_moved_and_removed_and_leave_by_xlsx_as_they_are",
        ),
    ),
    ("/trace.csv", Not(SEALED)),
    ("/units/gaps.csv", Not("what is missing elsewhere, to be put right where it is missing")),
    ("/units/matrix.csv", Not(RESOLVED)),
];

/// Words of addresses behind which a file is expected, besides [`FILES`].
const DOCUMENTS: [&str; 6] = [".docx", ".zip", "/exports/", "/samples/", "/marked/", "document.json"];

#[test]
fn every_export_comes_back_or_is_a_report() {
    let is_file = |path: &str| FILES.iter().chain(&DOCUMENTS).any(|word| path.contains(word));
    let routes = all();
    let there: BTreeSet<&str> =
        routes.iter().filter(|route| route.method == "GET" && is_file(&route.path)).map(|route| &*route.path).collect();
    let told: BTreeSet<&str> = EXPORTS.iter().map(|(path, _)| *path).collect();
    assert_eq!(there, told, "every file that leaves stands in the table, and nothing else");
    for (path, comes) in EXPORTS {
        match comes {
            Back(source, test) => assert!(source.contains(&format!("async fn {test}(")), "{path}: no test {test}"),
            Not(why) => assert!(!why.is_empty(), "{path}"),
        }
    }
}

/// Every file that the office takes out is called by words of its language.
#[tokio::test(flavor = "multi_thread")]
async fn files_have_names_in_the_language_of_their_reader() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, auditor) = (world.sign_in("office").await?, world.sign_in("auditor").await?);
        let mut named = 0;
        for (path, _) in EXPORTS {
            let address = path.replace("{period}", "2026-06").replace("{code}", "CG");
            let address = address
                .replace("/exports/{file}", "/exports/units.xlsx")
                .replace("/samples/{file}", "/samples/people.xlsx");
            let address = address.replace("/templates/{file}", "/templates/units.xlsx");
            let browser = if path == "/trace.csv" { &auditor } else { &office };
            // What needs something that is not there in a new city is looked at where it is made.
            if address.contains('{') || ["/categories/leading.xlsx", "/materials/packet.zip"].contains(&path) {
                continue;
            }
            let file = browser.get(&address).await?.expect(200)?;
            let disposition = file.headers["content-disposition"].to_str()?;
            assert!(disposition.contains("filename*=UTF-8''%E"), "{address}: {disposition}");
            named += 1;
        }
        assert!(named >= 20, "{named}");
        Ok(())
    })
    .await
}

/// A workbook as it lies in its file: the text of a part of it.
struct Unpacked(zip::ZipArchive<Cursor<Vec<u8>>>);

impl Unpacked {
    /// What this address gives, under a Chinese file name.
    async fn of(browser: &Browser, address: &str) -> anyhow::Result<Self> {
        let file = browser.get(address).await?.expect(200)?;
        let named = file.headers["content-disposition"].to_str()?;
        assert!(named.contains("filename*=UTF-8''%E"), "{address}: {named}");
        Ok(Self(zip::ZipArchive::new(Cursor::new(file.body))?))
    }

    fn part(&mut self, name: &str) -> anyhow::Result<String> {
        let mut text = String::new();
        self.0.by_name(name)?.read_to_string(&mut text)?;
        Ok(text)
    }
}

/// What an office does with a sheet of ours: it filters, scrolls, prints on A4, chooses from a list, and adds up days and numbers.
#[tokio::test(flavor = "multi_thread")]
async fn workbooks_are_made_to_be_worked_on() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        for address in ["/imports/templates/sites.xlsx", "/imports/exports/sites.xlsx", "/imports/exports/units.xlsx"] {
            let mut file = Unpacked::of(&admin, address).await?;
            let sheet = file.part("xl/worksheets/sheet1.xml")?;
            for wanted in [
                "<autoFilter ",
                "state=\"frozen\"",
                "paperSize=\"9\"",
                "orientation=\"landscape\"",
                "<col ",
                "<dataValidation ",
            ] {
                assert!(sheet.contains(wanted), "{address}: {wanted}");
            }
            assert!(file.part("xl/styles.xml")?.contains("微软雅黑"), "{address}");
        }
        // A day is a day and no text; a code is text with its zeros; a position is a number.
        let mut units = Unpacked::of(&admin, "/imports/exports/units.xlsx").await?;
        let sheet = units.part("xl/worksheets/sheet1.xml")?;
        let cell = |sheet: &str, at: &str| {
            let begins = sheet.find(&format!("<c r=\"{at}\"")).map(|place| &sheet[place..]);
            begins.and_then(|rest| rest.split("</c>").next()).unwrap_or_default().to_owned()
        };
        let (code, from) = (cell(&sheet, "A2"), cell(&sheet, "H2"));
        assert!(code.contains(" t=\""), "a code: {code}");
        assert!(!from.contains(" t=\"") && from.contains("<v>4"), "a day: {from}");
        assert!(units.part("xl/styles.xml")?.contains("yyyy-mm-dd"));
        let mut sites = Unpacked::of(&admin, "/imports/exports/sites.xlsx").await?;
        let longitude = cell(&sites.part("xl/worksheets/sheet1.xml")?, "F2");
        assert!(!longitude.contains(" t=\"") && longitude.contains("<v>117.6"), "a number: {longitude}");
        Ok(())
    })
    .await
}
