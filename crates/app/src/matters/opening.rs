//! What comes out of a matter: the lines of a table become matters of their own, begun by whoever decides.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{MatterId, UnitId},
    matters::{Action, Code, Command, Event, FieldKind, LoadedDocument, Matter, NewMatter, Opening, Values},
    sealing::ActorStamp,
    time::Instant,
    workflow::Procedure as _,
};
use changxiao_store::workflow::number_text;
use serde_json::{Value, json};

use super::{issue::Hand, procedures};
use crate::{AppError, model::CityModel, numbers};

impl Hand<'_> {
    /// A matter for each line that has become none yet, with its events, and the document by which they are begun.
    ///
    /// Errors: the procedure is not there; the domain's refusals.
    pub(super) async fn children(
        &self,
        of: &Matter,
        opening: &Opening,
    ) -> Result<(&'static LoadedDocument, Vec<(Matter, Vec<Event>)>), AppError> {
        let kept = procedures::of_key(self.model, opening.procedure.as_str())?;
        let lines = of.lines_to_open(opening);
        let numbers = numbers::many_of_day(self.app, self.model, "matter", lines.len()).await?;
        let mut children = Vec::with_capacity(lines.len());
        for ((line, cells), number) in lines.into_iter().zip(numbers) {
            let values = values(kept, opening, cells);
            let new = NewMatter {
                id: self.app.new_id(MatterId),
                city: of.city,
                number: number_text::<Matter>(number),
                kept,
                title: cells[opening.title.as_str()].as_str().unwrap_or_default().to_owned(),
                division: division(self.model, &values).unwrap_or(of.division),
                values,
                units: Vec::new(),
                parent: Some((of.id, line)),
            };
            let then = opening.then.and_then(|code| kept.whole().action(code));
            let child = begun(new, then, &self.stamp, of.changed_at, self.model)?;
            let taken = child.1.get(1).map(|event| event.action);
            let copies = self.copies_by(&child.0, taken).await?;
            children.push(child);
            children.extend(copies);
        }
        Ok((kept, children))
    }
}

/// A new matter with its events: begun, and where nothing lacks for it taken one step on.
///
/// Errors: the domain's refusals where it cannot even be begun.
pub(super) fn begun(
    new: NewMatter,
    then: Option<Action>,
    stamp: &ActorStamp,
    at: Instant,
    model: &CityModel,
) -> Result<(Matter, Vec<Event>), AppError> {
    let begun = procedures::begin(model, new, stamp, at)?;
    let (mut matter, mut events) = (begun.after, vec![begun.event]);
    if let Some(then) = then
        && let Ok(decided) = matter.decide(&Command::of(then), stamp, at, &model.calendar)
    {
        matter = decided.after;
        events.push(decided.event);
    }
    Ok((matter, events))
}

/// What the cells of a line fill.
fn values(kept: &LoadedDocument, opening: &Opening, cells: &Value) -> Values {
    let filled = |(field, column): (&Code, &Code)| {
        let cell = cells[column.as_str()].as_str().map(str::trim).filter(|cell| !cell.is_empty())?;
        let kind = kept.document.whole.field(*field)?.kind;
        let value = match kind {
            FieldKind::Number | FieldKind::Fen | FieldKind::Thousandths => json!(cell.parse::<i64>().ok()?),
            _ => json!(cell),
        };
        Some((*field, value))
    };
    Values(opening.fields.iter().filter_map(filled).collect())
}

/// Where the first unit that is named lies.
pub(super) fn division(model: &CityModel, values: &Values) -> Option<i64> {
    let unit = |value: &Value| value.as_str()?.parse::<UnitId>().ok().and_then(|unit| model.units.get(unit));
    values.0.values().find_map(unit)?.division.map(DivisionCode::padded)
}
