//! Takes a list out of the system: every row of a filter, a page at a time, with a trace of who took what.

use changxiao_domain::{
    orgs::{Actor, Permission},
    trace::TraceSubject,
};
use changxiao_store::cases::{self, Beside, CaseFilter, CaseLine};

use super::scope;
use crate::{App, AppError, note_look, readable::readable};

/// More rows than a person reads; whoever needs more narrows the filter or asks the interface page by page.
pub const MOST_ROWS: usize = 200_000;
const PAGE: usize = 1_000;

/// An export under way: no more than a page of it is in memory.
pub struct Export {
    app: App,
    actor: Actor,
    filter: CaseFilter,
    query: String,
    after: Option<Beside>,
    rows: usize,
    ended: bool,
}

impl Export {
    /// `query` is the filter as the address has it, for the trace.
    pub fn begin(app: &App, actor: &Actor, filter: &CaseFilter, query: String) -> Result<Self, AppError> {
        actor.require(Permission::Export)?;
        let filter = CaseFilter { scope: scope::filter(actor), ..filter.clone() };
        Ok(Self { app: app.clone(), actor: actor.clone(), filter, query, after: None, rows: 0, ended: false })
    }

    /// The next rows in the order of the list, [`MOST_ROWS`] in all; nothing at the end. The trace is written before the first of them
    /// are given out, so that who hangs up in the middle has left one, too.
    pub async fn next(&mut self) -> Result<Option<Vec<CaseLine>>, AppError> {
        if self.ended {
            return Ok(None);
        }
        let is_first = self.after.is_none();
        let wanted = PAGE.min(MOST_ROWS - self.rows);
        let most = i64::try_from(wanted).unwrap_or(i64::MAX);
        let (db, city) = (self.app.db(), self.actor.city);
        let lines = cases::list_beside(db, city, &self.filter, self.after, self.app.now(), most).await?;
        self.rows += lines.len();
        self.after = lines.last().map(|line| Beside::After(line.into()));
        self.ended = lines.len() < wanted || self.rows >= MOST_ROWS;
        if is_first {
            self.leave_trace().await?;
        }
        Ok(Some(readable(&self.actor, lines)).filter(|lines| !lines.is_empty()))
    }

    async fn leave_trace(&self) -> Result<(), AppError> {
        let rows = match self.ended {
            true => self.rows,
            false => {
                let all = cases::count(self.app.db(), self.actor.city, &self.filter, self.app.now()).await?;
                MOST_ROWS.min(usize::try_from(all).unwrap_or(MOST_ROWS))
            }
        };
        let particulars = serde_json::json!({ "query": self.query, "rows": rows });
        note_look(&self.app, &self.actor, TraceSubject::CaseExport, particulars).await
    }
}
