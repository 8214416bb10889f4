//! Addresses with their owners. Registering one names who may use it, so that none can be forgotten.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware,
    routing::{MethodRouter, delete, get, post, put},
};
use changxiao_domain::orgs::Permission;

use crate::{guard, state::WebState};

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody: health, assets, sign-in.
    Public,
    /// A signed-in person whose password has still to be changed, too: changing it, signing out.
    Account,
    /// Any signed-in person.
    SignedIn,
    /// A post with this permission.
    May(Permission),
    /// The JSON interface: a bearer token or a session of a post with this permission; a token needs this word among its scopes.
    Api(Permission, &'static str),
}

/// One address.
#[derive(Clone, Debug)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    /// The module that owns it.
    pub feature: &'static str,
    pub access: Access,
}

pub struct Routes {
    state: WebState,
    feature: &'static str,
    list: Vec<Route>,
    router: Router<WebState>,
}

impl Routes {
    pub fn new(state: WebState) -> Self {
        Self { state, feature: "", list: Vec::new(), router: Router::new() }
    }

    /// Adds a feature's addresses.
    pub fn with(self, feature: impl FnOnce(Routes) -> Routes) -> Self {
        feature(self)
    }

    /// Names the owner of the addresses that follow.
    pub fn feature(mut self, name: &'static str) -> Self {
        self.feature = name;
        self
    }

    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        self.add(Method::GET, path, access, get(handler))
    }

    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        self.add(Method::POST, path, access, post(handler))
    }

    pub fn put<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        self.add(Method::PUT, path, access, put(handler))
    }

    pub fn delete<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        self.add(Method::DELETE, path, access, delete(handler))
    }

    fn add(mut self, method: Method, path: &'static str, access: Access, handler: MethodRouter<WebState>) -> Self {
        let guarded = guard::Guarded { state: self.state.clone(), access, path };
        let handler = handler.route_layer(middleware::from_fn_with_state(guarded, guard::guard));
        self.list.push(Route { method, path, feature: self.feature, access });
        self.router = self.router.route(path, handler);
        self
    }

    /// Every address, for the test that knocks at all of them.
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    pub(crate) fn into_router(self) -> Router {
        self.router
            .fallback(guard::no_such_page)
            .layer(middleware::from_fn_with_state(self.state.clone(), guard::dress_stray))
            .with_state(self.state)
    }
}
