//! What every handler can reach.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::extract::FromRef;
use axum_extra::extract::cookie::Key;
use changxiao_app::App;
use changxiao_domain::{
    ids::CityId,
    time::{Instant, MINUTE},
};

use crate::{
    assets::dist, bodies::Pace, founding_key::FoundingKey, measures::Measures, places::Places, proxies::TrustedProxies,
    trace::Tracer,
};

/// How the web layer is set up.
#[derive(Clone, Debug)]
pub struct WebConfig {
    /// The city that a stranger signs in to where the request names none; `None` where there is more than one.
    pub city: Option<CityId>,
    /// Where each city is found.
    pub places: Places,
    /// 64 secret bytes from which the cookies' keys are made.
    pub cookie_secret: [u8; 64],
    /// Cookies only over TLS, whatever a request says: everywhere but on loopback.
    pub secure_cookies: bool,
    /// Proxies whose word about their clients is taken.
    pub trusted_proxies: TrustedProxies,
    /// How slow a sender may be.
    pub pace: Pace,
    /// With what the first city of an empty database is founded in the browser.
    pub founding_key: Option<FoundingKey>,
}

#[derive(Clone)]
pub struct WebState {
    inner: Arc<Inner>,
}

struct Inner {
    app: App,
    config: WebConfig,
    key: Key,
    tracer: Tracer,
    measures: Measures,
    asset_version: String,
    /// When a write last found the disk full, in microseconds; 0 for never.
    full_disk_at: AtomicI64,
}

impl WebState {
    pub fn new(app: App, config: WebConfig) -> Self {
        let key = Key::from(&config.cookie_secret);
        let tracer = Tracer::start(app.clone());
        let (measures, asset_version) = (Measures::default(), dist::version());
        let full_disk_at = AtomicI64::new(0);
        Self { inner: Arc::new(Inner { app, config, key, tracer, measures, asset_version, full_disk_at }) }
    }

    pub fn app(&self) -> &App {
        &self.inner.app
    }

    pub fn config(&self) -> &WebConfig {
        &self.inner.config
    }

    pub fn tracer(&self) -> &Tracer {
        &self.inner.tracer
    }

    pub fn measures(&self) -> &Measures {
        &self.inner.measures
    }

    pub fn note_full_disk(&self) {
        self.inner.full_disk_at.store(self.app().now().micros(), Ordering::Relaxed);
    }

    /// Whether a write found the disk full within the last minute.
    pub fn was_disk_full(&self) -> bool {
        let at = Instant(self.inner.full_disk_at.load(Ordering::Relaxed));
        (0..MINUTE).contains(&self.app().now().since(at))
    }

    /// Changes with every build of the assets.
    pub fn asset_version(&self) -> &str {
        &self.inner.asset_version
    }
}

impl FromRef<WebState> for Key {
    fn from_ref(state: &WebState) -> Key {
        state.inner.key.clone()
    }
}
