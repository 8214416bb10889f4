//! What lies in no grid although the place around it has grids.

use changxiao_app::imports::Kind;
use changxiao_testkit::on_both_engines;
use changxiao_words::Lang;
use serde_json::json;

use super::{brought, layer, reported, square};
use crate::{api::program::Program, lists::bring};

/// A village whose grids are all drawn, and a place in it that none of them holds.
#[tokio::test(flavor = "multi_thread")]
async fn a_position_in_no_grid_is_asked_about_and_reported() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let open = ("117.65", "24.505");
        // Before there are grids nobody asks.
        reported(&office, "350602003001", open).await?.expect(303)?;
        brought(world, "grids.geojson", &layer()).await?;
        let gaps = office.get("/units/gaps").await?.expect(200)?;
        gaps.says("不在任何网格内的点位和未结问题")?.says("未结问题 1 件")?;
        office.get("/units/gaps.csv").await?.expect(200)?.says("不在任何网格内的点位和未结问题")?;

        let fields = |key: &'static str, confirmed: bool| {
            let mut fields = vec![
                ("request_key", key),
                ("category", "E0405"),
                ("title", "占道"),
                ("text", "六辆"),
                ("division", "350602003001"),
                ("place", "某路"),
                ("lon", open.0),
                ("lat", open.1),
            ];
            fields.extend(confirmed.then_some(("in_no_grid", "on")));
            fields
        };
        let asked = office.post("/cases/new", &fields("open-1", false)).await?.expect(422)?;
        asked.says("却不在任何网格内")?.says("name=\"in_no_grid\"")?;
        office.post("/cases/new", &fields("open-1", true)).await?.expect(303)?;
        office.get("/units/gaps").await?.expect(200)?.says("未结问题 2 件")?;
        // A place of the street may lie in a village without grids: nobody knows, so nobody is asked.
        reported(&office, "350602003", open).await?.expect(303)?;
        let program = Program::of(world, "office", &["read", "handle", "report"]).await?;
        let mut case = json!({
            "category": "E0405", "division": "350602003001", "place": "某路",
            "position": { "longitude": 117.65, "latitude": 24.505 },
        });
        program.post("/cases", &case).await?.expect(422)?.says("in_no_grid")?;
        case["in_no_grid"] = json!(true);
        program.post("/cases", &case).await?.expect(201)?;

        // Sites: by form asked about, by list said, and what stays where it is is nobody's fault.
        let mut site = vec![
            ("request_key", "site-open-1"),
            ("name", "无格路口"),
            ("site_type", "gy"),
            ("division", "350602003001"),
            ("longitude", open.0),
            ("latitude", open.1),
            ("datum", "WGS-84"),
        ];
        office.post("/sites/new", &site).await?.expect(422)?.says("却不在任何网格内")?;
        site.push(("in_no_grid", "on"));
        office.post("/sites/new", &site).await?.expect(303)?;
        office.get("/units/gaps").await?.expect(200)?.says("无格路口")?;
        let list = "点位名称,点位类型,所在区划,经度,纬度\n无格公园,公园,350602003001,117.65,24.506\n有格公园,公园,350602003001,117.601,24.505\n";
        let sysadmin = world.actor("sysadmin").await?;
        let came = bring(world, &sysadmin, Kind::Sites, ("s.csv", list.as_bytes()), false).await?;
        let said: Vec<String> = came.remarks.iter().map(|remark| remark.words(Lang::Zh)).collect();
        assert!(said.iter().any(|one| one.contains("1 个点位") && one.contains("首个在第 2 行")), "{said:?}");
        let again = bring(world, &sysadmin, Kind::Sites, ("s.csv", list.as_bytes()), false).await?;
        assert!(again.remarks.is_empty(), "{:?}", again.remarks);
        // The missing grid is drawn: nothing is left open.
        let all = json!({ "name": "补划网格", "division": "350602003001", "outline": square(117.645, 24.50) });
        program.put("/grids/W9", &all).await?.expect(200)?;
        let page = office.get("/units/gaps").await?.expect(200)?.text();
        assert!(!page.contains("无格路口") && !page.contains("占道"), "they lie in a grid now");
        Ok(())
    })
    .await
}
