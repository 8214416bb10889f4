//! A new edition comes about as a copy that is edited, compared and put in force; whoever may not, cannot.

use changxiao_domain::time::Day;
use changxiao_testkit::{CITY, World, on_both_engines};
use changxiao_words::Lang;

const BUILT_IN: &str = "/standards/national-2017-district~2017";
const DRAFT: &str = "/standards/national-2017-district~2027";

fn version(page: &str) -> String {
    let at = page.find("name=\"version\" value=\"").expect("a form with a version") + 22;
    page[at..].split('"').next().unwrap_or_default().to_owned()
}

fn seen(page: &str) -> String {
    let at = page.find("name=\"seen\" value=\"").expect("a form with what was seen") + 19;
    page[at..].split('"').next().unwrap_or_default().to_owned()
}

async fn edition_in_force(world: &World) -> anyhow::Result<String> {
    Ok(world.app.model(CITY).await?.current_system().map(|system| system.version.clone()).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_is_copied_edited_compared_and_put_in_force() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.get("/standards").await?.expect(200)?.says("2017")?;
        for tab in ["", "?tab=coverage", "?tab=sites", "?tab=survey", "?tab=presets", "?tab=about", "?q=III-21"] {
            office.get(&format!("{BUILT_IN}{tab}")).await?.expect(200)?;
        }
        office.get(&format!("{BUILT_IN}/nodes/III-1")).await?.expect(200)?.says("干部群众全面深入学习")?;
        let names = [("name_zh", "测评体系（2027 年）"), ("name_en", "Evaluation system 2027")];
        office
            .post(&format!("{BUILT_IN}/draft"), &[("edition", "2017"), names[0], names[1]])
            .await?
            .expect(422)?
            .says("已有这个版本")?;
        let copied =
            office.post(&format!("{BUILT_IN}/draft"), &[("edition", "2027"), names[0], names[1]]).await?.expect(303)?;
        assert_eq!(copied.location(), DRAFT);
        assert_eq!(edition_in_force(world).await?, "2017");

        // What ships with the product is not edited.
        let words = [("name_zh", "改"), ("name_en", "Changed"), ("version", "1")];
        office.post(&format!("{BUILT_IN}/nodes/III-1"), &words).await?.expect(422)?.says("不是草案")?;

        let form = office.get(&format!("{DRAFT}/nodes/III-1/edit")).await?.expect(200)?.text();
        let first = version(&form);
        let words = [
            ("name_zh", "干部群众学习"),
            ("name_en", "Study by officials and public"),
            ("method", "M"),
            ("version", first.as_str()),
        ];
        office.post(&format!("{DRAFT}/nodes/III-1"), &words).await?.expect(303)?;
        // A second writer who saw the state before is told, and what was typed stays.
        office
            .post(&format!("{DRAFT}/nodes/III-1"), &words)
            .await?
            .expect(409)?
            .says("干部群众学习")?
            .says("E-1203")?;

        let second = version(&office.get(&format!("{DRAFT}/nodes/III-1/edit")).await?.text());
        let empty = [("name_zh", ""), ("name_en", ""), ("version", second.as_str())];
        office.post(&format!("{DRAFT}/nodes/III-1"), &empty).await?.expect(422)?.says("没有中文名称或内容")?;
        let new = [
            ("code", "III-1-9"),
            ("kind", "standard"),
            ("parent", "III-1"),
            ("text_zh", "新增标准"),
            ("text_en", "A new standard"),
            ("version", second.as_str()),
        ];
        office.post(&format!("{DRAFT}/nodes"), &new).await?.expect(303)?;
        let third = version(&office.get(&format!("{DRAFT}/nodes/III-1-9/edit")).await?.text());
        let place = [("parent", "III-2"), ("order", "1"), ("version", third.as_str())];
        office.post(&format!("{DRAFT}/nodes/III-1-9/place"), &place).await?.expect(303)?;
        let model = world.app.model(CITY).await?;
        let (_, draft) = model.systems.iter().find(|(row, _)| row.edition == "2027").unwrap();
        let order: Vec<&str> = draft.children(Some("III-2")).iter().map(|node| node.code.as_str()).collect();
        assert_eq!(order, ["III-1-9", "III-2-1", "III-2-2", "III-2-3", "III-2-4"]);
        let fourth = version(&office.get(&format!("{DRAFT}/nodes/III-2-4/edit")).await?.text());
        office.post(&format!("{DRAFT}/nodes/III-2-4/removal"), &[("version", fourth.as_str())]).await?.expect(303)?;
        // A content that check items count for does not vanish under them.
        let fifth = version(&office.get(&format!("{DRAFT}/nodes/III-21/edit")).await?.text());
        office
            .post(&format!("{DRAFT}/nodes/III-21/removal"), &[("version", fifth.as_str())])
            .await?
            .expect(422)?
            .says("III-21")?;

        let page = office.get(&format!("{DRAFT}/nodes/III-2")).await?.text();
        let before = seen(&page);
        let units = [("seen", before.as_str()), ("add_unit", "CG 市城管局"), ("add_duty", "lead")];
        office.post(&format!("{DRAFT}/nodes/III-2/units"), &units).await?.expect(303)?;
        office.post(&format!("{DRAFT}/nodes/III-2/units"), &units).await?.expect(409)?;
        office
            .get("/standards/responsibility?system=national-2017-district~2027&unit=CG")
            .await?
            .expect(200)?
            .says("III-2")?;

        let diff = "/standards/diff?old=national-2017-district~2017&new=national-2017-district~2027";
        let diff =
            office.get(diff).await?.expect(200)?.says("新增标准")?.says("干部群众学习")?.says("市城管局")?.text();
        assert!(diff.contains("<del>") && diff.contains("<ins>"));

        let sixth = version(&office.get(DRAFT).await?.text());
        office
            .post(&format!("{DRAFT}/in-force"), &[("from", "2026-07-01"), ("version", sixth.as_str())])
            .await?
            .expect(303)?;
        assert_eq!(edition_in_force(world).await?, "2017", "its day is still to come");
        world.set_time(Day::constant(2026, 7, 1), 9, 0);
        assert_eq!(edition_in_force(world).await?, "2027");
        let again = world.sign_in("office").await?;
        let last = version(&again.get(DRAFT).await?.text());
        again.post(&format!("{DRAFT}/withdrawal"), &[("version", last.as_str())]).await?.expect(303)?;
        assert_eq!(edition_in_force(world).await?, "2017");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inspector_reads_and_does_not_write() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let page = inspector.get(BUILT_IN).await?.expect(200)?.text();
        assert!(!page.contains("/draft"));
        inspector.post(&format!("{BUILT_IN}/draft"), &[("edition", "2027")]).await?.expect(403)?;
        let units = [("seen", "0"), ("add_unit", "CG"), ("add_duty", "lead")];
        inspector.post(&format!("{BUILT_IN}/nodes/III-2/units"), &units).await?.expect(403)?;
        inspector.get("/standards/nowhere~1").await?.expect(404)?;
        inspector.get("/imports").await?.expect(403)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_looked_at_and_then_imported_in_the_browser() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        admin.get("/imports").await?.expect(200)?.says("还没有导入过")?;
        for file in ["divisions.xlsx", "sites.xlsx", "standard.xlsx", "outlines.geojson", "categories.json"] {
            let template = admin.get(&format!("/imports/templates/{file}")).await?.expect(200)?;
            assert!(template.body.len() > 200, "{file}");
        }
        let bad = "账号,姓名,单位,角色\na b,某人,OFFICE,派遣员\n".as_bytes().to_vec();
        let page = admin.upload("/imports/people/preview", &[], &[("file", "人员.csv", bad)]).await?.expect(422)?;
        page.says("没有导入任何内容")?.says("a b")?.says("改成 1–40 位字母")?;

        let good = "账号,姓名,单位,角色\nqian,钱六,OFFICE,派遣员\n".as_bytes().to_vec();
        let page = admin
            .upload("/imports/people/preview", &[], &[("file", "人员.csv", good)])
            .await?
            .expect(200)?
            .says("钱六")?
            .text();
        let at = page.find("name=\"draft\" value=\"").expect("a kept file") + 20;
        let draft = page[at..].split('"').next().unwrap_or_default().to_owned();
        // The file belongs to the one who looked.
        let office = world.sign_in("office").await?;
        office.post("/imports/people", &[("draft", draft.as_str())]).await?.expect(403)?;
        office.post("/imports/holidays", &[("draft", draft.as_str())]).await?.expect(422)?.says("重新上传")?;
        let done = admin.post("/imports/people", &[("draft", draft.as_str())]).await?.expect(200)?.says("qian")?.text();
        assert!(done.contains("一次性密码"));
        admin.post("/imports/people", &[("draft", draft.as_str())]).await?.expect(422)?;
        admin.get("/imports").await?.expect(200)?.says("人员.csv")?;
        let model = world.app.model(CITY).await?;
        assert!(model.person_names.values().any(|name| name == "钱六"));
        assert_eq!(model.unit_name(world.city.office, Lang::Zh), "市创建办");

        let junk = vec![0x8f_u8; 3 * 1024 * 1024];
        admin
            .upload("/imports/units/preview", &[], &[("file", "junk.xlsx", junk)])
            .await?
            .expect(422)?
            .says("没有导入任何内容")?;
        Ok(())
    })
    .await
}
