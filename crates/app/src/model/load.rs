//! Reads a city's reference data. Some ten statements, run when something changed, never for a page.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use changxiao_domain::{
    calendar::{Calendar, DayKind},
    categories::{CategorySet, Leads, edition_key, ended as ended_codes},
    divisions::{Division, DivisionCode, Divisions, Level},
    escalation::Ladder,
    evidence::TagSet,
    geo::Outline,
    grids::Grid,
    ids::CityId,
    indicators::Rules as IndicatorRules,
    jobs::JobRules,
    letters::LetterRules,
    notices::NoticeRules,
    orgs::{Directory, PasswordRule, Post, Role, SignInRule, Unit, UnitKind, UnitTree},
    recurrence::RecurrenceRules,
    rules::RuleSet,
    scoring::Scheme,
    standards::System,
    synonyms::Synonyms,
    time::{Day, Instant},
    whistles::Tiers,
};
use changxiao_store::{
    Db, calendar, cities, divisions,
    grids::GridRow,
    orgs::{self, UnitRow},
    people::{self, PostRow},
    standards,
};

use super::{CategoryVersion, CityModel, ListLeads};
use crate::{AppError, matters::shipped, rules::in_force};

pub(super) async fn load(db: &Db, now: Instant, city_id: CityId) -> Result<CityModel, AppError> {
    // The version is read first: a change that commits while we read moves it again, and we load again.
    let city = cities::all(db).await?.into_iter().find(|city| city.id == city_id).ok_or(AppError::NotFound("city"))?;
    let zone = Calendar::zone_named(&city.zone).map_err(|problem| broken("zone", &problem))?;
    let days = calendar::all(db, city_id)
        .await?
        .into_iter()
        .map(|day| {
            Ok((day.day, DayKind::parse(&day.kind).ok_or_else(|| broken("calendar_days", &day.kind))?, day.name))
        })
        .collect::<Result<Vec<_>, AppError>>()?;
    let calendar = Calendar::new(zone, days).map_err(|problem| broken("calendar", &problem))?;
    let day = now.in_zone(calendar.zone()).date();

    let list = divisions::all(db, city_id).await?.into_iter().map(division).collect::<Result<Vec<_>, _>>()?;
    let all_divisions = Divisions::new(list).map_err(|problem| broken("divisions", &problem))?;
    let ended_divisions = ended(divisions::ended(db, city_id).await?, day)?;
    let divisions = match ended_divisions.is_empty() {
        true => all_divisions.clone(),
        false => {
            let there = all_divisions.iter().filter(|division| !ended_divisions.contains_key(&division.code));
            Divisions::new(there.cloned()).map_err(|problem| broken("divisions", &problem))?
        }
    };
    let outlines = changxiao_store::divisions::outlines(db, city_id)
        .await?
        .into_iter()
        .map(|(code, geometry)| {
            let code = DivisionCode::from_padded(code).map_err(|problem| broken("outlines", &problem))?;
            let geometry = serde_json::from_str(&geometry).map_err(|problem| broken("outlines", &problem))?;
            Ok((code, Outline::from_geojson(&geometry).map_err(|problem| broken("outlines", &problem))?))
        })
        .collect::<Result<Vec<_>, AppError>>()?;

    let rows = changxiao_store::grids::all(db, city_id).await?;
    let grid_versions = rows.iter().map(|row| (row.code.clone(), row.version)).collect();
    let all = rows.into_iter().map(grid).collect::<Result<Vec<_>, _>>()?;
    let (grids, ended_grids) = all.into_iter().partition(|grid| grid.in_force(day));

    let rows = orgs::units(db, city_id).await?;
    let unit_versions = rows.iter().map(|row| (row.id, row.version)).collect();
    let all = rows.into_iter().map(unit).collect::<Result<Vec<_>, _>>()?;
    let units = UnitTree::build(all.iter().cloned(), day).map_err(|problem| broken("units", &problem))?;
    let all_units = all.into_iter().map(|unit| (unit.id, unit)).collect();

    let rows = people::posts(db, city_id).await?;
    let post_versions = rows.iter().map(|row| (row.id, row.version)).collect();
    let mut posts = HashMap::new();
    let (mut posts_of, mut posts_in): (HashMap<_, Vec<_>>, HashMap<_, Vec<_>>) = Default::default();
    for row in rows {
        let post = post(row)?;
        posts_of.entry(post.person).or_default().push(post.id);
        posts_in.entry(post.unit).or_default().push(post.id);
        posts.insert(post.id, post);
    }
    let person_names = people::all(db, city_id).await?.into_iter().map(|person| (person.id, person.name)).collect();

    let program_names = people::tokens(db, city_id).await?.into_iter().map(|token| (token.id, token.name)).collect();

    let mut systems = Vec::new();
    for mut row in standards::systems(db, city_id).await? {
        let system: System = serde_json::from_str(&row.document).map_err(|problem| broken("systems", &problem))?;
        // The parsed one is kept; holding the text as well would double the largest thing in memory.
        row.document = String::new();
        systems.push((row, Arc::new(system)));
    }
    let (category_versions, built_in_edition) = category_versions(standards::category_sets(db, city_id).await?)?;
    let leads = category_leads(changxiao_store::category_leads::all(db, city_id).await?, &category_versions)?;
    // A list that has not taken over is not in force, whatever its day.
    let waits = |version: &CategoryVersion| leads.iter().any(|one| one.edition == version.key && one.done_at.is_none());
    let counts = |version: &&CategoryVersion| version.from <= day && !waits(version);
    let current = category_versions.iter().find(counts).or(category_versions.last());
    let categories = current.map(|version| version.set.clone()).ok_or(AppError::NotFound("categories"))?;
    let mut responsibilities: HashMap<_, BTreeMap<String, Vec<_>>> = HashMap::new();
    for row in standards::responsibilities(db, city_id).await? {
        responsibilities.entry(row.system).or_default().entry(row.node.clone()).or_default().push(row);
    }
    let matrix =
        orgs::matrix(db, city_id).await?.into_iter().map(|row| ((row.division, row.category.clone()), row)).collect();

    let settings: BTreeMap<String, cities::Setting> =
        cities::settings(db, city_id).await?.into_iter().map(|setting| (setting.key.clone(), setting)).collect();
    let scheme: Scheme = match settings.get("score_scheme") {
        Some(setting) => serde_json::from_str(&setting.document).map_err(|problem| broken("score_scheme", &problem))?,
        None => serde_json::from_str(crate::cities::BUILT_IN_SCHEME)
            .map_err(|problem| broken("built-in scheme", &problem))?,
    };
    let password_rule: PasswordRule = setting(&settings, "password_rule")?;
    let sign_in_rule: SignInRule = setting(&settings, "sign_in_rule")?;
    let directory: Directory = setting(&settings, "directory")?;

    let of = |set| in_force(&settings, set).map(|document| document.to_string());
    let ladder = Ladder::parse(&of(RuleSet::Ladder)?).map_err(|problem| broken("escalation_ladder", &problem))?;
    let notice_rules =
        NoticeRules::parse(&of(RuleSet::Notices)?).map_err(|problem| broken("notice_rules", &problem))?;
    let job_rules = JobRules::parse(&of(RuleSet::Jobs)?).map_err(|problem| broken("job_rules", &problem))?;
    let letter_rules =
        LetterRules::parse(&of(RuleSet::Letters)?).map_err(|problem| broken("letter_rules", &problem))?;
    let recurrence =
        RecurrenceRules::parse(&of(RuleSet::Recurrence)?).map_err(|problem| broken("recurrence_rules", &problem))?;
    let tiers = Tiers::from_json(&of(RuleSet::WhistleTiers)?).map_err(|problem| broken("whistle_tiers", &problem))?;
    let indicators =
        IndicatorRules::from_json(&of(RuleSet::Indicators)?).map_err(|problem| broken("indicator_rules", &problem))?;
    let synonyms = changxiao_store::synonyms::all(db, city_id).await?;
    let synonyms = Synonyms::new(synonyms.into_iter().map(|row| (row.sort, row.written, row.code)));
    let procedures = shipped::in_force(db, city_id, day).await?;
    let shipped =
        TagSet::parse(crate::cities::BUILT_IN_CAMPAIGNS).map_err(|problem| broken("built-in campaigns", &problem))?;
    let campaigns = shipped.with(changxiao_store::evidence::campaigns(db, city_id).await?);
    let hooks = changxiao_store::notices::hooks::all(db, city_id).await?;
    let former = changxiao_store::departures::ties::all(db, city_id).await?;
    let successions = changxiao_store::departures::successions(db, city_id).await?;

    Ok(CityModel {
        city,
        day,
        calendar,
        divisions,
        all_divisions,
        ended_divisions,
        outlines,
        grids,
        ended_grids,
        grid_versions,
        units,
        all_units,
        unit_versions,
        posts,
        post_versions,
        posts_of,
        posts_in,
        person_names,
        program_names,
        systems,
        categories,
        category_versions,
        built_in_edition,
        leads,
        responsibilities,
        matrix,
        settings,
        scheme,
        password_rule,
        sign_in_rule,
        directory,
        ladder,
        notice_rules,
        job_rules,
        letter_rules,
        recurrence,
        tiers,
        indicators: Arc::new(indicators),
        campaigns,
        synonyms,
        procedures,
        hooks,
        successions,
        former,
    })
}

/// All versions that the city keeps, the newest first, and the built-in one behind them where it is not among them; and the key of that one.
fn category_versions(rows: Vec<standards::CategorySetRow>) -> Result<(Vec<CategoryVersion>, String), AppError> {
    let mut versions = Vec::with_capacity(rows.len() + 1);
    for row in rows {
        let set = CategorySet::parse(&row.document).map_err(|problem| broken("category_sets", &problem))?;
        let key = edition_key(&row.key, &row.edition);
        versions.push(CategoryVersion { key, edition: row.edition, from: row.effective_from, set: Arc::new(set) });
    }
    let built_in = CategorySet::parse(crate::cities::BUILT_IN_CATEGORIES)
        .map_err(|problem| broken("built-in categories", &problem))?;
    let key = built_in.edition_key();
    if versions.iter().all(|version| version.key != key) {
        let (edition, from) = (built_in.version.clone(), built_in.effective_from);
        versions.push(CategoryVersion { key: key.clone(), edition, from, set: Arc::new(built_in) });
    }
    Ok((versions, key))
}

/// Which codes end with each take-over follows from both lists, which never change; rows of lists that are gone say nothing.
fn category_leads(
    rows: Vec<changxiao_store::category_leads::LeadsRow>,
    versions: &[CategoryVersion],
) -> Result<Vec<ListLeads>, AppError> {
    let set = |key: &str| versions.iter().find(|version| version.key == key).map(|version| &version.set);
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let leads: Leads = serde_json::from_str(&row.document).map_err(|problem| broken("category_leads", &problem))?;
        let (Some(old), Some(new)) = (set(&leads.from), set(&row.edition)) else { continue };
        let ended = ended_codes(old, new);
        let (edition, version, day, done_at) = (row.edition, row.version, row.day, row.done_at);
        all.push(ListLeads { edition, leads, ended, version, day, post: row.post, done_at });
    }
    all.sort_by_key(|one| one.done_at);
    Ok(all)
}

fn broken(what: &str, problem: &dyn std::fmt::Display) -> AppError {
    AppError::Broken(format!("{what}: {problem}"))
}

/// The city's own setting, or the default.
fn setting<T: Default + serde::de::DeserializeOwned>(
    settings: &BTreeMap<String, cities::Setting>,
    key: &str,
) -> Result<T, AppError> {
    match settings.get(key) {
        Some(setting) => serde_json::from_str(&setting.document).map_err(|problem| broken(key, &problem)),
        None => Ok(T::default()),
    }
}

/// Those that have ended by today.
fn ended(
    rows: Vec<(i64, Day, Option<i64>)>,
    today: Day,
) -> Result<HashMap<DivisionCode, (Day, Option<DivisionCode>)>, AppError> {
    let code = |padded| DivisionCode::from_padded(padded).map_err(|problem| broken("divisions", &problem));
    let past = rows.into_iter().filter(|(_, until, _)| *until <= today);
    past.map(|(of, until, successor)| Ok((code(of)?, (until, successor.map(code).transpose()?)))).collect()
}

fn division(row: divisions::DivisionRow) -> Result<Division, AppError> {
    let code = |padded| DivisionCode::from_padded(padded).map_err(|problem| broken("divisions", &problem));
    Ok(Division {
        code: code(row.code)?,
        name: row.name,
        level: Level::parse(&row.level).ok_or_else(|| broken("divisions", &row.level))?,
        parent: row.parent.map(code).transpose()?,
    })
}

/// A row as the model holds it.
///
/// Errors: one that cannot be read.
pub(crate) fn grid(row: GridRow) -> Result<Grid, AppError> {
    let outline = |text: String| {
        let geometry = serde_json::from_str(&text).map_err(|problem| broken("grids", &problem))?;
        Outline::from_geojson(&geometry).map_err(|problem| broken("grids", &problem))
    };
    Ok(Grid {
        code: row.code,
        name: row.name,
        division: DivisionCode::from_padded(row.division).map_err(|problem| broken("grids", &problem))?,
        staff: row.staff,
        outline: row.geometry.map(outline).transpose()?,
        until: row.valid_until,
    })
}

fn unit(row: UnitRow) -> Result<Unit, AppError> {
    Ok(Unit {
        id: row.id,
        kind: UnitKind::parse(&row.kind).ok_or_else(|| broken("units", &row.kind))?,
        code: row.code,
        name: row.name,
        name_en: row.name_en,
        parent: row.parent,
        division: row
            .division
            .map(|padded| DivisionCode::from_padded(padded).map_err(|problem| broken("units", &problem)))
            .transpose()?,
        areas: row
            .areas
            .into_iter()
            .map(|padded| DivisionCode::from_padded(padded).map_err(|problem| broken("units", &problem)))
            .collect::<Result<_, _>>()?,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
    })
}

fn post(row: PostRow) -> Result<Post, AppError> {
    Ok(Post {
        id: row.id,
        person: row.person,
        unit: row.unit,
        role: Role::parse(&row.role).ok_or_else(|| broken("posts", &row.role))?,
        title: row.title,
        from: row.valid_from,
        until: row.valid_until,
        deputy_of: row.deputy_of,
    })
}
