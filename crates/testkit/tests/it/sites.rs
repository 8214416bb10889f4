//! Sites are listed, shown, added and changed through the pages.

use changxiao_store::sites as store;
use changxiao_testkit::{Answer, CITY, on_both_engines};

use super::api::program::Program;

fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let mark = format!("name=\"{name}\" value=\"");
    text.split(&mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_narrowed_by_the_address() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        office.get("/sites").await?.expect(200)?.says("共 2 处")?.says("延安北路主干道")?.says("新华北路主干道")?;
        let narrowed = [
            ("division=350602003", "延安北路主干道", "新华北路主干道"),
            ("q=%E6%96%B0%E5%8D%8E", "新华北路主干道", "延安北路主干道"),
            ("unit=S1", "延安北路主干道", "新华北路主干道"),
            ("q=2", "新华北路主干道", "延安北路主干道"),
        ];
        for (query, there, gone) in narrowed {
            let page = office.get(&format!("/sites?{query}")).await?.expect(200)?.says("共 1 处")?.says(there)?;
            assert!(!page.text().contains(&format!(">{gone}<")), "{query} still shows {gone}");
        }
        office.get("/sites?type=gy").await?.expect(200)?.says("没有符合筛选的点位")?.says("清除筛选")?;
        office.get("/sites?duty=none").await?.expect(200)?.says("共 0 处")?;
        let points = office.get("/sites/points.json?division=350602003").await?.expect(200)?.json()?;
        assert_eq!(points["points"].as_array().map(Vec::len), Some(1));
        assert_eq!(points["points"][0][2], "site");
        let file = office.get("/sites/export.xlsx?unit=S1").await?.expect(200)?;
        assert_eq!(&file.body[..2], b"PK");
        let sheet = changxiao_files::sheets::Sheet::read(
            &file.body,
            "sites.xlsx",
            &changxiao_files::sheets::ReadLimits::default(),
        );
        assert!(sheet.is_ok(), "the export opens again");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_added_once_with_its_position_converted() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let form = office.get("/sites/new").await?.expect(200)?;
        let key = hidden(&form, "request_key");
        let fields = [
            ("request_key", key.as_str()),
            ("name", "胜利公园"),
            ("site_type", "gy"),
            ("division", "芗城区 巷口街道"),
            ("unit", "巷口街道"),
            ("holder", "巷口街道 · 承办人"),
            ("datum", "GCJ-02"),
            ("longitude", "117.655000"),
            ("latitude", "24.510000"),
        ];
        let first = office.post("/sites/new", &fields).await?.expect(303)?;
        assert_eq!(first.location(), "/sites/3");
        assert_eq!(office.post("/sites/new", &fields).await?.expect(303)?.location(), "/sites/3");
        assert_eq!(store::count(world.app.db(), CITY).await?, 3);

        let site = store::by_number(world.app.db(), CITY, 3).await?.expect("the site is there");
        let (lon, lat) = site.position.expect("with its position");
        // GCJ-02 lies some hundred metres to the south-east of WGS-84 here.
        assert!((4_000..6_500).contains(&(117_655_000 - lon)), "longitude moved by {}", 117_655_000 - lon);
        assert!((1_500..4_500).contains(&(24_510_000 - lat).abs()), "latitude moved by {}", 24_510_000 - lat);
        assert_eq!(site.unit, Some(world.city.streets[0]));
        let reader = world.sign_in("inspector").await?;
        let page =
            reader.get("/sites/3").await?.expect(200)?.says("胜利公园")?.says("WGS-84")?.says("巷口街道 · 承办人")?;
        assert!(!page.text().contains("测试handler"), "posts are named, persons are not");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_field_is_named_and_what_was_typed_stays() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let key = hidden(&office.get("/sites/new").await?.expect(200)?, "request_key");
        let fields = [
            ("request_key", key.as_str()),
            ("name", ""),
            ("site_type", "zzzz"),
            ("division", "漳州市"),
            ("unit", "没有的单位"),
            ("longitude", "24.51"),
            ("latitude", "117.65"),
        ];
        let back = office.post("/sites/new", &fields).await?.expect(422)?;
        back.says("写明点位名称")?
            .says("没有类型")?
            .says("没有这个单位")?
            .says("经纬度像是填反了")?
            .says("value=\"117.65\"")?;
        assert_eq!(store::count(world.app.db(), CITY).await?, 2);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_over_another_change_is_told() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let mine = office.get("/sites/1/edit").await?.expect(200)?;
        let version = hidden(&mine, "version");
        let fields = |name: &'static str, version: &str| {
            vec![
                ("version".to_owned(), version.to_owned()),
                ("name".to_owned(), name.to_owned()),
                ("site_type".to_owned(), "zgd".to_owned()),
                ("division".to_owned(), "350602003".to_owned()),
                ("unit".to_owned(), "S1".to_owned()),
            ]
        };
        let post = async |fields: Vec<(String, String)>| {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            office.post("/sites/1/edit", &fields).await
        };
        post(fields("延安北路南段", &version)).await?.expect(303)?;
        let told = post(fields("延安北路北段", &version)).await?.expect(409)?;
        let told = told.says("E-1203")?.says("现为“延安北路南段”")?.says("value=\"延安北路北段\"")?;
        // Saving again keeps mine, knowing the other.
        post(fields("延安北路北段", &hidden(&told, "version"))).await?.expect(303)?;
        let site = store::by_number(world.app.db(), CITY, 1).await?.expect("the site is there");
        assert_eq!((site.name.as_str(), site.version), ("延安北路北段", 3));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_may_change_sites_can() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let inspector = world.sign_in("inspector").await?;
        let page = inspector.get("/sites/1").await?.expect(200)?.says("/inspections/new?site=1")?;
        assert!(!page.text().contains("/sites/1/edit"));
        inspector.get("/sites/1/edit").await?.expect(403)?;
        inspector.post("/sites/new", &[("name", "x")]).await?.expect(403)?;
        inspector.get("/sites/export.xlsx").await?.expect(403)?;
        inspector.get("/sites/9999").await?.expect(404)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_of_another_street_is_as_unknown_as_one_that_does_not_exist() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        // The street sees a case at its own site alone.
        for site in ["1", "2"] {
            office.post("/cases/new", &[("category", "E0405"), ("site", site)]).await?.expect(303)?;
        }
        let street = world.sign_in("streethead").await?;
        street.get("/cases?site=1").await?.expect(200)?.says("<b>延安北路主干道</b>")?;
        street.get("/cases/new?site=1").await?.expect(200)?.says("<b>延安北路主干道</b>")?;

        // What the page repeats of the question is the number alone.
        let without = |page: Answer, number: &str| {
            let key = format!("value=\"{}\"", hidden(&page, "request_key"));
            let text = page.text().replace(&key, "");
            let repeated = ["site=", "site%3D"].map(|before| format!("{before}{number}"));
            let text = repeated.iter().fold(text, |text, repeated| text.replace(repeated, "site"));
            text.replace(&format!("value=\"{number}\""), "")
        };
        for (page, status) in [
            ("/cases?site=", 400),
            ("/cases?tab=all&site=", 400),
            ("/cases/new?site=", 200),
            ("/cases/map.json?site=", 400),
            ("/cases/export.csv?site=", 400),
        ] {
            let foreign = without(street.get(&format!("{page}2")).await?.expect(status)?, "2");
            let unknown = without(street.get(&format!("{page}99")).await?.expect(status)?, "99");
            assert!(!foreign.contains("新华北路主干道"), "{page} names the site");
            assert_eq!(foreign, unknown, "{page} tells a foreign site from an unknown one");
        }
        // A form that came back, here for want of a category, never names the site either.
        let form = street.post("/cases/new", &[("category", ""), ("site", "2")]).await?.expect(422)?;
        assert!(!form.text().contains("新华北路主干道"), "the form that came back names the site");

        let program = Program::of(world, "street1", &["read"]).await?;
        for path in ["/cases?site=", "/inspections?site="] {
            program.get(&format!("{path}1")).await?.expect(200)?;
            let foreign = program.get(&format!("{path}2")).await?.expect(400)?;
            assert_eq!(foreign.json()?, program.get(&format!("{path}99")).await?.expect(400)?.json()?);
        }
        Ok(())
    })
    .await
}
