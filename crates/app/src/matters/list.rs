//! The register of matters of a post, the board of a procedure, the calendar of a month.

use changxiao_domain::{
    ids::MatterId,
    matters::{FlowOf, LATER, Level, LoadedDocument, Matter, State, copies},
    orgs::{Actor, Scope},
    scoring::Period,
    time::Instant,
};
use changxiao_store::{
    matters::{self, MatterFilter, MatterLine},
    workflow,
};

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

/// The rows after the one with the number `after`, newest first, scoped to the post; what waits for the post, the first due first. Whoever
/// sees the whole city finds the wholes; others find what is in their hands, too.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &MatterFilter,
    after: Option<&str>,
    most: usize,
) -> Result<Page<Line>, AppError> {
    let before = begins::<Matter>(app, actor, after).await?.map(MatterId);
    let wanted = Page::<Line>::wanted(most);
    if !filter.turns.is_empty()
        && (MatterFilter { turns: Vec::new(), now: None, ..filter.clone() }) == MatterFilter::default()
    {
        // What waits, the first due first: one walk along the index, however much there is.
        let behind: Option<Matter> = match before {
            Some(id) => workflow::by_id(app.db(), actor.city, id.0).await?,
            None => None,
        };
        let mut lines = Vec::new();
        for three in filter.turns.chunks_exact(3) {
            let turns: [String; 3] = std::array::from_fn(|n| three[n].clone());
            let later = turns.each_ref().map(|turn| format!("{LATER}{turn}"));
            lines.extend(matters::waiting_behind(app.db(), actor.city, &turns, behind.as_ref(), wanted).await?);
            let near = matters::waiting_behind(app.db(), actor.city, &later, behind.as_ref(), wanted).await?;
            lines.extend(near.into_iter().filter(|line| line.near_at.is_none_or(|near| near <= app.now())));
        }
        lines.sort_by_key(|line| (line.due_at.unwrap_or(Instant(i64::MAX)), line.id));
        lines.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        let mut page = Page::of(readable(actor, lines), most);
        page.lines.retain(|line| scope::may_see_line(actor, line));
        return Ok(Page { lines: Line::all(app, actor, page.lines).await?, more: page.more });
    }
    let mut filter = MatterFilter { scope: scope::filter(actor), ..filter.clone() };
    if filter.levels.is_empty() && filter.turns.is_empty() && actor.scope == Scope::WholeCity {
        filter.levels = vec![Level::Whole];
    }
    let lines = matters::lines(app.db(), actor.city, &filter, before, wanted).await?;
    let page = Page::of(readable(actor, lines), most);
    Ok(Page { lines: Line::all(app, actor, page.lines).await?, more: page.more })
}

/// So many of a state stand on a board, and so many of a month in its calendar.
const OF_A_STATE: usize = 30;
const OF_A_BOARD: i64 = 400;
const OF_A_MONTH: i64 = 500;

/// A state of a board: how many stand there, and the first of them.
pub type BoardColumn = (State, i64, Vec<Line>);

/// The matters of a procedure, or their parts, by state, in the order of its document: how many stand there, and the newest of them where it
/// is no end. Nothing of the parts where there are none.
pub async fn board(
    app: &App,
    actor: &Actor,
    (kept, of): (&'static LoadedDocument, FlowOf),
) -> Result<Vec<BoardColumn>, AppError> {
    let (db, city, key) = (app.db(), actor.city, kept.document.key);
    let (table, level) = match of {
        FlowOf::Whole => (Some(kept.whole()), Level::Whole),
        FlowOf::Part => (kept.part(), Level::Part),
    };
    let Some(table) = table else { return Ok(Vec::new()) };
    let counts = matters::counts_by_state(db, city, &scope::filter(actor), (key.as_str(), level)).await?;
    let filter = MatterFilter {
        scope: scope::filter(actor),
        levels: vec![level],
        procedure: Some(key.to_string()),
        open: Some(true),
        ..MatterFilter::default()
    };
    let lines = matters::lines(db, city, &filter, None, OF_A_BOARD).await?;
    let mut lines = Line::all(app, actor, readable(actor, lines)).await?;
    lines.sort_by_key(|line| (line.due_at.unwrap_or(Instant(i64::MAX)), line.id));
    let mut columns = Vec::new();
    for row in &table.flow.states {
        let count = counts.iter().find(|(state, _)| state == row.name.as_str()).map_or(0, |(_, n)| *n);
        let (mut here, others): (Vec<Line>, Vec<Line>) =
            lines.into_iter().partition(|line| line.state.code == row.name);
        lines = others;
        here.truncate(OF_A_STATE);
        columns.push((table.state(row.name), count, here));
    }
    Ok(columns)
}

/// What is open and due in a month, the first due first; and whether there is more.
pub async fn due_in(app: &App, actor: &Actor, month: Period) -> Result<(Vec<Line>, bool), AppError> {
    let model = app.model(actor.city).await?;
    let span = (model.start_of(month.first_day()), model.start_of(month.end_day()));
    let mut lines = matters::due_between(app.db(), actor.city, &scope::filter(actor), span, OF_A_MONTH + 1).await?;
    let most = usize::try_from(OF_A_MONTH).unwrap_or(usize::MAX);
    let more = lines.len() > most;
    lines.truncate(most);
    Ok((Line::all(app, actor, readable(actor, lines)).await?, more))
}
