//! `GET /metrics` in the words of OpenMetrics, on a listener of its own: a proxy in front of the pages does not pass it on by accident, and
//! the figures of a city's traffic are nobody's business. It listens on loopback, or asks for a token.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use changxiao_app::{AppError, jobs::figures::figures};
use changxiao_domain::ids::CityId;
use changxiao_store::{cases::search, cities, doctor, engine::commits};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use sha2::{Digest, Sha256};

use crate::WebState;

const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// A token shorter than this can be guessed.
pub const SHORTEST_TOKEN: usize = 32;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfLane {
    city: i64,
    lane: &'static str,
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    name: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfCity {
    city: i64,
    name: &'static str,
}

/// What is looked up when somebody asks.
#[derive(Default)]
struct Looked {
    jobs: Family<OfLane, Gauge>,
    job_age: Family<OfCity, Gauge>,
    waiting: Family<OfCity, Gauge>,
    queues: Family<Named, Gauge>,
    database: Gauge,
    commits: Gauge,
    commit_wait: Gauge,
}

struct Metrics {
    state: WebState,
    token: Option<[u8; 32]>,
    registry: Mutex<Registry>,
    looked: Looked,
}

/// The service behind the listener. With a token only whoever brings it as `Authorization: Bearer` is answered.
pub fn router(state: &WebState, token: Option<&str>) -> Router {
    let mut registry = Registry::with_prefix("changxiao");
    state.measures().register(&mut registry);
    let looked = Looked::default();
    looked.register(&mut registry);
    let token = token.map(|token| Sha256::digest(token).into());
    let metrics = Metrics { state: state.clone(), token, registry: Mutex::new(registry), looked };
    Router::new().route("/metrics", get(answer)).with_state(Arc::new(metrics))
}

async fn answer(State(metrics): State<Arc<Metrics>>, headers: HeaderMap) -> Response {
    if !metrics.admits(&headers) {
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response();
    }
    match metrics.text().await {
        Ok(text) => ([(header::CONTENT_TYPE, TEXT)], text).into_response(),
        Err(problem) => {
            tracing::warn!(%problem, "the figures for a monitor could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

impl Metrics {
    fn admits(&self, headers: &HeaderMap) -> bool {
        let Some(wanted) = self.token else { return true };
        let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        // Hashes are compared, so that the time of the comparison tells nothing of the token.
        said.and_then(|said| said.strip_prefix("Bearer "))
            .is_some_and(|said| <[u8; 32]>::from(Sha256::digest(said)) == wanted)
    }

    async fn text(&self) -> Result<String, AppError> {
        let app = self.state.app();
        for city in cities::all(app.db()).await? {
            self.look_at(city.id).await?;
        }
        let refusals = i64::try_from(self.state.tracer().waiting()).unwrap_or(i64::MAX);
        self.looked.queues.get_or_create(&Named { name: "refusals" }).set(refusals);
        self.looked.database.set(doctor::bytes(app.db()).await?);
        let (commits, micros) = commits::waits();
        self.looked.commits.set(i64::try_from(commits).unwrap_or(i64::MAX));
        self.looked.commit_wait.set(i64::try_from(micros).unwrap_or(i64::MAX));
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        encode(&mut text, &registry).map_err(|problem| AppError::Broken(format!("metrics: {problem}")))?;
        Ok(text)
    }
}

impl Metrics {
    async fn look_at(&self, id: CityId) -> Result<(), AppError> {
        let (app, city) = (self.state.app(), id.0);
        for lane in figures(app, id).await? {
            let name = lane.lane.code();
            for (state, jobs) in [("waiting", lane.waiting), ("running", lane.running), ("dead", lane.dead)] {
                self.looked.jobs.get_or_create(&OfLane { city, lane: name, state }).set(jobs);
            }
            self.looked.job_age.get_or_create(&OfCity { city, name }).set(lane.late / 1_000_000);
        }
        let indexing = search::backlog(app.db(), id).await?;
        self.looked.waiting.get_or_create(&OfCity { city, name: "search_index" }).set(indexing);
        Ok(())
    }
}

impl Looked {
    fn register(&self, registry: &mut Registry) {
        registry.register("jobs", "Jobs of the queue by city, lane and state", self.jobs.clone());
        let late = "For how long the job has been due that is due longest, by city and lane";
        registry.register_with_unit("job_late", late, Unit::Seconds, self.job_age.clone());
        registry.register("queue_depth", "What waits in the server's own queues", self.queues.clone());
        registry.register("city_queue_depth", "What waits in the queues of a city", self.waiting.clone());
        registry.register_with_unit("database_size", "Size of the database", Unit::Bytes, self.database.clone());
        registry.register("commits", "Commits since the start", self.commits.clone());
        let waited = "Microseconds for which requests have waited until their commits were on disk, since the start";
        registry.register("commit_wait_micros", waited, self.commit_wait.clone());
    }
}
