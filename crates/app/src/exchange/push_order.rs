//! One order, pushed by the other system.

use changxiao_domain::{
    exchange::{Differences, Field, Mapping, Order, OrderReader},
    geo::Datum,
    orgs::{Actor, Permission},
};
use changxiao_store::{
    StoreError, cases,
    exchange::{self, OrderRow},
};
use changxiao_words::say;

use super::{calls, changed, intake, mappings};
use crate::{App, AppError, FieldProblem, cases::report::next_number, model::CityModel};

/// An order as it is sent: what each field says, in the words of the other system.
#[derive(Clone, Debug, Default)]
pub struct PushOrder {
    pub system: String,
    pub values: Vec<(Field, String)>,
    /// Of longitude and latitude; the mapping's, where nobody says.
    pub datum: Option<Datum>,
}

/// What a push led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pushed {
    New {
        case: String,
    },
    /// Nothing was changed.
    Same {
        case: String,
    },
    /// The content was kept; `ended`: its case got no note because it has ended.
    Changed {
        case: String,
        differences: Differences,
        ended: bool,
    },
    /// The mapping says that such orders are not ours.
    NotOurs,
}

/// How often it is tried when the same order arrives by two ways at once.
const TRIES: usize = 8;

/// The same order again changes nothing, also when it arrives twice at once.
///
/// Errors: not permitted; there is no mapping of this system; every field that cannot be read.
pub async fn push_order(app: &App, actor: &Actor, push: PushOrder) -> Result<Pushed, AppError> {
    actor.require(Permission::ReportCase)?;
    let held = mappings::of_system(app, actor, push.system.trim()).await?;
    let model = app.model(actor.city).await?;
    let Some(order) = read(&model, &held.mapping, &push)? else { return Ok(Pushed::NotOurs) };
    for _ in 0..TRIES {
        let before = exchange::one(app.db(), actor.city, &order.system, &order.number).await?;
        let tried = match &before {
            None => file_new(app, actor, &model, &held.mapping, &order).await,
            Some(row) if row.hash == order.hash() => {
                let case = cases::by_id(app.db(), actor.city, row.case).await?.ok_or(AppError::NotFound("case"))?;
                return Ok(Pushed::Same { case: case.case.number });
            }
            Some(row) => keep_change(app, actor, &model, row, &order, &held.mapping.name).await,
        };
        match tried {
            // Somebody else brought it meanwhile; what is there now decides.
            Err(AppError::Conflict | AppError::Store(StoreError::Exists { .. })) => {}
            other => return other,
        }
    }
    Err(AppError::Busy)
}

fn read(model: &CityModel, mapping: &Mapping, push: &PushOrder) -> Result<Option<Order>, AppError> {
    let known = mappings::known(model);
    let reader =
        OrderReader::new(mapping, &known, model.calendar.zone()).with_datum(push.datum.unwrap_or(mapping.datum));
    let value = |field: Field| push.values.iter().find(|(of, _)| *of == field).map_or("", |(_, text)| text.as_str());
    reader.read(value).map_err(|faults| {
        let problem = |fault: &changxiao_domain::exchange::Refused| {
            FieldProblem::new(
                fault.field.code(),
                say!(exchange_why_and_remedy, why = fault.why.message(), remedy = fault.why.remedy_message()),
            )
        };
        AppError::Invalid(faults.iter().map(problem).collect())
    })
}

async fn file_new(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    mapping: &Mapping,
    order: &Order,
) -> Result<Pushed, AppError> {
    let number = next_number(app, model).await?;
    let (row, events, tie) = intake::case_of(app, actor, model, (order, &mapping.name, mapping.kind), number)?;
    let mut tx = app.db().begin().await?;
    let number = row.case.number.clone();
    match events.as_slice() {
        [event] => cases::insert(&mut tx, &row, event).await?,
        _ => cases::put_many(&mut tx, &[(row, events)]).await?,
    }
    exchange::put(&mut tx, actor.city, std::iter::once(&tie)).await?;
    calls::keep(&mut tx, actor.city, std::iter::once((tie.case, order, None)), app.now()).await?;
    tx.commit().await?;
    if order.there.callback(app.now()).is_some() {
        app.figures().forget(actor.city);
    }
    app.figures().forget_waiting(actor.city);
    Ok(Pushed::New { case: number })
}

async fn keep_change(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    before: &OrderRow,
    order: &Order,
    mapping: &str,
) -> Result<Pushed, AppError> {
    let mut tx = app.db().begin().await?;
    let kept = changed::keep(app, &mut tx, actor, model, before, (order, mapping)).await?;
    tx.commit().await?;
    app.figures().forget(actor.city);
    Ok(Pushed::Changed { case: kept.case_number, differences: kept.differences, ended: kept.ended })
}
