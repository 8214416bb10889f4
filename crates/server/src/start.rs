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
    let following = tokio::spawn(follow(app.clone(), city));
    let worker = Worker::new(app.clone(), city);
    let working = tokio::spawn(async move { worker.run().await });
    println!("listening on http://{address}");
    axum::serve(listener, changxiao_web::router(&state)).with_graceful_shutdown(asked_to_end()).await?;
    following.abort();
    // What is cut off here is undone or comes again when its lease has run out.
    working.abort();
    state.tracer().flush().await;
    app.db().close().await;
    Ok(())
}

/// Follows other processes' changes of reference data. All other work of the server's own is the worker's.
async fn follow(app: App, city: CityId) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    // What a process that ended in the middle left behind; today's model is loaded, so it counts on the changed calendar.
    if let Err(problem) = changxiao_app::calendar::recount::carry_out_owed(&app, city).await {
        tracing::warn!(%problem, "deadlines could not be counted anew after a change of the calendar");
    }
    loop {
        tick.tick().await;
        if let Err(problem) = app.follow_models().await {
            tracing::warn!(%problem, "reference data could not be followed");
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
