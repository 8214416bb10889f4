//! The register of matters of a post.

use changxiao_domain::{
    ids::MatterId,
    matters::{Level, LoadedDocument, Matter, copies},
    orgs::{Actor, Scope},
};
use changxiao_store::matters::{self, MatterFilter, MatterLine};

use super::scope;
use crate::{
    App, AppError,
    paging::{Page, begins},
    readable::readable,
};

/// A row with the document that it was begun with; its state has the words of that.
pub struct Line {
    pub line: MatterLine,
    pub kept: &'static LoadedDocument,
}

impl std::ops::Deref for Line {
    type Target = MatterLine;

    fn deref(&self) -> &MatterLine {
        &self.line
    }
}

impl Line {
    pub(super) async fn of(app: &App, actor: &Actor, mut line: MatterLine) -> Result<Self, AppError> {
        let kept = matters::kept(app.db(), actor.city, &line.document).await?;
        let table = match line.level {
            Level::Whole => kept.whole(),
            Level::Part => kept.part().unwrap_or_else(copies),
            Level::Copy => copies(),
        };
        line.state = table.state(line.state.code);
        Ok(Self { line, kept })
    }

    pub(super) async fn all(app: &App, actor: &Actor, lines: Vec<MatterLine>) -> Result<Vec<Self>, AppError> {
        let mut all = Vec::with_capacity(lines.len());
        for line in lines {
            all.push(Self::of(app, actor, line).await?);
        }
        Ok(all)
    }
}

/// The rows after the one with the number `after`, newest first, scoped to the post. Whoever sees the whole city finds the wholes; others
/// find what is in their hands, too.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &MatterFilter,
    after: Option<&str>,
    most: usize,
) -> Result<Page<Line>, AppError> {
    let before = begins::<Matter>(app, actor, after).await?.map(MatterId);
    let mut filter = MatterFilter { scope: scope::filter(actor), ..filter.clone() };
    if filter.levels.is_empty() && filter.turns.is_empty() && actor.scope == Scope::WholeCity {
        filter.levels = vec![Level::Whole];
    }
    let wanted = Page::<Line>::wanted(most);
    let lines = matters::lines(app.db(), actor.city, &filter, before, wanted).await?;
    let page = Page::of(readable(actor, lines), most);
    Ok(Page { lines: Line::all(app, actor, page.lines).await?, more: page.more })
}
