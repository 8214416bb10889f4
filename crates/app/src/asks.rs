//! 报表与事项清单 (D5): everything that lower levels are asked for: by the documents in force, and outside of the program as the office registered it.

use std::collections::HashMap;

use changxiao_domain::{
    divisions::DivisionCode,
    matters::{Audience, Fact, Frequency, LoadedDocument, RegisteredAsk},
    orgs::{Actor, Permission, Scope},
    sealing::Hash,
    time::{Day, HOUR, Instant},
};
use changxiao_store::{burden, burden::SpanKind, matters};
use changxiao_words::{Value, coded};

use crate::{App, AppError, matters::procedures::asked_until, model::CityModel};

coded! {
    /// Which asks a list shows.
    pub enum Shown {
        InForce = "in_force", asks_in_force;
        Over = "over", asks_over;
    }
}

/// What was over longer ago stands in the register of matters only.
const DAYS_BACK: i64 = 400;
/// From so many days before its last one on, an ask is said to end soon.
const SOON: i32 = 30;

/// Where an ask comes from.
#[derive(Clone, Debug)]
pub enum AskSource {
    /// A procedure in force.
    Procedure(&'static LoadedDocument),
    /// Registered by the office: the number of the matter.
    Outside(String),
}

/// One ask with its five particulars.
#[derive(Clone, Debug)]
pub struct AskLine {
    pub source: AskSource,
    pub title: Value,
    pub issuer: Value,
    pub basis: Value,
    pub frequency: Frequency,
    /// The last day on which it is asked.
    pub until: Day,
    /// What one answer takes.
    pub minutes: i64,
    /// Whom it reaches, where it goes round outside; else whom each issue names.
    pub audience: Option<Audience>,
    /// What it asks for, where it was registered.
    pub items: Vec<String>,
    /// It was asked no more before this moment.
    pub over: Option<Instant>,
    pub ends_soon: bool,
    /// How many of them the unit of the post has open.
    pub open: i64,
}

/// The list of a post.
pub struct Asks {
    pub lines: Vec<AskLine>,
    /// The post sees what is asked of everybody; else of its own unit.
    pub is_all: bool,
}

/// What is asked, or was: of everybody for a post that sees the whole city, else of the unit of the post. Two statements.
///
/// Errors: not permitted.
pub async fn list(app: &App, actor: &Actor, shown: Shown) -> Result<Asks, AppError> {
    actor.require(Permission::ReadMatters)?;
    let (model, now) = (app.model(actor.city).await?, app.now());
    let open: HashMap<Hash, i64> = matters::open_of_unit(app.db(), actor.city, actor.unit).await?.into_iter().collect();
    let mut lines: Vec<AskLine> = Vec::new();
    for kept in &model.procedures {
        let (Some(ask), Some(until)) = (&kept.document.ask, asked_until(&model, kept)) else { continue };
        let is_over = until < model.day;
        if is_over == (shown == Shown::InForce) {
            continue;
        }
        let document = &kept.document;
        lines.push(AskLine {
            source: AskSource::Procedure(kept),
            title: Value::named(&document.name_zh, &document.name_en),
            issuer: Value::named(&ask.issuer_zh, &ask.issuer_en),
            basis: Value::named(&ask.basis_zh, &ask.basis_en),
            frequency: ask.frequency,
            until,
            minutes: i64::from(ask.minutes),
            audience: None,
            items: Vec::new(),
            over: is_over.then(|| model.start_of(until)),
            ends_soon: !is_over && soon(&model, until),
            open: open.get(&kept.hash).copied().unwrap_or_default(),
        });
    }
    let since = match shown {
        Shown::InForce => now,
        Shown::Over => now.plus_micros(-DAYS_BACK * 24 * HOUR),
    };
    for span in burden::spans(app.db(), actor.city, since, now.plus_micros(1)).await? {
        let is_over = span.until <= now;
        if span.kind != SpanKind::Ask || is_over == (shown == Shown::InForce) {
            continue;
        }
        let kept = matters::kept(app.db(), actor.city, &span.document).await?;
        let Some(ask) = RegisteredAsk::of(kept, &span.values) else { continue };
        if !reaches(&model, actor, &ask, span.division) {
            continue;
        }
        lines.push(AskLine {
            source: AskSource::Outside(span.number),
            title: Value::from(span.title),
            issuer: Value::from(ask.issuer),
            basis: Value::from(ask.basis),
            frequency: ask.frequency,
            until: ask.until,
            minutes: ask.minutes,
            audience: Some(ask.audience),
            items: ask.items,
            over: is_over.then_some(span.until),
            ends_soon: !is_over && soon(&model, ask.until),
            open: 0,
        });
    }
    Ok(Asks { lines, is_all: actor.scope == Scope::WholeCity })
}

fn soon(model: &CityModel, until: Day) -> bool {
    model.day.until(until).is_ok_and(|span| span.get_days() <= SOON)
}

/// Whether an ask from outside reaches the unit of the post, or the post sees the whole city.
fn reaches(model: &CityModel, actor: &Actor, ask: &RegisteredAsk, division: Option<DivisionCode>) -> bool {
    let unit = model.units.get(actor.unit).filter(|unit| ask.audience.reaches(unit.kind));
    let lies = |of: DivisionCode| division.is_some_and(|division| of.is_within(division));
    actor.scope == Scope::WholeCity || unit.and_then(|unit| unit.division).is_some_and(lies)
}

/// What the product holds and nobody is asked for, with where it stands.
pub fn held() -> [Fact; Fact::ALL.len()] {
    Fact::ALL
}
