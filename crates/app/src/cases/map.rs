//! Open cases on a map: as points where they are few, as clusters with their number and worst lamp where they are many.

use std::{collections::BTreeMap, sync::Arc};

use changxiao_domain::{
    geo::{BoundingBox, Cluster, Gathered, cell_bounds, clusters},
    orgs::{Actor, Permission},
};
use changxiao_store::cases::{self, CaseFilter, CaseLine, Cell};

use super::{
    figures::{self, Taken},
    scope,
};
use crate::{App, AppError};

/// So many points can be told apart on a screen.
pub const MOST_POINTS: i64 = 500;
/// From this zoom on a press on a cluster leads no closer: the newest cases are drawn as points, and the rest is a number.
const CLOSE: u8 = 15;

/// What part of the map is seen; without a frame, all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub frame: Option<BoundingBox>,
    /// Zoom of the map, 0 to 22.
    pub zoom: u8,
}

pub struct CaseMap {
    /// Open cases of the filter with a position, in the whole of the post's scope.
    pub total: i64,
    /// Open cases of the filter that nobody has placed.
    pub unplaced: i64,
    pub drawn: Drawn,
}

pub enum Drawn {
    /// Every case with a position; another part of the map needs no other answer.
    All(Vec<CaseLine>),
    /// The newest within the frame, and how many more lie there.
    Points(Vec<CaseLine>, i64),
    /// Those within the frame, and those of cells that it cuts.
    Clusters(Vec<Cluster>),
}

/// The open cases of the filter within the post's scope, as that part of the map can show them.
pub async fn map(app: &App, actor: &Actor, filter: &CaseFilter, seen: Seen) -> Result<CaseMap, AppError> {
    actor.require(Permission::ReadCases)?;
    let filter = CaseFilter { scope: scope::filter(actor), open: Some(true), ..filter.clone() };
    let grid = grid(app, actor, &filter).await?;
    let own = |cell: &&Cell| filter.lamp.is_none_or(|lamp| lamp == cell.lamp);
    let (mut total, mut unplaced, mut within) = (0, 0, 0);
    let mut gathered = Vec::new();
    for cell in grid.iter().filter(own) {
        let Some(place) = cell.place else {
            unplaced += cell.count;
            continue;
        };
        total += cell.count;
        if seen.frame.is_none_or(|frame| frame.meets(cell_bounds(place))) {
            within += cell.count;
            gathered.push(Gathered { cell: place, lamp: cell.lamp, count: cell.count });
        }
    }
    let points = async |frame: Option<BoundingBox>| {
        let filter = CaseFilter { frame, ..filter.clone() };
        cases::map_points(app.db(), actor.city, &filter, app.now(), MOST_POINTS).await
    };
    let drawn = if total <= MOST_POINTS {
        Drawn::All(points(None).await?)
    } else if within <= MOST_POINTS || seen.zoom >= CLOSE {
        let lines = points(seen.frame).await?;
        let drawn = i64::try_from(lines.len()).unwrap_or(0);
        // Cells that the frame cuts count in part only: what was drawn below the limit is all there is.
        let more = if drawn < MOST_POINTS { 0 } else { (within - drawn).max(0) };
        Drawn::Points(lines, more)
    } else {
        Drawn::Clusters(clusters(gathered, seen.zoom))
    };
    Ok(CaseMap { total, unplaced, drawn })
}

/// The newest open cases with a position, for a map of one case and its neighbours.
pub async fn newest(app: &App, actor: &Actor, filter: &CaseFilter, most: i64) -> Result<Vec<CaseLine>, AppError> {
    let filter = CaseFilter { scope: scope::filter(actor), open: Some(true), ..filter.clone() };
    Ok(cases::map_points(app.db(), actor.city, &filter, app.now(), most).await?)
}

/// Open cases by the first nine digits of their division, for the figures on a map.
pub async fn count_by_township(app: &App, actor: &Actor) -> Result<Vec<(i64, i64)>, AppError> {
    let filter = CaseFilter { scope: scope::filter(actor), open: Some(true), ..CaseFilter::default() };
    let mut counts = BTreeMap::new();
    for cell in grid(app, actor, &filter).await?.iter() {
        *counts.entry(cell.township).or_default() += cell.count;
    }
    Ok(counts.into_iter().collect())
}

/// Open cases by cell, whatever their lamp; `filter` carries the scope.
async fn grid(app: &App, actor: &Actor, filter: &CaseFilter) -> Result<Arc<Vec<Cell>>, AppError> {
    let whole = CaseFilter { lamp: None, frame: None, sort: Default::default(), ..filter.clone() };
    let key = format!("grid:{whole:?}");
    let take = || {
        let (app, city, whole) = (app.clone(), actor.city, whole.clone());
        async move {
            let cells = cases::grid(app.db(), city, &whole, app.now()).await?;
            let over = cells.iter().map(|cell| cell.count).sum();
            Ok(Taken { value: cells, over })
        }
    };
    figures::sure(app, actor.city, &key, take).await
}
