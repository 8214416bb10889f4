//! What every handler can reach.

use std::sync::Arc;

use axum::extract::FromRef;
use axum_extra::extract::cookie::Key;
use changxiao_app::App;
use changxiao_domain::ids::CityId;

use crate::{assets::dist, source::TrustedProxies, trace::Tracer};

/// How the web layer is set up.
#[derive(Clone, Debug)]
pub struct WebConfig {
    /// The city that a stranger signs in to.
    pub city: CityId,
    /// 64 secret bytes from which the cookies' keys are made.
    pub cookie_secret: [u8; 64],
    /// Cookies only over TLS, whatever a request says: everywhere but on loopback.
    pub secure_cookies: bool,
    /// Proxies whose word about their clients is taken.
    pub trusted_proxies: TrustedProxies,
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
    asset_version: String,
}

impl WebState {
    pub fn new(app: App, config: WebConfig) -> Self {
        let key = Key::from(&config.cookie_secret);
        let tracer = Tracer::start(app.clone());
        Self { inner: Arc::new(Inner { app, config, key, tracer, asset_version: dist::version() }) }
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
