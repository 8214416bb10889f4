//! The demonstration cities load, hold together, and are the same for the same seed.

use std::{path::Path, sync::Arc};

use super::reports;
use changxiao_app::{
    App, Parts,
    chance::{SeededChance, SystemChance},
    clock::ManualClock,
    people::hashing::{Hashing, Queue},
    sealing::{AuditScope, verify_audit},
};
use changxiao_demo::{DemoCity, DemoPlan, Scale, load_with};
use changxiao_domain::{divisions::DivisionCode, ids::CityId, orgs::UnitKind, time::Instant};
use changxiao_files::{
    photos::{FilesConfig, PhotoStore},
    seals::SealBook,
};
use changxiao_store::{Address, Db, PoolSize, cases, inspections, sites};

/// Friday, 20 November 2026, 15:30 in the city.
const UNTIL: Instant = Instant::from_millis(1_795_159_800_000);

struct Loaded {
    demo: DemoCity,
    app: App,
    _folder: tempfile::TempDir,
}

async fn load(code: &str, seed: u64) -> Loaded {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = Db::open(&Address::Sqlite(folder.path().join("city.db")), PoolSize::default()).await.expect("a database");
    load_into(db, folder, code, seed).await
}

async fn load_into(db: Db, folder: tempfile::TempDir, code: &str, seed: u64) -> Loaded {
    db.migrate().await.expect("migrations");
    let photos = shelf(folder.path()).await;
    let plan = DemoPlan { city: code.to_owned(), scale: Scale::Small, seed, until: UNTIL, everybody: false };
    let demo = load_with(
        db.clone(),
        photos.clone(),
        SealBook::in_folder(folder.path()),
        &plan,
        &SeededChance::new(99),
        |_, _, _| {},
    )
    .await
    .expect("the city loads");
    let parts = Parts {
        db,
        photos,
        seals: SealBook::in_folder(folder.path()),
        clock: Arc::new(ManualClock::at(UNTIL)),
        chance: Arc::new(SystemChance),
        hashing: Hashing::cheap(),
    };
    Loaded { demo, app: App::new(parts), _folder: folder }
}

async fn shelf(folder: &Path) -> PhotoStore {
    PhotoStore::open(FilesConfig { folder: folder.join("files"), s3: None }).await.expect("a shelf")
}

async fn holds_together(loaded: &Loaded) {
    let (app, city) = (&loaded.app, loaded.demo.city);
    reports::could_have_been(app, &loaded.demo, UNTIL).await;
    let audit = verify_audit(app, city, AuditScope { photos: true, digest: None }, |_, _| {})
        .await
        .expect("the chains are read");
    assert!(audit.broken.is_empty(), "{:?}", audit.broken);
    let counts = loaded.demo.counts;
    assert_eq!((audit.cases, audit.events), (counts.cases, counts.events));
    assert!(counts.cases > 15 && counts.visits > 40 && counts.open_cases > 3 && counts.photos > 10, "{counts:?}");
    assert_eq!(counts.sites, 30);
    let model = app.model(city).await.expect("the model");
    assert_eq!(model.units.len() as u64, counts.units);
    assert!(model.current_system().is_some() && model.unanswered().is_empty());
    for site in sites::all(app.db(), city).await.expect("sites") {
        let code = DivisionCode::from_padded(site.division).expect("a division");
        let (lon, lat) = site.position.expect("a position");
        let position = changxiao_domain::geo::Position::new(lon, lat).expect("a place on earth");
        let county = code.at_level(changxiao_domain::divisions::Level::County);
        let inside = model
            .outlines
            .iter()
            .filter(|(code, _)| county.is_none_or(|county| county == *code))
            .any(|(_, outline)| outline.contains(position));
        assert!(inside && site.name.ends_with("\u{2060}※") && site.generated && site.unit.is_some(), "{}", site.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn zhangzhou_has_its_divisions_and_its_history_holds() {
    let loaded = load("3506", 7).await;
    let counts = loaded.demo.counts;
    assert_eq!((counts.counties, counts.townships, counts.villages, counts.letter_units), (11, 146, 2135, 226));
    holds_together(&loaded).await;
    reports::zhangzhou(&loaded.app, &loaded.demo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kunming_answers_to_the_code_of_its_government() {
    let loaded = load("530100", 7).await;
    assert_eq!(loaded.demo.city, CityId(5301));
    holds_together(&loaded).await;
    reports::kunming(&loaded.app, &loaded.demo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn yanji_shows_the_streets_and_towns_of_its_report() {
    let loaded = load("222401", 7).await;
    holds_together(&loaded).await;
    reports::yanji(&loaded.app, &loaded.demo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn anyuan_is_a_district_of_its_own() {
    let loaded = load("360302", 7).await;
    holds_together(&loaded).await;
    reports::anyuan(&loaded.app, &loaded.demo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn zhalantun_has_fourteen_groups_and_eighty_six_units_that_sign() {
    let loaded = load("150783", 7).await;
    let model = loaded.app.model(loaded.demo.city).await.expect("the model");
    assert_eq!(model.units.of_kind(UnitKind::Group).count(), 14);
    assert_eq!(loaded.demo.counts.letter_units, 86);
    let names: Vec<&str> = model.divisions.iter().map(|division| division.name.as_str()).collect();
    assert!(names.contains(&"正阳街道") && names.contains(&"蘑菇气镇"));
    holds_together(&loaded).await;
    reports::zhalantun(&loaded.app, &loaded.demo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_city_and_another_gives_another() {
    let (one, two, other) = (load("222401", 11).await, load("222401", 11).await, load("222401", 12).await);
    let digest = async |loaded: &Loaded| {
        let audit = verify_audit(&loaded.app, loaded.demo.city, AuditScope { photos: true, digest: None }, |_, _| {})
            .await
            .expect("the chains are read");
        let cases = cases::due_in_period(loaded.app.db(), loaded.demo.city, Instant(0), UNTIL).await.expect("cases");
        let visits = inspections::newest(loaded.app.db(), loaded.demo.city, i64::MAX, (0, i64::MAX), None, 1000)
            .await
            .expect("visits");
        let sites = sites::all(loaded.app.db(), loaded.demo.city).await.expect("sites");
        let sums = audit.newest.map(|seal| seal.sums).unwrap_or_default();
        let sum = sums.into_iter().find(|sum| sum.kind == "cases");
        (sum, cases, visits, sites)
    };
    let (first, second, third) = (digest(&one).await, digest(&two).await, digest(&other).await);
    assert_eq!(first, second);
    assert_ne!(first.0, third.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_can_sign_in_and_the_administrators_are_different_people() {
    let loaded = load("360302", 3).await;
    let mut people: Vec<&str> = loaded.demo.sign_ins.iter().map(|sign_in| sign_in.login.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    assert_eq!(people.len(), loaded.demo.sign_ins.len());
    for sign_in in &loaded.demo.sign_ins {
        let person = changxiao_store::people::by_login(loaded.app.db(), loaded.demo.city, &sign_in.login)
            .await
            .expect("a read")
            .expect("a person");
        let fits =
            loaded.app.hashing().verify(Queue::Known, &sign_in.password, &person.password_hash).await.expect("a hash");
        assert!(fits && person.password_hash.contains("m=7168,t=5"), "{}", sign_in.login);
    }
    assert!(loaded.demo.sign_ins.iter().any(|sign_in| sign_in.posts > 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_is_loaded_once_and_unknown_codes_are_named() {
    let loaded = load("360302", 3).await;
    let plan =
        |city: &str| DemoPlan { city: city.to_owned(), scale: Scale::Small, seed: 3, until: UNTIL, everybody: false };
    for code in ["360302", "999999"] {
        let again = load_with(
            loaded.app.db().clone(),
            loaded.app.photos().clone(),
            loaded.app.seals().clone(),
            &plan(code),
            &SystemChance,
            |_, _, _| {},
        )
        .await;
        assert_eq!(again.map(|_| ()).map_err(|problem| problem.number()), Err("E-1202"), "{code}");
    }
}

/// Takes a minute in a release build, several in a debug build: `cargo test --release -p changxiao-demo cities:: -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes in a debug build"]
async fn a_whole_city_has_open_cases_in_every_state_and_under_every_lamp() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = Db::open(&Address::Sqlite(folder.path().join("city.db")), PoolSize::default()).await.expect("a database");
    db.migrate().await.expect("migrations");
    let plan = DemoPlan { city: "3506".to_owned(), scale: Scale::City, seed: 7, until: UNTIL, everybody: false };
    let demo = load_with(
        db.clone(),
        shelf(folder.path()).await,
        SealBook::in_folder(folder.path()),
        &plan,
        &SeededChance::new(99),
        |_, _, _| {},
    )
    .await
    .expect("the city loads");
    let open = cases::CaseFilter { open: Some(true), ..cases::CaseFilter::default() };
    let lamps = cases::count_by_lamp(&db, demo.city, &open, UNTIL).await.expect("lamps");
    let states = cases::tally(&db, demo.city).await.expect("states");
    eprintln!("{:?}\n{lamps:?}\n{states:?}", demo.counts);
    assert!((200..=260).contains(&demo.counts.open_cases), "{:?}", demo.counts);
    assert_eq!(demo.counts.sites, 1200);
    // The demonstration goes the straight way; what is asked beside it has its own tests.
    use changxiao_domain::cases::State;
    let beside = [State::Verifying, State::Suspended, State::SelfHandled, State::ForceClosed];
    for state in State::ALL.into_iter().filter(|state| !beside.contains(state)) {
        assert!(states.iter().any(|(there, many)| *there == state && *many > 3), "{state:?} of {states:?}");
    }
}

/// Runs where `CHANGXIAO_TEST_POSTGRES` names a server on which databases may be made.
#[tokio::test(flavor = "multi_thread")]
async fn zhangzhou_loads_on_postgresql_too() {
    #[allow(clippy::disallowed_methods, reason = "tests learn from the environment which server to use")]
    let Some(server) = std::env::var("CHANGXIAO_TEST_POSTGRES").ok().filter(|server| !server.is_empty()) else {
        return;
    };
    let admin = Db::open(&server.parse().expect("an address"), PoolSize { postgres: 1, ..PoolSize::default() })
        .await
        .expect("the server");
    let name = format!("demo_{}", std::process::id());
    admin.outside_transaction(&format!("CREATE DATABASE {name}")).await.expect("a database");
    let (base, options) = server.split_once('?').unwrap_or((&server, ""));
    let authority = base.find("://").map_or(0, |at| at + 3);
    let end = base[authority..].find('/').map_or(base.len(), |at| authority + at);
    let address = format!("{}/{name}?{options}", &base[..end]);
    let db = Db::open(&address.trim_end_matches('?').parse().expect("an address"), PoolSize::default())
        .await
        .expect("the database");
    let loaded = load_into(db, tempfile::tempdir().expect("a temporary folder"), "3506", 7).await;
    holds_together(&loaded).await;
    loaded.app.db().close().await;
    admin.outside_transaction(&format!("DROP DATABASE {name} WITH (FORCE)")).await.expect("dropped");
}
