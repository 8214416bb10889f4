//! Each demonstration city tells what its report tells, and its history is one that could have been.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use changxiao_app::{
    App,
    cities::shipped::shipped,
    orgs::unanswered::of_model,
    people::{
        authenticate,
        sign_in::{Answered, sign_in},
        way_in::Whence,
    },
};
use changxiao_demo::DemoCity;
use changxiao_domain::{
    divisions::{DivisionCode, Level},
    escalation::{Rung, Staff},
    orgs::{Post, Role, UnitKind},
    time::Instant,
};
use changxiao_store::{cases, inspections, whistles};

/// Everything that is true of every city. `until` is where its history ends.
pub async fn could_have_been(app: &App, demo: &DemoCity, until: Instant) {
    cases_lie_where_their_unit_answers(app, demo).await;
    whistles_call_who_is_needed(app, demo, until).await;
    the_last_week_is_like_the_others(app, demo, until).await;
    the_account_of_the_office_opens_as_the_office(app, demo).await;
    every_ladder_ends_at_somebody_who_leads(app, demo).await;
    let (_, file) = shipped(&demo.city.to_string()).expect("a shipped city");
    let report = file.report.expect("every city has its report");
    assert!(!report.zh.is_empty() && !report.en.is_empty());
}

/// Whoever leads a case: above the head of the unit stands somebody who leads a group or the headquarters, a post with a person.
async fn every_ladder_ends_at_somebody_who_leads(app: &App, demo: &DemoCity) {
    let model = app.model(demo.city).await.expect("the model");
    let (posts, absent): (Vec<&Post>, _) = (model.posts.values().collect(), HashSet::new());
    let staff = Staff { posts: &posts, units: &model.units, day: model.day, absent: &absent, ladder: &model.ladder };
    for unit in model.units.iter().filter(|unit| unit.kind.may_lead() && !unit.kind.serves_the_city()) {
        let told = staff.receivers(Rung::GroupLeader, unit.id, None);
        assert!(!told.is_empty(), "{}", unit.name);
        for receiver in told {
            let post = &model.posts[&receiver.post];
            let above = model.units.get(post.unit).expect("a unit");
            assert!(above.kind.ends_ladders() || post.role == Role::Leader, "{} ends at {}", unit.name, above.name);
            assert!(model.person_names.contains_key(&receiver.person));
        }
    }
}

/// A unit of one county never leads a case in another.
async fn cases_lie_where_their_unit_answers(app: &App, demo: &DemoCity) {
    let model = app.model(demo.city).await.expect("the model");
    let everything = cases::due_in_period(app.db(), demo.city, Instant(0), Instant(i64::MAX)).await.expect("cases");
    let mut led = 0;
    for case in everything {
        let Some(lead) = case.lead else { continue };
        led += 1;
        let area = model.units.path(lead).into_iter().rev().find_map(|unit| unit.division);
        let place = DivisionCode::from_padded(case.division).expect("a division");
        assert!(
            area.is_none_or(|area| place.is_within(area) || area.is_within(place)),
            "{} lies in {place}, its lead {} answers for {area:?}",
            case.number,
            model.units.get(lead).expect("a unit").name
        );
    }
    assert!(led > 10);
}

/// Who is called has to do with what is called for.
async fn whistles_call_who_is_needed(app: &App, demo: &DemoCity, until: Instant) {
    let model = app.model(demo.city).await.expect("the model");
    let needed = |title: &str| -> [&str; 2] {
        match title {
            title if title.contains("油烟直排") => ["urban_management", "ecology"],
            title if title.contains("塌陷") => ["housing", "traffic_police"],
            title if title.contains("夜市") => ["urban_management", "market_supervision"],
            title if title.contains("垃圾桶") => ["sanitation", "urban_management"],
            title if title.contains("污水") => ["housing", "water"],
            title if title.contains("集贸市场") => ["market_supervision", "urban_management"],
            title => panic!("a topic that nobody has thought of: {title}"),
        }
    };
    let filter = whistles::WhistleFilter::default();
    let all = whistles::lines(app.db(), demo.city, &filter, None, until, 100).await.expect("whistles");
    assert!(all.len() >= 4, "{}", all.len());
    for line in all {
        let needed = needed(&line.title);
        for (unit, _) in &line.calls {
            let code = &model.units.get(*unit).expect("a unit").code;
            let key = code.rsplit(':').next().unwrap_or(code);
            assert!(needed.contains(&key), "{} calls {code}", line.title);
        }
        assert_eq!(line.calls.len(), 2, "{}", line.title);
    }
}

/// As many visits and no more than in the weeks before, day for day of the week.
async fn the_last_week_is_like_the_others(app: &App, demo: &DemoCity, until: Instant) {
    let model = app.model(demo.city).await.expect("the model");
    let visits = inspections::of_period(app.db(), demo.city, Instant(0), until).await.expect("visits");
    let mut by_day: BTreeMap<_, i64> = BTreeMap::new();
    for visit in visits {
        *by_day.entry(model.day_of(visit.submitted_at)).or_default() += 1;
    }
    // The day on which the history ends is half a day.
    let today = model.day_of(until);
    let workdays: Vec<i64> =
        by_day.iter().filter(|(day, _)| **day < today && model.calendar.is_workday(**day)).map(|(_, n)| *n).collect();
    let (before, last) = workdays.split_at(workdays.len().saturating_sub(5));
    let mean = |days: &[i64]| days.iter().sum::<i64>() * 100 / i64::try_from(days.len().max(1)).expect("few days");
    let share = mean(last) * 100 / mean(before).max(1);
    assert!((80..=125).contains(&share), "the last week has {share} % of the visits of a usual one: {workdays:?}");
}

async fn the_account_of_the_office_opens_as_the_office(app: &App, demo: &DemoCity) {
    let shown = demo.sign_ins.iter().find(|shown| shown.login == "office").expect("the office is shown");
    assert!(shown.posts > 1, "whoever holds one post only opens as nothing else");
    let answered =
        sign_in(app, demo.city, "office", &shown.password, &Whence::default()).await.expect("the office signs in");
    let Answered::Session(opened) = answered else { panic!("the office has no second factor") };
    let who = authenticate::session(app, demo.city, &opened.secret).await.expect("a session");
    assert_eq!(who.actor.role, Role::Office);
}

/// Titles of the posts that lead, by the code of their unit.
async fn leaders(app: &App, demo: &DemoCity) -> Vec<(String, String)> {
    let model = app.model(demo.city).await.expect("the model");
    let mut leaders: Vec<(String, String)> = model
        .posts
        .values()
        .filter(|post| post.role == Role::Leader)
        .map(|post| (model.units.get(post.unit).expect("a unit").code.clone(), post.title.clone()))
        .collect();
    leaders.sort();
    leaders
}

pub async fn yanji(app: &App, demo: &DemoCity) {
    let model = app.model(demo.city).await.expect("the model");
    let mut towns: Vec<&str> =
        model.units.of_kind(UnitKind::Town).filter_map(|unit| Some(model.divisions.name(unit.division?))).collect();
    towns.sort_unstable();
    let ends = |end: &str| towns.iter().filter(|name| name.ends_with(end)).count();
    assert_eq!((ends("镇"), ends("街道"), towns.len()), (4, 6, 10), "{towns:?}");
    assert_eq!(model.divisions.iter().filter(|division| division.level == Level::Township).count(), 10);
    let leaders = leaders(app, demo).await;
    let holds = |unit: &str, title: &str| leaders.iter().any(|(of, held)| of == unit && held.contains(title));
    assert!(model.units.by_code("headquarters").is_some_and(|unit| unit.name.contains("领导小组")));
    assert!(holds("headquarters", "常务副组长（市政协主席）"), "{leaders:?}");
    assert!(holds("creation_office", "办公室主任（市委宣传部部长）"), "{leaders:?}");
}

pub async fn zhangzhou(app: &App, demo: &DemoCity) {
    let model = app.model(demo.city).await.expect("the model");
    let (_, file) = shipped("3506").expect("a shipped city");
    let commits = file.commits.expect("the meeting's list").units;
    for key in ["high_tech_zone", "environment_group"] {
        assert!(commits.iter().any(|unit| unit == key), "{key} commits itself");
    }
    let names: Vec<&str> = commits
        .iter()
        .map(|key| model.units.by_code(key).unwrap_or_else(|| panic!("{key} is a unit")).name.as_str())
        .collect();
    // 芗城、龙文、龙海、长泰、漳州高新区；市城管局、住建局、交通局、市场监管局、交警支队、环境集团
    for part in
        ["芗城", "龙文", "龙海", "长泰", "高新区", "城管局", "住建局", "交通", "市场监管局", "交警支队", "环境集团"]
    {
        assert!(names.iter().any(|name| name.contains(part)), "{part} of {names:?}");
    }
    // The zone is no division: its territory overlies towns of 龙海 and villages of a town of 南靖, and a company of the state commits itself.
    let zone = model.units.by_code("high_tech_zone").expect("the zone");
    assert_eq!(zone.kind, UnitKind::ManagementCommittee);
    assert_eq!(model.units.by_code("environment_group").map(|unit| unit.kind), Some(UnitKind::StateCompany));
    let (town, village, beside) = ("350604106203", "350627102210", "350627102201");
    for (place, answers) in [(town, true), (village, true), (beside, false)] {
        let place: DivisionCode = place.parse().expect("a code");
        assert_eq!(model.territory_unit(place) == Some(zone.id), answers, "{place}");
        assert_eq!(model.duty(place, "E0405").territory == Some(zone.id), answers, "{place}");
    }
    assert_eq!(model.units.disputed().count(), 0);
    let groups = |code: &str| -> Vec<String> {
        let (_, file) = shipped(code).expect("a shipped city");
        file.units.into_iter().filter(|unit| unit.kind == "group").map(|unit| unit.name_zh).collect()
    };
    for other in ["5301", "222401", "360302", "150783"] {
        assert_ne!(groups("3506"), groups(other), "its groups are its own");
    }
}

pub async fn kunming(app: &App, demo: &DemoCity) {
    let (_, file) = shipped("5301").expect("a shipped city");
    let group = |name: &str| file.units.iter().find(|unit| unit.name_zh == name).expect("a group");
    for (name, words, owned) in [
        ("城市管理组", &["规划", "交通", "网格", "街面社会秩序"][..], &["II-27", "II-30", "II-31"][..]),
        (
            "教育引导组",
            &["志愿服务", "守信激励", "道德模范", "未成年人", "市民文明素质"],
            &["II-8", "II-18", "II-7", "Y", "II-25"],
        ),
        ("惠民利民组", &["政务服务", "食品安全", "农贸市场"], &["II-14", "II-19", "II-20"]),
        ("文化服务组", &["核心价值观", "民族团结", "公共文化服务"], &["II-4", "II-5", "II-6", "II-23", "II-24"]),
        ("基层创建组", &["文明细胞", "社区治理", "群众参与", "全域"], &["II-37", "II-17", "II-36", "II-38"]),
        ("责任落实组", &["责任", "任务分解"], &["II-35", "II-39"]),
    ] {
        let group = group(name);
        for word in words {
            assert!(group.duties.iter().any(|duty| duty.zh.contains(word)), "{name}: {word}");
        }
        for node in owned {
            assert!(group.owns.iter().any(|own| own == node), "{name} owns {node}");
        }
    }
    // Each indicator belongs to one group, in the city as in its file.
    let model = app.model(demo.city).await.expect("the model");
    assert_eq!(model.units.of_kind(UnitKind::Group).count(), 6);
    let mut owned: Vec<&String> = file.units.iter().flat_map(|unit| &unit.owns).collect();
    let all = owned.len();
    owned.sort_unstable();
    owned.dedup();
    assert_eq!((owned.len(), all), (42, 42));
    // The new district is an actor. No document lists its towns, so it answers for none, and the report of gaps and the city's page say so.
    let district = model.units.by_code("dianzhong_new_district").expect("the new district");
    assert_eq!((district.kind, district.territory()), (UnitKind::NewDistrict, None));
    assert_eq!(of_model(&model).without_areas, [district.id]);
    assert!(file.notes.iter().any(|note| note.zh.contains("国函〔2015〕141号")));
}

pub async fn anyuan(app: &App, demo: &DemoCity) {
    let model = app.model(demo.city).await.expect("the model");
    let unit = |name: &str| model.units.iter().find(|unit| unit.name == name).unwrap_or_else(|| panic!("{name}"));
    let (suburb, station) = (unit("城郊管委会"), unit("城西新区环卫所"));
    assert_eq!((suburb.kind, station.kind), (UnitKind::ManagementCommittee, UnitKind::Department));
    let above = station.parent.and_then(|above| model.units.get(above)).expect("a unit above the station");
    assert_eq!(above.kind, UnitKind::NewDistrict);
    // Both answer for villages of several streets and towns, which go on to be divisions of their own.
    for (unit, village) in [(suburb, "360302007200"), (suburb, "360302008201"), (above, "360302103204")] {
        let village: DivisionCode = village.parse().expect("a code");
        assert_eq!(model.territory_unit(village), Some(unit.id), "{village}");
        let towns: BTreeSet<_> = unit.areas.iter().filter_map(|area| area.at_level(Level::Township)).collect();
        assert!(towns.len() > 1, "{} lies in {towns:?}", unit.name);
    }
    assert_eq!(model.units.disputed().count(), 0);
    let (_, file) = shipped("360302").expect("a shipped city");
    let jobs: Vec<&str> = file.routine_jobs.iter().map(|job| job.zh.as_str()).collect();
    assert_eq!(jobs.len(), 5);
    for part in ["门前保洁", "疏导区", "公益广告", "杂草树枝", "河道垃圾"] {
        assert!(jobs.iter().any(|job| job.contains(part)), "{part} of {jobs:?}");
    }
}

pub async fn zhalantun(app: &App, demo: &DemoCity) {
    let model = app.model(demo.city).await.expect("the model");
    assert!(model.units.by_code("civilisation_committee").is_some_and(|unit| unit.name.contains("精神文明建设委员会")));
    assert_eq!(model.units.of_kind(UnitKind::CivilisationCommittee).count(), 1, "a body of its own");
    let groups: Vec<&str> = model.units.of_kind(UnitKind::Group).map(|unit| unit.code.as_str()).collect();
    let leaders = leaders(app, demo).await;
    assert_eq!(groups.len(), 14);
    for group in &groups {
        let led = leaders.iter().filter(|(unit, title)| unit == group && title.starts_with("组长")).count();
        assert_eq!(led, 1, "{group} has one leader");
    }
    // What a check finds climbs, at last, to the leader of the group that owns its indicator.
    let (posts, absent): (Vec<&Post>, _) = (model.posts.values().collect(), HashSet::new());
    let staff = Staff { posts: &posts, units: &model.units, day: model.day, absent: &absent, ladder: &model.ladder };
    let bureau = model.units.by_code("urban_management").expect("a department").id;
    let system = model.current_system().expect("a standard");
    assert!(!system.check_items.is_empty());
    for item in &system.check_items {
        let group = model.group_of_item(item).unwrap_or_else(|| panic!("{} belongs to one group", item.code));
        let told = staff.receivers_with(Rung::GroupLeader, bureau, None, Some(group));
        assert!(!told.is_empty(), "{}", item.code);
        for receiver in told {
            let post = &model.posts[&receiver.post];
            assert!(post.unit == group && post.title.starts_with("组长"), "{} ends at {}", item.code, post.title);
        }
    }
    let (_, file) = shipped("150783").expect("a shipped city");
    let mut duties: Vec<&str> = file
        .units
        .iter()
        .filter(|unit| unit.kind == "group")
        .flat_map(|unit| unit.duties.iter().map(|duty| duty.zh.as_str()))
        .collect();
    duties.sort_unstable();
    duties.dedup();
    assert_eq!(duties.len(), 14, "each group has duties of its own");
    assert_eq!(demo.counts.letter_units, 86);
    assert_eq!(file.titles.iter().map(|title| title.year).collect::<Vec<_>>(), [2011, 2014, 2015]);
}
