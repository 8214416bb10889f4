//! A list of cases leaves and comes back: the lead unit may be edited, everything else is compared and a change is refused by name.

use changxiao_files::sheets::{Cell, Sheet, SheetColumn, Workbook};
use changxiao_store::cases;
use changxiao_testkit::{Browser, CITY, World, on_both_engines};

/// The list as the dispatcher takes it out.
async fn taken_out(browser: &Browser) -> anyhow::Result<Sheet> {
    let file = browser.get("/cases/export.xlsx?tab=all").await?.expect(200)?;
    Sheet::read(&file.body, "cases.xlsx", &Default::default()).map_err(|problem| anyhow::anyhow!("{problem}"))
}

/// The same with other texts in some cells: column by its title, row from 0.
pub(super) fn edited(sheet: &Sheet, edits: &[(usize, &str, &str)]) -> anyhow::Result<Vec<u8>> {
    let columns: Vec<SheetColumn> = sheet.header.iter().map(|title| SheetColumn::new(title.as_str(), 12)).collect();
    let mut workbook = Workbook::new(changxiao_domain::time::Day::constant(2026, 11, 30))?;
    let mut writer = workbook.sheet("x", &columns)?;
    for (at, row) in sheet.rows.iter().enumerate() {
        let cell = |place: usize| {
            let title = sheet.header[place].as_str();
            let edit = edits.iter().find(|(of, column, _)| *of == at && *column == title);
            Cell::from(edit.map_or(row.cell(place), |(.., text)| *text))
        };
        writer.row(&(0..sheet.header.len()).map(cell).collect::<Vec<_>>())?;
    }
    Ok(workbook.finish()?)
}

async fn look(browser: &Browser, bytes: Vec<u8>) -> anyhow::Result<changxiao_testkit::Answer> {
    browser.upload("/cases/returned/preview", &[], &[("file", "cases.xlsx", bytes)]).await
}

/// Three cases: two of them filed.
async fn three_cases(world: &World) -> anyhow::Result<()> {
    let office = world.sign_in("office").await?;
    for title in ["第一件", "第二件", "第三件"] {
        let page = office.get("/cases/new").await?.expect(200)?.text();
        let key = page.split("name=\"request_key\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let fields = [
            ("request_key", key.unwrap_or_default()),
            ("category", "E0102"),
            ("title", title),
            ("text", "门口有垃圾"),
            ("division", "350602003"),
            ("place", "某路某号"),
        ];
        office.post("/cases/new", &fields).await?.expect(303)?;
    }
    let dispatcher = world.sign_in("dispatcher").await?;
    for number in ["260616-0001", "260616-0002"] {
        let row = cases::by_number(world.app.db(), CITY, number).await?.ok_or_else(|| anyhow::anyhow!("no case"))?;
        let fields = [("version", row.case.version.to_string()), ("category", "E0102".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        dispatcher.post(&format!("/cases/{number}/filing"), &fields).await?.expect(303)?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_cases_comes_back_and_an_edited_unit_is_a_dispatch() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        three_cases(world).await?;
        let dispatcher = world.sign_in("dispatcher").await?;
        let sheet = taken_out(&dispatcher).await?;
        assert_eq!(sheet.rows.len(), 3);
        look(&dispatcher, edited(&sheet, &[])?).await?.expect(200)?.says("3 个案件与系统一致")?;

        // Another cell is refused by name, and nothing is done of what stands beside it.
        let other = edited(&sheet, &[(0, "标题", "改过的标题"), (1, "牵头单位", "市城管局")])?;
        look(&dispatcher, other).await?.expect(422)?.says("改过的标题")?.says("此列不能用表修改")?;
        let unknown = edited(&sheet, &[(0, "编号", "260616-0999"), (1, "牵头单位", "没有的局")])?;
        look(&dispatcher, unknown).await?.expect(422)?.says("没有这个案件")?.says("没有的局")?;

        // A unit in each row: the filed ones are dispatched, the one that is not is refused as on its page.
        let rows: Vec<(usize, &str, &str)> = (0..3).map(|row| (row, "牵头单位", "市城管局")).collect();
        let page = look(&dispatcher, edited(&sheet, &rows)?).await?.expect(200)?.text();
        let hidden = |name: &str| -> Vec<String> {
            let behind = format!("name=\"{name}\" value=\"");
            let parts = page.split(&behind).skip(1);
            parts.filter_map(|part| part.split('"').next()).map(str::to_owned).collect()
        };
        let ready = hidden("row");
        assert_eq!(ready.len(), 2, "{ready:?}");
        let mut fields = vec![("request_key".to_owned(), hidden("request_key")[0].clone())];
        for row in &ready {
            let number = row.split('.').next().unwrap_or_default();
            fields.push(("row".to_owned(), row.clone()));
            fields.push((format!("lead-{number}"), hidden(&format!("lead-{number}"))[0].clone()));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        dispatcher.post("/cases/returned", &fields).await?.expect(200)?;
        for (number, is_dispatched) in [("260616-0001", true), ("260616-0002", true), ("260616-0003", false)] {
            let row =
                cases::by_number(world.app.db(), CITY, number).await?.ok_or_else(|| anyhow::anyhow!("no case"))?;
            assert_eq!(row.case.lead_unit == Some(world.city.department), is_dispatched, "{number}");
        }
        // Sent twice, it does nothing twice.
        let events = async || {
            let row = cases::by_number(world.app.db(), CITY, "260616-0001").await?;
            let id = row.ok_or_else(|| anyhow::anyhow!("no case"))?.case.id;
            anyhow::Ok(cases::events_of(world.app.db(), CITY, id).await?.len())
        };
        let before = events().await?;
        dispatcher.post("/cases/returned", &fields).await?.expect(200)?;
        assert_eq!(events().await?, before);
        // The list of now comes back unchanged, in the other language, too.
        dispatcher.post("/preferences", &[("lang", "en"), ("back", "/cases")]).await?.expect(303)?;
        let sheet = taken_out(&dispatcher).await?;
        look(&dispatcher, edited(&sheet, &[])?).await?.expect(200)?.says("3 cases are as the system has them")?;
        // Who dispatches nothing brings nothing back.
        world.sign_in("handler").await?.get("/cases/returned").await?.expect(403)?;
        Ok(())
    })
    .await
}
