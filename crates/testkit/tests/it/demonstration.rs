//! The demonstration city: whoever is shown can sign in, at once and months later, and the same seed gives the same city.

use std::sync::Arc;

use changxiao_app::{
    App, Parts,
    chance::SystemChance,
    clock::ManualClock,
    people::{hashing::Hashing, sign_in::sign_in, way_in::Whence},
};
use changxiao_demo::{self as demo, DemoCity, DemoPlan, Scale};
use changxiao_domain::{
    calendar::Calendar,
    time::{Day, HOUR, Instant},
};
use changxiao_files::{
    photos::{FilesConfig, PhotoStore},
    seals::SealBook,
};
use changxiao_store::{
    cases::{self, CaseFilter},
    people,
};
use changxiao_testkit::{Demonstration, Fresh, fresh_databases};

/// A Friday afternoon.
fn until() -> Instant {
    Instant::from_civil(Day::constant(2026, 11, 20).at(15, 30, 0, 0), Calendar::plain().zone())
}

async fn load(fresh: &Fresh) -> anyhow::Result<(DemoCity, PhotoStore)> {
    fresh.db.migrate().await?;
    let photos = PhotoStore::open(FilesConfig { folder: fresh.folder.path().join("photos"), s3: None }).await?;
    let plan = DemoPlan { city: "3506".to_owned(), scale: Scale::Small, seed: 7, until: until(), everybody: false };
    let city =
        demo::load(fresh.db.clone(), photos.clone(), SealBook::in_folder(fresh.folder.path()), &plan, |_, _, _| {})
            .await?;
    Ok((city, photos))
}

/// The history of the whole city is longer than an account may stay unused: one that was as old as the history would be closed from the
/// first minute, and nobody could sign in.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_shown_signs_in_at_once_and_months_later() -> anyhow::Result<()> {
    let (_, fresh) = fresh_databases().await?.remove(0);
    let (city, photos) = load(&fresh).await?;
    for person in people::all(&fresh.db, city.city).await? {
        assert_eq!(person.created_at, until(), "{} was opened with the city", person.login);
    }
    let clock = Arc::new(ManualClock::at(until().plus_micros(HOUR)));
    let app = App::new(Parts {
        db: fresh.db.clone(),
        photos,
        seals: SealBook::in_folder(fresh.folder.path()),
        clock: clock.clone(),
        chance: Arc::new(SystemChance),
        hashing: Hashing::cheap(),
    });
    assert_eq!(city.sign_ins.len(), 12);
    for shown in &city.sign_ins {
        sign_in(&app, city.city, &shown.login, &shown.password, &Whence::default()).await?;
    }
    clock.set(until().plus_micros(200 * 24 * HOUR));
    let office = &city.sign_ins[0];
    assert!(
        sign_in(&app, city.city, &office.login, &office.password, &Whence::default()).await.is_err(),
        "nobody came for months"
    );
    for renewed in demo::renew_sign_ins(&app, city.city).await? {
        sign_in(&app, city.city, &renewed.login, &renewed.password, &Whence::default()).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_gives_the_same_city_on_every_engine() -> anyhow::Result<()> {
    let mut cities = Vec::new();
    for (_, fresh) in fresh_databases().await? {
        let (city, _) = load(&fresh).await?;
        let lines = cases::list(&fresh.db, city.city, &CaseFilter::default(), None, until(), 10_000).await?;
        let mut heads = Vec::new();
        for line in &lines {
            let row = cases::by_number(&fresh.db, city.city, &line.number).await?;
            heads.push((line.number.clone(), row.map(|row| row.case.head_hash)));
        }
        assert!(heads.len() > 50, "{} cases", heads.len());
        cities.push((city.counts, heads));
        fresh.remove().await?;
    }
    if cities.len() == 1 {
        let (_, fresh) = fresh_databases().await?.remove(0);
        let (city, _) = load(&fresh).await?;
        assert_eq!(cities[0].0, city.counts);
    }
    for pair in cities.windows(2) {
        assert_eq!(pair[0], pair[1]);
    }
    Ok(())
}

/// The city's page names the report that the city follows, and what it tells besides.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_city_names_its_report() -> anyhow::Result<()> {
    let (_, fresh) = fresh_databases().await?.remove(0);
    let city = Demonstration::start(fresh).await?;
    let office = city.sign_in("office").await?;
    let page = office.get("/city").await?.expect(200)?;
    page.says("漳州，2022 年 8 月 16 日")?
        .says("漳州环境集团")?
        .says("漳州高新区管委会")?
        .says("市容环境组")?
        // The report does not tell of its groups: they are those that cities usually have, and the page says so.
        .says("标“推断”的公开报道没有写明")?
        .says("推断</span>")?;
    office.get("/units").await?.expect(200)?.says("/city")?;
    // A demonstration is set up already.
    anyhow::ensure!(!office.get("/").await?.expect(200)?.text().contains("初始设置"));
    city.end().await
}
