//! Grids: a list or a layer comes in, a place finds its grid and who walks it, what overlaps or is left open is said, and nothing is left
//! behind by who leaves and by what ends.

mod by_hand;
mod open;

use changxiao_app::{
    departures::carry_out::sweep,
    imports::{ImportOutcome, Kind},
};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};
use changxiao_words::Lang;
use serde_json::{Value, json};

use crate::{
    api::program::Program,
    lists::{bring, wrong},
};

/// A square of a hundredth of a degree.
pub fn square(west: f64, south: f64) -> Value {
    let (east, north) = (west + 0.01, south + 0.01);
    json!({ "type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]] })
}

fn feature(code: &str, name: &str, division: &str, staff: &str, geometry: &Value) -> Value {
    json!({
        "type": "Feature",
        "properties": { "code": code, "name": name, "division": division, "staff": staff },
        "geometry": geometry,
    })
}

/// Two grids of the community of 巷口街道 that overlap in a half, and one of 新桥街道.
pub fn layer() -> String {
    let features = [
        feature("W1", "第一网格", "350602003001", "handler", &square(117.60, 24.50)),
        feature("W2", "第二网格", "350602003001", "head", &square(117.605, 24.50)),
        feature("W3", "桥东网格", "350602002", "", &square(117.70, 24.50)),
    ];
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

pub async fn brought(world: &World, file: &str, text: &str) -> anyhow::Result<ImportOutcome> {
    Ok(bring(world, &world.actor("sysadmin").await?, Kind::Grids, (file, text.as_bytes()), false).await?)
}

/// Reports a case at a position; its address, or what the form answers.
pub async fn reported(
    office: &Browser,
    division: &str,
    (lon, lat): (&str, &str),
) -> anyhow::Result<changxiao_testkit::Answer> {
    let key = format!("{division}{lon}");
    let fields = [
        ("request_key", key.as_str()),
        ("category", "E0405"),
        ("title", "占道"),
        ("text", "六辆"),
        ("division", division),
        ("place", "某路"),
        ("lon", lon),
        ("lat", lat),
    ];
    office.post("/cases/new", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_finds_its_grid_and_who_walks_it() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let came = brought(world, "grids.geojson", &layer()).await?;
        assert_eq!((came.added, came.changed), (3, 0));
        let said: Vec<String> = came.remarks.iter().map(|remark| remark.words(Lang::Zh)).collect();
        assert!(said.iter().any(|one| one.contains("W1 第一网格与W2 第二网格重叠")), "{said:?}");
        let office = world.sign_in("office").await?;
        let page = office.get("/grids").await?.expect(200)?;
        page.says("第一网格")?.says("测试handler")?.says("共 3 个，1 个无网格员")?;
        office.get("/grids?staff=none").await?.expect(200)?.says("桥东网格")?;
        office.get("/grids?division=350602003").await?.expect(200)?.says("重叠和空白")?.says("第二网格重叠")?;
        office.get("/divisions/350602003").await?.expect(200)?.says("/grids?division=350602003")?;
        office.get("/grids?staff=all").await?.expect(400)?;

        let answer = reported(&office, "350602003", ("117.602", "24.505")).await?.expect(303)?;
        let address = answer.location().to_owned();
        office.get(&address).await?.expect(200)?.says("第一网格 · 测试handler")?;
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        assert_eq!(program.read(&address).await?["grid"], "W1");
        // In the overlap both are named, and none is guessed.
        let answer = reported(&office, "350602003", ("117.607", "24.505")).await?.expect(303)?;
        let address = answer.location().to_owned();
        office.get(&address).await?.expect(200)?.says("第一网格、第二网格在此重叠")?;
        assert_eq!(program.read(&address).await?["grid"], Value::Null);
        // A position in the grid of another street is asked about.
        let asked = reported(&office, "350602003", ("117.705", "24.505")).await?.expect(422)?;
        asked.says("新桥街道")?;
        reported(&office, "350602002", ("117.705", "24.505")).await?.expect(303)?;

        let held = program.read("/grids?longitude=117.607&latitude=24.505").await?;
        assert_eq!(held["grids"].as_array().map(Vec::len), Some(2));
        assert_eq!(program.read("/grids?division=350602002").await?["grids"][0]["code"], "W3");
        program.get("/grids?longitude=117.6").await?.expect(400)?.says("longitude")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_without_outlines_is_read_as_offices_write_it_and_its_faults_are_named() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let list = "网格编号,名称,社区,网格员\n01,东片,新华东社区居委会,handler\n";
        assert_eq!(brought(world, "网格.csv", list).await?.added, 1);
        let model = world.app.model(CITY).await?;
        let place = "350602003001".parse()?;
        assert_eq!(model.grid_of(place, None).one().map(|grid| grid.code.as_str()), Some("01"));
        // The same again changes nothing; an empty cell keeps who walks it, a dash takes the person away.
        assert_eq!(brought(world, "网格.csv", list).await?.unchanged, 1);
        let kept = "网格编号,名称,社区,网格员\n01,东片,新华东社区居委会,\n";
        assert_eq!(brought(world, "网格.csv", kept).await?.unchanged, 1);
        let wide = "网格编号,名称,社区,网格员,边界\n02,西片,芗城区,handler,\n03,南片,新华东社区居委会,nobody,\n\
                    04,北片,新华东社区居委会,,\"{}\"\n02,重号,新华东社区居委会,,\n";
        let refused = bring(world, &actor, Kind::Grids, ("w.csv", wide.as_bytes()), true).await;
        let codes: Vec<&str> = wrong(refused).into_iter().map(|(code, ..)| code).collect();
        assert_eq!(codes, ["import_grid_too_wide", "import_unknown_login", "import_not_json"]);
        let gone = "网格编号,名称,社区,网格员\n01,东片,新华东社区居委会,无\n";
        assert_eq!(brought(world, "网格.csv", gone).await?.changed, 1);
        let model = world.app.model(CITY).await?;
        assert!(model.grids.iter().all(|grid| model.walks(grid).is_none()));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_layer_leaves_open_of_a_street_is_said() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let whole = json!({ "type": "FeatureCollection", "features": [
            { "type": "Feature", "properties": { "code": "350602002", "name": "x" }, "geometry": {
                "type": "Polygon",
                "coordinates": [[[117.70, 24.50], [117.72, 24.50], [117.72, 24.51], [117.70, 24.51], [117.70, 24.50]]],
            } },
        ] });
        bring(world, &actor, Kind::Outlines, ("o.geojson", whole.to_string().as_bytes()), false).await?;
        let came = brought(world, "grids.geojson", &layer()).await?;
        let said: Vec<String> = came.remarks.iter().map(|remark| remark.words(Lang::Zh)).collect();
        assert!(said.iter().any(|one| one.contains("新桥街道有 50.0% 不在任何网格内")), "{said:?}");
        let office = world.sign_in("office").await?;
        office.get("/grids?division=新桥街道").await?.expect(200)?.says("不在任何网格内")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn grids_go_to_whoever_follows() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        brought(world, "grids.geojson", &layer()).await?;
        let admin = world.sign_in("sysadmin").await?;
        let leaving = [("until", "2026-06-17")];
        // Nobody leaves a grid behind in silence.
        admin.post("/people/handler/leaving", &leaving).await?.expect(422)?.says("网格")?;
        let model = world.app.model(CITY).await?;
        let head = world.actor("head").await?.post;
        let named = head.to_string();
        admin.post("/people/handler/leaving", &[("until", "2026-06-17"), ("heir", &named)]).await?.expect(303)?;
        world.set_time(changxiao_domain::time::Day::constant(2026, 6, 17), 0, 1);
        sweep(&world.app, CITY).await?;
        let now = world.app.model(CITY).await?;
        assert!(model.grids.iter().any(|grid| grid.code == "W1" && grid.staff != Some(head)));
        assert!(now.grids.iter().filter(|grid| grid.code != "W3").all(|grid| grid.staff == Some(head)));
        // A street that ends takes its grids along.
        let program = Program::of(world, "office", &["read", "handle"]).await?;
        let ending = json!({ "until": "2026-06-17", "successor": "350602003" });
        program.post("/divisions/350602002/ending", &ending).await?.expect(200)?;
        sweep(&world.app, CITY).await?;
        let now = world.app.model(CITY).await?;
        assert!(now.grids.iter().any(|grid| grid.code == "W3" && grid.division.to_string() == "350602003"));
        Ok(())
    })
    .await
}
