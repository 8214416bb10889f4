//! Addresses with their owners. One line registers an address: who may use it, its handler and, in the JSON interface, its
//! description, so that none of the three can be forgotten.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Extension, Router,
    handler::Handler,
    http::Method,
    middleware,
    routing::{MethodRouter, delete, get, post, put},
};
use utoipa::openapi::{OpenApi, Paths, RefOr, Schema, path::PathItem};
use utoipa_axum::router::UtoipaMethodRouter;

use crate::{
    bodies::{Bounds, Takes},
    filtered::Filter,
    guard, measures,
    openapi::{self, Document},
    state::WebState,
};

/// The handlers of one address of the JSON interface, each with its `#[utoipa::path]`: `routes!(list, report)`.
pub use utoipa_axum::routes;

pub use crate::access::Access;

/// One address.
#[derive(Clone, Debug)]
pub struct Route {
    pub method: Method,
    pub path: Arc<str>,
    /// The module that owns it.
    pub feature: &'static str,
    pub access: Access,
    pub takes: Takes,
    /// What may stand after the question mark; `None` where nobody has said.
    pub filters: Option<&'static [&'static [Filter]]>,
}

/// An address with its handler, before the guard stands in front of it.
struct Door {
    path: Arc<str>,
    access: Access,
    takes: Takes,
    filters: Option<&'static [&'static [Filter]]>,
    handler: MethodRouter<WebState>,
}

#[derive(Default)]
pub struct Routes {
    feature: &'static str,
    list: Vec<Route>,
    doors: Vec<Door>,
    paths: Paths,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
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

    /// An address of the JSON interface. Method and path are those of the handler's description: `.api(access, routes!(list))`.
    pub fn api(mut self, access: Access, described: UtoipaMethodRouter<WebState, Infallible>) -> Self {
        let (schemas, paths, handler) = described;
        for (path, mut item) in paths.paths {
            let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            for (at, operation) in operations.into_iter().enumerate() {
                if let Some(operation) = operation {
                    // The first one only reads.
                    openapi::tell(operation, at == 0, access);
                }
            }
            for method in methods(&item) {
                let (path, feature, takes) = (path.as_str().into(), self.feature, Takes::Fields);
                self.list.push(Route { method, path, feature, access, takes, filters: None });
            }
            self.doors.push(Door {
                path: path.as_str().into(),
                access,
                takes: Takes::Fields,
                filters: None,
                handler: handler.clone(),
            });
            match self.paths.paths.get_mut(&path) {
                Some(present) => present.merge_operations(item),
                None => drop(self.paths.paths.insert(path, item)),
            }
        }
        self.schemas.extend(schemas);
        self
    }

    fn add(mut self, method: Method, path: &'static str, access: Access, handler: MethodRouter<WebState>) -> Self {
        let (takes, filters) = (Takes::Fields, None);
        self.list.push(Route { method, path: path.into(), feature: self.feature, access, takes, filters });
        self.doors.push(Door { path: path.into(), access, takes, filters, handler });
        self
    }

    /// Says what the address that was added last takes besides fields.
    pub fn taking(mut self, takes: Takes) -> Self {
        if let (Some(route), Some(door)) = (self.list.last_mut(), self.doors.last_mut()) {
            route.takes = takes;
            door.takes = takes;
        }
        self
    }

    /// Says what the address that was added last may ask for; the guard refuses anything else.
    pub fn filtered(mut self, filters: &'static [&'static [Filter]]) -> Self {
        if let (Some(route), Some(door)) = (self.list.last_mut(), self.doors.last_mut()) {
            route.filters = Some(filters);
            door.filters = Some(filters);
        }
        self
    }

    /// Every address, for the test that knocks at all of them.
    pub fn list(&self) -> &[Route] {
        &self.list
    }

    /// The description of the JSON interface, as it is served and as `docs/openapi.json` keeps it.
    pub fn document(&self) -> OpenApi {
        let mut document = openapi::frame();
        document.paths.paths.extend(self.paths.paths.clone());
        document.components.get_or_insert_default().schemas.extend(self.schemas.clone());
        document
    }

    /// The addresses, each with its guard.
    pub fn into_router(self, state: WebState) -> Router {
        let document = Document::of(&self.document());
        let mut router = Router::new();
        for Door { path, access, takes, filters, handler } in self.doors {
            let bounds = Bounds::of(access, takes);
            let guarded = guard::Guarded { state: state.clone(), access, bounds, filters, path: path.clone() };
            let measured = (state.measures().clone(), path.clone());
            let handler = handler
                .route_layer(middleware::from_fn_with_state(guarded, guard::guard))
                .route_layer(middleware::from_fn_with_state(measured, measures::measure));
            router = router.route(&path, handler);
        }
        router
            .fallback(guard::no_such_page)
            .layer(middleware::from_fn_with_state(state.clone(), guard::dress_stray))
            .layer(Extension(document))
            .with_state(state)
    }
}

fn methods(item: &PathItem) -> impl Iterator<Item = Method> {
    let described = [
        (Method::GET, &item.get),
        (Method::POST, &item.post),
        (Method::PUT, &item.put),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ];
    described.into_iter().filter(|(_, operation)| operation.is_some()).map(|(method, _)| method)
}
