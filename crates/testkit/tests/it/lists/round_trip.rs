//! What we export comes back unchanged, for every kind of list, and an edited cell is an edit.

use changxiao_app::imports::{self, Kind};
use changxiao_domain::orgs::Actor;
use changxiao_files::sheets::{Cell, Sheet, SheetColumn, Workbook};
use changxiao_testkit::{World, on_both_engines};
use changxiao_words::Lang;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::{bring, counts};

/// Texts that spreadsheets and programs like to spoil.
pub(super) const NASTY: [&str; 9] =
    ["=1+1", "+86 596", "-5", "@SUM(A1)", "'x", "0101", "长 \"名\", 称;", "1E+5号", "二〇二七年"];

/// A text in a cell of its own, or an empty cell.
fn quoted_json(text: &str, is_there: bool) -> String {
    if is_there { format!("\"{}\"", text.replace('"', "\"\"")) } else { String::new() }
}

/// What a city has that its test city lacks: rows of every kind, with such texts in them.
async fn fill(world: &World, actor: &Actor, chance: &mut StdRng) -> anyhow::Result<()> {
    let word = |chance: &mut StdRng| NASTY[chance.random_range(0..NASTY.len())];
    let mut units = "单位代码,单位名称,英文名称,单位类型,上级单位代码,管辖区划,生效日期,失效日期\n".to_owned();
    let mut people = "账号,姓名,单位,角色,岗位名称,任职日期\n".to_owned();
    let mut sites = "点位名称,英文名称,点位类型,所在区划,经度,纬度,责任单位,点位长账号,启用\n".to_owned();
    let mut holidays = "日期,休或班,名称,来源\n".to_owned();
    let mut duties = "测评条目编号,单位,责任\n".to_owned();
    let mut matrix = "区划,问题类别,属地单位,属事单位\n".to_owned();
    let mut grids = "网格代码,网格名称,所属村（社区）,网格员账号,边界（GeoJSON）\n".to_owned();
    // With the sign that our own writer puts before what a program would compute.
    let quoted = |text: &str| format!("\"'{}\"", text.replace('"', "\"\""));
    for n in 0..8 {
        let name = quoted(&format!("{}{n}", word(chance)));
        let until = if n % 3 == 0 { "2031-12-31" } else { "" };
        units += &format!("0{n}07,{name},{},市直部门,HQ,,2026-01-0{},{until}\n", quoted(word(chance)), n + 1);
        people += &format!("p{n}.x,人{n},0{n}07,承办人,{},2026-02-01\n", quoted(word(chance)));
        let (lon, lat) = (117.0 + f64::from(chance.random_range(0..999_999)) / 1e6, 24.0 + n as f64 / 7.0);
        let active = if n % 2 == 0 { "是" } else { "否" };
        sites += &format!("{name},{},公园,350602003001,{lon:.6},{lat:.6},0{n}07,p{n}.x,{active}\n", quoted("A"));
        holidays +=
            &format!("2028-05-0{},{},{name},{}\n", n + 1, if n % 2 == 0 { "休" } else { "班" }, quoted(word(chance)));
        duties += &format!("III-{},0{n}07,{}\n", n + 1, ["牵头", "责任", "协助"][n % 3]);
        let corner = 117.5 + n as f64 / 50.0;
        let ring = format!("[[[{corner},24.5],[{:.3},24.5],[{corner},24.52],[{corner},24.5]]]", corner + 0.01);
        let outline = quoted_json(&format!(r#"{{"type":"Polygon","coordinates":{ring}}}"#), n % 2 == 0);
        grids += &format!("0{n}-网,{name},350602003001,p{n}.x,{outline}\n");
        matrix += &format!("35060200{},E010{},S{},0{n}07\n", n % 2 + 2, n / 2 + 1, n % 2 + 1);
    }
    for (kind, text) in [
        (Kind::Units, units),
        (Kind::People, people),
        (Kind::Sites, sites),
        (Kind::Holidays, holidays),
        (Kind::Responsibilities, duties),
        (Kind::Matrix, matrix),
        (Kind::Grids, grids),
    ] {
        let file = format!("{kind}.csv");
        let brought = bring(world, actor, kind, (&file, text.as_bytes()), false).await;
        let brought = brought.map_err(|problem| match imports::problems_of(&problem) {
            Some(problems) => anyhow::anyhow!("{kind}: {:?}", problems.kept()),
            None => problem.into(),
        })?;
        assert_eq!(brought.added, 8, "{kind}: {:?}", brought.first);
    }
    // Outlines that come later and disagree with places that are there stop nothing that stays as it is.
    let (outlines, bytes) = super::kinds::list(world, Kind::Outlines, "").await?;
    bring(world, actor, Kind::Outlines, (&outlines, &bytes), false).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_leaves_and_comes_back_unchanged() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let office = world.actor("office").await?;
        for seed in 0..3 {
            let mut chance = StdRng::seed_from_u64(seed);
            if seed == 0 {
                fill(world, &actor, &mut chance).await?;
            }
            for kind in
                Kind::ALL.into_iter().filter(|kind| !matches!(kind, Kind::Tasks | Kind::Matters | Kind::Evidence))
            {
                let actor = if kind == Kind::Standard { &office } else { &actor };
                for lang in [Lang::Zh, Lang::En] {
                    let list = imports::export(&world.app, actor, kind, lang).await?;
                    let back = bring(world, actor, kind, (&list.file_name, &list.bytes), false).await;
                    let back = back.map_err(|problem| match imports::problems_of(&problem) {
                        Some(problems) => anyhow::anyhow!("{kind}: {:?}", problems.kept()),
                        None => problem.into(),
                    })?;
                    let told = (back.added, back.changed, back.removed);
                    assert_eq!(told, (0, 0, 0), "{kind} {lang:?}: {:?}", back.first);
                    assert!(
                        back.unchanged > 0 && back.unknown_columns.is_empty(),
                        "{kind}: {:?}",
                        back.unknown_columns
                    );
                }
                edit_one_cell(world, actor, kind, &mut chance).await?;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_sites_that_its_page_gives_comes_back_unchanged() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        fill(world, &actor, &mut StdRng::seed_from_u64(7)).await?;
        let office = world.sign_in("office").await?;
        for language in ["zh-CN", "en"] {
            office.post("/preferences", &[("lang", language), ("back", "/sites")]).await?.expect(303)?;
            let file = office.get("/sites/export.xlsx").await?.expect(200)?;
            let back = bring(world, &actor, Kind::Sites, ("sites.xlsx", &file.body), false).await;
            let back = back.map_err(|problem| match imports::problems_of(&problem) {
                Some(problems) => anyhow::anyhow!("{:?}", problems.kept()),
                None => problem.into(),
            })?;
            // Four of the ten are out of use, and the page lists those in use.
            assert_eq!(counts(&back), (0, 0, 6), "{:?}", back.first);
        }
        Ok(())
    })
    .await
}

/// A list that our own page gave before there was a round trip: titles of old, a code beside each name.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_old_titles_is_understood() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let (file, bytes) = super::made::made!("x00_sites_export_as_is.xlsx");
        // It is another city's: its sites are not here, and every row says so and nothing else.
        let codes = super::wrong(bring(world, &actor, Kind::Sites, (file, bytes), true).await);
        let known = ["import_unknown_division", "import_unknown_site", "import_unknown_unit", "import_unknown_login"];
        assert!(codes.iter().all(|(code, ..)| known.contains(code)), "{codes:?}");
        // The two lists of sites that leave today come back as they are.
        let list = imports::export(&world.app, &actor, Kind::Sites, Lang::Zh).await?;
        let office = world.sign_in("office").await?;
        let page = office.get("/sites/export.xlsx").await?.expect(200)?.body;
        for (file, bytes) in [("sites_to_bring_back.xlsx", &list.bytes[..]), ("sites_of_the_page.xlsx", &page[..])] {
            let back = bring(world, &actor, Kind::Sites, (file, bytes), true).await?;
            assert_eq!((back.added, back.changed), (0, 0), "{file}: {:?}", back.first);
            assert!(back.unchanged > 0, "{file}");
        }
        Ok(())
    })
    .await?;
    super::walked("round_trip::a_list_of_old_titles_is_understood");
    Ok(())
}

/// The column of a kind whose text may be any other.
const EDITED: [(Kind, &str); 6] = [
    (Kind::Grids, "网格名称"),
    (Kind::Divisions, "名称"),
    (Kind::Holidays, "来源"),
    (Kind::Units, "英文名称"),
    (Kind::People, "岗位名称"),
    (Kind::Sites, "英文名称"),
];

/// Writes another text into a cell of a random row: exactly that is what changes.
async fn edit_one_cell(world: &World, actor: &Actor, kind: Kind, chance: &mut StdRng) -> anyhow::Result<()> {
    let Some((_, title)) = EDITED.into_iter().find(|(of, _)| *of == kind) else { return Ok(()) };
    let list = imports::export(&world.app, actor, kind, Lang::Zh).await?;
    let sheet = Sheet::read(&list.bytes, &list.file_name, &Default::default())
        .map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let column = sheet.header.iter().position(|header| header.contains(title)).unwrap_or_default();
    let edited = chance.random_range(0..sheet.rows.len());
    let text = format!("{} 改{}", NASTY[chance.random_range(0..NASTY.len())], chance.random_range(0..1_000_000));
    let columns: Vec<SheetColumn> = sheet.header.iter().map(|title| SheetColumn::new(title.as_str(), 12)).collect();
    let mut workbook = Workbook::new(changxiao_domain::time::Day::constant(2026, 11, 30))?;
    let mut writer = workbook.sheet("x", &columns)?;
    for (at, row) in sheet.rows.iter().enumerate() {
        let cell = |place: usize| match (at == edited, place == column) {
            (true, true) => Cell::from(text.as_str()),
            _ => Cell::from(row.cell(place)),
        };
        writer.row(&(0..sheet.header.len()).map(cell).collect::<Vec<_>>())?;
    }
    let brought = bring(world, actor, kind, ("edited.xlsx", &workbook.finish()?), false).await?;
    assert_eq!(counts(&brought), (0, 1, sheet.rows.len() as u64 - 1), "{kind}: {:?}", brought.first);
    assert_eq!(brought.first[0].fields.len(), 1, "{kind}: {:?}", brought.first[0]);
    let after = brought.first[0].fields[0].after.words(Lang::Zh);
    assert_eq!(after, text, "{kind}");
    Ok(())
}
