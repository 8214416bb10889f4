//! The list of cases with values of every sort: what leaves comes back and changes nothing, and of an edited cell it is said which.

use std::sync::atomic::{AtomicUsize, Ordering};

use changxiao_files::sheets::Sheet;
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use proptest::collection::vec;

use super::{
    any_values::{Values, hold, values},
    returned::edited,
};

/// Reports a case of drawn words, and files and dispatches some; whether it was taken.
async fn reported(reporter: &Browser, dispatcher: &Browser, key: &str, drawn: &Values) -> anyhow::Result<bool> {
    let fields = [
        ("request_key", key),
        ("category", drawn.pick(0, &["E0102", "E0405", "C0102"])),
        ("title", drawn.texts[0].as_str()),
        ("text", drawn.texts[1].as_str()),
        ("division", drawn.pick(1, &["350602003", "350602002", "350602003001"])),
        ("place", drawn.texts[2].as_str()),
    ];
    let answer = reporter.post("/cases/new", &fields).await?;
    if answer.status == 422 {
        return Ok(false);
    }
    let address = answer.expect(303)?.location().to_owned();
    let act = async |place: &str, fields: &[(&str, &str)]| -> anyhow::Result<()> {
        let page = dispatcher.get(&address).await?.expect(200)?.text();
        let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let mut all = vec![("version", version.unwrap_or("0"))];
        all.extend_from_slice(fields);
        dispatcher.post(&format!("{address}/{place}"), &all).await?.expect(303)?;
        Ok(())
    };
    let steps = drawn.picks[2] % 3;
    if steps > 0 {
        act("filing", &[]).await?;
    }
    if steps > 1 {
        act("dispatch", &[("limit_amount", "4"), ("limit_kind", "working_hour")]).await?;
    }
    Ok(true)
}

async fn speaks(browser: &Browser, lang: &str) -> anyhow::Result<()> {
    browser.post("/preferences", &[("lang", lang), ("back", "/cases")]).await?.expect(303)?;
    Ok(())
}

async fn preview(browser: &Browser, name: &str, bytes: Vec<u8>) -> anyhow::Result<changxiao_testkit::Answer> {
    browser.upload("/cases/returned/preview", &[], &[("file", name, bytes)]).await
}

/// As it left, in the language that it left in and in the other one.
async fn comes_back(browser: &Browser, here: usize) -> anyhow::Result<()> {
    for (lang, said) in
        [("zh-CN", format!("{here} 个案件与系统一致")), ("en", format!("{here} cases are as the system has them"))]
    {
        speaks(browser, lang).await?;
        for name in ["cases.xlsx", "cases.csv"] {
            let list = browser.get(&format!("/cases/export.{}?tab=all", &name[6..])).await?.expect(200)?;
            preview(browser, name, list.body.clone()).await?.expect(200)?.says(&said)?;
        }
    }
    Ok(())
}

/// Another text in any cell but the lead unit's is named with its column, and nothing is taken.
async fn an_edit_is_named(browser: &Browser, drawn: &Values) -> anyhow::Result<()> {
    let list = browser.get("/cases/export.xlsx?tab=all").await?.expect(200)?;
    let sheet =
        Sheet::read(&list.body, "cases.xlsx", &Default::default()).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    // The number names the case, lamp and time left are otherwise each minute, the lead unit may be edited.
    let columns: Vec<&String> =
        sheet.header.iter().enumerate().filter(|(at, _)| ![0, 1, 7, 11].contains(at)).map(|(_, title)| title).collect();
    let (row, column) = (drawn.picks[3] % sheet.rows.len(), columns[drawn.picks[4] % columns.len()]);
    let bytes = edited(&sheet, &[(row, column, "另有其文")])?;
    preview(browser, "cases.xlsx", bytes).await?.expect(422)?.says("另有其文")?.says(column)?;
    Ok(())
}

async fn count(world: &World) -> anyhow::Result<usize> {
    let filter = changxiao_store::cases::CaseFilter::default();
    Ok(changxiao_store::cases::list(world.app.db(), CITY, &filter, None, world.app.now(), 1_000).await?.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_cases() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (office, dispatcher) = (world.sign_in("office").await?, world.sign_in("dispatcher").await?);
        let refused = AtomicUsize::new(0);
        hold(10, &vec(values(), 2), async |round, drawn| {
            for (n, drawn) in drawn.iter().enumerate() {
                if !reported(&office, &dispatcher, &format!("any-{round}-{n}"), drawn).await? {
                    refused.fetch_add(1, Ordering::Relaxed);
                }
            }
            let here = count(world).await?;
            if here == 0 {
                return Ok(());
            }
            comes_back(&dispatcher, here).await?;
            an_edit_is_named(&dispatcher, &drawn[0]).await
        })?;
        let (refused, here) = (refused.into_inner(), count(world).await?);
        anyhow::ensure!(here > refused, "{here} taken, {refused} refused");
        Ok(())
    })
    .await
}
