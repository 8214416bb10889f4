//! One step from what ships with the product.

use changxiao_domain::{
    divisions::{Division, DivisionCode, Divisions, Level},
    founding::Step,
    ids::CityId,
    orgs::Actor,
    standards::{StandardFile, SystemStatus},
    time::Day,
};
use changxiao_store::divisions::{self, DivisionRow};
use changxiao_words::{Key, Lang, keys, say};

use super::{
    pattern,
    view::{may, require},
};
use crate::{
    App, AppError,
    cities::{
        BUILT_IN_CATEGORIES, BUILT_IN_HOLIDAYS, BUILT_IN_STANDARD,
        country::Country,
        reference,
        shipped::{SHIPPED, ShippedCity},
    },
    imports::{self, ImportOptions, ImportRequest, Kind},
    model::CityModel,
};

/// What a step brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
}

/// Whether the product brings something for this step; the others are the city's own lists.
pub const fn is_built_in(step: Step) -> bool {
    matches!(step, Step::Divisions | Step::Outlines | Step::Holidays | Step::Standard | Step::Filing | Step::Units)
}

/// Whether something ships for this city: outlines do for a few.
pub fn ships(step: Step, model: &CityModel) -> bool {
    is_built_in(step) && (step != Step::Outlines || outlines_of(model).is_some())
}

fn outlines_of(model: &CityModel) -> Option<&'static ShippedCity> {
    SHIPPED.iter().find(|shipped| shipped.code == model.city.code)
}

/// Brings in what ships for a step; again it changes nothing. `from` is the day from which units count, today where none is given.
///
/// Errors: not permitted; nothing ships for the step; the field `step`: nothing ships for this city, or an earlier step is missing.
pub async fn carry_out(app: &App, actor: &Actor, step: Step, from: Option<Day>) -> Result<Brought, AppError> {
    require(actor)?;
    if !is_built_in(step) || !may(actor, step) {
        return Err(AppError::NotFound("step"));
    }
    let model = app.model(actor.city).await?;
    let bring = |kind: Kind, name: Key, bytes: String, edition: Option<String>| {
        let options = ImportOptions { edition, valid_from: from, takes_for_own: true, ..ImportOptions::default() };
        let file_name = name.text(Lang::RECORDS).to_owned();
        ImportRequest { kind, file_name, bytes: bytes.into_bytes(), dry_run: false, options }
    };
    match step {
        Step::Divisions => {
            let (list, edition) = divisions_of(app, &model).await?;
            import(app, actor, bring(Kind::Divisions, keys::founding_source_divisions, list, Some(edition))).await
        }
        Step::Outlines => {
            let shipped = outlines_of(&model).ok_or_else(|| AppError::field("step", say!(founding_no_outlines)))?;
            let outlines = shipped.outlines.to_owned();
            import(app, actor, bring(Kind::Outlines, keys::founding_source_outlines, outlines, None)).await
        }
        Step::Holidays => {
            let days = BUILT_IN_HOLIDAYS.to_owned();
            import(app, actor, bring(Kind::Holidays, keys::founding_source_holidays, days, None)).await
        }
        Step::Standard => standard(app, actor, &model).await,
        Step::Filing => {
            let list = BUILT_IN_CATEGORIES.to_owned();
            import(app, actor, bring(Kind::Categories, keys::founding_source_filing, list, None)).await
        }
        Step::Units => {
            if model.divisions.is_empty() {
                return Err(AppError::field("step", say!(founding_divisions_first)));
            }
            let sheets = pattern::sheets(app, &model)?;
            let source = keys::founding_source_units;
            let brought = import(app, actor, bring(Kind::Units, source, sheets.units, None)).await?;
            if let Some(duties) = sheets.responsibilities {
                import(app, actor, bring(Kind::Responsibilities, source, duties, None)).await?;
            }
            import(app, actor, bring(Kind::Matrix, source, sheets.matrix, None)).await?;
            Ok(brought)
        }
        Step::City | Step::People | Step::Sites | Step::Inspection => Err(AppError::NotFound("step")),
    }
}

async fn import(app: &App, actor: &Actor, request: ImportRequest) -> Result<Brought, AppError> {
    let outcome = imports::import(app, actor, request, &|_, _| {}).await?;
    Ok(Brought { added: outcome.added, changed: outcome.changed, unchanged: outcome.unchanged })
}

/// The city's divisions as a sheet, with their edition: from the shelf of the country where a newer list was brought there, else from
/// the list that ships.
async fn divisions_of(app: &App, model: &CityModel) -> Result<(String, String), AppError> {
    let missing = || AppError::field("step", say!(founding_city_not_listed, code = model.city.code.clone()));
    let city = DivisionCode::new(model.city.id.0).map_err(|_| missing())?;
    let shelf = of_shelf(app, city).await?;
    if shelf.iter().any(|row| row.code == city.padded()) {
        let edition = shelf.iter().map(|row| row.edition.clone()).max().unwrap_or_default();
        return Ok((sheet(&of_rows(shelf)?), edition));
    }
    let (list, edition) = tokio::task::spawn_blocking(move || {
        let country = Country::unpack()?;
        let edition = country.list()?.edition().to_owned();
        Ok::<_, AppError>((country.around(city)?, edition))
    })
    .await
    .map_err(|problem| AppError::Broken(format!("unpacking thread: {problem}")))??;
    if list.is_empty() {
        return Err(missing());
    }
    Ok((sheet(&list), edition))
}

async fn of_shelf(app: &App, city: DivisionCode) -> Result<Vec<DivisionRow>, AppError> {
    let above = |level| city.at_level(level).unwrap_or(city).padded();
    let above = [above(Level::Province), above(Level::Prefecture)];
    Ok(divisions::around(app.db(), CityId::COUNTRY, city.range(), above).await?)
}

fn of_rows(rows: Vec<DivisionRow>) -> Result<Divisions, AppError> {
    let broken = |problem: &dyn std::fmt::Display| AppError::Broken(format!("divisions: {problem}"));
    let code = |padded| DivisionCode::from_padded(padded).map_err(|problem| broken(&problem));
    let list = rows.into_iter().map(|row| {
        let parent = row.parent.map(code).transpose()?;
        Ok(Division { parent, ..Division::new(code(row.code)?, row.name) })
    });
    Divisions::new(list.collect::<Result<Vec<_>, AppError>>()?).map_err(|problem| broken(&problem))
}

/// A sheet of divisions; their names hold neither commas nor quotes.
fn sheet(list: &Divisions) -> String {
    let mut sheet = "code,name\n".to_owned();
    for division in list.iter() {
        sheet.push_str(&format!("{},{}\n", division.code, division.name.replace([',', '"'], "，")));
    }
    sheet
}

/// The evaluation system that ships is in force at once: a draft of the city takes its place when the city puts one in force.
async fn standard(app: &App, actor: &Actor, model: &CityModel) -> Result<Brought, AppError> {
    let file =
        StandardFile::parse(BUILT_IN_STANDARD).map_err(|problem| AppError::Broken(format!("standard: {problem}")))?;
    let is_there =
        |key: &str, edition: &str| model.systems.iter().any(|(row, _)| row.key == key && row.edition == edition);
    let (system, row) = reference::system_of(app, file, SystemStatus::BuiltIn)?;
    let rows = system.nodes.len() + system.site_types.len() + system.check_items.len() + system.survey_items.len();
    if is_there(&system.key, &system.version) {
        return Ok(Brought { unchanged: rows as u64, ..Brought::default() });
    }
    let source = keys::founding_source_standard.text(Lang::RECORDS);
    imports::bring_standard(app, actor, (source, BUILT_IN_STANDARD), row, rows).await?;
    Ok(Brought { added: rows as u64, ..Brought::default() })
}
