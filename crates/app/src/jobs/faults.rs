//! Rows at which a job failed: the job goes on with the others, and `/jobs` shows the row, with its key and the reason, until a run
//! gets past it.

use changxiao_domain::{
    ids::{CaseId, CityId},
    jobs::JobKind,
    time::Instant,
};
use changxiao_store::{
    cases,
    jobs::faults::{self, Fault},
    legible::Unreadable,
};

use crate::{App, AppError};

/// What failed in one run of a job.
pub struct Faults<'a> {
    app: &'a App,
    city: CityId,
    kind: JobKind,
    began: Instant,
}

impl<'a> Faults<'a> {
    pub fn begin(app: &'a App, city: CityId, kind: JobKind) -> Self {
        Self { app, city, kind, began: app.now() }
    }

    /// Notes a failure that is the row's own and lets the job go on; `None` then.
    ///
    /// Errors: what would stop every other row as well, such as a database that is away.
    pub async fn past<T>(&self, key: &str, went: Result<T, AppError>) -> Result<Option<T>, AppError> {
        match went {
            Ok(done) => Ok(Some(done)),
            Err(problem) if stops_everything(&problem) => Err(problem),
            Err(problem) => {
                self.note(key, &problem).await?;
                Ok(None)
            }
        }
    }

    /// As [`Self::past`] for a case, which is noted by its number.
    pub async fn past_case<T>(&self, case: CaseId, went: Result<T, AppError>) -> Result<Option<T>, AppError> {
        match went {
            Ok(done) => Ok(Some(done)),
            failed => self.past(&cases::name_of(self.app.db(), self.city, case).await?, failed).await,
        }
    }

    /// Notes rows that cannot be read.
    pub async fn unreadable(&self, rows: Vec<Unreadable>) -> Result<(), AppError> {
        for row in rows {
            self.past::<()>(&row.key, Err(row.problem.into())).await?;
        }
        Ok(())
    }

    /// Takes away what earlier runs noted and this one got past.
    pub async fn end(self) -> Result<(), AppError> {
        Ok(faults::forget_before(self.app.db(), self.city, self.kind, self.began).await?)
    }

    async fn note(&self, key: &str, problem: &AppError) -> Result<(), AppError> {
        let reason = chain(problem);
        tracing::warn!(kind = self.kind.code(), key, reason, "a job goes on without a row");
        let fault = Fault {
            kind: self.kind,
            key: key.to_owned(),
            reason,
            times: 1,
            first_at: self.app.now(),
            last_at: self.app.now(),
        };
        let mut tx = self.app.db().begin().await?;
        faults::put(&mut tx, self.city, &fault).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whether the next row would fail of the same.
pub fn stops_everything(problem: &AppError) -> bool {
    match problem {
        AppError::Store(problem) => !problem.is_of_a_row(),
        AppError::Busy | AppError::Broken(_) => true,
        _ => false,
    }
}

/// The problem with its causes.
fn chain(problem: &AppError) -> String {
    let mut text = problem.to_string();
    let mut cause = std::error::Error::source(problem);
    while let Some(one) = cause {
        text.push_str(": ");
        text.push_str(&one.to_string());
        cause = one.source();
    }
    text
}
