//! Opens the database and builds the application: what every command begins with.

use std::{collections::BTreeSet, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use changxiao_app::{
    App, Parts,
    chance::SystemChance,
    clock::SystemClock,
    jobs::Worker,
    people::{authenticate, hashing::Hashing, second_factor},
};
use changxiao_domain::{divisions::DivisionCode, ids::CityId};
use changxiao_files::{photos::PhotoStore, seals::SealBook};
use changxiao_store::{
    Db, PoolSize,
    cities::{self, City},
};
use changxiao_web::{
    FoundingKey, Pace, WebConfig, WebState,
    serving::{self, Patience},
};
use sha2::{Digest, Sha256};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::{
    net::TcpListener,
    task::{JoinHandle, JoinSet},
};

use crate::{
    Place,
    config::Config,
    print::{answer, trouble},
};

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
        seals: SealBook::in_folder(&place.data),
        clock: Arc::new(SystemClock),
        chance: Arc::new(SystemChance),
        hashing: Hashing::strong(),
    });
    let sealed = second_factor::seal_all(&app).await.context("the secrets of second factors could not be sealed")?;
    if sealed > 0 {
        tracing::warn!(
            sealed,
            "secrets of second factors that stood as they were are sealed now; older backups hold them as they were"
        );
    }
    Ok(Started { app, config })
}

/// The city that a command means: the one that was named, else the only one.
///
/// Errors: there is none, or there are several and none was named.
pub async fn city(app: &App, named: Option<&str>) -> anyhow::Result<CityId> {
    city_or_all(app, named)
        .await?
        .context("several cities are in the database: name one of them with --city; `changxiao doctor` lists them")
}

/// The same; `None` where there are several and none was named.
pub async fn city_or_all(app: &App, named: Option<&str>) -> anyhow::Result<Option<CityId>> {
    let cities = cities::all(app.db()).await?;
    let found = match (named, cities.as_slice()) {
        (None, [_, _, ..]) => return Ok(None),
        (Some(code), all) => all.iter().find(|city| is_called(city, code)),
        (None, all) => all.first(),
    };
    let found = found.map(|city| city.id);
    found.context("there is no such city in the database; `changxiao found` or `changxiao demo` founds one").map(Some)
}

/// Whether a code names the city, however it is written: 3506 and 350600 are one.
fn is_called(city: &City, code: &str) -> bool {
    let widest = || code.trim().parse::<DivisionCode>().is_ok_and(|code| code.widest().number() == city.id.0);
    city.code == code || city.id.to_string() == code || widest()
}

/// Serves until the process is asked to end; then answers what has begun and closes the database. `city` is the one that a request
/// means which names none; `key` founds the first one.
pub async fn serve(
    started: Started,
    city: Option<CityId>,
    key: Option<FoundingKey>,
    listener: tokio::net::TcpListener,
) -> anyhow::Result<()> {
    let Started { app, config } = started;
    let address = listener.local_addr()?;
    let others = app.join(fingerprint(&config.cookie_secret)).await?;
    if others > 0 {
        trouble(format_args!(
            "{others} other servers over this database hold another secret.key: whoever is sent from one to the other is signed out. \
             Give all of them the secret.key and seal.key of one data folder"
        ));
    }
    let state = WebState::new(
        app.clone(),
        WebConfig {
            city,
            cookie_secret: config.cookie_secret,
            secure_cookies: config.secure_cookies && !address.ip().is_loopback(),
            trusted_proxies: config.trusted_proxies,
            places: config.places,
            pace: Pace::default(),
            founding_key: key,
        },
    );
    if let Some(city) = city {
        app.model(city).await?;
    }
    app.outlets().set(config.outlets);
    let working = tokio::spawn(own_work(app.clone()));
    let metrics = metrics(&state, config.metrics).await?;
    // Whoever reads the next line may ask for the end at once.
    let asked = EndSignals::listen();
    answer!("listening on http://{address}");
    serving::serve(listener, changxiao_web::router(&state), Patience::default(), asked_to_end(asked)).await;
    if let Some(metrics) = metrics {
        metrics.abort();
    }
    // What is cut off here is undone or comes again when its lease has run out.
    working.abort();
    let put_away = async {
        state.tracer().flush().await;
        authenticate::flush_seen(&app).await;
        app.db().close().await;
    };
    if tokio::time::timeout(LAST_WRITES, put_away).await.is_err() {
        tracing::warn!("the database did not come to rest in time; what was not acknowledged is undone");
    }
    Ok(())
}

/// How long the end waits for what the database still has to write.
const LAST_WRITES: Duration = Duration::from_secs(8);

/// Answers a monitor beside the pages, where the configuration says so.
async fn metrics(
    state: &WebState,
    wanted: Option<(SocketAddr, Option<String>)>,
) -> anyhow::Result<Option<JoinHandle<()>>> {
    let Some((address, token)) = wanted else { return Ok(None) };
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("[metrics]: {address} cannot be listened on; is the port taken? Choose another"))?;
    let router = changxiao_web::metrics::router(state, token.as_deref());
    Ok(Some(tokio::spawn(async move {
        if let Err(problem) = axum::serve(listener, router).await {
            tracing::warn!(%problem, "the monitor is not answered any more");
        }
    })))
}

/// Tells servers with the same secret from others, and nothing of the secret.
fn fingerprint(secret: &[u8; 64]) -> String {
    let digest = Sha256::new().chain_update(b"changxiao node").chain_update(secret).finalize();
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// What the server does by itself: it keeps in step with other servers, and works for every city, also for one that is founded while it
/// runs.
async fn own_work(app: App) {
    let mut tasks = JoinSet::new();
    let in_step = app.clone();
    tasks.spawn(async move { in_step.keep_in_step().await });
    let mut at_work = BTreeSet::new();
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        tick.tick().await;
        for city in app.cities_seen() {
            if at_work.insert(city) {
                tasks.spawn(work(app.clone(), city));
            }
        }
    }
}

async fn work(app: App, city: CityId) {
    // What a process that ended in the middle left behind.
    let owed = async {
        if let Err(problem) = changxiao_app::calendar::recount::carry_out_owed(&app, city).await {
            tracing::warn!(%problem, "deadlines could not be counted anew after a change of the calendar");
        }
    };
    let worker = Worker::new(app.clone(), city);
    tokio::join!(owed, worker.run());
}

/// Returns when Ctrl-C or SIGTERM asks for the end. Who asks a second time is not made to wait: what was acknowledged is on the disk.
async fn asked_to_end(mut asked: EndSignals) {
    asked.once().await;
    tracing::info!("asked to end: the last answers are given; a second time ends at once");
    tokio::spawn(async move {
        asked.once().await;
        tracing::warn!("asked to end a second time: ended at once");
        std::process::exit(1);
    });
}

#[cfg(unix)]
struct EndSignals {
    interrupt: Option<Signal>,
    terminate: Option<Signal>,
}

#[cfg(unix)]
impl EndSignals {
    fn listen() -> Self {
        // Where the system gives no handle, the signal keeps its usual effect: it ends the process.
        let to = |kind| signal(kind).inspect_err(|problem| tracing::warn!(%problem, "a signal is not heard")).ok();
        Self { interrupt: to(SignalKind::interrupt()), terminate: to(SignalKind::terminate()) }
    }

    async fn once(&mut self) {
        let (interrupt, terminate) = (self.interrupt.as_mut(), self.terminate.as_mut());
        tokio::select! { () = heard(interrupt) => {}, () = heard(terminate) => {} }
    }
}

#[cfg(unix)]
async fn heard(signal: Option<&mut Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

#[cfg(not(unix))]
struct EndSignals;

#[cfg(not(unix))]
impl EndSignals {
    fn listen() -> Self {
        Self
    }

    async fn once(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
