//! Lists come in whole or not at all, and the same list again changes nothing.

use changxiao_app::{
    AppError,
    imports::{self, ImportOptions, ImportOutcome, ImportRequest, Kind, system_workbook},
};
use changxiao_domain::{geo::Datum, orgs::Actor, standards::SystemStatus};
use changxiao_testkit::{CITY, World, on_both_engines};

const DIVISIONS: &str = include_str!("../../../../data/divisions/3506.csv");
const HOLIDAYS: &str = include_str!("../../../../data/holidays.csv");
const OUTLINES: &str = include_str!("../../../../data/outlines/3506.geojson");
const STANDARD: &str = include_str!("../../../../data/standards/national-2017-district.json");

async fn bring(
    world: &World,
    actor: &Actor,
    kind: Kind,
    text: &[u8],
    dry_run: bool,
) -> Result<ImportOutcome, AppError> {
    let request = ImportRequest {
        kind,
        file_name: format!("{kind}.csv"),
        bytes: text.to_vec(),
        dry_run,
        options: ImportOptions::default(),
    };
    imports::import(&world.app, actor, request, &|_, _| {}).await
}

/// The codes of the problems with row and column letters.
fn places(refused: Result<ImportOutcome, AppError>) -> Vec<(&'static str, Option<u32>, Option<String>)> {
    match refused {
        Err(AppError::Import(problems)) => {
            problems.kept().iter().map(|problem| (problem.code(), problem.row, problem.column_letters())).collect()
        }
        Err(other) => panic!("another error: {other}"),
        Ok(outcome) => panic!("it was imported: {outcome:?}"),
    }
}

fn counts(outcome: &ImportOutcome) -> (u64, u64, u64) {
    (outcome.added, outcome.changed, outcome.unchanged)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_of_the_product_comes_in_once_and_changes_nothing_again() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let look = bring(world, &actor, Kind::Divisions, DIVISIONS.as_bytes(), true).await?;
        assert!(!look.applied);
        assert_eq!(world.app.model(CITY).await?.divisions.len(), 6, "a look changes nothing");

        for (kind, text, most) in
            [(Kind::Divisions, DIVISIONS, 2000), (Kind::Holidays, HOLIDAYS, 100), (Kind::Outlines, OUTLINES, 10)]
        {
            let first = bring(world, &actor, kind, text.as_bytes(), false).await?;
            assert!(first.added > most, "{kind}: {first:?}");
            let again = bring(world, &actor, kind, text.as_bytes(), false).await?;
            assert_eq!((again.added, again.changed), (0, 0), "{kind}: {:?}", again.first);
            assert_eq!(again.unchanged + again.passed_over, first.rows_read, "{kind}");
        }
        let model = world.app.model(CITY).await?;
        assert_eq!(model.divisions.len(), DIVISIONS.lines().count() - 1);
        assert_eq!(model.outlines.len(), 11);
        assert_eq!(imports::newest(&world.app, &actor, 20).await?.len(), 6);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_row_is_named_by_its_place_and_nothing_comes_in() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let text = "代码,名称,级别\n350603,龙文区,县级\n35060X,错区,县级\n350603,龙文区,县级\n350604,,县级\n350605001,某镇,县级\n";
        assert_eq!(
            places(bring(world, &actor, Kind::Divisions, text.as_bytes(), false).await),
            [
                ("import_not_a_division", Some(3), Some("A".to_owned())),
                ("sheet_duplicate", Some(4), Some("A".to_owned())),
                ("sheet_required", Some(5), Some("B".to_owned())),
                ("import_wrong_level", Some(6), Some("C".to_owned())),
            ]
        );
        assert_eq!(world.app.model(CITY).await?.divisions.len(), 6);

        assert_eq!(
            places(bring(world, &actor, Kind::Holidays, "日期,名称\n2027-01-01,元旦\n".as_bytes(), false).await),
            [("sheet_missing_column", Some(1), None)]
        );
        assert_eq!(
            places(bring(world, &actor, Kind::Units, "代码,名称,类型,上级\nA,甲局,市直部门,B\nB,乙局,市直部门,A\n".as_bytes(), false).await)[0].0,
            "import_no_tree"
        );
        assert_eq!(
            places(bring(world, &actor, Kind::Sites, "名称,点位类型,所在区划,经度,纬度\n甲市场,zgd,火星,117.6,\n".as_bytes(), false).await)
                .iter()
                .map(|(code, ..)| *code)
                .collect::<Vec<_>>(),
            ["import_unknown_division", "sheet_half_a_coordinate"]
        );
        let junk: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8 | 0x80).collect();
        assert!(!places(bring(world, &actor, Kind::Units, &junk, false).await).is_empty());
        assert!(imports::newest(&world.app, &actor, 20).await?.is_empty());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn units_people_and_duties_build_on_each_other() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let units = "单位代码,单位名称,单位类型,上级单位代码,管辖区划\nEDU1,市实验科,市直部门,EDU,\nEDU,市教育局,市直部门,HQ,\nX3,新桥社区,村社区,S1,\n";
        let refused = places(bring(world, &actor, Kind::Units, units.as_bytes(), false).await);
        assert_eq!(refused, [("sheet_unknown_code", Some(4), Some("C".to_owned()))]);
        let units = units.replace("村社区", "村（社区）");
        assert_eq!(counts(&bring(world, &actor, Kind::Units, units.as_bytes(), false).await?), (3, 0, 0));
        assert_eq!(counts(&bring(world, &actor, Kind::Units, units.as_bytes(), false).await?), (0, 0, 3));
        let renamed = units.replace("市教育局", "市教育和体育局");
        let changed = bring(world, &actor, Kind::Units, renamed.as_bytes(), false).await?;
        assert_eq!(counts(&changed), (0, 1, 2));
        let field = &changed.first[0].fields[0];
        let said = [&field.before, &field.after].map(|words| words.words(changxiao_words::Lang::Zh));
        assert_eq!(said, ["市教育局", "市教育和体育局"]);

        let people = "账号,姓名,单位,角色,岗位名称\nLi.Si,李四,EDU,承办人,科员\nli.si,李四,市教育和体育局,单位负责人,\n";
        let opened = bring(world, &actor, Kind::People, people.as_bytes(), false).await?;
        assert_eq!((counts(&opened), opened.sign_ins.len()), ((2, 0, 0), 1));
        let again = bring(world, &actor, Kind::People, people.as_bytes(), false).await?;
        assert_eq!((counts(&again), again.sign_ins.len()), ((0, 0, 2), 0));
        let stranger = world.stranger()?;
        let password = opened.sign_ins[0].password.as_str();
        let answer = stranger.post("/signin", &[("login", "li.si"), ("password", password), ("next", "/health")]).await?;
        assert_eq!((answer.status, answer.location()), (303, "/password"), "{}", answer.text());
        // An administrator is made by two of the three, and never by a sheet.
        let alone = "账号,姓名,单位,角色\nwang,王五,OFFICE,系统管理员\n";
        let refused = bring(world, &actor, Kind::People, alone.as_bytes(), false).await;
        assert_eq!(places(refused)[0].0, "import_administrator");
        let apart = "账号,姓名,单位,角色\nauditor,测试auditor,OFFICE,系统管理员\n";
        assert_eq!(places(bring(world, &actor, Kind::People, apart.as_bytes(), false).await)[0].0, "import_roles_apart");

        let duties = "测评条目编号,单位,责任\nIII-1,EDU,牵头\nIII-1,市城管局,责任\nIII-2,EDU,协助\n";
        assert_eq!(counts(&bring(world, &actor, Kind::Responsibilities, duties.as_bytes(), false).await?), (3, 0, 0));
        assert_eq!(counts(&bring(world, &actor, Kind::Responsibilities, duties.as_bytes(), false).await?), (0, 0, 3));
        let matrix = "区划,问题类别,属地单位,属事单位\n,E01,,CG\n巷口街道,E0101,S1,EDU\n";
        assert_eq!(counts(&bring(world, &actor, Kind::Matrix, matrix.as_bytes(), false).await?), (2, 0, 0));
        assert_eq!(counts(&bring(world, &actor, Kind::Matrix, matrix.as_bytes(), false).await?), (0, 0, 2));
        let model = world.app.model(CITY).await?;
        let duty = model.duty("350602003001".parse()?, "E0101");
        assert_eq!(model.unit_name(duty.line.unwrap(), changxiao_words::Lang::Zh), "市教育和体育局");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn sites_come_in_from_four_coordinate_systems_to_the_same_place() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let actor = world.actor("sysadmin").await?;
        let place = changxiao_domain::geo::Position::from_degrees(117.647_481, 24.513_025)?;
        let mut text = "点位名称,点位类型,所在区划,经度,纬度,坐标系,责任单位,点位长账号\n".to_owned();
        for datum in Datum::ALL {
            let (lon, lat) = datum.from_wgs84(place);
            text.push_str(&format!(
                "市场{},zgd,芗城区 巷口街道,{lon:.9},{lat:.9},{datum},巷口街道,street1\n",
                datum.code()
            ));
        }
        let first = bring(world, &actor, Kind::Sites, text.as_bytes(), false).await?;
        assert_eq!(counts(&first), (4, 0, 0));
        let sites = changxiao_store::sites::all(world.app.db(), CITY).await?;
        let new: Vec<_> = sites.iter().filter(|site| site.name.starts_with("市场")).collect();
        assert_eq!(new.iter().map(|site| site.number).collect::<Vec<_>>(), [3, 4, 5, 6]);
        for site in new {
            let (lon, lat) = site.position.unwrap();
            assert!((lon - place.lon_e6).abs() <= 1 && (lat - place.lat_e6).abs() <= 1, "{site:?}");
            assert!(site.holder.is_some());
        }
        assert_eq!(counts(&bring(world, &actor, Kind::Sites, text.as_bytes(), false).await?), (0, 0, 4));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_leaves_as_a_workbook_and_comes_back_without_loss() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let model = world.app.model(CITY).await?;
        let system = model.current_system().unwrap();
        let workbook = imports::template(&world.app, &model, Kind::Standard, changxiao_words::Lang::Zh)?;
        let back = bring(world, &office, Kind::Standard, &workbook.bytes, false).await?;
        assert_eq!((back.added, back.changed), (0, 0), "{:?}", back.first);
        let json = bring(world, &office, Kind::Standard, STANDARD.as_bytes(), false).await?;
        assert_eq!((json.added, json.changed), (0, 0), "{:?}", json.first);

        let mut draft = system.as_ref().clone();
        draft.version = "2027-trial".to_owned();
        draft.nodes.iter_mut().find(|node| node.code == "III-1").unwrap().name_zh = "改过的名称".to_owned();
        let bytes = system_workbook(&draft, model.day)?;
        let first = bring(world, &office, Kind::Standard, &bytes, false).await?;
        assert!(first.added > 500 && first.changed == 0, "{first:?}");
        let model = world.app.model(CITY).await?;
        let (row, stored) = model.systems.iter().find(|(row, _)| row.edition == "2027-trial").unwrap();
        assert_eq!(row.status, SystemStatus::Draft);
        draft.id = stored.id;
        draft.status = stored.status;
        assert_eq!(stored.as_ref().clone().in_reading_order(), draft.clone().in_reading_order());
        assert_eq!(model.current_system().unwrap().version, system.version, "a draft is not in force");

        draft.nodes.iter_mut().find(|node| node.code == "III-2").unwrap().name_en = "Changed".to_owned();
        let bytes = system_workbook(&draft, model.day)?;
        assert_eq!(counts(&bring(world, &office, Kind::Standard, &bytes, false).await?).1, 1);
        let mut other = system.as_ref().clone();
        other.nodes.iter_mut().find(|node| node.code == "III-2").unwrap().name_en = "Changed".to_owned();
        let bytes = system_workbook(&other, model.day)?;
        assert_eq!(places(bring(world, &office, Kind::Standard, &bytes, false).await)[0].0, "import_edition_taken");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_may_import_who_serve_the_whole_city() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        for login in ["dispatcher", "handler", "leader", "auditor", "secadmin"] {
            let actor = world.actor(login).await?;
            let refused = bring(world, &actor, Kind::Holidays, HOLIDAYS.as_bytes(), true).await;
            assert!(matches!(refused, Err(AppError::NotPermitted(_))), "{login}");
        }
        let office = world.actor("office").await?;
        assert!(bring(world, &office, Kind::Holidays, HOLIDAYS.as_bytes(), true).await.is_ok());
        let people = "账号,姓名,单位,角色\nx,某人,OFFICE,系统管理员\n";
        let refused = bring(world, &office, Kind::People, people.as_bytes(), true).await;
        assert!(matches!(refused, Err(AppError::NotPermitted(_))), "who hands out posts could take any right");
        Ok(())
    })
    .await
}
