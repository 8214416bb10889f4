//! The matters of a procedure by where they lie: what each village or community asked for, how far it is, and what it costs.

use std::collections::BTreeMap;

use changxiao_domain::{
    divisions::DivisionCode,
    matters::{Code, FieldKind, LoadedDocument, Matter},
    orgs::Actor,
};
use changxiao_store::matters::{MatterContent, contents};
use serde_json::Value;

use super::scope;
use crate::{App, AppError, readable::readable, workflow::Carried as _};

/// The newest matters that are counted; so many of a place are named.
const MOST: i64 = 5_000;
const NAMED: usize = 8;

/// One place.
pub struct PlaceRow {
    /// Padded code.
    pub division: i64,
    /// How many stand in each state, in the order of the document.
    pub counts: Vec<i64>,
    /// The sum of the first field of money, in fen; nothing where there is none.
    pub fen: Option<i64>,
    /// The newest of them.
    pub newest: Vec<MatterContent>,
}

/// The field that says where a matter of this procedure lies.
pub fn place_field(kept: &LoadedDocument) -> Option<Code> {
    kept.document.whole.fields.iter().find(|field| field.kind == FieldKind::Division).map(|field| field.name)
}

/// The places in the order of their codes; what names none is left out. Whoever does not see the whole city finds what it may see.
///
/// Errors: not permitted; the procedure names no place.
pub async fn places(app: &App, actor: &Actor, kept: &'static LoadedDocument) -> Result<Vec<PlaceRow>, AppError> {
    actor.require(Matter::READ)?;
    let place = place_field(kept).ok_or(AppError::NotFound("page"))?;
    let flow = &kept.document.whole;
    let money = flow.fields.iter().find(|field| field.kind == FieldKind::Fen).map(|field| field.name);
    let found = contents(app.db(), actor.city, kept.document.key.as_str(), &scope::filter(actor), MOST).await?;
    let mut rows: BTreeMap<i64, PlaceRow> = BTreeMap::new();
    // Newest first.
    for one in readable(actor, found).into_iter().rev() {
        let code = one.values.get(place).and_then(Value::as_str).and_then(|text| text.parse::<DivisionCode>().ok());
        let Some(division) = code.map(DivisionCode::padded) else { continue };
        let blank =
            || PlaceRow { division, counts: vec![0; flow.states.len()], fen: money.map(|_| 0), newest: Vec::new() };
        let row = rows.entry(division).or_insert_with(blank);
        if let Some(at) = flow.states.iter().position(|state| state.name == one.state) {
            row.counts[at] += 1;
        }
        let fen = money.and_then(|name| one.values.get(name)).and_then(Value::as_i64).unwrap_or(0);
        row.fen = row.fen.map(|sum| sum.saturating_add(fen));
        if row.newest.len() < NAMED {
            row.newest.push(one);
        }
    }
    Ok(rows.into_values().collect())
}
