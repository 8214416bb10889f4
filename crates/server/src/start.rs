//! Opens the database and builds the application: what every command begins with.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use changxiao_app::{App, Parts, chance::SystemChance, clock::SystemClock, jobs::Worker, people::hashing::Hashing};
use changxiao_domain::ids::CityId;
use changxiao_files::photos::PhotoStore;
use changxiao_store::{Db, PoolSize, cities};
use changxiao_web::{WebConfig, WebState};

use crate::{Place, config::Config};

pub struct Started {
    pub app: App,
    pub config: Config,
}

/// Opens and migrates.
pub async fn start(place: &Place) -> anyhow::Result<Started> {
    let config = Config::read(place)?;
    let db = Db::open(&config.address, PoolSize::default()).await?;
    db.migrate().await.context("the schema could not be brought up to date")?;
    let photos = PhotoStore::open(config.files.clone()).await.context("the photo folder cannot be used")?;
    let app = App::new(Parts {
        db,
        photos,
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        hashing: Hashing::strong(),
    });
    Ok(Started { app, config })
}

/// The city that commands and strangers mean: the one that was named, else the first.
pub async fn city(app: &App, named: Option<&str>) -> anyhow::Result<CityId> {
    let cities = cities::all(app.db()).await?;
    let found = match named {
        Some(code) => cities.iter().find(|city| city.code == code || city.id.to_string() == code),
        None => cities.first(),
    };
    found
        .map(|city| city.id)
        .context("there is no such city in the database; `changxiao serve` or `changxiao demo` founds one")
}

/// Serves until the process is asked to end; then answers what has begun and closes the database.
#[allow(clippy::print_stdout, reason = "the address is this command's answer")]
pub async fn serve(started: Started, city: CityId, listener: tokio::net::TcpListener) -> anyhow::Result<()> {
    let Started { app, config } = started;
    let address = listener.local_addr()?;
    let state = WebState::new(
        app.clone(),
        WebConfig {
            city,
            cookie_secret: config.cookie_secret,
            secure_cookies: config.secure_cookies && !address.ip().is_loopback(),
        },
    );
    app.model(city).await?;
    app.outlets().set(config.outlets);
    let background = tokio::spawn(background(app.clone(), city));
    let searched = tokio::spawn(keep_search(app.clone()));
    let worker = Worker::new(app.clone(), city);
    let working = tokio::spawn(async move { worker.run().await });
    println!("listening on http://{address}");
    axum::serve(listener, changxiao_web::router(&state)).with_graceful_shutdown(asked_to_end()).await?;
    background.abort();
    // What is cut off here is undone or comes again when its lease has run out.
    working.abort();
    searched.abort();
    state.tracer().flush().await;
    app.db().close().await;
    Ok(())
}

/// New cases wait so long for the index of the search, unless a search comes before (milliseconds).
const SEARCH_EVERY: u64 = 250;

/// Takes new cases into the index of the search, many at once.
async fn keep_search(app: App) {
    let mut tick = tokio::time::interval(Duration::from_millis(SEARCH_EVERY));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(problem) = changxiao_app::cases::search::catch_up(&app).await {
            tracing::warn!(%problem, "new cases could not be taken into the search; trying again");
        }
    }
}

/// Hung cases whose date has come are looked for once in so many seconds.
const HUNG_EVERY: u64 = 60;

/// Follows other processes' changes of reference data, keeps the nightly digest, lets hung cases go on whose date has come, sweeps
/// what broken uploads left.
async fn background(app: App, city: CityId) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    let mut digested = None;
    let mut beats: u64 = 0;
    // Ends with this task.
    let mut nightly = tokio::task::JoinSet::new();
    // What a process that ended in the middle left behind; today's model is loaded, so it counts on the changed calendar.
    if let Err(problem) = changxiao_app::calendar::recount::carry_out_owed(&app, city).await {
        tracing::warn!(%problem, "deadlines could not be counted anew after a change of the calendar");
    }
    loop {
        tick.tick().await;
        if let Err(problem) = app.follow_models().await {
            tracing::warn!(%problem, "reference data could not be followed");
        }
        let Ok(model) = app.model(city).await else { continue };
        beats += 1;
        if beats.is_multiple_of(HUNG_EVERY)
            && let Err(problem) = changxiao_app::cases::resume_hung(&app, city).await
        {
            tracing::warn!(%problem, "hung cases could not go on");
        }
        let today = model.day_of(app.now());
        if digested != Some(today) {
            digested = Some(today);
            let yesterday = app.now().plus_micros(-24 * changxiao_domain::time::HOUR);
            if let Err(problem) = app.photos().sweep_temporary(yesterday).await {
                tracing::warn!(%problem, "temporary files could not be swept");
            }
            // It walks over all cases and gives way to everybody: nothing waits for it.
            let app = app.clone();
            nightly.spawn(async move {
                if let Err(problem) = changxiao_app::cases::digest::keep_digest(&app, city).await {
                    tracing::warn!(%problem, "the nightly digest was not kept");
                }
            });
        }
    }
}

/// Ends on Ctrl-C and on SIGTERM.
async fn asked_to_end() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
