//! The list of cases of a post: rows and counts, each one statement.

use std::sync::Arc;

use changxiao_domain::{
    ids::CaseId,
    orgs::{Actor, Permission},
    time::Instant,
};
use changxiao_store::cases::{self, Beside, CaseFilter, CaseLine, CaseRow, DueCounts, Place};

use super::{
    figures::{self, Taken},
    scope,
};
use crate::{App, AppError, readable::readable};

/// A page of a list.
pub struct CasePage {
    pub lines: Vec<CaseLine>,
    /// There are more after the last line.
    pub more: bool,
}

/// The rows after `after` (a case number), scoped to the post.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &CaseFilter,
    after: Option<&str>,
    most: usize,
) -> Result<CasePage, AppError> {
    actor.require(Permission::ReadCases)?;
    let filter = CaseFilter { scope: scope::filter(actor), ..filter.clone() };
    let after = match after {
        None => None,
        Some(number) => {
            let row = cases::by_number(app.db(), actor.city, number).await?.ok_or(AppError::NotFound("case"))?;
            Some(cases::line_of(&row))
        }
    };
    // One more than asked for tells whether there is a next page.
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut lines = cases::list(app.db(), actor.city, &filter, after.as_ref(), app.now(), wanted).await?;
    let more = lines.len() > most;
    lines.truncate(most);
    Ok(CasePage { lines: readable(actor, lines), more })
}

/// Where a page of the list lies: `after=…` or `before=…` of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub Beside);

impl Cursor {
    /// The text for the address: the row's id and, where the list is sorted by deadline, its deadline.
    pub fn text(line: &CaseLine) -> String {
        match line.due_at {
            Some(due) => format!("{}.{}", line.id, due.micros()),
            None => line.id.to_string(),
        }
    }

    fn place(text: &str) -> Option<Place> {
        let (id, due) = text.split_once('.').map_or((text, None), |(id, due)| (id, Some(due)));
        let id: CaseId = id.parse().ok()?;
        let due_at = match due {
            Some(due) => Some(Instant(due.parse().ok()?)),
            None => None,
        };
        Some(Place { id, due_at })
    }

    /// Reads `after` or else `before`; an unreadable text is the beginning of the list.
    pub fn read(after: Option<&str>, before: Option<&str>) -> Option<Self> {
        let after = after.and_then(Self::place).map(Beside::After);
        after.or_else(|| before.and_then(Self::place).map(Beside::Before)).map(Self)
    }
}

/// A page of the list with what lies on both sides.
pub struct Page {
    pub lines: Vec<CaseLine>,
    pub has_previous: bool,
    pub has_next: bool,
}

/// The page that the cursor names, scoped to the post, in one statement.
pub async fn page(
    app: &App,
    actor: &Actor,
    filter: &CaseFilter,
    cursor: Option<Cursor>,
    most: usize,
) -> Result<Page, AppError> {
    actor.require(Permission::ReadCases)?;
    let filter = CaseFilter { scope: scope::filter(actor), ..filter.clone() };
    let wanted = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let mut lines =
        cases::list_beside(app.db(), actor.city, &filter, cursor.map(|cursor| cursor.0), app.now(), wanted).await?;
    let more = lines.len() > most;
    lines = readable(actor, lines);
    Ok(match cursor {
        Some(Cursor(Beside::Before(_))) => {
            if more {
                lines.remove(0);
            }
            Page { lines, has_previous: more, has_next: true }
        }
        other => {
            lines.truncate(most);
            Page { lines, has_previous: other.is_some(), has_next: more }
        }
    })
}

/// The cases before and after this one in a list, each where there is one.
pub async fn neighbours(
    app: &App,
    actor: &Actor,
    filter: &CaseFilter,
    row: &CaseRow,
) -> Result<(Option<String>, Option<String>), AppError> {
    let filter = CaseFilter { scope: scope::filter(actor), ..filter.clone() };
    let place = Place::from(&cases::line_of(row));
    let before = cases::list_beside(app.db(), actor.city, &filter, Some(Beside::Before(place)), app.now(), 1).await?;
    let after = cases::list_beside(app.db(), actor.city, &filter, Some(Beside::After(place)), app.now(), 1).await?;
    let number = |lines: Vec<CaseLine>| lines.into_iter().next().map(|line| line.number);
    Ok((number(before), number(after)))
}

/// The figures around a list: how many open cases each part has, and the lamps of the part that is shown.
pub type Counts = (Vec<i64>, DueCounts);

/// Open cases within `base` by part, and the lamps of the part that is shown: one statement, or none while nothing has changed. Nothing where
/// hundreds of thousands are open and nobody has counted these yet: they are being counted, and the next page has them.
pub async fn counts(
    app: &App,
    actor: &Actor,
    base: &CaseFilter,
    parts: &[CaseFilter],
    shown: &CaseFilter,
) -> Result<Option<Arc<Counts>>, AppError> {
    let base = CaseFilter { scope: scope::filter(actor), ..base.clone() };
    let key = format!("counts:{base:?}{parts:?}{shown:?}");
    let (of_app, city, now) = (app.clone(), actor.city, app.now());
    let (parts, shown) = (parts.to_vec(), shown.clone());
    let take = async move {
        // Everything that is open within the base is walked over, whatever part is shown.
        let mut all = parts;
        all.push(CaseFilter::default());
        let (mut counts, lamps) = cases::count_parts(of_app.db(), city, &base, &all, &shown, now).await?;
        let over = counts.pop().unwrap_or_default();
        Ok(Taken { value: (counts, lamps), over })
    };
    figures::soon(app, actor.city, key, take).await
}

/// Whether a search could not look at all cases: where more than so many hold the words, it takes the newest of them. Told once for all
/// pages of the search.
pub async fn search_left_out(app: &App, actor: &Actor, filter: &CaseFilter) -> Result<bool, AppError> {
    let filter = CaseFilter { scope: scope::filter(actor), ..filter.clone() };
    let key = format!("left_out:{:?}{:?}{:?}", filter.words, filter.divisions, filter.scope);
    let (of_app, city) = (app.clone(), actor.city);
    let take = async move { Ok(Taken { value: cases::search::left_out(of_app.db(), city, &filter).await?, over: 0 }) };
    Ok(figures::soon(app, actor.city, key, take).await?.is_some_and(|left_out| *left_out))
}

/// Open cases by lamp, for the filter and the post's scope.
pub async fn count_by_lamp(app: &App, actor: &Actor, filter: &CaseFilter) -> Result<DueCounts, AppError> {
    let filter = CaseFilter { scope: scope::filter(actor), ..filter.clone() };
    Ok(cases::count_by_lamp(app.db(), actor.city, &filter, app.now()).await?)
}
