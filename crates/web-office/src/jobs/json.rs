//! The server's own work, for whoever watches it.

use axum::{extract::State, response::Response};
use changxiao_app::jobs::view;
use changxiao_domain::jobs::JobState;
use changxiao_web_kit::{
    answer::WebError,
    json::shapes::{Moment, ok},
    openapi::Refused,
    session::Who,
    state::WebState,
};
use serde::Serialize;
use utoipa::ToSchema;

/// All work at a glance.
#[derive(Serialize, ToSchema)]
pub(super) struct Work {
    waiting: i64,
    /// Of those that wait: how many were tried before.
    retrying: i64,
    running: i64,
    dead: i64,
    /// Cases that wait for the sweep now.
    due: i64,
    /// For how many seconds the longest has waited; 0 where none does.
    lag_seconds: i64,
    last_sweep: Option<Sweep>,
    /// Dead first, then running, then waiting by their time; a hundred of each at most.
    jobs: Vec<JobShown>,
    /// Rows without which work went on, the newest first; a hundred at most.
    faults: Vec<FaultShown>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct FaultShown {
    /// How people name the row.
    #[schema(example = "261121-0041")]
    row: String,
    #[schema(example = "recurrence")]
    kind: &'static str,
    reason: String,
    /// In how many runs it failed.
    times: i64,
    first_at: Moment,
    last_at: Moment,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Sweep {
    began: Moment,
    looked: i64,
    levels: i64,
    left: i64,
    lag_seconds: i64,
}

#[derive(Serialize, ToSchema)]
pub(super) struct JobShown {
    id: String,
    #[schema(example = "mail")]
    kind: &'static str,
    #[schema(example = "waiting")]
    state: &'static str,
    run_at: Moment,
    tries: i64,
    /// Of the last try that failed; null when none did.
    error: Option<String>,
}

const SECOND: i64 = 1_000_000;

/// The server's own work: what runs, waits and could not be done.
#[utoipa::path(
    get, path = "/api/v1/jobs", tag = "operation", operation_id = "jobs",
    responses((status = 200, body = Work, description = "What waits, runs, is tried again and has died"), (status = "4XX", response = Refused))
)]
pub(super) async fn list(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let found = view::view(state.app(), &who.actor).await?;
    let (waiting, retrying) = found.of(JobState::Waiting);
    let now = state.app().now();
    ok(&Work {
        waiting,
        retrying,
        running: found.of(JobState::Running).0,
        dead: found.of(JobState::Dead).0,
        due: found.due.0,
        lag_seconds: found.due.1.map_or(0, |oldest| now.since(oldest) / SECOND),
        last_sweep: found.swept.map(|(began, swept)| Sweep {
            began: Moment::new(&who.model, began),
            looked: swept.looked,
            levels: swept.levels,
            left: swept.left,
            lag_seconds: swept.lag / SECOND,
        }),
        jobs: found
            .jobs
            .into_iter()
            .map(|job| JobShown {
                id: job.id.to_string(),
                kind: job.kind.code(),
                state: job.state.code(),
                run_at: Moment::new(&who.model, job.run_at),
                tries: job.tries,
                error: Some(job.last_error).filter(|error| !error.is_empty()),
            })
            .collect(),
        faults: found
            .faults
            .into_iter()
            .map(|fault| FaultShown {
                row: fault.key,
                kind: fault.kind.code(),
                reason: fault.reason,
                times: fault.times,
                first_at: Moment::new(&who.model, fault.first_at),
                last_at: Moment::new(&who.model, fault.last_at),
            })
            .collect(),
    })
}
