//! The mappings of a city: its own in their newest version, and what ships for systems that it has none for.

use changxiao_domain::{
    divisions::DivisionCode,
    exchange::{Known, Mapping, MappingFault, ValueOf},
    ids::PersonId,
    masking::{mask_name, mask_text},
    orgs::Actor,
    time::Instant,
    trace::{TraceKind, TraceSubject},
};
use changxiao_files::sheets::{Problems, ReadLimits, Sheet};
use changxiao_store::{
    StoreError,
    exchange::mappings::{self, MappingRow},
};
use changxiao_words::say;

use super::check_import;
use crate::{App, AppError, FieldProblem, model::CityModel, note};

/// What ships with the product, in the order in which it is shown.
pub const BUILT_IN: [&str; 2] = [
    include_str!("../../../../data/exchange/12345.json"),
    include_str!("../../../../data/exchange/city-management.json"),
];

/// So much of a cell helps to know its column.
const SAMPLE: usize = 40;

/// A mapping with where it comes from.
#[derive(Clone, Debug)]
pub struct Held {
    pub mapping: Mapping,
    /// 0: as it ships.
    pub version: i64,
    pub saved: Option<(Instant, Option<PersonId>)>,
}

/// Everything that can be chosen, by name. Errors: not permitted.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Held>, AppError> {
    check_import(actor)?;
    all(app, actor.city).await
}

/// Errors: not permitted; there is no mapping of this name.
pub async fn find(app: &App, actor: &Actor, name: &str) -> Result<Held, AppError> {
    list(app, actor).await?.into_iter().find(|held| held.mapping.name == name).ok_or(AppError::NotFound("mapping"))
}

/// The mapping by which pushed orders of a system are read: the one of the system's own name, else its first.
pub(super) async fn of_system(app: &App, actor: &Actor, system: &str) -> Result<Held, AppError> {
    let mut of_system = all(app, actor.city).await?;
    of_system.retain(|held| held.mapping.system == system);
    let own = of_system.iter().position(|held| held.mapping.name == system).unwrap_or(0);
    if of_system.is_empty() {
        return Err(AppError::field("system", say!(exchange_there_no_mapping_system_save)));
    }
    Ok(of_system.swap_remove(own))
}

/// What ships is of the list that ships: its codes are led to the list in force, and what nothing follows is asked for.
pub(crate) async fn all(app: &App, city: changxiao_domain::ids::CityId) -> Result<Vec<Held>, AppError> {
    let model = app.model(city).await?;
    let broken = |what: &str, problem: serde_json::Error| AppError::Broken(format!("mapping {what}: {problem}"));
    let mut held = Vec::new();
    for row in mappings::newest(app.db(), city).await? {
        let mapping = Mapping::parse(&row.document).map_err(|problem| broken(&row.name, problem))?;
        held.push(Held { mapping, version: row.version, saved: Some((row.saved_at, row.person)) });
    }
    for text in BUILT_IN {
        let mut mapping = Mapping::parse(text).map_err(|problem| broken("built in", problem))?;
        mapping.categories = led_on(&model, mapping.categories);
        if !held.iter().any(|own: &Held| own.mapping.name == mapping.name) {
            held.push(Held { mapping, version: 0, saved: None });
        }
    }
    held.sort_by(|a, b| a.mapping.name.cmp(&b.mapping.name));
    Ok(held)
}

fn led_on(model: &CityModel, values: Vec<ValueOf>) -> Vec<ValueOf> {
    let led = |value: ValueOf| match value.code.parse() {
        Err(_) => Some(value),
        Ok(code) => {
            let today = model.code_today(&model.built_in_edition, code)?;
            Some(ValueOf { code: today.to_string(), ..value })
        }
    };
    values.into_iter().filter_map(led).collect()
}

/// Saves a mapping as a new version of its name. `seen` is the version that the page showed, 0 for what ships or a new one.
///
/// Errors: not permitted; every fault by its field; somebody else saved it in the meantime.
pub async fn save(app: &App, actor: &Actor, mapping: &Mapping, seen: i64) -> Result<i64, AppError> {
    check_import(actor)?;
    let model = app.model(actor.city).await?;
    let faults: Vec<FieldProblem> =
        mapping.check().iter().map(problem_of).chain(unknown_codes(&model, mapping)).collect();
    if !faults.is_empty() {
        return Err(AppError::Invalid(faults));
    }
    let row = MappingRow {
        name: mapping.name.clone(),
        version: seen + 1,
        document: serde_json::to_string(mapping).map_err(|problem| AppError::Broken(format!("mapping: {problem}")))?,
        person: Some(actor.person),
        saved_at: app.now(),
    };
    let newest = mappings::newest(app.db(), actor.city).await?;
    let version = newest.iter().find(|held| held.name == mapping.name).map_or(0, |held| held.version);
    if version != seen {
        return Err(AppError::Conflict);
    }
    let mut tx = app.db().begin().await?;
    match mappings::put(&mut tx, actor.city, &row).await {
        Err(StoreError::Exists { .. }) => return Err(AppError::Conflict),
        other => other?,
    }
    let particulars = serde_json::json!({ "system": mapping.system, "version": row.version });
    note(
        app,
        &mut tx,
        actor.city,
        Some(actor),
        TraceKind::Change,
        TraceSubject::OrderMapping(mapping.name.clone()),
        particulars,
    )
    .await?;
    tx.commit().await?;
    Ok(row.version)
}

/// Words in the titles of columns that hold a person's name.
const OF_PERSONS: [&str; 6] = ["人", "姓名", "称呼", "联系", "name", "caller"];

/// The titles of a sheet with what its first row says, without names and numbers of persons: what an editor of a mapping looks at.
///
/// Errors: not permitted; the file is no sheet.
pub async fn titles_of_file(
    actor: &Actor,
    file_name: String,
    bytes: Vec<u8>,
) -> Result<Vec<(String, String)>, AppError> {
    check_import(actor)?;
    let read = move || Sheet::read(&bytes, &file_name, &ReadLimits::default());
    let sheet = tokio::task::spawn_blocking(read)
        .await
        .map_err(|problem| AppError::Broken(format!("reading thread: {problem}")))?
        .map_err(|problem| {
            let mut problems = Problems::default();
            problems.add(problem);
            AppError::Import(Box::new(problems))
        })?;
    let sample = |place: usize| {
        let cell = sheet.rows.first().map_or("", |row| row.cell(place));
        let masked = mask_text(cell);
        let title = sheet.header.get(place).map(|title| title.to_lowercase()).unwrap_or_default();
        let of_a_person = masked == cell && OF_PERSONS.iter().any(|word| title.contains(word));
        let shown = if of_a_person { mask_name(cell) } else { masked };
        shown.chars().take(SAMPLE).collect::<String>()
    };
    let titles = sheet.header.iter().enumerate().filter(|(_, title)| !title.is_empty());
    Ok(titles.map(|(place, title)| (title.clone(), sample(place))).collect())
}

/// The city's lists, indexed for a reader.
pub(super) fn known(model: &CityModel) -> Known<'_> {
    Known::new(&model.categories, &model.divisions, DivisionCode::new(model.city.id.0).ok())
        .with_synonyms(&model.synonyms)
        .without(
            model
                .categories
                .categories
                .iter()
                .map(|category| category.code)
                .filter(|code| model.changed_meaning(*code).is_some()),
        )
}

fn unknown_codes(model: &CityModel, mapping: &Mapping) -> Vec<FieldProblem> {
    let known = known(model);
    let unknown = |values: &[ValueOf], there: &dyn Fn(&str) -> bool| -> Vec<String> {
        let missing = values.iter().filter(|value| value.code.trim() != ValueOf::NOT_OURS && !there(&value.code));
        missing.map(|value| format!("{}={}", value.words, value.code)).collect()
    };
    let mut faults = Vec::new();
    let categories = unknown(&mapping.categories, &|code| known.category_code(code).is_some());
    if !categories.is_empty() {
        let listed = categories.join("、");
        faults.push(FieldProblem::new("categories", say!(exchange_city_s_list_categories_lacks, listed)));
    }
    let divisions = unknown(&mapping.divisions, &|code| known.division_code(code).is_some());
    if !divisions.is_empty() {
        let listed = divisions.join("、");
        faults.push(FieldProblem::new("divisions", say!(exchange_city_no_such_divisions_listed, listed)));
    }
    faults
}

fn problem_of(fault: &MappingFault) -> FieldProblem {
    match fault {
        MappingFault::Name => FieldProblem::new("name", say!(exchange_use_1_40_small_letters)),
        MappingFault::System => FieldProblem::new("system", say!(exchange_use_1_40_small_letters)),
        MappingFault::Label => FieldProblem::new("name_zh", say!(exchange_give_name_up_60_characters)),
        MappingFault::Source => FieldProblem::new("source_zh", say!(exchange_say_whose_export_which_day)),
        MappingFault::NumberMissing => FieldProblem::new("columns", say!(exchange_no_column_feeds_order_number)),
        MappingFault::TextMissing => FieldProblem::new("columns", say!(exchange_column_must_feed_title_content)),
        MappingFault::TitleTwice(title) => {
            FieldProblem::new("columns", say!(exchange_title_feeds_two_fields_keep, title))
        }
        MappingFault::ValueTwice(words) => {
            FieldProblem::new("categories", say!(exchange_words_stands_twice_keep_one, words))
        }
        MappingFault::ValueEmpty(line) => {
            FieldProblem::new("categories", say!(exchange_line_incomplete_write_word_code, line))
        }
    }
}
