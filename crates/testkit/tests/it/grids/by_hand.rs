//! A grid is added, staffed, changed and ended by form and by program, by the rules of the list.

use changxiao_domain::{geo::Position, time::Day};
use changxiao_testkit::{CITY, on_both_engines};
use changxiao_words::Lang;
use serde_json::json;

use super::square;
use crate::api::program::Program;

/// The version that a form was made from.
fn version_of(page: &str) -> String {
    page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grid_is_added_staffed_changed_and_ended_by_hand() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.get("/grids").await?.expect(200)?.says("新增网格")?;
        office.get("/grids/new").await?.expect(200)?.says("所属村（社区）")?;
        // Everything that is wrong is said at once, by the rules of the list.
        let wrong = [
            ("code", ""),
            ("name", ""),
            ("division", "芗城区"),
            ("staff_post", "没有的岗位"),
            ("outline", "{}"),
            ("until", "明天"),
        ];
        let refused = office.post("/grids", &wrong).await?.expect(422)?;
        refused
            .says("填 1 至 60 个字")?
            .says("网格在镇街或村（社区）内")?
            .says("没有这个岗位")?
            .says("边界不能用")?
            .says("日期写作 2026-11-21")?;
        let outline = square(117.60, 24.50).to_string();
        let label = world.app.model(CITY).await?.post_label(world.actor("handler").await?.post, Lang::Zh);
        let new = [
            ("code", "01-东"),
            ("name", "东片网格"),
            ("division", "新华东社区居委会"),
            ("staff_post", label.as_str()),
            ("outline", outline.as_str()),
            ("until", ""),
        ];
        let added = office.post("/grids", &new).await?.expect(303)?;
        assert_eq!(added.location(), "/grids?division=350602003001");
        office.get(added.location()).await?.expect(200)?.says("网格已新增")?.says("东片网格")?.says("测试handler")?;
        office.post("/grids", &new).await?.expect(422)?.says("这个网格代码已经使用")?;
        let model = world.app.model(CITY).await?;
        assert_eq!(model.grid_around(at(117.605, 24.505)).map(|grid| grid.code.as_str()), Some("01-东"));

        // A second one that overlaps: it is saved, and the page says where.
        let beside = square(117.605, 24.50).to_string();
        let second = [
            ("code", "02"),
            ("name", "西片网格"),
            ("division", "350602003001"),
            ("staff_post", ""),
            ("outline", beside.as_str()),
            ("until", ""),
        ];
        let added = office.post("/grids", &second).await?.expect(303)?;
        office.get(added.location()).await?.expect(200)?.says("01-东 东片网格与02 西片网格重叠")?;

        // Two look at the same version: the second one hears of the first.
        let address = "/grids/01-%E4%B8%9C/edit";
        let page = office.get(address).await?.expect(200)?.says("东片网格")?.says("MultiPolygon")?;
        let seen = version_of(&page.text());
        let renamed = |name: &'static str, until: &'static str, version: String| {
            vec![
                ("version".to_owned(), version),
                ("name".to_owned(), name.to_owned()),
                ("division".to_owned(), "350602003001".to_owned()),
                ("staff_post".to_owned(), label.clone()),
                ("outline".to_owned(), outline.clone()),
                ("until".to_owned(), until.to_owned()),
                ("code".to_owned(), "01-东".to_owned()),
            ]
        };
        let post = async |fields: Vec<(String, String)>| {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            office.post(address, &fields).await
        };
        post(renamed("东一网格", "", seen.clone())).await?.expect(303)?;
        post(renamed("东二网格", "", seen)).await?.expect(422)?;
        // It ends with a day: until then it is there, from then on it holds nothing and is told apart.
        let seen = version_of(&office.get(address).await?.expect(200)?.text());
        post(renamed("东一网格", "2026-06-17", seen)).await?.expect(303)?;
        assert_eq!(world.app.model(CITY).await?.grids.len(), 2);
        world.set_time(Day::constant(2026, 6, 17), 0, 1);
        let model = world.app.model(CITY).await?;
        assert_eq!((model.grids.len(), model.ended_grids.len()), (1, 1));
        // A night has passed, and with it the session.
        let office = world.sign_in("office").await?;
        assert_eq!(model.grid_around(at(117.602, 24.505)).map(|grid| grid.code.as_str()), None);
        let page = office.get("/grids").await?.expect(200)?.text();
        assert!(!page.contains("东一网格") && page.contains("西片网格"));
        office.get("/grids?ended=1").await?.expect(200)?.says("东一网格")?.says("起撤销")?;
        office.get("/grids?ended=2").await?.expect(400)?;
        // Whoever may only read changes nothing.
        let inspector = world.sign_in("inspector").await?;
        assert!(!inspector.get("/grids").await?.expect(200)?.text().contains("新增网格"));
        inspector.get("/grids/new").await?.expect(403)?;
        inspector.post("/grids", &new).await?.expect(403)?;
        office.get("/grids/none/edit").await?.expect(404)?;
        Ok(())
    })
    .await
}

fn at(lon: f64, lat: f64) -> Position {
    Position::from_degrees(lon, lat).expect("a position")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_keeps_grids_as_the_form_does() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let post = world.actor("handler").await?.post.to_string();
        let mut grid = json!({
            "name": "东片网格", "division": "350602003001", "staff_post": post, "outline": square(117.60, 24.50),
        });
        let added = program.put("/grids/01", &grid).await?.expect(200)?.json()?;
        assert_eq!((&added["code"], &added["staff_post"], &added["version"]), (&json!("01"), &json!(post), &json!(1)));
        program.put("/grids/01", &grid).await?.expect(422)?.says("code")?;
        // What was read comes back unchanged, and a change names the version.
        let read = program.read("/grids/01").await?;
        assert_eq!(read["outline"]["type"], "MultiPolygon");
        grid["outline"] = read["outline"].clone();
        grid["version"] = json!(1);
        assert_eq!(program.put("/grids/01", &grid).await?.expect(200)?.json()?["version"], 1, "nothing differs");
        grid["until"] = json!("2026-06-16");
        let ended = program.put("/grids/01", &grid).await?.expect(200)?.json()?;
        assert_eq!((&ended["version"], &ended["until"]), (&json!(2), &json!("2026-06-16")));
        program.put("/grids/01", &grid).await?.expect(409)?;
        assert_eq!(program.read("/grids").await?["grids"], json!([]), "it has ended");
        assert_eq!(program.read("/grids/01").await?["until"], "2026-06-16");
        let wrong = json!({ "name": "", "division": "3506", "staff_post": "x", "outline": { "type": "Point" }, "until": "bald" });
        let refused = program.put("/grids/02", &wrong).await?.expect(422)?.text();
        for field in ["name", "division", "staff_post", "outline", "until"] {
            assert!(refused.contains(&format!("\"{field}\"")), "{field}: {refused}");
        }
        program.get("/grids/02").await?.expect(404)?;
        let reader = Program::of(world, "office", &["read"]).await?;
        reader.put("/grids/02", &grid).await?.expect(403)?;
        Ok(())
    })
    .await
}
