//! A list takes over: everything that names a code that ends goes over in the transaction in which the list comes into force, so that no
//! moment knows one of both only.

use changxiao_domain::{
    categories::{CategoryKey, Leads, Led, LeftItem},
    departures::Hanging,
    exchange::ValueOf,
    ids::CityId,
    orgs::Actor,
    standards::System,
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    StoreError, Tx,
    category_leads::{self as store, LeadsRow},
    cities,
    departures::ties,
    exchange::mappings::{self, MappingRow},
    orgs, standards,
    standards::SystemRow,
    synonyms::{self, SynonymRow},
    views::{SavedView, change_query},
};
use serde_json::json;

use super::{
    checks::{check, refuse_open, row_of, subject},
    duties::{self, DutyMoves, LostDuty},
    ties::{Everything, everything, with_key},
};
use crate::{
    App, AppError,
    access::acting,
    model::{CityModel, ListLeads},
    note,
};

/// What was decided, and done where the day has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TookOver {
    pub day: Day,
    /// The list is in force; else it comes on its day.
    pub is_done: bool,
    pub items: usize,
    pub duties: Duties,
}

/// What became of the matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duties {
    pub changed: usize,
    pub lost: Vec<LostDuty>,
}

/// Everything that is written, put together before the transaction begins.
struct Moves {
    leads: Leads,
    systems: Vec<SystemRow>,
    items: usize,
    duties: DutyMoves,
    mappings: Vec<MappingRow>,
    /// Each word with the code that it stands for from now on; `None`: it is asked for again.
    words: Vec<(SynonymRow, Option<String>)>,
    views: Vec<(SavedView, String)>,
}

/// Nothing is open any more: notes the day, and carries it out where that has come.
pub(super) async fn decide(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    list: &ListLeads,
    all: Everything,
    day: Day,
) -> Result<TookOver, AppError> {
    if day <= model.day {
        return take_over(app, actor, model, list, all, day).await;
    }
    let row = LeadsRow { post: Some(actor.post), day: Some(day), ..row_of(app, list, &list.leads)? };
    let particulars = json!({ "list": list.edition, "from": list.leads.from, "on": day.to_string() });
    let mut tx = app.db().begin().await?;
    store::save(&mut tx, actor.city, &row).await?;
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, subject(), particulars).await?;
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(TookOver { day, is_done: false, items: 0, duties: Duties::default() })
}

/// Lets the list take over whose day has come. Running it again does nothing twice.
///
/// Errors: something has come to hang on a code since the decision that nothing takes over; the list waits on then.
pub(crate) async fn take_over_due(app: &App, city: CityId) -> Result<(), AppError> {
    let model = app.model(city).await?;
    let is_due = |list: &&ListLeads| list.day.is_some_and(|day| day <= model.day);
    let Some(list) = model.waiting_list().filter(is_due) else { return Ok(()) };
    let Some((post, day)) = list.post.zip(list.day) else { return Ok(()) };
    let actor = acting(&model, post)?;
    check(&model, list, &list.leads)?;
    let all = everything(app, &model, list).await?;
    refuse_open(&list.leads.open(&list.ended, &all.ties), &model, list)?;
    take_over(app, &actor, &model, list, all, day).await.map(|_| ())
}

async fn take_over(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    list: &ListLeads,
    all: Everything,
    day: Day,
) -> Result<TookOver, AppError> {
    let moves = moves(app, actor, model, list, all, day)?;
    let done = TookOver {
        day,
        is_done: true,
        items: moves.items,
        duties: Duties { changed: moves.duties.put.len() + moves.duties.gone.len(), lost: moves.duties.lost.clone() },
    };
    let row = LeadsRow {
        post: Some(actor.post),
        day: Some(day),
        done_at: Some(app.now()),
        ..row_of(app, list, &moves.leads)?
    };
    let left: Vec<String> = list.leads.left_out.iter().map(|(key, reason)| format!("{key}: {reason}")).collect();
    let particulars = json!({
        "list": list.edition, "from": list.leads.from, "on": day.to_string(), "check_items": moves.items,
        "duties": done.duties.changed, "mappings": moves.mappings.len(), "words": moves.words.len(),
        "views": moves.views.len(), "left_out": left,
    });
    let mut tx = app.db().begin().await?;
    store::save(&mut tx, actor.city, &row).await?;
    put(app, &mut tx, actor, &moves, day).await?;
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, subject(), particulars).await?;
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    app.figures().forget(actor.city);
    Ok(done)
}

fn moves(
    app: &App,
    actor: &Actor,
    model: &CityModel,
    list: &ListLeads,
    all: Everything,
    day: Day,
) -> Result<Moves, AppError> {
    let (mut leads, mut systems, mut items) = (list.leads.clone(), Vec::new(), 0);
    for (row, system) in &model.systems {
        let (led, changed) = led_system(list, system, &mut leads);
        if changed > 0 {
            items += changed;
            let document = serde_json::to_string(&led).map_err(|problem| AppError::Broken(problem.to_string()))?;
            systems.push(SystemRow { document, ..row.clone() });
        }
    }
    let code = |text: &str, kind| {
        let key: CategoryKey = text.parse().ok()?;
        Some(list.leads.becomes(&list.ended, key, kind)).filter(|led| *led != Led::Stays)
    };
    let mut mappings = Vec::new();
    for held in all.mappings {
        let before = held.mapping;
        let led = |value: &ValueOf| match code(&value.code, Hanging::Mappings) {
            None => Some(value.clone()),
            Some(Led::To(to)) => Some(ValueOf { code: to.to_string(), ..value.clone() }),
            Some(_) => None,
        };
        let mut mapping = before.clone();
        mapping.categories = before.categories.iter().filter_map(led).collect();
        if mapping != before {
            mappings.push(MappingRow {
                name: mapping.name.clone(),
                version: held.version + 1,
                document: serde_json::to_string(&mapping).map_err(|problem| AppError::Broken(problem.to_string()))?,
                person: Some(actor.person),
                saved_at: app.now(),
            });
        }
    }
    let word = |word: SynonymRow| match code(&word.code, Hanging::Synonyms)? {
        Led::To(to) => Some((word, Some(to.to_string()))),
        _ => Some((word, None)),
    };
    let view = |view: SavedView| {
        let query = with_key(&view.query, |key| match code(&key.to_string(), Hanging::Views)? {
            Led::To(to) => Some(to),
            _ => None,
        })?;
        Some((view, query))
    };
    Ok(Moves {
        leads,
        systems,
        items,
        duties: duties::moves(model, list, day),
        mappings,
        words: all.words.into_iter().filter_map(word).collect(),
        views: all.views.into_iter().filter_map(view).collect(),
    })
}

/// A system with its check items led; how many were. Those that are left out lose their code, and `leads` keeps it.
fn led_system(list: &ListLeads, system: &System, leads: &mut Leads) -> (System, usize) {
    let (mut led, mut changed) = (system.clone(), 0);
    for item in &mut led.check_items {
        let Some(code) = item.category else { continue };
        match list.leads.of_item(&list.ended, &item.code, code) {
            Led::Stays => continue,
            Led::To(to) => item.category = to.minor(),
            Led::LeftOut => {
                item.category = None;
                let left = LeftItem { edition: list.leads.from.clone(), code };
                leads.left_items.insert(item.code.clone(), left);
            }
        }
        changed += 1;
    }
    (led, changed)
}

async fn put(app: &App, tx: &mut Tx, actor: &Actor, moves: &Moves, day: Day) -> Result<(), AppError> {
    let city = actor.city;
    for row in &moves.systems {
        standards::save_system(tx, city, row).await?;
        let subject = TraceSubject::System { key: row.key.clone(), edition: row.edition.clone() };
        let particulars = json!({ "action": "categories led" });
        note(app, tx, city, Some(actor), TraceKind::Change, subject, particulars).await?;
    }
    for tie in &moves.duties.ties {
        ties::keep(tx, city, app.new_id(|id| id), tie, day).await?;
    }
    for (division, code) in &moves.duties.gone {
        orgs::remove_duty(tx, city, *division, code).await?;
    }
    orgs::put_matrix(tx, city, moves.duties.put.iter().cloned()).await?;
    for row in &moves.mappings {
        match mappings::put(tx, city, row).await {
            Err(StoreError::Exists { .. }) => return Err(AppError::Conflict),
            other => other?,
        }
    }
    for (word, code) in &moves.words {
        match code {
            Some(code) => synonyms::put(tx, city, &SynonymRow { code: code.clone(), ..word.clone() }).await?,
            None => {
                synonyms::remove(tx, city, &word.sort, &word.written).await?;
            }
        }
    }
    for (view, query) in &moves.views {
        change_query(tx, city, view, query).await?;
    }
    Ok(())
}
