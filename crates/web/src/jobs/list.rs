//! All work on one page; the dead in front.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, jobs::view};
use changxiao_domain::{ids::JobId, jobs::JobState, time::Instant};
use changxiao_store::jobs::Job;
use changxiao_words::{Texts, fill, texts};

use crate::{
    answer::{WebError, page, redirect_with_notice},
    form::Form,
    pages::{self, moment},
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "jobs/list.html")]
struct JobsPage {
    shell: Shell,
    figures: Vec<(&'static str, String)>,
    /// What the last sweep did, and what waits for the next.
    sweep: String,
    due: String,
    late: bool,
    jobs: Vec<Line>,
    has_mail: bool,
    rules: String,
    source: String,
}

struct Line {
    id: String,
    kind: &'static str,
    state: &'static str,
    dead: bool,
    running: bool,
    when: String,
    tries: String,
    error: String,
}

/// A case that waited longer than this for its sweep is worth a warning: five sweeps (microseconds).
const LAG: i64 = 300_000_000;

pub(super) async fn show(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let found = view::view(state.app(), &who.actor).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Jobs, jar).await;
    let (l, lang, now) = (shell.l, who.lang(), state.app().now());
    let of = |wanted: JobState| {
        found.counts.iter().find(|(state, ..)| *state == wanted).map_or((0, 0), |(_, jobs, tried)| (*jobs, *tried))
    };
    let (waiting, retrying) = of(JobState::Waiting);
    let figures = vec![
        (l.jobs_waiting, words::count(waiting - retrying)),
        (l.jobs_retrying, words::count(retrying)),
        (l.jobs_running, words::count(of(JobState::Running).0)),
        (l.jobs_dead, words::count(of(JobState::Dead).0)),
    ];
    let sweep = match &found.swept {
        None => l.jobs_never_swept.to_owned(),
        Some((began, swept)) => fill(
            l.jobs_last_sweep,
            &[
                ("time", &moment(&who, now, *began)),
                ("looked", &words::count(swept.looked)),
                ("levels", &words::count(swept.levels)),
                ("lag", &words::duration(lang, swept.lag)),
            ],
        ),
    };
    let lag = found.due.1.map_or(0, |oldest| now.since(oldest));
    let due = match found.due {
        (0, _) => l.jobs_none_due.to_owned(),
        (n, _) => fill(l.jobs_due, &[("n", &words::count(n)), ("lag", &words::duration(lang, lag))]),
    };
    let rules = &who.model.job_rules;
    let rule_words = fill(
        l.jobs_rules,
        &[
            ("lease", &rules.lease_seconds),
            ("first", &rules.first_wait_seconds),
            ("most", &(rules.most_wait_seconds / 60)),
            ("tries", &rules.most_tries),
        ],
    );
    let jobs = found.jobs.iter().map(|job| line(&who, now, job, l)).collect();
    let source = rules.source(lang).to_owned();
    let has_mail = found.has_mail;
    Ok((
        jar,
        page(&JobsPage { shell, figures, sweep, due, late: lag > LAG, jobs, has_mail, rules: rule_words, source })?,
    ))
}

fn line(who: &Who, now: Instant, job: &Job, l: &'static Texts) -> Line {
    let retried = job.tries > 0 && job.state == JobState::Waiting;
    Line {
        id: job.id.to_string(),
        kind: job.kind.words(who.lang()),
        state: match job.state {
            JobState::Waiting if retried => l.jobs_retrying,
            JobState::Waiting => l.jobs_waiting,
            JobState::Running => l.jobs_running,
            JobState::Dead => l.jobs_dead,
        },
        dead: job.state == JobState::Dead,
        running: job.state == JobState::Running,
        when: match job.state {
            JobState::Waiting => moment(who, now, job.run_at),
            _ => moment(who, now, job.changed_at),
        },
        tries: words::count(job.tries),
        error: job.last_error.clone(),
    }
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
