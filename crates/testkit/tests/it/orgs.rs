//! Units: the dated tree, the matrix, and what nobody answers for.

use changxiao_app::orgs::{duties::traced, unanswered};
use changxiao_domain::{divisions::DivisionCode, time::Day};
use changxiao_testkit::{CITY, World, on_both_engines};

fn new_unit<'a>(code: &'a str, parent: &'a str, from: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("code", code),
        ("name", "市环卫中心"),
        ("name_en", "Sanitation Centre"),
        ("kind", "department"),
        ("parent", parent),
        ("division", ""),
        ("from", from),
    ]
}

async fn version(world: &World, code: &str) -> anyhow::Result<String> {
    let model = world.app.model(CITY).await?;
    let unit = model.units.by_code(code).map(|unit| unit.id);
    Ok(unit.and_then(|unit| model.unit_versions.get(&unit)).copied().unwrap_or(0).to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_is_added_changed_and_ended_and_each_day_keeps_its_tree() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.post("/units", &new_unit("HW", "HQ", "2026-06-01")).await?.expect(303)?;
        office.get("/units").await?.expect(200)?.says("市环卫中心")?;
        office.get("/units/HW").await?.expect(200)?.says("Sanitation Centre")?;
        let before = office.get("/units?day=2026-05-31").await?.expect(200)?.text();
        assert!(!before.contains("市环卫中心"), "a unit stands in no tree before its first day");

        let version_now = version(world, "HW").await?;
        let mut changed = new_unit("HW", "CG", "2026-06-01");
        changed.push(("version", &version_now));
        office.post("/units/HW", &changed).await?.expect(303)?;
        office.post("/units/HW", &changed).await?.expect(422)?.says("E-1203")?;

        let version_now = version(world, "HW").await?;
        let end = [("until", "2026-07-01"), ("version", version_now.as_str())];
        office.post("/units/HW/ending", &end).await?.expect(303)?;
        office.get("/units?day=2026-06-30").await?.says("市环卫中心")?;
        let after = office.get("/units?day=2026-07-01").await?.text();
        assert!(!after.contains("市环卫中心"));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_department_is_called_by_the_government_it_belongs_to() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.post("/units", &new_unit("350602:JY", "X", "2026-06-01")).await?.expect(303)?;
        office.get("/units/350602%3AJY").await?.expect(200)?.says("区直部门")?;
        office.get("/units").await?.expect(200)?.says("区直部门 1")?.says("市直部门 1")?;
        let city = office.get("/units/CG").await?.expect(200)?.says("市直部门")?.text();
        assert!(!city.contains("区直部门"));
        office.post("/preferences", &[("lang", "en"), ("back", "/units")]).await?.expect(303)?;
        office.get("/units/350602%3AJY").await?.expect(200)?.says("District department")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_tree_is_refused_with_its_reason() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.post("/units", &new_unit("CG", "HQ", "2026-06-01")).await?.expect(422)?.says("已有单位使用")?;
        office.post("/units", &new_unit("HW", "NOBODY", "2026-06-01")).await?.expect(422)?.says("没有此编号")?;
        office.post("/units", &new_unit("HW", "HQ", "2025-01-01")).await?.expect(422)?.says("已不在册")?;
        office.post("/units", &new_unit("new", "HQ", "2026-06-01")).await?.expect(422)?;
        // A district below its own street would close a circle.
        let version_now = version(world, "X").await?;
        let circle = [
            ("code", "X"),
            ("name", "芗城区"),
            ("kind", "district"),
            ("parent", "S1"),
            ("division", "350602"),
            ("from", "2026-01-01"),
            ("version", version_now.as_str()),
        ];
        office.post("/units/X", &circle).await?.expect(422)?.says("上下级成环")?;
        // A unit with posts and units below does not end under them.
        let end = [("until", "2026-07-01"), ("version", version_now.as_str())];
        office.post("/units/X/ending", &end).await?.expect(422)?;
        let version_now = version(world, "CG").await?;
        let end = [("until", "2026-07-01"), ("version", version_now.as_str())];
        office.post("/units/CG/ending", &end).await?.expect(422)?.says("职责矩阵条目尚有 1 项")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_matrix_says_which_row_decided_and_a_community_never_leads() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let model = world.app.model(CITY).await?;
        // The page and the dispatch ask the same matrix.
        for division in model.divisions.iter() {
            for category in &model.categories.categories {
                let duty = model.duty(division.code, &category.code.to_string());
                assert_eq!(traced(&model, division.code, category.code).duty(), duty);
            }
        }
        let page = "/units/matrix?division=350602003";
        office.get(page).await?.expect(200)?.says("市城管局")?.says("按单位所管地域")?;

        let row = |territory: &'static str, line: &'static str, was_line: &'static str| {
            [
                ("division", "350602003"),
                ("key", "E01"),
                ("territory", territory),
                ("line", line),
                ("was_territory", ""),
                ("was_line", was_line),
            ]
        };
        office.post("/units/matrix", &row("", "S1", "")).await?.expect(303)?;
        let model = world.app.model(CITY).await?;
        let street = DivisionCode::new(350602003)?;
        let category = model.categories.categories.iter().find(|category| category.code.to_string().starts_with("E01"));
        let category =
            category.map(|category| category.code).unwrap_or_else(|| panic!("the list has a category in E01"));
        assert_eq!(traced(&model, street, category).duty().line, Some(world.city.streets[0]));
        // The walk over all of them says what each question says.
        let mut asked = 0;
        model.lines(|town, category, line| {
            asked += 1;
            assert_eq!(line, traced(&model, town, category).duty().line, "{category} in {town}");
        });
        assert_eq!(asked, 2 * model.categories.categories.len());
        // Whoever still sees the row as it was before is told so.
        office.post("/units/matrix", &row("", "CG", "")).await?.expect(422)?.says("E-1203")?;
        office.post("/units/matrix", &row("", "", "S1")).await?.expect(303)?;

        let community = [
            ("code", "C1"),
            ("name", "新华东社区"),
            ("kind", "community"),
            ("parent", "S1"),
            ("division", "350602003001"),
            ("from", "2026-01-01"),
        ];
        office.post("/units", &community).await?.expect(303)?;
        office.post("/units/matrix", &row("", "C1", "")).await?.expect(422)?.says("不作为承办单位")?;
        // A typed community leaves no row behind.
        assert!(world.app.model(CITY).await?.matrix.len() == 1);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_answers_for_is_named() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let model = world.app.model(CITY).await?;
        assert!(unanswered::of_model(&model).categories.is_empty(), "the test city's one row answers for everything");
        let office = world.sign_in("office").await?;
        let all = [
            ("division", "3506"),
            ("key", "*"),
            ("territory", ""),
            ("line", ""),
            ("was_territory", ""),
            ("was_line", "CG"),
        ];
        office.post("/units/matrix", &all).await?.expect(303)?;
        let model = world.app.model(CITY).await?;
        let report = unanswered::of_model(&model);
        assert_eq!(report.categories.len(), model.categories.categories.len());
        assert!(report.categories.iter().all(|gap| gap.divisions.len() == 2));
        assert!(report.places.is_empty(), "both streets have a unit of their own");
        office.get("/units/gaps").await?.expect(200)?.says("没有属事单位的类别")?.says("全市")?;
        let file = office.get("/units/gaps.csv").await?.expect(200)?.text();
        assert!(file.starts_with('\u{feff}'));
        assert_eq!(file.matches("350602003").count(), model.categories.categories.len());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_people_are_for_those_who_manage_people() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        admin.get("/units/CG").await?.expect(200)?.says("测试handler")?;
        for login in ["office", "leader", "head", "auditor"] {
            let page = world.sign_in(login).await?.get("/units/CG").await?.expect(200)?.text();
            assert!(!page.contains("测试handler"), "{login} reads a name");
            assert!(page.contains("承办人"), "{login} reads the role");
        }
        // Who may not keep reference data gets no form and no way around it.
        let handler = world.sign_in("handler").await?;
        handler.get("/units/new").await?.expect(403)?;
        handler.post("/units", &new_unit("HW", "HQ", "2026-06-01")).await?.expect(403)?;
        handler.get("/units/matrix?division=350602003&key=E01").await?.expect(200)?;
        assert_eq!(world.app.model(CITY).await?.day, Day::constant(2026, 6, 16));
        Ok(())
    })
    .await
}
