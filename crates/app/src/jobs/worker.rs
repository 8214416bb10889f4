//! Claims work by lease and carries it out. Any number of workers may run, in one process or in several.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use changxiao_domain::{
    ids::{CityId, JobId},
    jobs::{JobKind, Lane},
    time::Instant,
};
use changxiao_store::{
    cases::search,
    jobs::{self, Job},
};

use super::{
    faults::Faults,
    work::{Done, carry_out},
};
use crate::{App, AppError, chance::bytes};

/// How often a lane looks whether something is due.
const fn look_every(lane: Lane) -> Duration {
    match lane {
        Lane::Search => Duration::from_millis(250),
        Lane::Inside | Lane::Outward | Lane::Nightly => Duration::from_secs(1),
    }
}

/// Jobs that a lane has under way at once.
const fn at_once(lane: Lane) -> i64 {
    match lane {
        Lane::Outward => 4,
        Lane::Inside | Lane::Search | Lane::Nightly => 1,
    }
}

pub struct Worker {
    app: App,
    city: CityId,
    /// Tells its leases from those of other workers.
    owner: String,
    /// The clock at the last look, so that a jump backwards is seen.
    last_look: Mutex<Option<Instant>>,
}

impl Worker {
    pub fn new(app: App, city: CityId) -> Self {
        let owner = bytes::<8>(app.chance()).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { app, city, owner, last_look: Mutex::new(None) }
    }

    /// Runs all lanes until the task is ended.
    pub async fn run(&self) {
        futures::future::join_all(Lane::ALL.map(|lane| self.lane(lane))).await;
    }

    async fn lane(&self, lane: Lane) {
        let mut tick = tokio::time::interval(look_every(lane));
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(problem) = self.look(lane).await {
                tracing::warn!(%problem, "waiting work could not be looked at");
            }
        }
    }

    /// Carries out everything of a lane that is due now; returns how many tries that were.
    ///
    /// Errors: the store's, while it looks or claims. A job that fails is no error here: it waits for its next try.
    pub async fn look(&self, lane: Lane) -> Result<usize, AppError> {
        self.mend_clock().await?;
        if lane == Lane::Inside {
            self.put_recurring().await?;
        }
        // A claim is a write; while nobody reports anything there is none.
        if lane == Lane::Search && !search::any_waiting(self.app.db(), self.city).await? {
            return Ok(0);
        }
        let mut tries = 0;
        loop {
            let claimed = self.claim(lane).await?;
            if claimed.is_empty() {
                return Ok(tries);
            }
            tries += claimed.len();
            futures::future::join_all(claimed.iter().map(|job| self.carry_out(job))).await;
        }
    }

    /// Takes the leases of what is due, as many as the lane has under way at once.
    pub async fn claim(&self, lane: Lane) -> Result<Vec<Job>, AppError> {
        let now = self.app.now();
        let due = self.due(lane, now).await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let lease = self.app.model(self.city).await?.job_rules.lease();
        let mut claimed = Vec::new();
        let mut tx = self.app.db().begin().await?;
        for job in &due {
            claimed.extend(jobs::claim(&mut tx, self.city, job, &self.owner, now, lease).await?);
        }
        tx.commit().await?;
        Ok(claimed)
    }

    /// What is due. What cannot be read is put aside and shown, and the next one is looked at.
    async fn due(&self, lane: Lane, now: Instant) -> Result<Vec<Job>, AppError> {
        loop {
            let (due, spoiled) = jobs::due(self.app.db(), self.city, lane, now, at_once(lane)).await?;
            if spoiled.is_empty() {
                return Ok(due);
            }
            for one in spoiled {
                let mut tx = self.app.db().begin().await?;
                jobs::put_aside(&mut tx, self.city, &one).await?;
                tx.commit().await?;
                Faults::begin(&self.app, self.city, one.kind).past::<()>(&one.key, Err(one.problem.into())).await?;
            }
        }
    }

    /// One try of a claimed job, and what follows from it.
    pub async fn carry_out(&self, job: &Job) {
        // Both at once: a lease that could be renewed only between two steps of the work would wait for a transaction of that very work.
        let went = tokio::select! {
            went = carry_out(&self.app, self.city, job) => went,
            went = self.hold(job) => went,
        };
        if let Err(problem) = &went {
            tracing::warn!(kind = job.kind.code(), tries = job.tries, %problem, "a job failed");
        }
        // When this fails too, the lease runs out and the job is tried again.
        if let Err(problem) = self.settle(job, went).await {
            tracing::warn!(kind = job.kind.code(), %problem, "the end of a job could not be noted");
        }
    }

    /// Renews the lease as long as the work lasts, so that no other server begins the same beside it.
    async fn hold(&self, job: &Job) -> Result<Done, super::work::Failed> {
        loop {
            let lease = self.app.model(self.city).await?.job_rules.lease();
            tokio::time::sleep(Duration::from_micros(lease.unsigned_abs() / 3)).await;
            if let Err(problem) = self.renew(job, lease).await {
                tracing::warn!(kind = job.kind.code(), %problem, "the lease of a job could not be renewed");
            }
        }
    }

    async fn renew(&self, job: &Job, lease: i64) -> Result<(), AppError> {
        let mut tx = self.app.db().begin().await?;
        if jobs::renew(&mut tx, self.city, job, self.app.now(), lease).await? {
            tx.commit().await?;
        }
        Ok(())
    }

    async fn settle(&self, job: &Job, went: Result<Done, super::work::Failed>) -> Result<(), AppError> {
        let (now, city) = (self.app.now(), self.city);
        let rules = &self.app.model(city).await?.job_rules;
        let mut tx = self.app.db().begin().await?;
        match went {
            Ok(Done::PutAway) => return Ok(()),
            Ok(Done::Again(wait) | Done::Later(wait)) => {
                jobs::again(&mut tx, city, job, now, wait).await?;
            }
            Err(problem) => {
                let wait = rules.wait_after(job.tries);
                // Recurring work never dies; it fails as often as it comes round.
                let wait = match job.kind.period() {
                    Some(period) => Some(wait.min(period)),
                    None => (job.tries < rules.most_tries).then_some(wait),
                };
                jobs::failed(&mut tx, city, job, &problem.to_string(), now, wait).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Puts down the recurring work that is missing: all of it at the first start of a city.
    async fn put_recurring(&self) -> Result<(), AppError> {
        let missing: Vec<JobKind> = {
            let there = jobs::recurring_there(self.app.db(), self.city).await?;
            JobKind::ALL.into_iter().filter(|kind| kind.period().is_some() && !there.contains(kind)).collect()
        };
        if missing.is_empty() {
            return Ok(());
        }
        let now = self.app.now();
        let mut tx = self.app.db().begin().await?;
        for kind in missing {
            jobs::put(&mut tx, self.city, self.app.new_id(JobId), (kind, ""), now, 0).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// At the first look, and whenever the clock shows an earlier time than at the last one.
    async fn mend_clock(&self) -> Result<(), AppError> {
        let now = self.app.now();
        let before = self.last_look.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
        if before.is_some_and(|before| before <= now) {
            return Ok(());
        }
        let lease = self.app.model(self.city).await?.job_rules.lease();
        let mut tx = self.app.db().begin().await?;
        jobs::mend_clock(&mut tx, self.city, now, lease).await?;
        tx.commit().await?;
        Ok(())
    }
}
