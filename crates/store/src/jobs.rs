//! Work that waits, runs or has died: put down in the transaction that wants it, claimed by lease, gone when it is done.
//!
//! A claim names the try that it read, so that of two workers one gets the job, on both engines with the same words. All
//! times are the application's clock. A clock that is set back holds nothing up for longer than it was to wait anyway:
//! [`mend_clock`].

pub mod faults;

use changxiao_domain::{
    ids::{CityId, JobId},
    jobs::{JobKind, JobState, Lane},
    time::{Day, Instant},
};

use crate::{
    Db, StoreError, Tx,
    engine::{Built, Columns, Row, Value},
    legible::Legible,
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: JobId,
    pub kind: JobKind,
    /// What it is about: the id of a delivery, nothing for recurring work.
    pub key: String,
    pub state: JobState,
    pub run_at: Instant,
    pub tries: i64,
    pub lease_owner: Option<String>,
    pub lease_until: Option<Instant>,
    /// Of the last try that failed; empty when none did.
    pub last_error: String,
    pub made_at: Instant,
    pub changed_at: Instant,
}

/// What a recurring job did last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub mark: String,
    pub at: Instant,
    /// JSON.
    pub figures: String,
}

/// The columns of `jobs` behind the city.
const JOB_COLUMNS: Columns = &[
    "job_id",
    "kind",
    "job_key",
    "state",
    "run_at",
    "tries",
    "lease_owner",
    "lease_until",
    "last_error",
    "made_at",
    "changed_at",
];

sql! {
    PUT_JOB = "
        INSERT INTO jobs (city_id, job_id, kind, job_key, state,     run_at, wait, tries, last_error, made_at, changed_at)
        VALUES           ($1,      $2,     $3,   $4,      'waiting', $5,     $6,   0,     '',         $7,      $7)
        ON CONFLICT (city_id, kind, job_key) DO NOTHING";
    CLAIM = "
        UPDATE jobs SET state = 'running', tries = tries + 1, lease_owner = $5, lease_until = $6, changed_at = $7
        WHERE city_id = $1 AND job_id = $2 AND state = $3 AND tries = $4";
    RENEW = "
        UPDATE jobs SET lease_until = $5
        WHERE city_id = $1 AND job_id = $2 AND state = 'running' AND tries = $3 AND lease_owner = $4";
    DONE = "DELETE FROM jobs WHERE city_id = $1 AND job_id = $2 AND state = 'running' AND tries = $3 AND lease_owner = $4";
    AGAIN = "
        UPDATE jobs
        SET state = 'waiting', run_at = $5, wait = $6, tries = 0, lease_owner = NULL, lease_until = NULL, last_error = '',
            changed_at = $7
        WHERE city_id = $1 AND job_id = $2 AND state = 'running' AND tries = $3 AND lease_owner = $4";
    FAILED = "
        UPDATE jobs
        SET state = $5, run_at = $6, wait = $7, lease_owner = NULL, lease_until = NULL, last_error = $8, changed_at = $9
        WHERE city_id = $1 AND job_id = $2 AND state = 'running' AND tries = $3 AND lease_owner = $4";
    RETRY = "
        UPDATE jobs
        SET state = 'waiting', run_at = $3, wait = 0, tries = 0, lease_owner = NULL, lease_until = NULL, changed_at = $3
        WHERE city_id = $1 AND job_id = $2 AND state IN ('waiting', 'dead')";
    DROP_DEAD = "DELETE FROM jobs WHERE city_id = $1 AND job_id = $2 AND state = 'dead'";
    NEARER_RUNS = "
        UPDATE jobs SET run_at = $2 + wait WHERE city_id = $1 AND state = 'waiting' AND run_at > $2 + wait";
    NEARER_LEASES = "
        UPDATE jobs SET lease_until = $2 WHERE city_id = $1 AND state = 'running' AND lease_until > $2";
    RECURRING = "SELECT kind FROM jobs WHERE city_id = $1 AND job_key = ''";
    ONE = (JOB_COLUMNS "
        SELECT {}
        FROM jobs
        WHERE city_id = $1 AND job_id = $2");
    IN_STATE = (JOB_COLUMNS "
        SELECT {}
        FROM jobs
        WHERE city_id = $1 AND state = $2
        ORDER BY run_at, job_id
        LIMIT $3");
    COUNT_KINDS = "
        SELECT kind, state, COUNT(*) AS jobs, MIN(run_at) AS oldest
        FROM jobs
        WHERE city_id = $1
        GROUP BY kind, state
        ORDER BY kind, state";
    COUNT_STATES = "
        SELECT state, COUNT(*) AS jobs, SUM(CASE WHEN tries > 0 THEN 1 ELSE 0 END) AS tried
        FROM jobs
        WHERE city_id = $1
        GROUP BY state";
    SET_MARK = "
        INSERT INTO job_marks (city_id, kind, mark, at, figures)
        VALUES                ($1,      $2,   $3,   $4, $5)
        ON CONFLICT (city_id, kind) DO UPDATE SET mark = excluded.mark, at = excluded.at, figures = excluded.figures";
    SET_DAY = "
        INSERT INTO job_marks (city_id, kind, mark, at, figures)
        VALUES                ($1,      $2,   $3,   $4, $5)
        ON CONFLICT (city_id, kind) DO UPDATE SET mark = excluded.mark, at = excluded.at, figures = excluded.figures
        WHERE job_marks.mark < excluded.mark OR job_marks.mark > '9999-12-31'";
    PUT_ASIDE = "DELETE FROM jobs WHERE city_id = $1 AND job_id = $2";
    MARK = "SELECT mark, at, figures FROM job_marks WHERE city_id = $1 AND kind = $2";
}

/// Puts work down. `wait` is how long from now it waits (microseconds); the same key twice is one job. `false`: it is there already.
pub async fn put(
    tx: &mut Tx,
    city: CityId,
    id: JobId,
    (kind, key): (JobKind, &str),
    now: Instant,
    wait: i64,
) -> Result<bool, StoreError> {
    let values = params![city, id, kind.code(), key, now.plus_micros(wait), wait, now];
    Ok(tx.execute(&PUT_JOB, values).await? > 0)
}

/// A job that cannot be read.
pub struct Spoiled {
    /// Whatever stands where its id should.
    id: Value,
    pub kind: JobKind,
    pub key: String,
    pub problem: StoreError,
}

/// What a worker may claim now: work whose time has come, and work whose lease has run out because its worker is gone. And what stands
/// among it and cannot be read.
pub async fn due(
    db: &Db,
    city: CityId,
    lane: Lane,
    now: Instant,
    most: i64,
) -> Result<(Vec<Job>, Vec<Spoiled>), StoreError> {
    // Our own words, not input.
    let kinds = JobKind::ALL.into_iter().filter(|kind| kind.lane() == lane);
    let kinds: Vec<String> = kinds.map(|kind| format!("'{}'", kind.code())).collect();
    let text = format!(
        "SELECT {} FROM jobs WHERE city_id = $1 AND kind IN ({}) \
         AND ((state = 'waiting' AND run_at <= $2) OR (state = 'running' AND lease_until <= $2)) \
         ORDER BY run_at, job_id LIMIT $3",
        JOB_COLUMNS.join(", "),
        kinds.join(", ")
    );
    let rows = db.rows(Built { name: "store::jobs::due", text }, params![city, now, most]).await?;
    let (mut jobs, mut spoiled) = (Vec::new(), Vec::new());
    for row in &rows {
        match job(row) {
            Ok(job) => jobs.push(job),
            Err(problem) if problem.is_of_a_row() => spoiled.push(Spoiled {
                id: row.value("job_id")?,
                kind: row.code("kind", JobKind::parse)?,
                key: row.name("job_key"),
                problem,
            }),
            Err(problem) => return Err(problem),
        }
    }
    Ok((jobs, spoiled))
}

/// Takes a job that cannot be read out of everybody's way; recurring work is put down anew by the next look.
pub async fn put_aside(tx: &mut Tx, city: CityId, spoiled: &Spoiled) -> Result<(), StoreError> {
    tx.execute(&PUT_ASIDE, params![city, spoiled.id.clone()]).await?;
    Ok(())
}

/// Takes the lease of a job as it was read. `None`: another worker was faster.
pub async fn claim(
    tx: &mut Tx,
    city: CityId,
    job: &Job,
    owner: &str,
    now: Instant,
    lease: i64,
) -> Result<Option<Job>, StoreError> {
    let until = now.plus_micros(lease);
    let values = params![city, job.id, job.state.code(), job.tries, owner, until, now];
    if tx.execute(&CLAIM, values).await? == 0 {
        return Ok(None);
    }
    Ok(Some(Job {
        state: JobState::Running,
        tries: job.tries + 1,
        lease_owner: Some(owner.to_owned()),
        lease_until: Some(until),
        changed_at: now,
        ..job.clone()
    }))
}

/// Holds a lease for longer, for work that takes its time. `false`: it was lost, and somebody else has the job.
pub async fn renew(tx: &mut Tx, city: CityId, job: &Job, now: Instant, lease: i64) -> Result<bool, StoreError> {
    let until = now.plus_micros(lease);
    Ok(tx.execute(&RENEW, params![city, job.id, job.tries, job.lease_owner.clone(), until]).await? > 0)
}

/// Removes a job that is done. `false`: the lease was lost meanwhile, and somebody else has the job.
pub async fn done(tx: &mut Tx, city: CityId, job: &Job) -> Result<bool, StoreError> {
    Ok(tx.execute(&DONE, params![city, job.id, job.tries, job.lease_owner.clone()]).await? > 0)
}

/// Lets recurring work wait for its next time.
pub async fn again(tx: &mut Tx, city: CityId, job: &Job, now: Instant, wait: i64) -> Result<bool, StoreError> {
    let next = now.plus_micros(wait);
    let values = params![city, job.id, job.tries, job.lease_owner.clone(), next, wait, now];
    Ok(tx.execute(&AGAIN, values).await? > 0)
}

/// Notes a failure. `wait`: until the next try; `None`: it was the last one.
pub async fn failed(
    tx: &mut Tx,
    city: CityId,
    job: &Job,
    why: &str,
    now: Instant,
    wait: Option<i64>,
) -> Result<bool, StoreError> {
    let state = if wait.is_some() { JobState::Waiting } else { JobState::Dead };
    let wait = wait.unwrap_or(0);
    let why: String = why.chars().take(500).collect();
    let next = now.plus_micros(wait);
    let values = params![city, job.id, job.tries, job.lease_owner.clone(), state.code(), next, wait, why, now];
    Ok(tx.execute(&FAILED, values).await? > 0)
}

/// Lets a job that waits or has died run now, with all its tries before it.
pub async fn retry(tx: &mut Tx, city: CityId, id: JobId, now: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(&RETRY, params![city, id, now]).await? > 0)
}

/// Gives up a dead job. `false`: it is not dead.
pub async fn drop_dead(tx: &mut Tx, city: CityId, id: JobId) -> Result<bool, StoreError> {
    Ok(tx.execute(&DROP_DEAD, params![city, id]).await? > 0)
}

/// After the clock was set back: nothing waits longer than it was to wait, and no lease reaches further than a lease from now.
pub async fn mend_clock(tx: &mut Tx, city: CityId, now: Instant, lease: i64) -> Result<u64, StoreError> {
    let runs = tx.execute(&NEARER_RUNS, params![city, now]).await?;
    let leases = tx.execute(&NEARER_LEASES, params![city, now.plus_micros(lease)]).await?;
    Ok(runs + leases)
}

/// The kinds of recurring work that are put down. What is of no kind that we know is nobody's work.
pub async fn recurring_there(db: &Db, city: CityId) -> Result<Vec<JobKind>, StoreError> {
    let rows = db.rows(&RECURRING, params![city]).await?;
    Ok(Legible::of(&rows, |row| row.name("kind"), |row| row.code("kind", JobKind::parse))?.rows)
}

pub async fn one(db: &Db, city: CityId, id: JobId) -> Result<Option<Job>, StoreError> {
    db.row(&ONE, params![city, id]).await?.as_ref().map(job).transpose()
}

/// The first `most`, by their time, as far as they can be read.
pub async fn in_state(db: &Db, city: CityId, state: JobState, most: i64) -> Result<Vec<Job>, StoreError> {
    let rows = db.rows(&IN_STATE, params![city, state.code(), most]).await?;
    Ok(Legible::of(&rows, |row| row.name("job_id"), job)?.rows)
}

/// How many of each kind are in each state, and for when the first of them is.
pub async fn count_kinds(db: &Db, city: CityId) -> Result<Vec<(JobKind, JobState, i64, Instant)>, StoreError> {
    let read = |row: &Row| {
        let (kind, state) = (row.code("kind", JobKind::parse)?, row.code("state", JobState::parse)?);
        Ok((kind, state, row.int("jobs")?, row.instant("oldest")?))
    };
    Ok(Legible::of(&db.rows(&COUNT_KINDS, params![city]).await?, |row| row.name("kind"), read)?.rows)
}

/// How many are in each state, and how many of these were tried before.
pub async fn counts(db: &Db, city: CityId) -> Result<Vec<(JobState, i64, i64)>, StoreError> {
    let read = |row: &Row| Ok((row.code("state", JobState::parse)?, row.int("jobs")?, row.int("tried")?));
    Ok(Legible::of(&db.rows(&COUNT_STATES, params![city]).await?, |row| row.name("state"), read)?.rows)
}

/// Notes what a run of a recurring job did.
pub async fn set_mark(
    tx: &mut Tx,
    city: CityId,
    kind: JobKind,
    mark: &str,
    at: Instant,
    figures: &str,
) -> Result<(), StoreError> {
    tx.execute(&SET_MARK, params![city, kind.code(), mark, at, figures]).await?;
    Ok(())
}

/// Claims a day for work that is done once a day. `false`: that day or a later one is done already.
pub async fn claim_day(
    tx: &mut Tx,
    city: CityId,
    kind: JobKind,
    day: Day,
    at: Instant,
    figures: &str,
) -> Result<bool, StoreError> {
    Ok(tx.execute(&SET_DAY, params![city, kind.code(), day, at, figures]).await? > 0)
}

pub async fn mark(db: &Db, city: CityId, kind: JobKind) -> Result<Option<Mark>, StoreError> {
    let Some(row) = db.row(&MARK, params![city, kind.code()]).await? else { return Ok(None) };
    Ok(Some(Mark { mark: row.text("mark")?, at: row.instant("at")?, figures: row.text("figures")? }))
}

fn job(row: &Row) -> Result<Job, StoreError> {
    Ok(Job {
        id: row.id("job_id", JobId)?,
        kind: row.code("kind", JobKind::parse)?,
        key: row.text("job_key")?,
        state: row.code("state", JobState::parse)?,
        run_at: row.instant("run_at")?,
        tries: row.int("tries")?,
        lease_owner: row.opt_text("lease_owner")?,
        lease_until: row.opt_instant("lease_until")?,
        last_error: row.text("last_error")?,
        made_at: row.instant("made_at")?,
        changed_at: row.instant("changed_at")?,
    })
}
