//! The small demonstration city in a server: what anybody would see who loads it with the same seed at the same moment.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, ensure};
use changxiao_app::{App, Parts, chance::SeededChance, clock::ManualClock, people::hashing::Hashing};
use changxiao_demo::{self as demo, DemoCity, DemoPlan, Scale};
use changxiao_domain::{
    calendar::Calendar,
    time::{Day, Instant},
};
use changxiao_files::{
    photos::{FilesConfig, PhotoStore},
    seals::SealBook,
};
use changxiao_store::Db;
use changxiao_web::{
    Pace, Places, TrustedProxies, WebConfig, WebState,
    serving::{self, Patience},
};

use crate::{browser::Browser, engines::Fresh};

pub struct Demonstration {
    pub city: DemoCity,
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub web: WebState,
    address: SocketAddr,
    fresh: Fresh,
    server: tokio::task::JoinHandle<()>,
}

impl Demonstration {
    /// A Friday afternoon, when the history ends and the clock stands still.
    pub fn until() -> Instant {
        Instant::from_civil(Day::constant(2026, 11, 20).at(15, 30, 0, 0), Calendar::plain().zone())
    }

    /// Loads 漳州市 in its small form, passwords and ids from fixed seeds, and serves it.
    pub async fn start(fresh: Fresh) -> anyhow::Result<Self> {
        fresh.db.migrate().await?;
        Self::load(fresh, "3506").await
    }

    /// The same of another shipped city.
    pub async fn of(fresh: Fresh, code: &str) -> anyhow::Result<Self> {
        fresh.db.migrate().await?;
        Self::load(fresh, code).await
    }

    /// Loads another shipped city into the same database, and serves it from a server of its own. It ends before this one.
    pub async fn beside(&self, code: &str) -> anyhow::Result<Self> {
        Self::load(self.fresh.shared()?, code).await
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.fresh.db
    }

    async fn load(fresh: Fresh, code: &str) -> anyhow::Result<Self> {
        let photos = PhotoStore::open(FilesConfig { folder: fresh.folder.path().join("photos"), s3: None }).await?;
        let plan =
            DemoPlan { city: code.to_owned(), scale: Scale::Small, seed: 7, until: Self::until(), everybody: false };
        let secrets = SeededChance::new(11);
        let city = demo::load_with(
            fresh.db.clone(),
            photos.clone(),
            SealBook::in_folder(fresh.folder.path()),
            &plan,
            &secrets,
            |_, _, _| {},
        )
        .await?;
        let clock = Arc::new(ManualClock::at(Self::until()));
        let app = App::new(Parts {
            db: fresh.db.clone(),
            photos,
            seals: SealBook::in_folder(fresh.folder.path()),
            clock: clock.clone(),
            chance: Arc::new(SeededChance::new(13)),
            hashing: Hashing::cheap(),
        });
        let trusted_proxies = TrustedProxies::default();
        let config = WebConfig {
            city: Some(city.city),
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
            // Ends with the city.
            serving::serve(listener, router, Patience::default(), std::future::pending()).await;
        });
        Ok(Self { city, app, clock, web, address, fresh, server })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> anyhow::Result<Browser> {
        Browser::new(self.address)
    }

    /// A browser in which one of the shown people has signed in through the page.
    pub async fn sign_in(&self, login: &str) -> anyhow::Result<Browser> {
        let shown =
            self.city.sign_ins.iter().find(|shown| shown.login == login).context("nobody is shown by this login")?;
        let browser = self.stranger()?;
        let fields = [("login", login), ("password", &shown.password), ("next", "/health")];
        let answer = browser.post("/signin", &fields).await?;
        ensure!(answer.status == 303, "{login} could not sign in: {} {}", answer.status, answer.text());
        browser.remember_csrf().await?;
        Ok(browser)
    }

    /// Stops the server and leaves the database to others.
    pub async fn leave(self) {
        self.server.abort();
        let _ = self.server.await;
    }

    /// Stops the server and removes the database.
    pub async fn end(self) -> anyhow::Result<()> {
        self.server.abort();
        let _ = self.server.await;
        self.fresh.remove().await
    }
}
