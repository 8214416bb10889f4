//! Cases like one: the same minor near by, and where these are few, cases that hold the words of its title. A page asks this only when
//! somebody opens the panel.

use changxiao_domain::{
    cases::{Hash, State},
    divisions::{DivisionCode, Level},
    geo::Position,
    orgs::{Actor, Permission},
    time::HOUR,
};
use changxiao_store::cases::{self, CaseFilter, CaseLine, CaseRow};

use super::{carry_out::load_visible, scope};
use crate::{App, AppError, readable::readable};

/// So many are shown.
const SHOWN: usize = 6;
/// So many of the newest in the same town are looked at.
const LOOKED: i64 = 200;
/// Within so many metres it is near by; without positions the town or street is.
const METRES: i64 = 500;
/// From so long ago (microseconds) nobody learns what to do today.
const SINCE: i64 = 365 * 24 * HOUR;

/// A case like the one that was asked about.
pub struct SimilarCase {
    pub line: CaseLine,
    /// `None`: one of the two has no position.
    pub metres: Option<i64>,
    /// Found by the words of the title, not by kind and place.
    pub by_words: bool,
    pub before: Option<Hash>,
    pub after: Option<Hash>,
    /// What its unit wrote when it was done.
    pub result: Option<String>,
}

/// At most six, nearest first and of these the newest, only what the post may see. Four statements at most besides the case itself.
pub async fn similar(app: &App, actor: &Actor, number: &str) -> Result<(CaseRow, Vec<SimilarCase>), AppError> {
    actor.require(Permission::ReadCases)?;
    let row = load_visible(app, actor, number).await?;
    let case = &row.case;
    let since = app.now().plus_micros(-SINCE);
    let town = DivisionCode::from_padded(case.division).ok().map(|code| code.at_level(Level::Township).unwrap_or(code));
    let near = CaseFilter {
        scope: scope::filter(actor),
        category: Some(case.category.clone()),
        divisions: town.map(DivisionCode::range),
        reported_from: Some(since),
        ..CaseFilter::default()
    };
    let lines = cases::list(app.db(), actor.city, &near, None, app.now(), LOOKED).await?;
    let mut found: Vec<(CaseLine, Option<i64>, bool)> = lines
        .into_iter()
        .filter(|line| stands(line, &row))
        .map(|line| (metres(&row, &line), line))
        .filter(|(metres, _)| metres.is_none_or(|metres| metres <= METRES))
        .map(|(metres, line)| (line, metres, false))
        .collect();
    // Rows come newest first, and a stable sort keeps that among equals.
    found.sort_by_key(|(_, metres, _)| metres.map_or(METRES, |metres| metres / 50));
    found.truncate(SHOWN);
    if found.len() < SHOWN {
        let words = CaseFilter {
            scope: scope::filter(actor),
            words: Some(case.title.clone()),
            reported_from: Some(since),
            ..CaseFilter::default()
        };
        let more = i64::try_from(3 * SHOWN).unwrap_or(18);
        for line in cases::list(app.db(), actor.city, &words, None, app.now(), more).await? {
            let known = found.iter().any(|(one, ..)| one.id == line.id);
            if found.len() < SHOWN && !known && stands(&line, &row) {
                let metres = metres(&row, &line);
                found.push((line, metres, true));
            }
        }
    }
    let ids: Vec<_> = found.iter().map(|(line, ..)| line.id).collect();
    let photos = cases::pairs_of(app.db(), actor.city, &ids).await?;
    let mut results = cases::results_of(app.db(), actor.city, &ids).await?;
    let similar = found.into_iter().map(|(line, metres, by_words)| {
        let (before, after) = photos.get(&line.id).copied().unwrap_or_default();
        let result = readable(actor, results.remove(&line.id));
        SimilarCase { line: readable(actor, line), metres, by_words, before, after, result }
    });
    let similar = similar.collect();
    Ok((readable(actor, row), similar))
}

/// Another case that is one.
fn stands(line: &CaseLine, row: &CaseRow) -> bool {
    line.id != row.case.id && !matches!(line.state, State::Voided | State::Merged)
}

fn metres(row: &CaseRow, line: &CaseLine) -> Option<i64> {
    let (lon, lat) = line.position?;
    Some(row.case.position?.distance_m(Position::new(lon, lat).ok()?).round() as i64)
}
