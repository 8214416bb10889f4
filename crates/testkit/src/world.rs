//! A running server over a fresh database, with the test city in it.

use std::{net::SocketAddr, sync::Arc};

use anyhow::Context;
use changxiao_app::{
    App, Parts,
    chance::SeededChance,
    clock::ManualClock,
    people::{
        authenticate::{self, SignedIn},
        hashing::Hashing,
        sign_in::{self, Answered},
        way_in::Whence,
    },
};
use changxiao_domain::{
    calendar::Calendar,
    ids::TokenId,
    orgs::Actor,
    time::{DEFAULT_ZONE, Day, Instant},
};
use changxiao_files::{
    photos::{FilesConfig, PhotoStore},
    seals::SealBook,
};
use changxiao_store::{Db, PoolSize};
use changxiao_web::{
    Pace, Places, TrustedProxies, WebConfig, WebState,
    serving::{self, Patience},
};

use crate::{
    browser::Browser,
    city::{self, CITY, PASSWORD, TestCity},
    engines::{Fresh, databases_with_schema},
};

pub struct World {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub city: TestCity,
    pub web: WebState,
    pub address: SocketAddr,
    pub fresh: Fresh,
    server: tokio::task::JoinHandle<()>,
}

/// Another server over the database of a world, with the same keys, folder and clock. It does not look by itself what others change.
pub struct Beside {
    pub app: App,
    pub address: SocketAddr,
    server: tokio::task::JoinHandle<()>,
}

impl Beside {
    pub async fn end(self) {
        self.server.abort();
        let _ = self.server.await;
        self.app.db().close().await;
    }
}

/// Tells one story against both engines; the engine is named when it fails.
pub async fn on_both_engines(story: impl AsyncFn(&World) -> anyhow::Result<()>) -> anyhow::Result<()> {
    for (engine, fresh) in databases_with_schema().await? {
        let world = World::start(fresh).await?;
        let told = story(&world).await.with_context(|| format!("on {engine}"));
        world.end().await?;
        told?;
    }
    Ok(())
}

/// Tells a story of what is decided before any statement is asked, such as who may open an address: once, since the engine has no part in it.
pub async fn on_one_engine(story: impl AsyncFn(&World) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let (_, fresh) = databases_with_schema().await?.remove(0);
    let world = World::start(fresh).await?;
    let told = story(&world).await;
    world.end().await?;
    told
}

impl World {
    /// Tuesday, 16 June 2026, 10:00 in the city: an ordinary working hour.
    pub fn beginning() -> Instant {
        at(Day::constant(2026, 6, 16), 10, 0)
    }

    pub async fn start(fresh: Fresh) -> anyhow::Result<Self> {
        let db = fresh.db.clone();
        Self::start_with(fresh, db).await
    }

    /// As `start`, with another handle to the same database, such as one with a held-back disk.
    pub async fn start_with(fresh: Fresh, db: Db) -> anyhow::Result<Self> {
        db.migrate().await?;
        let clock = Arc::new(ManualClock::at(Self::beginning()));
        let photos = PhotoStore::open(FilesConfig { folder: fresh.folder.path().join("photos"), s3: None }).await?;
        let app = App::new(Parts {
            db,
            photos,
            seals: SealBook::in_folder(fresh.folder.path()),
            clock: clock.clone(),
            chance: Arc::new(SeededChance::new(42)),
            hashing: Hashing::cheap(),
        });
        let city = city::found(&app).await?;
        app.look().await?;
        let trusted_proxies = TrustedProxies::read(&[Browser::PROXY.to_owned()])?;
        let config = WebConfig {
            city: Some(CITY),
            places: Places::default(),
            cookie_secret: [9; 64],
            secure_cookies: false,
            trusted_proxies,
            pace: Pace::default(),
            founding_key: None,
        };
        let web = WebState::new(app.clone(), config);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = changxiao_web::router(&web);
        let server = tokio::spawn(async move {
            // Ends with the test.
            serving::serve(listener, router, Patience::default(), std::future::pending()).await;
        });
        Ok(Self { app, clock, city, web, address, fresh, server })
    }

    /// Starts another server over the same database.
    pub async fn beside(&self) -> anyhow::Result<Beside> {
        self.beside_with(WebConfig::clone(self.web.config())).await
    }

    /// The same with another configuration.
    pub async fn beside_with(&self, config: WebConfig) -> anyhow::Result<Beside> {
        let folder = self.fresh.folder.path();
        let app = App::new(Parts {
            db: Db::open(&self.fresh.address, PoolSize::default()).await?,
            photos: PhotoStore::open(FilesConfig { folder: folder.join("photos"), s3: None }).await?,
            seals: SealBook::in_folder(folder),
            clock: self.clock.clone(),
            chance: Arc::new(SeededChance::new(43)),
            hashing: Hashing::cheap(),
        });
        app.look().await?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = changxiao_web::router(&WebState::new(app.clone(), config));
        let server = tokio::spawn(async move {
            serving::serve(listener, router, Patience::default(), std::future::pending()).await;
        });
        Ok(Beside { app, address, server })
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> anyhow::Result<Browser> {
        Browser::new(self.address)
    }

    /// The same with a browser that asks for these languages, as `Accept-Language` says them.
    pub fn stranger_reading(&self, languages: &str) -> anyhow::Result<Browser> {
        Browser::reading(self.address, Some(languages))
    }

    /// Somebody who is not signed in, behind a proxy that the server trusts: it says from where they come, by `http` or `https`.
    pub fn stranger_from(&self, address: &str, scheme: &str) -> anyhow::Result<Browser> {
        Browser::behind_proxy(self.address, address, scheme)
    }

    /// Somebody with the cookies of another browser.
    pub fn with_cookies(&self, cookies: &str) -> anyhow::Result<Browser> {
        Browser::with_cookies(self.address, cookies)
    }

    /// A browser in which this person has signed in through the page.
    pub async fn sign_in(&self, login: &str) -> anyhow::Result<Browser> {
        let browser = Browser::new(self.address)?;
        let answer = browser.post("/signin", &[("login", login), ("password", PASSWORD), ("next", "/health")]).await?;
        anyhow::ensure!(answer.status == 303, "{login} could not sign in: {} {}", answer.status, answer.text());
        browser.remember_csrf().await?;
        Ok(browser)
    }

    /// The person below the web layer, for tests of actions.
    pub async fn signed_in(&self, login: &str) -> anyhow::Result<SignedIn> {
        let Answered::Session(opened) = sign_in::sign_in(&self.app, CITY, login, PASSWORD, &Whence::default()).await?
        else {
            anyhow::bail!("{login} is asked for a code")
        };
        Ok(authenticate::session(&self.app, CITY, &opened.secret).await?)
    }

    pub async fn actor(&self, login: &str) -> anyhow::Result<Actor> {
        Ok(self.signed_in(login).await?.actor)
    }

    /// The holder of the post agrees to a token, as on the own page; gives its text.
    pub async fn accepted(&self, (id, text): (TokenId, String)) -> anyhow::Result<String> {
        let mut tx = self.app.db().begin().await?;
        changxiao_store::people::accept_token(&mut tx, CITY, id, self.app.now()).await?;
        tx.commit().await?;
        Ok(text)
    }

    /// Moves the clock to a time of the city's day.
    pub fn set_time(&self, day: Day, hour: i8, minute: i8) {
        self.clock.set(at(day, hour, minute));
    }

    /// Stops the server and closes the database, which stays for another process.
    pub async fn leave(self) -> anyhow::Result<Fresh> {
        self.server.abort();
        let _ = self.server.await;
        self.app.db().close().await;
        self.fresh.db.close().await;
        Ok(self.fresh)
    }

    /// Stops the server and removes the database.
    pub async fn end(self) -> anyhow::Result<()> {
        self.server.abort();
        let _ = self.server.await;
        self.app.db().close().await;
        self.fresh.remove().await
    }
}

fn at(day: Day, hour: i8, minute: i8) -> Instant {
    let zone = Calendar::zone_named(DEFAULT_ZONE).unwrap_or_else(|_| unreachable!("the zone is compiled in"));
    Instant::from_civil(day.at(hour, minute, 0, 0), &zone)
}
