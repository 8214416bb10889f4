//! What a list lacks is proposed and shown as such: codes of units, logins of people, the town of a position.

use changxiao_app::imports::{ImportOutcome, Kind};
use changxiao_store::{orgs, people, sites};
use changxiao_testkit::{CITY, on_both_engines};
use changxiao_words::Lang;

use super::{bring, counts, remarks, wrong};

/// Label and fields of the entries that a look shows.
fn shown(seen: &ImportOutcome) -> Vec<String> {
    let field = |field: &changxiao_app::imports::PreviewField| {
        format!("{}={}", field.title.words(Lang::Zh), field.after.words(Lang::Zh))
    };
    let line = |row: &changxiao_app::imports::PreviewRow| {
        let fields: Vec<String> = row.fields.iter().map(field).collect();
        format!("{}: {}", row.label.words(Lang::Zh), fields.join(" "))
    };
    seen.first.iter().map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn units_without_codes_get_the_next_free_ones() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let taken = "单位代码,单位名称,单位类型,上级单位代码\nU002,占号的局,市直部门,HQ\n";
        bring(world, &actor, Kind::Units, ("taken.csv", taken.as_bytes()), false).await?;
        let list = "单位名称,单位类型,上级单位\n新甲局,市直部门,市创建总指挥部\n新乙科,市直部门,新甲局\n市城管局,市直部门,市创建总指挥部\n";
        let seen = bring(world, &actor, Kind::Units, ("list.csv", list.as_bytes()), true).await?;
        assert_eq!(counts(&seen), (2, 0, 1), "{:?}", shown(&seen));
        assert!(shown(&seen)[0].starts_with("U001 新甲局") && shown(&seen)[0].contains("U001（拟定）"), "{:?}", shown(&seen));
        assert!(shown(&seen)[1].starts_with("U003 新乙科"), "{:?}", shown(&seen));
        assert!(remarks(&seen)[0].starts_with("2 个单位没有代码"), "{:?}", remarks(&seen));
        bring(world, &actor, Kind::Units, ("list.csv", list.as_bytes()), false).await?;
        let units = orgs::units(world.app.db(), CITY).await?;
        let id = |code: &str| units.iter().find(|unit| unit.code == code).map(|unit| unit.id);
        let below = units.iter().find(|unit| unit.code == "U003").and_then(|unit| unit.parent);
        assert_eq!(below, id("U001"));
        // The same list again names the same units.
        let again = bring(world, &actor, Kind::Units, ("list.csv", list.as_bytes()), false).await?;
        assert_eq!(counts(&again), (0, 0, 3));
        // The same name twice is one unit too many.
        let twice = "单位名称,单位类型\n新丙局,市直部门\n新丙局,市直部门\n";
        assert_eq!(wrong(bring(world, &actor, Kind::Units, ("t.csv", twice.as_bytes()), true).await)[0].0, "sheet_duplicate");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn people_without_logins_get_one_after_their_unit() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let taken = "账号,姓名,单位,角色\ncg.02,占号的人,CG,承办人\n";
        bring(world, &actor, Kind::People, ("taken.csv", taken.as_bytes()), false).await?;
        let list = "姓名,单位,角色\n甲,市城管局,承办人\n乙,市城管局,承办人\n甲,市城管局,单位负责人\n测试handler,市城管局,承办人\n";
        let seen = bring(world, &actor, Kind::People, ("list.csv", list.as_bytes()), true).await?;
        assert_eq!(counts(&seen), (3, 0, 1), "{:?}", shown(&seen));
        assert!(shown(&seen)[0].starts_with("cg.01 甲") && shown(&seen)[0].contains("cg.01（拟定）"), "{:?}", shown(&seen));
        assert!(shown(&seen)[1].starts_with("cg.03 乙"), "{:?}", shown(&seen));
        assert!(remarks(&seen)[0].starts_with("2 人没有账号"), "{:?}", remarks(&seen));
        let done = bring(world, &actor, Kind::People, ("list.csv", list.as_bytes()), false).await?;
        assert_eq!(done.sign_ins.len(), 2, "one account for each person");
        let all = people::all(world.app.db(), CITY).await?;
        assert_eq!(all.iter().filter(|person| person.login.starts_with("cg.")).count(), 3);
        let again = bring(world, &actor, Kind::People, ("list.csv", list.as_bytes()), false).await?;
        assert_eq!(counts(&again), (0, 0, 4));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_names_its_division_where_the_list_does_not() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let square = |code: i64, west: f64, east: f64| {
            format!(
                r#"{{"type":"Feature","properties":{{"code":{code},"name":"x"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},24.4],[{east},24.4],[{east},24.6],[{west},24.6],[{west},24.4]]]}}}}"#
            )
        };
        let outlines = format!(
            r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
            square(350602, 117.5, 117.8),
            square(350602003, 117.6, 117.7)
        );
        bring(world, &actor, Kind::Outlines, ("o.geojson", outlines.as_bytes()), false).await?;
        let list = "点位名称,点位类型,经度,纬度,坐标系\n街道里的园,公园,117.65,24.51,WGS-84\n区里的园,公园,117.75,24.51,WGS-84\n";
        let seen = bring(world, &actor, Kind::Sites, ("list.csv", list.as_bytes()), false).await?;
        assert_eq!(counts(&seen), (2, 0, 0));
        assert_eq!(remarks(&seen), ["2 个点位没有写区划，按坐标归到所在的最小区划"]);
        let all = sites::all(world.app.db(), CITY).await?;
        let division = |name: &str| all.iter().find(|site| site.name == name).map(|site| site.division);
        assert_eq!(division("街道里的园"), Some(350_602_003_000));
        assert_eq!(division("区里的园"), Some(350_602_000_000));
        // Outside of every outline, and without a position, the division is asked for.
        for row in ["外面的园,公园,118.5,24.51,WGS-84", "没有坐标的园,公园,,,"] {
            let text = format!("点位名称,点位类型,经度,纬度,坐标系\n{row}\n");
            assert_eq!(wrong(bring(world, &actor, Kind::Sites, ("l.csv", text.as_bytes()), true).await)[0].0, "sheet_required");
        }
        Ok(())
    })
    .await
}
