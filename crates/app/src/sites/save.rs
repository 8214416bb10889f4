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
        }
        None => problems.push(FieldProblem::new(
            "division",
            "选一个区划，到县区或更细",
            "Choose a division: a county or below",
        )),
    }
    if row.unit.is_some_and(|unit| model.units.get(unit).is_none()) {
        problems.push(FieldProblem::new("unit", "没有这个单位，或已撤销", "There is no such unit in force"));
    }
    for (field, post) in [("holder", row.holder), ("deputy", row.deputy)] {
        if post.is_some_and(|post| !model.posts.contains_key(&post)) {
            problems.push(FieldProblem::new(field, "没有这个岗位", "There is no such post"));
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
    let (field, zh, en) = match fault {
        SiteFault::NoNumber | SiteFault::BadNumber(_) => {
            ("number", "编号不合要求".to_owned(), "The number does not fit".to_owned())
        }
        SiteFault::NoName => ("name", "写明点位名称".to_owned(), "Name the site".to_owned()),
        SiteFault::NameTooLong(chars) => (
            "name",
            format!("名称有 {chars} 字，最多 {NAME_CHARS} 字"),
            format!("The name has {chars} characters; at most {NAME_CHARS} are kept"),
        ),
        SiteFault::UnknownType(code) if code.is_empty() => {
            ("site_type", "选一个点位类型".to_owned(), "Choose a type of site".to_owned())
        }
        SiteFault::UnknownType(code) => {
            ("site_type", format!("现行测评体系没有类型“{code}”"), format!("The system in force has no type “{code}”"))
        }
        SiteFault::OutsideTheCity { division, .. } => (
            "division",
            format!("“{}”不在本市", model.divisions.name(*division)),
            format!("{} lies outside the city", model.divisions.name(*division)),
        ),
        SiteFault::DivisionTooWide(division) => (
            "division",
            format!("“{}”太大，选到县区或更细", model.divisions.name(*division)),
            format!("{} is too wide: choose a county or below", model.divisions.name(*division)),
        ),
        SiteFault::HolderIsDeputy => (
            "deputy",
            "点位长与副点位长不能是同一岗位".to_owned(),
            "Holder and deputy cannot be the same post".to_owned(),
        ),
        SiteFault::DeputyWithoutHolder => {
            ("holder", "有副点位长，还要有点位长".to_owned(), "A deputy needs a duty holder".to_owned())
        }
    };
    FieldProblem { field, zh, en }
}

/// The position in WGS-84, converted from the datum in which it was typed.
fn position_of(draft: &SiteDraft) -> Result<Option<Position>, FieldProblem> {
    let (longitude, latitude) = (draft.longitude.trim(), draft.latitude.trim());
    match (longitude.is_empty(), latitude.is_empty()) {
        (true, true) => return Ok(None),
        (false, true) => return Err(FieldProblem::new("latitude", "还要填纬度", "The latitude is missing")),
        (true, false) => return Err(FieldProblem::new("longitude", "还要填经度", "The longitude is missing")),
        (false, false) => {}
    }
    Position::parse(longitude, latitude, draft.datum).map(Some).map_err(|problem| match problem {
        PositionError::NotANumber(text) if text == latitude => not_degrees("latitude", &text),
        PositionError::NotANumber(text) => not_degrees("longitude", &text),
        PositionError::Longitude(_) => {
            FieldProblem::new("longitude", "经度在 −180 到 180 度之间", "A longitude lies between −180 and 180 degrees")
        }
        PositionError::Latitude(_) => {
            FieldProblem::new("latitude", "纬度在 −90 到 90 度之间", "A latitude lies between −90 and 90 degrees")
        }
        PositionError::Exchanged(_) => {
            FieldProblem::new("latitude", "经纬度像是填反了", "Longitude and latitude look exchanged")
        }
    })
}

fn not_degrees(field: &'static str, text: &str) -> FieldProblem {
    FieldProblem::new(
        field,
        format!("“{text}”不是度数，写成 117.647298"),
        format!("“{text}” is not a number of degrees such as 117.647298"),
    )
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
