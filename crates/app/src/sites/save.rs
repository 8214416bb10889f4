//! Adds a site or changes one.

use changxiao_domain::{
    divisions::DivisionCode,
    geo::{Datum, Position, PositionError},
    ids::{PostId, SiteId, UnitId},
    orgs::{Actor, Permission},
    sites::{NAME_CHARS, Site, SiteFault, SiteRules},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    StoreError, requests,
    sites::{self as store, SiteRow},
};
use changxiao_words::say;

use super::view::load_visible;
use crate::{App, AppError, FieldProblem, model::CityModel, note};

/// What a form brings. Texts are as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteDraft {
    pub site_type: String,
    pub name: String,
    pub name_en: String,
    pub division: Option<DivisionCode>,
    /// Degrees as text; both empty: no position.
    pub longitude: String,
    pub latitude: String,
    /// In which system the degrees were taken.
    pub datum: Datum,
    /// Whoever saves has checked a position that lies in no grid although the place around it has grids.
    pub in_no_grid: bool,
    pub unit: Option<UnitId>,
    pub holder: Option<PostId>,
    pub deputy: Option<PostId>,
    pub active: bool,
}

const ACTION: &str = "add_site";

/// Adds a site and gives its number. The same request key again adds nothing and gives the same number.
///
/// Errors: not permitted; every wrong field at once.
pub async fn add(app: &App, actor: &Actor, draft: &SiteDraft, request_key: &str) -> Result<i64, AppError> {
    actor.require(Permission::ManageSites)?;
    if let Some(answer) = requests::answer(app.db(), actor.city, request_key, ACTION).await? {
        return answer.parse().map_err(|_| AppError::KeyReused);
    }
    let model = app.model(actor.city).await?;
    let mut row = checked(&model, blank(app), draft)?;
    row.number = next_number(app, actor).await?;
    let mut tx = app.db().begin().await?;
    match requests::claim(&mut tx, actor.city, request_key, ACTION, &row.number.to_string(), app.now()).await {
        Ok(()) => {}
        Err(StoreError::Exists { .. }) => {
            drop(tx);
            let answer =
                requests::answer(app.db(), actor.city, request_key, ACTION).await?.ok_or(AppError::KeyReused)?;
            return answer.parse().map_err(|_| AppError::KeyReused);
        }
        Err(other) => return Err(other.into()),
    }
    let number = row.number;
    match store::insert(&mut tx, actor.city, std::iter::once(row.clone())).await {
        // Somebody else took the number at the same moment.
        Err(StoreError::Exists { .. }) => return Err(AppError::Busy),
        other => other?,
    }
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Change, TraceSubject::Site(number), particulars(None, &row))
        .await?;
    tx.commit().await?;
    Ok(number)
}

/// Changes a site over the version that was seen.
///
/// Errors: not permitted; not found or out of scope; every wrong field at once; [`AppError::Conflict`].
pub async fn change(app: &App, actor: &Actor, number: i64, version: i64, draft: &SiteDraft) -> Result<(), AppError> {
    actor.require(Permission::ManageSites)?;
    let before = load_visible(app, actor, number).await?;
    if before.version != version {
        return Err(AppError::Conflict);
    }
    let model = app.model(actor.city).await?;
    let row = checked(&model, before.clone(), draft)?;
    if row == before {
        return Ok(());
    }
    let mut tx = app.db().begin().await?;
    store::save(&mut tx, actor.city, &row).await?;
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::Site(number),
        particulars(Some(&before), &row),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The counter's next number. Sites that came with their own numbers may lie ahead of it; those are passed over.
async fn next_number(app: &App, actor: &Actor) -> Result<i64, AppError> {
    let highest = store::highest_number(app.db(), actor.city).await?;
    loop {
        let number = app.numbers().next(app.db(), actor.city, "site").await?;
        if number > highest {
            return Ok(number);
        }
    }
}

/// Everything that is wrong with a draft, without saving it.
pub fn problems(app: &App, model: &CityModel, draft: &SiteDraft) -> Vec<FieldProblem> {
    match checked(model, blank(app), draft) {
        Err(AppError::Invalid(problems)) => problems,
        _ => Vec::new(),
    }
}

fn blank(app: &App) -> SiteRow {
    SiteRow {
        id: app.new_id(SiteId),
        number: 0,
        site_type: String::new(),
        name: String::new(),
        name_en: String::new(),
        generated: false,
        division: 0,
        position: None,
        unit: None,
        holder: None,
        deputy: None,
        active: true,
        created_at: app.now(),
        version: 1,
    }
}

/// The row that the draft makes of `row`, or everything that is wrong with it.
fn checked(model: &CityModel, mut row: SiteRow, draft: &SiteDraft) -> Result<SiteRow, AppError> {
    let mut problems = Vec::new();
    let was = (row.division, row.position);
    let position = match position_of(draft) {
        Ok(position) => position,
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    row.site_type = draft.site_type.trim().to_owned();
    row.name = draft.name.trim().to_owned();
    row.name_en = draft.name_en.trim().chars().take(NAME_CHARS * 2).collect();
    row.position = position.map(|position| (position.lon_e6, position.lat_e6));
    row.unit = draft.unit;
    row.holder = draft.holder;
    row.deputy = draft.deputy;
    row.active = draft.active;
    match draft.division.filter(|code| model.divisions.get(*code).is_some()) {
        Some(division) => {
            row.division = division.padded();
            problems.extend(faults(model, &row, division, position));
            if let Some(position) = position.filter(|position| model.agrees(division, *position) == Some(false)) {
                let place = model.divisions.path_names(division).join(" ");
                let (lon, lat) = (format!("{:.6}", position.lon()), format!("{:.6}", position.lat()));
                problems.push(FieldProblem::new("longitude", say!(sites_position_elsewhere, lon, lat, place)));
            } else if !draft.in_no_grid && was != (row.division, row.position) {
                // A site that stays where it is is nobody's fault: grids may have come after it.
                let left_open = position.and_then(|position| model.left_open(division, position));
                problems.extend(left_open.map(|place| {
                    let place = model.place_value(place.padded());
                    FieldProblem::new("in_no_grid", say!(grids_position_in_no_grid, place))
                }));
            }
        }
        None => problems.push(FieldProblem::new("division", say!(sites_choose_division_county_below))),
    }
    if row.unit.is_some_and(|unit| model.units.get(unit).is_none()) {
        problems.push(FieldProblem::new("unit", say!(sites_there_no_such_unit_force)));
    }
    for (field, post) in [("holder", row.holder), ("deputy", row.deputy)] {
        if post.is_some_and(|post| !model.posts.contains_key(&post)) {
            problems.push(FieldProblem::new(field, say!(sites_there_no_such_post)));
        }
    }
    if problems.is_empty() { Ok(row) } else { Err(AppError::Invalid(problems)) }
}

/// What the rules of a site find, each at its field.
fn faults(model: &CityModel, row: &SiteRow, division: DivisionCode, position: Option<Position>) -> Vec<FieldProblem> {
    let Ok(city) = DivisionCode::new(model.id().0) else { return Vec::new() };
    let types: Vec<String> = model
        .current_system()
        .map(|system| system.site_types.iter().map(|kind| kind.code.clone()).collect())
        .unwrap_or_default();
    let site = Site {
        id: row.id,
        number: row.number.to_string(),
        site_type: row.site_type.clone(),
        name: row.name.clone(),
        generated: row.generated,
        division,
        position,
        unit: row.unit,
        holder: row.holder,
        deputy: row.deputy,
        active: row.active,
        version: row.version,
    };
    site.faults(SiteRules { city, types: &types }).into_iter().map(|fault| at_field(model, &fault)).collect()
}

fn at_field(model: &CityModel, fault: &SiteFault) -> FieldProblem {
    let (field, message) = match fault {
        SiteFault::NoNumber | SiteFault::BadNumber(_) => ("number", say!(sites_number_does_not_fit)),
        SiteFault::NoName => ("name", say!(sites_name_site)),
        SiteFault::NameTooLong(chars) => {
            ("name", say!(sites_name_chars_characters_at_most, chars, name_chars = NAME_CHARS))
        }
        SiteFault::UnknownType(code) if code.is_empty() => ("site_type", say!(sites_choose_type_site)),
        SiteFault::UnknownType(code) => ("site_type", say!(sites_system_force_no_type_code, code)),
        SiteFault::OutsideTheCity { division, .. } => {
            ("division", say!(sites_division_lies_outside_city, division = model.divisions.name(*division)))
        }
        SiteFault::DivisionTooWide(division) => {
            ("division", say!(sites_division_too_wide_choose_county, division = model.divisions.name(*division)))
        }
        SiteFault::HolderIsDeputy => ("deputy", say!(sites_holder_deputy_cannot_same_post)),
        SiteFault::DeputyWithoutHolder => ("holder", say!(sites_deputy_needs_duty_holder)),
    };
    FieldProblem { field, message }
}

/// The position in WGS-84, converted from the datum in which it was typed.
fn position_of(draft: &SiteDraft) -> Result<Option<Position>, FieldProblem> {
    let (longitude, latitude) = (draft.longitude.trim(), draft.latitude.trim());
    match (longitude.is_empty(), latitude.is_empty()) {
        (true, true) => return Ok(None),
        (false, true) => return Err(FieldProblem::new("latitude", say!(sites_latitude_missing))),
        (true, false) => return Err(FieldProblem::new("longitude", say!(sites_longitude_missing))),
        (false, false) => {}
    }
    Position::parse(longitude, latitude, draft.datum).map(Some).map_err(|problem| match problem {
        PositionError::NotANumber(text) if text == latitude => not_degrees("latitude", &text),
        PositionError::NotANumber(text) => not_degrees("longitude", &text),
        PositionError::Longitude(_) => FieldProblem::new("longitude", say!(sites_longitude_lies_between_180_180)),
        PositionError::Latitude(_) => FieldProblem::new("latitude", say!(sites_latitude_lies_between_90_90)),
        PositionError::Exchanged(_) => FieldProblem::new("latitude", say!(sites_longitude_latitude_look_exchanged)),
    })
}

fn not_degrees(field: &'static str, text: &str) -> FieldProblem {
    FieldProblem::new(field, say!(sites_text_not_number_degrees_such, text))
}

/// What the trace keeps: the fields that differ, old and new.
fn particulars(before: Option<&SiteRow>, after: &SiteRow) -> serde_json::Value {
    let facts = |row: &SiteRow| {
        serde_json::json!({
            "site_type": row.site_type, "name": row.name, "name_en": row.name_en, "division": row.division,
            "position": row.position.map(|(lon, lat)| [lon, lat]), "unit": row.unit, "holder": row.holder, "deputy": row.deputy,
            "active": row.active,
        })
    };
    let new = facts(after);
    let Some(before) = before.map(facts) else { return serde_json::json!({ "added": new }) };
    let mut changed = serde_json::Map::new();
    if let (Some(old), Some(new)) = (before.as_object(), new.as_object()) {
        for (key, value) in new.iter().filter(|(key, value)| old.get(*key) != Some(*value)) {
            changed.insert(key.clone(), serde_json::json!([old.get(key), value]));
        }
    }
    serde_json::json!({ "changed": changed })
}
