//! Divisions: one with its surroundings, and the adding, renaming and removing of leaves. Whole editions come by import.

use changxiao_domain::{
    divisions::{Division, DivisionCode, Divisions},
    orgs::{Actor, Permission},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cases::{self, CaseFilter, DueCounts},
    cities,
    divisions::{self, DivisionRow},
    sites::{self, SiteFilter},
};
use changxiao_words::{Message, Value, keys, say};

use crate::{App, AppError, FieldProblem, cases::list, cities::names::english, model::CityModel, note};

/// A division with what hangs on it.
pub struct DivisionView {
    pub row: DivisionRow,
    /// Active sites in it; `None` when the post may not read sites.
    pub sites: Option<i64>,
    /// Open cases in it, within the post's scope; `None` when the post may not read cases.
    pub open: Option<DueCounts>,
}

/// Errors: not permitted; no such division.
pub async fn view(app: &App, actor: &Actor, code: DivisionCode) -> Result<DivisionView, AppError> {
    actor.require(Permission::ReadUnits)?;
    let row = divisions::by_code(app.db(), actor.city, code.padded()).await?.ok_or(AppError::NotFound("division"))?;
    let sites = if actor.may(Permission::ReadSites) {
        let filter = SiteFilter { divisions: Some(code.range()), ..SiteFilter::default() };
        Some(sites::count_of(app.db(), actor.city, &filter).await?)
    } else {
        None
    };
    let open = if actor.may(Permission::ReadCases) {
        let filter = CaseFilter { divisions: Some(code.range()), ..CaseFilter::default() };
        Some(list::count_by_lamp(app, actor, &filter).await?)
    } else {
        None
    };
    Ok(DivisionView { row, sites, open })
}

/// Where divisions and outlines come from: edition or source, and how many. Errors: not permitted.
pub async fn sources(app: &App, actor: &Actor) -> Result<(Vec<(String, i64)>, Vec<(String, i64)>), AppError> {
    actor.require(Permission::ReadUnits)?;
    Ok((divisions::editions(app.db(), actor.city).await?, divisions::outline_sources(app.db(), actor.city).await?))
}

/// A new division below another. The code is its own request key.
///
/// Errors: not permitted; a code that is none, lies elsewhere, is not of the next level, or is taken; no name; no source.
pub async fn add(
    app: &App,
    actor: &Actor,
    parent: DivisionCode,
    code: &str,
    name: &str,
    source: &str,
) -> Result<DivisionCode, AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    model.divisions.get(parent).ok_or(AppError::NotFound("division"))?;
    let mut faults = named(name, source);
    let code = match code.trim().parse::<DivisionCode>() {
        Err(_) => {
            faults.push(FieldProblem::new("code", say!(divisions_code_2_4_6_9)));
            return Err(AppError::Invalid(faults));
        }
        Ok(code) => code,
    };
    if code.parent() != Some(parent) {
        faults.push(FieldProblem::new("code", say!(divisions_code_must_begin_parent_one, parent = parent.to_string())));
    } else if model.divisions.get(code).is_some() {
        faults.push(FieldProblem::new("code", say!(divisions_code_listed_already)));
    } else if code.padded() == parent.padded() {
        // The database keeps padded codes, so such a child could not be told from its parent.
        faults.push(FieldProblem::new("code", say!(divisions_last_part_cannot_all_zeros)));
    }
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let row = DivisionRow {
        code: code.padded(),
        level: code.level().code().to_owned(),
        name: name.trim().to_owned(),
        parent: Some(parent.padded()),
        edition: source.trim().to_owned(),
    };
    save(app, actor, row, serde_json::json!({ "action": "added", "name": name.trim() })).await?;
    Ok(code)
}

/// `was` is the name that the form was made from. Errors: not permitted; no such division; no name; no source; renamed meanwhile.
pub async fn rename(
    app: &App,
    actor: &Actor,
    code: DivisionCode,
    was: &str,
    name: &str,
    source: &str,
) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let row = divisions::by_code(app.db(), actor.city, code.padded()).await?.ok_or(AppError::NotFound("division"))?;
    let faults = named(name, source);
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    if row.name != was {
        return Err(AppError::Conflict);
    }
    let particulars = serde_json::json!({ "name": [was, name.trim()] });
    save(
        app,
        actor,
        DivisionRow { name: name.trim().to_owned(), edition: source.trim().to_owned(), ..row },
        particulars,
    )
    .await
}

/// Removes a leaf on which nothing hangs.
///
/// Errors: not permitted; no such division; divisions below it, units, duties, sites or cases that name it.
pub async fn remove(app: &App, actor: &Actor, code: DivisionCode) -> Result<(), AppError> {
    actor.require(Permission::ManageReference)?;
    let model = app.model(actor.city).await?;
    let division = model.divisions.get(code).ok_or(AppError::NotFound("division"))?;
    let hanging = [
        (keys::divisions_hanging_below, model.divisions.children(code).count()),
        (keys::divisions_hanging_units, model.all_units.values().filter(|unit| unit.names(code)).count()),
        (
            keys::divisions_hanging_duties,
            model.matrix.keys().filter(|(division, _)| *division == code.padded()).count(),
        ),
    ];
    let filter = SiteFilter { divisions: Some(code.range()), ..SiteFilter::default() };
    let sites = sites::count_of(app.db(), actor.city, &filter).await?;
    let filter = CaseFilter { divisions: Some(code.range()), ..CaseFilter::default() };
    let cases = cases::count(app.db(), actor.city, &filter, app.now()).await?;
    let counts = |n: i64| usize::try_from(n).unwrap_or(usize::MAX);
    let hanging = hanging
        .into_iter()
        .chain([(keys::divisions_hanging_sites, counts(sites)), (keys::divisions_hanging_cases, counts(cases))])
        .filter(|(_, n)| *n > 0);
    let hanging: Vec<Message> = hanging.map(|(key, n)| Message::new(key).with("n", n)).collect();
    if !hanging.is_empty() {
        return Err(AppError::field("code", say!(divisions_hanging, list = hanging.into_iter().collect::<Value>())));
    }
    let particulars = serde_json::json!({ "action": "removed", "name": division.name });
    let mut tx = app.db().begin().await?;
    divisions::remove(&mut tx, actor.city, code.padded()).await?;
    cities::touch_model(&mut tx, actor.city);
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Division(code), particulars).await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

/// How many divisions of the last level and how many in all lie below each child: for the columns of a page.
pub fn counts_below(divisions: &Divisions, code: DivisionCode) -> (usize, usize) {
    let direct = divisions.children(code).count();
    (direct, divisions.subtree(code).count().saturating_sub(1))
}

/// Divisions whose name, English name or code has the words in it, in tree order, at most `most`; and how many there are.
pub fn search<'a>(model: &'a CityModel, words: &str, most: usize) -> (Vec<&'a Division>, usize) {
    let words = words.trim().to_lowercase();
    let matches = |division: &&Division| {
        division.name.contains(&words)
            || division.code.to_string().starts_with(&words)
            || english(division.code).is_some_and(|name| name.to_lowercase().contains(&words))
    };
    let found: Vec<&Division> = model.divisions.iter().filter(matches).collect();
    let total = found.len();
    (found.into_iter().take(most).collect(), total)
}

fn named(name: &str, source: &str) -> Vec<FieldProblem> {
    let mut faults = Vec::new();
    if name.trim().is_empty() || name.chars().count() > 60 {
        faults.push(FieldProblem::new("name", say!(divisions_name_1_60_characters)));
    }
    if source.trim().is_empty() || source.chars().count() > 200 {
        faults.push(FieldProblem::new("source", say!(divisions_name_source_such_number_approval)));
    }
    faults
}

async fn save(app: &App, actor: &Actor, row: DivisionRow, particulars: serde_json::Value) -> Result<(), AppError> {
    let mut tx = app.db().begin().await?;
    let code =
        DivisionCode::from_padded(row.code).map_err(|problem| AppError::Broken(format!("divisions: {problem}")))?;
    divisions::put(&mut tx, actor.city, std::iter::once(row)).await?;
    cities::touch_model(&mut tx, actor.city);
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Division(code), particulars).await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}
