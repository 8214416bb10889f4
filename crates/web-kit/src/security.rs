//! What surrounds every answer: headers, limits, compression, and the check that a change comes from our own pages.

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate as _, predicate::NotForContentType},
};

use crate::{download::ShownInside, source, state::WebState};

/// Everything from ourselves, nothing inline. Pictures may be made in the page (map symbols, previews).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; media-src 'self'; frame-src 'self'; \
                      worker-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'";

/// For what one of our pages shows inside of itself, a PDF. The browser's own viewer draws it; nothing in it may load or send anything.
const POLICY_INSIDE: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; \
                             base-uri 'none'";

pub fn wrap(router: Router, state: &WebState) -> Router {
    router
        .layer(middleware::from_fn_with_state(state.clone(), own_pages_only))
        .layer(middleware::from_fn(headers))
        .layer(middleware::from_fn_with_state(state.clone(), source::find))
        // A recording is packed already, and whoever plays it wants to know how long it is.
        .layer(
            CompressionLayer::new().compress_when(
                DefaultPredicate::new()
                    .and(NotForContentType::const_new("video/"))
                    .and(NotForContentType::const_new("audio/")),
            ),
        )
        .layer(CatchPanicLayer::new())
        // Uploads are measured piece by piece where they are read.
        .layer(DefaultBodyLimit::disable())
}

/// A change that a browser sends from another site is refused. Programs send neither header; they bring a token.
async fn own_pages_only(State(_): State<WebState>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
        let foreign_site = site.is_some_and(|site| !matches!(site, "same-origin" | "none"));
        let foreign_origin = match (text(header::ORIGIN), text(header::HOST)) {
            (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, from)| from != host),
            _ => false,
        };
        if foreign_site || foreign_origin {
            return (StatusCode::FORBIDDEN, "E-1007").into_response();
        }
    }
    next.run(request).await
}

async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let (policy, frames) = match response.extensions().get::<ShownInside>() {
        Some(ShownInside) => (POLICY_INSIDE, "SAMEORIGIN"),
        None => (POLICY, "DENY"),
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static(frames));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert("permissions-policy", HeaderValue::from_static("camera=(self), geolocation=(self), microphone=()"));
    response
}
