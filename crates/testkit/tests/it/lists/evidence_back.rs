//! Registers of what is sealed leave and come back: items of the evidence store, and matters.

use changxiao_app::imports::{self, Kind};
use changxiao_files::sheets::{Cell, Sheet};
use changxiao_testkit::{CITY, World, on_both_engines, photo};
use changxiao_words::Lang;

use super::{
    any_values::{Taken, cell, comes_back, hold, sheet, values},
    bring, counts,
    returned::edited,
    wrong,
};
use crate::matters::broken;

const PDF: &[u8] = include_bytes!("../../../../files/tests/documents/chromium.pdf");
const KIND: Kind = Kind::Evidence;

/// A photo at a site, a document with a number of a person, something of a newspaper.
async fn three_items(world: &World) -> anyhow::Result<()> {
    let office = world.sign_in("office").await?;
    let photo_of = [
        ("caption-1", "2026年6月，巷口街道清理疏导区"),
        ("site", "1"),
        ("day", "2026-06-10"),
        // 无 takes away, but for where it stands.
        ("people", "无"),
        ("tags", "civilised_city"),
        ("tags", "garden_city"),
    ];
    office.upload("/evidence/new", &photo_of, &[("file-1", "疏导区.jpg", photo(1))]).await?.expect(303)?;
    let document = [("caption-1", "来访登记，电话 13800001234"), ("division", "350602003"), ("place", "某路口")];
    office.upload("/evidence/new", &document, &[("file-1", "登记.pdf", PDF.to_vec())]).await?.expect(303)?;
    let paper = [
        ("caption-1", "报道截图"),
        ("kind", "press"),
        ("press_title", "=1+1"),
        ("press_paper", "某日报"),
        ("press_author", "'张三"),
        ("source", "-5"),
    ];
    office.upload("/evidence/new", &paper, &[("file-1", "剪报.jpg", photo(3))]).await?.expect(303)?;
    Ok(())
}

async fn taken_out(world: &World, login: &str) -> anyhow::Result<Sheet> {
    let file = world.sign_in(login).await?.get("/evidence/export.xlsx").await?.expect(200)?;
    Sheet::read(&file.body, "evidence.xlsx", &Default::default()).map_err(|problem| anyhow::anyhow!("{problem}"))
}

/// Cells that are written otherwise: row, title, text.
type Edits = &'static [(usize, &'static str, &'static str)];

/// Row of the page's sheet, which stands newest first; column; text; how many fields that is.
const EDITS: [(usize, &str, &str, usize); 15] = [
    (2, "种类", "扫描件", 1),
    (2, "图说", "2026年6月，疏导区整改后", 1),
    (2, "日期", "2026年6月9日", 1),
    (2, "出现的人", "街道干部", 1),
    (2, "出现的人", "-", 1),
    (2, "创建活动", "园林；国家级 双拥", 0),
    (2, "创建活动", "双拥；园林", 1),
    (1, "区划", "新桥街道", 1),
    (1, "地点", "无", 1),
    (1, "来源", "街道报送", 1),
    // A site brings its division.
    (1, "点位编号", "1", 2),
    (0, "标题", "长效机制见成效", 1),
    (0, "媒体", "某晚报", 1),
    (0, "作者", "李四", 1),
    (0, "摄影", "王五", 1),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_register_of_evidence_comes_back_and_an_edited_cell_is_an_edit() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        three_items(world).await?;
        let actor = world.actor("office").await?;
        let browser = world.sign_in("office").await?;
        for language in ["en", "zh-CN"] {
            browser.post("/preferences", &[("lang", language), ("back", "/evidence")]).await?.expect(303)?;
            let file = browser.get("/evidence/export.xlsx").await?.expect(200)?;
            let back = bring(world, &actor, KIND, ("素材.xlsx", &file.body), false).await?;
            assert_eq!(counts(&back), (0, 0, 3), "{language}: {:?}", back.first);
            assert!(back.unknown_columns.is_empty(), "{:?}", back.unknown_columns);
        }
        comes_back(world, &actor, KIND).await?;
        // Taken out by somebody who reads no numbers of persons, it overwrites none.
        let leader = taken_out(world, "leader").await?;
        assert!(leader.rows.iter().any(|row| row.cell(2).contains("138****1234")), "the leader reads it masked");
        let back = bring(world, &actor, KIND, ("l.xlsx", &edited(&leader, &[])?), false).await?;
        assert_eq!(counts(&back), (0, 0, 3), "{:?}", back.first);
        for (row, title, text, fields) in EDITS {
            let list = edited(&taken_out(world, "office").await?, &[(row, title, text)])?;
            let back = bring(world, &actor, KIND, ("素材.xlsx", &list), false).await;
            if fields == 0 {
                assert_eq!(wrong(back), [("import_no_such_campaign", Some(4), "国家级 双拥".to_owned())]);
                continue;
            }
            let back = back.map_err(|problem| match imports::problems_of(&problem) {
                Some(problems) => anyhow::anyhow!("{title} {text}: {:?}", problems.kept()),
                None => problem.into(),
            })?;
            assert_eq!(counts(&back), (0, 1, 2), "{title} {text}: {:?}", back.first);
            assert_eq!(back.first[0].fields.len(), fields, "{title} {text}: {:?}", back.first);
        }
        // As by the form: on its page, found by its new words, with a line in the trace, and the seal holds.
        let page = browser.get("/evidence/1").await?.expect(200)?;
        page.says("疏导区整改后")?.says("扫描件")?.says("双拥")?;
        let row = changxiao_store::evidence::by_number(world.app.db(), CITY, 1).await?;
        assert_eq!(row.map(|row| row.item.tags), Some(vec!["double_support".to_owned(), "garden_city".to_owned()]));
        browser.get("/evidence?q=%E6%95%B4%E6%94%B9%E5%90%8E").await?.expect(200)?.says("疏导区整改后")?;
        browser.get("/evidence/2").await?.expect(200)?.says("13800001234")?.says("街道报送")?;
        world.sign_in("auditor").await?.get("/trace").await?.expect(200)?.says("疏导区整改后")?;
        assert_eq!(broken(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_register_of_evidence_cannot_change_is_told() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        three_items(world).await?;
        let actor = world.actor("office").await?;
        let whole = taken_out(world, "office").await?;
        let refused = async |edits: &[(usize, &str, &str)]| -> anyhow::Result<Vec<_>> {
            let list = edited(&whole, edits)?;
            Ok(wrong(bring(world, &actor, KIND, ("素材.xlsx", &list), true).await))
        };
        let cases: [(Edits, &str, u32, &str); 10] = [
            (&[(0, "保管单位", "市城管局")], "import_told_only", 2, "市城管局"),
            (&[(0, "文件", "另一个.jpg")], "import_told_only", 2, "另一个.jpg"),
            (&[(0, "编号", "99")], "import_no_such_evidence", 2, "99"),
            (&[(0, "编号", "2"), (1, "编号", "3")], "import_evidence_other_file", 2, ""),
            (&[(0, "编号", ""), (0, "文件指纹 SHA-256", "")], "sheet_required", 2, ""),
            (&[(2, "区划", "新桥街道")], "import_division_of_site", 4, "新桥街道"),
            (&[(1, "点位编号", "77")], "import_unknown_site", 3, "77"),
            (&[(1, "图说", "无")], "import_evidence_unfit", 3, "无"),
            (&[(1, "日期", "2026-06-17")], "import_evidence_unfit", 3, "2026-06-17"),
            (&[(1, "种类", "照片")], "import_evidence_unfit", 3, "照片"),
        ];
        for (edits, code, row, value) in cases {
            let found = refused(edits).await?;
            let first = found.first().cloned().unwrap_or(("", None, String::new()));
            assert_eq!((first.0, first.1), (code, Some(row)), "{edits:?}: {found:?}");
            assert!(value.is_empty() || first.2 == value, "{found:?}");
        }
        // By its hash alone; a column that nobody knows is named; twice is named.
        let hash = whole.header.iter().position(|title| title.contains("SHA-256")).unwrap_or_default();
        let by_hash = format!("文件指纹,图说,备注\n{},只凭指纹,略\n", whole.rows[0].cell(hash));
        let looked = bring(world, &actor, KIND, ("a.csv", by_hash.as_bytes()), true).await?;
        assert_eq!((looked.changed, &*looked.unknown_columns), (1, &["备注".to_owned()][..]));
        let twice = "编号,图说\n1,甲\n1,乙\n";
        let twice = wrong(bring(world, &actor, KIND, ("a.csv", twice.as_bytes()), true).await);
        assert_eq!(twice.first().map(|(_, row, _)| *row), Some(Some(3)), "{twice:?}");
        // Who may not change every item on its page brings none; the form and the list are linked.
        let admin = world.actor("sysadmin").await?;
        assert!(bring(world, &admin, KIND, ("a.csv", by_hash.as_bytes()), true).await.is_err());
        world.sign_in("office").await?.get("/evidence").await?.expect(200)?.says("/imports#evidence")?;
        let leader = world.sign_in("leader").await?.get("/evidence").await?.expect(200)?.text();
        assert!(!leader.contains("/imports#evidence"));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn registers_of_evidence() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        three_items(world).await?;
        let actor = world.actor("office").await?;
        let taken = Taken::default();
        hold(8, &values(), async |round, drawn| {
            let titles = ["编号", "图说", "地点", "出现的人", "来源", "创建活动", "区划", "标题", "作者"];
            let press = |n: usize, at: usize| cell(if n == 3 { drawn.texts[at].as_str() } else { "" });
            let row = |n: usize| {
                vec![
                    Cell::Integer(i64::try_from(n).unwrap_or(1)),
                    cell(drawn.own(n, round)),
                    cell(drawn.texts[n].as_str()),
                    cell(drawn.texts[n + 1].as_str()),
                    cell(drawn.texts[n + 2].as_str()),
                    cell(drawn.pick(n, &["", "无", "双拥、园林", "园林\n无障碍", "blood_donation"])),
                    cell(if n == 1 { "" } else { drawn.pick(n + 3, &["巷口街道", "350602002", "无", ""]) }),
                    press(n, 5),
                    press(n, 6),
                ]
            };
            let bytes = sheet(&titles, (1..=3).map(row).collect())?;
            taken.note(KIND, bring(world, &actor, KIND, ("素材.xlsx", &bytes), false).await)?;
            comes_back(world, &actor, KIND).await
        })?;
        taken.is_mostly(&[KIND])
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn registers_of_matters() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("office").await?;
        let browser = world.sign_in("office").await?;
        let taken = Taken::default();
        hold(8, &values(), async |round, drawn| {
            let titles = ["办理规程", "标题", "类别", "正文", "依据"];
            let row = |n: usize| {
                vec![
                    cell("制度文件"),
                    cell(drawn.own(n, round).replace('\n', " ")),
                    cell(drawn.pick(n, &["规章制度", "Working method", "practice"])),
                    cell(drawn.texts[n + 2].as_str()),
                    cell(drawn.texts[n + 4].replace('\n', " ")),
                ]
            };
            let bytes = sheet(&titles, (0..2).map(row).collect())?;
            taken.note(Kind::Matters, bring(world, &actor, Kind::Matters, ("事项.xlsx", &bytes), false).await)?;
            for language in ["en", "zh-CN"] {
                browser.post("/preferences", &[("lang", language), ("back", "/matters")]).await?.expect(303)?;
                let file = browser.get("/matters/export.xlsx?procedure=document").await?.expect(200)?;
                let back = bring(world, &actor, Kind::Matters, ("事项.xlsx", &file.body), true).await;
                let back = back.map_err(|problem| match imports::problems_of(&problem) {
                    Some(problems) => anyhow::anyhow!("{language}: {:?}", problems.kept()),
                    None => anyhow::anyhow!("{language}: {problem}"),
                })?;
                let told = (back.added, back.changed, back.remarks.len());
                anyhow::ensure!(told == (0, 0, 0) && back.unchanged > 0, "{language}: {told:?} {:?}", back.first);
                anyhow::ensure!(back.unknown_columns.is_empty(), "{:?}", back.unknown_columns);
            }
            Ok(())
        })?;
        taken.is_mostly(&[Kind::Matters])
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caption_that_is_edited_leaves_the_position_that_a_case_gave() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let fields = [
            ("category", "E0301"),
            ("title", "积存垃圾"),
            ("text", "路面有积存垃圾"),
            ("division", "350602003"),
            ("lon", "117.65"),
            ("lat", "24.512"),
        ];
        let made = office.upload("/cases/new", &fields, &[("photos", "a.jpg", photo(4))]).await?.expect(303)?;
        let number = made.location().trim_start_matches("/cases/").split('?').next().unwrap_or_default().to_owned();
        let shown = office.get(&format!("/api/v1/cases/{number}")).await?.expect(200)?.json()?;
        let hash = shown["photos"][0]["hash"].as_str().unwrap_or_default().to_owned();
        let taking = office.post(&format!("/cases/{number}/evidence/taking"), &[("photo", &hash)]).await?;
        taking.expect(303)?;
        let item = async || changxiao_store::evidence::by_number(world.app.db(), CITY, 1).await;
        let before = item().await?.map(|row| row.item).ok_or_else(|| anyhow::anyhow!("no item"))?;
        assert!(before.position.is_some() && before.site.is_none(), "{before:?}");
        let csv = "编号,图说\n1,2026年6月，积存垃圾\n";
        let actor = world.actor("office").await?;
        bring(world, &actor, KIND, ("a.csv", csv.as_bytes()), false).await?;
        let day = before.day.to_string();
        let form = [
            ("version", "3"),
            ("kind", "photo"),
            ("caption", "2026年6月，积存垃圾已清"),
            ("day", &day),
            ("place", &before.place),
            ("division", "350602003"),
            ("source", &before.source),
        ];
        office.post("/evidence/1/edit", &form).await?.expect(303)?;
        let after = item().await?.map(|row| row.item).ok_or_else(|| anyhow::anyhow!("no item"))?;
        assert_eq!((after.position, &*after.caption), (before.position, "2026年6月，积存垃圾已清"));
        let other = "编号,区划\n1,新桥街道\n";
        bring(world, &actor, KIND, ("a.csv", other.as_bytes()), false).await?;
        assert_eq!(item().await?.map(|row| row.item.position), Some(None), "another place is not where that was");
        let list = imports::export(&world.app, &actor, KIND, Lang::Zh).await?;
        assert!(list.file_name.ends_with(".xlsx"));
        Ok(())
    })
    .await
}
