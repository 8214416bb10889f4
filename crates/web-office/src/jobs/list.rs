//! All work on one page; the dead in front.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    jobs::view::{self, JobsView},
};
use changxiao_domain::{
    ids::JobId,
    jobs::{JobRules, JobState},
};
use changxiao_web_kit::{
    answer::{WebError, redirect_with_notice},
    cx::Cx,
    filters,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};
use changxiao_words::texts;

#[derive(Template)]
#[template(path = "jobs/list.html")]
struct JobsPage<'a> {
    shell: Shell,
    work: JobsView,
    /// For how long a case has waited for its sweep, in microseconds.
    lag: i64,
    rules: &'a JobRules,
}

impl JobsPage<'_> {
    /// A case that waited longer than this for its sweep is worth a warning: five sweeps (microseconds).
    const MOST_LAG: i64 = 300_000_000;

    fn is_late(&self) -> bool {
        self.lag > Self::MOST_LAG
    }
}

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let cx = Cx::of(&state, &who);
    let work = view::view(state.app(), &who.actor).await?;
    let lag = work.due.1.map_or(0, |oldest| cx.now.since(oldest));
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Jobs, jar).await;
    Ok((jar, cx.page(&JobsPage { shell, work, lag, rules: &who.model.job_rules })?))
}
pub(super) async fn retry(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(job): Path<String>,
    _: Form,
) -> Result<Response, WebError> {
    let id: JobId = job.parse().map_err(|_| AppError::NotFound("job"))?;
    view::retry(state.app(), &who.actor, id).await?;
    Ok(redirect_with_notice(jar, "/jobs", texts(who.lang()).jobs_retried))
}

pub(super) async fn drop_dead(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(job): Path<String>,
    _: Form,
) -> Result<Response, WebError> {
    let id: JobId = job.parse().map_err(|_| AppError::NotFound("job"))?;
    view::drop_dead(state.app(), &who.actor, id).await?;
    Ok(redirect_with_notice(jar, "/jobs", texts(who.lang()).jobs_dropped))
}
