//! Rows of a sheet of matters, decided as their pages would decide them before anything is saved.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{CityId, MatterId},
    matters::{Action, Code, Command, Effect, LoadedDocument, Matter, NewMatter, Ruled, Table, Values},
    orgs::Actor,
    sealing::ActorStamp,
    time::Instant,
    workflow::{Decided, Procedure as _},
};
use changxiao_store::{
    StoreError, Tx, matters,
    workflow::{self, number_text},
};
use changxiao_words::{Lang, Message, say};

use super::{
    issue::{Beside, Hand},
    procedures,
    values::{self, Given},
};
use crate::{App, AppError, model::CityModel, numbers, workflow::Carried as _};

/// What a row says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SheetMatter {
    /// As people see it in the sheet.
    pub row: u32,
    pub of: Of,
    /// The fields that differ, as they are typed.
    pub values: Vec<(Code, String)>,
    /// The action that the row names; `None`: the one that changes these fields and nothing else.
    pub action: Option<Code>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Of {
    /// One that is there, as it stands.
    Open(Box<Matter>),
    /// One that is begun by this procedure, with its title.
    New(&'static LoadedDocument, String),
}

/// As it stood, as it is, and what goes with it.
pub(crate) type FromSheet = (Option<Box<Matter>>, Decided<Matter>, Beside);

/// A number that nothing has, for a look.
const LOOKED_AT: i64 = 101_000_000;

/// Decides each row. `is_look`: nothing will be saved, so that no number is taken.
///
/// Errors: the row, and what its page would say.
pub(crate) async fn from_sheet(
    app: &App,
    actor: &Actor,
    rows: &[SheetMatter],
    is_look: bool,
) -> Result<Vec<FromSheet>, (u32, AppError)> {
    let of_row = |row: u32| move |problem: AppError| (row, problem);
    let model = app.model(actor.city).await.map_err(of_row(0))?;
    let (stamp, now) = (actor.stamp(), app.now());
    let hand = Hand::new(app, &model, stamp, now);
    let mut decided = Vec::with_capacity(rows.len());
    for row in rows {
        let one = match &row.of {
            Of::Open(matter) => change(&hand, actor, matter, row).await,
            Of::New(kept, title) => begin(&hand, actor, (*kept, title), row, is_look).await,
        };
        decided.push(one.map_err(of_row(row.row))?);
    }
    Ok(decided)
}

async fn read(
    hand: &Hand<'_>,
    actor: &Actor,
    table: &'static Table,
    row: &SheetMatter,
    known: &Values,
) -> Result<Values, AppError> {
    let given = row.values.iter().map(|(name, text)| (name.to_string(), Given::Typed(text.clone()))).collect();
    values::read(hand.app, actor, table, given, known).await
}

async fn change(hand: &Hand<'_>, actor: &Actor, matter: &Matter, row: &SheetMatter) -> Result<FromSheet, AppError> {
    let at = hand.now.max(matter.changed_at);
    let (action, ruled) = asked(matter, row, &hand.stamp, at).map_err(|message| AppError::field("action", message))?;
    let values = read(hand, actor, matter.table(), row, &matter.values).await?;
    let reason = if ruled.row.reason { say!(imports_reason_of_table).words(Lang::RECORDS) } else { String::new() };
    let command = Command { values, reason, ..Command::of(action) };
    let after = matter.decide(&command, &hand.stamp, hand.now, &hand.model.calendar)?;
    let beside = hand.goes_with(&after, ruled, &[]).await?;
    Ok((Some(Box::new(matter.clone())), after, beside))
}

/// The action that a row takes: the one that it names, else the one that changes its fields where the matter stands.
///
/// Errors: there is none for this post now.
pub(crate) fn asked(
    matter: &Matter,
    row: &SheetMatter,
    stamp: &ActorStamp,
    at: Instant,
) -> Result<(Action, &'static Ruled), Message> {
    let fits = |ruled: &&Ruled| row.values.iter().all(|(name, _)| ruled.row.enters.contains(name)) && is_plain(ruled);
    let grants = |ruled: &Ruled| matter.granting(ruled.action, stamp, at).ok();
    let rows = matter.table().rows().iter();
    let found = match row.action {
        Some(action) => rows.filter(|ruled| ruled.row.action == action).find_map(grants).filter(|ruled| fits(ruled)),
        None => {
            rows.filter(|ruled| ruled.to.is_none() && fits(ruled)).find_map(grants).filter(|ruled| ruled.to.is_none())
        }
    };
    let refused = || say!(imports_matter_stands, state = matter.state.words(Lang::RECORDS));
    found.map(|ruled| (ruled.action, ruled)).ok_or_else(refused)
}

/// Whether a sheet can take it: whom something is issued to, and what the program fills in, it cannot say.
pub(crate) fn is_plain(ruled: &Ruled) -> bool {
    let needs_more = |effect: &Effect| matches!(effect, Effect::Issue | Effect::Copy) || effect.fills().is_some();
    !ruled.row.effects.iter().any(needs_more)
}

async fn begin(
    hand: &Hand<'_>,
    actor: &Actor,
    (kept, title): (&'static LoadedDocument, &str),
    row: &SheetMatter,
    is_look: bool,
) -> Result<FromSheet, AppError> {
    let table = kept.whole();
    let ruled = table.beginning(actor.role).filter(|ruled| is_plain(ruled));
    let ruled = ruled.ok_or_else(|| AppError::field("procedure", say!(imports_not_begun_by_sheet)))?;
    let values = read(hand, actor, table, row, &Values::default()).await?;
    let number = match is_look {
        true => LOOKED_AT,
        false => numbers::next_of_day(hand.app, hand.model, "matter").await?,
    };
    let new = NewMatter {
        id: hand.app.new_id(MatterId),
        city: actor.city,
        number: number_text::<Matter>(number),
        kept,
        title: title.to_owned(),
        division: division(hand.model, actor)?,
        values,
        units: Vec::new(),
        parent: None,
    };
    let decided = procedures::begin(hand.model, new, &hand.stamp, hand.now)?;
    let beside = hand.goes_with(&decided, ruled, &[]).await?;
    Ok((None, decided, beside))
}

fn division(model: &CityModel, actor: &Actor) -> Result<i64, AppError> {
    let own = model.units.get(actor.unit).and_then(|unit| unit.division);
    let city = DivisionCode::new(model.id().0).ok();
    own.or(city).map(DivisionCode::padded).ok_or(AppError::NotFound("division"))
}

pub(crate) async fn put_from_sheet(tx: &mut Tx, city: CityId, decided: Vec<FromSheet>) -> Result<(), StoreError> {
    for (before, Decided { after, event }, beside) in decided {
        match before {
            Some(before) => workflow::save(tx, &*before, &after, &event).await?,
            None => {
                matters::keep(tx, city, after.kept, after.begun_at).await?;
                workflow::insert(tx, &after, &event).await?;
            }
        }
        Matter::put(tx, city, beside).await?;
    }
    Ok(())
}
