//! A list that nobody made for us: three uploads at most, each remedy in the place where the fault is shown, and nothing asked twice.

use changxiao_app::imports::Kind;
use changxiao_store::sites;
use changxiao_testkit::{Browser, CITY, on_both_engines};

/// An office's own list: a headline, titles of its own, words of its own.
const LIST: &str = "巷口街道2026年创建点位台账,,,,\n\
    填报单位：巷口街道,,,填报日期：2026年6月,\n\
    序号,名目,类 别,街道,坐标\n\
    1,人民医院,医院,芗城区巷口街道,117.650000/24.510000\n\
    2,中心小学,小学,巷口街道办事处,117.651000/24.511000\n\
    3,第一市场,农贸市场,漳州市芗城区巷口街道,117.652000/24.512000\n\
    4,第二市场,农贸市场,巷口,117.653000/24.513000\n";

/// Where a file is kept, as the page of what is wrong with it says.
fn draft(text: &str) -> String {
    let after = text.split("/imports/sites/marked/").nth(1).unwrap_or_default();
    after.split('"').next().unwrap_or_default().to_owned()
}

async fn upload(browser: &Browser, draft: &str, bytes: &[u8]) -> anyhow::Result<changxiao_testkit::Answer> {
    let file = ("file", "台账.csv", bytes.to_vec());
    browser.upload("/imports/sites/preview", &[("draft", draft), ("datum", "gcj02")], &[file]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_its_own_make_comes_in_and_the_next_is_not_asked_for_anything() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let first = upload(&office, "", LIST.as_bytes()).await?.expect(422)?;
        let kept = draft(&first.text());
        let columns = office.get(&format!("/imports/sites/columns/{kept}")).await?.expect(200)?;
        columns.says("列名在第 3 行")?.says("人民医院")?;

        let said = [
            ("datum", "gcj02"),
            ("first-name", "名目"),
            ("first-site_type", "类 别"),
            ("first-division", "街道"),
            ("first-longitude", "坐标"),
            ("part-longitude", "1"),
            ("first-latitude", "坐标"),
            ("part-latitude", "-1"),
            ("keep_as", "街道台账"),
        ];
        let second = office.post(&format!("/imports/sites/columns/{kept}"), &said).await?.expect(422)?;
        // Four rows, three causes; what each most likely means is proposed.
        let second = second.says("3 类问题")?.says("医院（含社区卫生机构） (yy)")?.says("农贸（集贸）市场 (nmsc)")?;
        let kept = draft(&second.text());
        let copy = office.get(&format!("/imports/sites/marked/{kept}")).await?.expect(200)?;
        let marked = changxiao_files::sheets::Sheet::read(&copy.body, "m.xlsx", &Default::default())
            .map_err(|problem| anyhow::anyhow!("{problem}"))?;
        assert!(marked.header.contains(&"问题与处理".to_owned()), "{:?}", marked.header);

        let words = [
            ("sort-0", "site_type"),
            ("written-0", "医院"),
            ("means-0", "医院（含社区卫生机构） (yy)"),
            ("sort-1", "site_type"),
            ("written-1", "小学"),
            ("means-1", "中小学校"),
            ("sort-2", "site_type"),
            ("written-2", "农贸市场"),
            ("means-2", "nmsc"),
        ];
        let third = office.post(&format!("/imports/sites/words/{kept}"), &words).await?.expect(200)?;
        let third = third.says("4 个单元格按本市用语识别")?;
        let text = third.text();
        let kept =
            text.split("name=\"draft\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        office.post("/imports/sites", &[("draft", kept)]).await?.expect(303)?;

        let all = sites::all(world.app.db(), CITY).await?;
        let hospital = all.iter().find(|site| site.name == "人民医院").ok_or_else(|| anyhow::anyhow!("no site"))?;
        assert_eq!((hospital.site_type.as_str(), hospital.division), ("yy", 350_602_003_000));
        // The coordinate system that was chosen at first is the one that was used.
        let (lon, lat) = hospital.position.unwrap_or_default();
        assert!((lon - 117_650_000).abs() > 2_000 && (lat - 24_510_000).abs() > 1_000, "{lon} {lat}");

        // The next file of the same make: one choice, no question.
        let next = LIST.replace("人民医院", "第二医院").replace("中心小学", "第二小学");
        let next = next.replace("第一市场", "第三市场").replace("第二市场", "第四市场");
        let file = ("file", "七月.csv", next.into_bytes());
        let fields = [("reading", "街道台账"), ("datum", "gcj02")];
        let seen = office.upload("/imports/sites/preview", &fields, &[file]).await?;
        seen.expect(200)?.says("4 个单元格按本市用语识别")?;

        // What was said can be looked at and taken back.
        office.get("/imports/words").await?.expect(200)?.says("小学")?.says("街道台账")?;
        office.post("/imports/words/remove", &[("sort", "site_type"), ("written", "小学")]).await?.expect(303)?;
        office.post("/imports/words/remove", &[("kind", "sites"), ("name", "街道台账")]).await?.expect(303)?;
        let after = office.get("/imports/words").await?.expect(200)?.text();
        assert!(!after.contains("街道台账") && after.contains("农贸市场"));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_shown_is_not_done() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let list = "点位编号,点位名称,点位类型,所在区划\n1,新名字,主干道,巷口街道\n";
        let look = upload(&office, "", list.as_bytes()).await?.expect(200)?.text();
        let kept =
            look.split("name=\"draft\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        // Meanwhile somebody gives the site another name.
        let actor = world.actor("sysadmin").await?;
        let other = "点位编号,点位名称,点位类型,所在区划\n1,别的名字,主干道,巷口街道\n";
        super::bring(world, &actor, Kind::Sites, ("o.csv", other.as_bytes()), false).await?;
        let shown = office.post("/imports/sites", &[("draft", kept)]).await?.expect(200)?;
        let shown = shown.says("预览后数据已变化，尚未导入")?.says("别的名字")?.text();
        let all = sites::all(world.app.db(), CITY).await?;
        assert_eq!(all.iter().find(|site| site.number == 1).map(|site| site.name.as_str()), Some("别的名字"));
        let kept =
            shown.split("name=\"draft\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        office.post("/imports/sites", &[("draft", kept)]).await?.expect(303)?;
        let all = sites::all(world.app.db(), CITY).await?;
        assert_eq!(all.iter().find(|site| site.number == 1).map(|site| site.name.as_str()), Some("新名字"));
        Ok(())
    })
    .await
}
