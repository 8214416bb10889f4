//! What a monitor is told of requests: how many by address, method and status, and how long they took. Addresses are the patterns of the
//! routes, so that no number, name or search word of anybody becomes a label.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use tokio::time::Instant;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    method: String,
    route: String,
    status: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabel {
    route: String,
}

/// Counts of one server. Cloning it is cheap.
#[derive(Clone)]
pub struct Measures {
    answers: Family<AnswerLabels, Counter>,
    seconds: Family<RouteLabel, Histogram>,
}

impl Default for Measures {
    fn default() -> Self {
        // From a millisecond to half a minute, each twice the one before.
        let histogram = || Histogram::new(exponential_buckets(0.001, 2.0, 16));
        Self { answers: Family::default(), seconds: Family::<RouteLabel, Histogram>::new_with_constructor(histogram) }
    }
}

impl Measures {
    /// Tells a registry what is counted here.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "http_requests",
            "Requests that were answered, by route, method and status",
            self.answers.clone(),
        );
        registry.register("http_request_seconds", "Time until an answer began, by route", self.seconds.clone());
    }
}

/// Stands around the guard of an address.
pub(crate) async fn measure(
    State((measures, route)): State<(Measures, Arc<str>)>,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let method = request.method().to_string();
    let response = next.run(request).await;
    let (route, status) = (route.to_string(), u32::from(response.status().as_u16()));
    measures.seconds.get_or_create(&RouteLabel { route: route.clone() }).observe(began.elapsed().as_secs_f64());
    measures.answers.get_or_create(&AnswerLabels { method, route, status }).inc();
    response
}
