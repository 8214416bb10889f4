//! All comments on a draft in the order of their units, as the rules of clauses read them.

use changxiao_domain::{
    clauses::{Entry, Round},
    ids::UnitId,
    matters::{Flow, Matter, entries_of},
};
use changxiao_store::matters::{self, PartContent};

use crate::{App, AppError};

/// One comment: where it stands, and how it came.
#[derive(Clone, Debug)]
pub struct Remark {
    /// Among all comments on the draft, from 1: as the adoption table counts.
    pub number: usize,
    /// The part that holds it, and its version.
    pub part: String,
    pub version: i64,
    pub unit: UnitId,
    pub division: i64,
    /// Its place in that part, from 1.
    pub place: usize,
    pub way: String,
    pub entry: Entry,
}

changxiao_domain::holds_texts! {
    Remark { way, entry }
}

/// The comments on the draft of a whole, and all of its parts.
///
/// Errors: the draft or a line of a part cannot be read.
pub(crate) async fn remarks(app: &App, whole: &Matter) -> Result<(Vec<Remark>, Vec<PartContent>), AppError> {
    let Some(part) = &whole.kept.document.part else { return Ok((Vec::new(), Vec::new())) };
    let draft = whole.draft()?;
    let parts = matters::part_contents(app.db(), whole.city, whole.id).await?;
    let mut remarks: Vec<Remark> = Vec::new();
    for one in &parts {
        let flow: &Flow = &part.flow;
        for (at, (entry, way)) in entries_of(flow, &one.values, &draft)?.into_iter().enumerate() {
            remarks.push(Remark {
                number: remarks.len() + 1,
                part: one.number.clone(),
                version: one.version,
                unit: one.holder,
                division: one.division,
                place: at + 1,
                way,
                entry,
            });
        }
    }
    Ok((remarks, parts))
}

/// The round that gives the next version.
///
/// Errors: as of [`remarks`].
pub(crate) async fn round(app: &App, whole: &Matter) -> Result<Round, AppError> {
    let (remarks, _) = remarks(app, whole).await?;
    Ok(Round { draft: whole.draft()?, entries: remarks.into_iter().map(|remark| remark.entry).collect() })
}
