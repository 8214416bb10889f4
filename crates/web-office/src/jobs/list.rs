//! All work on one page; the dead in front.

use askama::Template;
use axum::extract::Path;
use changxiao_app::{
    AppError,
    jobs::view::{self, JobsView},
};
use changxiao_domain::{
    ids::JobId,
    jobs::{JobRules, JobState},
};
use changxiao_web_kit::{
    answer::Answer,
    filters,
    form::Form,
    request::Request,
    shell::{Section, Shell},
};

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

pub(super) async fn show(request: Request) -> Answer {
    let work = view::view(request.app(), request.actor()).await?;
    let lag = work.due.1.map_or(0, |oldest| request.cx.now.since(oldest));
    let shell = request.shell(Section::Jobs).await;
    request.page(&JobsPage { shell, work, lag, rules: &request.model().job_rules })
}

pub(super) async fn retry(request: Request, Path(job): Path<String>, _: Form) -> Answer {
    let id: JobId = job.parse().map_err(|_| AppError::NotFound("job"))?;
    view::retry(request.app(), request.actor(), id).await?;
    request.redirect("/jobs", request.cx.l.jobs_retried)
}

pub(super) async fn drop_dead(request: Request, Path(job): Path<String>, _: Form) -> Answer {
    let id: JobId = job.parse().map_err(|_| AppError::NotFound("job"))?;
    view::drop_dead(request.app(), request.actor(), id).await?;
    request.redirect("/jobs", request.cx.l.jobs_dropped)
}
