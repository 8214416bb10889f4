//! Puts reference data into a city: divisions, outlines, calendar, standard, categories, scheme. Each may be put again
//! without harm, except that a standard or category list of the same key and edition is refused by the store.

use changxiao_domain::{
    calendar::DayKind,
    categories::CategorySet,
    divisions::{Division, Divisions, Level},
    geo::read_outlines,
    ids::{CategorySetId, CityId, SystemId},
    standards::{StandardFile, System, SystemStatus},
    time::Day,
};
use changxiao_store::{
    Tx, calendar,
    cities::{self, Setting},
    divisions::{self, DivisionRow},
    standards::{self, CategorySetRow, SystemRow},
};

use crate::{App, AppError};

/// Divisions from CSV without quoted fields, `code,name,level,parent`, as the shipped files are. Errors name the line.
pub fn read_divisions(csv: &str) -> Result<Divisions, AppError> {
    let list = csv
        .lines()
        .enumerate()
        .skip(1)
        .map(|(line, text)| {
            let broken = || AppError::Broken(format!("divisions, line {}: {text}", line + 1));
            let fields: Vec<&str> = text.split(',').collect();
            let &[code, name, level, parent] = fields.as_slice() else { return Err(broken()) };
            let parent = match parent {
                "" => None,
                code => Some(code.parse().map_err(|_| broken())?),
            };
            let level = Level::parse(level).ok_or_else(broken)?;
            Ok(Division { code: code.parse().map_err(|_| broken())?, name: name.to_owned(), level, parent })
        })
        .collect::<Result<Vec<_>, AppError>>()?;
    Divisions::new(list).map_err(|problem| AppError::Broken(format!("divisions: {problem}")))
}

/// `edition` says which year's list it is.
pub async fn put_divisions(tx: &mut Tx, city: CityId, list: &Divisions, edition: &str) -> Result<(), AppError> {
    let rows = list.iter().map(|division| DivisionRow {
        code: division.code.padded(),
        level: division.level.code().to_owned(),
        name: division.name.clone(),
        parent: division.parent.map(|parent| parent.padded()),
        edition: edition.to_owned(),
    });
    Ok(divisions::put(tx, city, rows).await?)
}

/// Outlines from a GeoJSON FeatureCollection whose features carry `code` and `name`.
pub async fn put_outlines(tx: &mut Tx, city: CityId, geojson: &str, source: &str) -> Result<(), AppError> {
    let outlines = read_outlines(geojson).map_err(|problem| AppError::Broken(format!("outlines: {problem}")))?;
    for named in outlines {
        divisions::put_outline(tx, city, named.code.padded(), &named.outline.to_geojson().to_string(), source).await?;
    }
    Ok(())
}

/// Days off and make-up workdays from CSV without quoted fields, `date,kind,name`. Errors name the line.
pub fn read_holidays(csv: &str) -> Result<Vec<(Day, DayKind, String)>, AppError> {
    let days = csv.lines().enumerate().skip(1).map(|(line, text)| {
        let broken = || AppError::Broken(format!("holidays, line {}: {text}", line + 1));
        let fields: Vec<&str> = text.split(',').collect();
        let &[day, kind, name] = fields.as_slice() else { return Err(broken()) };
        let kind = DayKind::parse(kind).ok_or_else(broken)?;
        Ok((day.parse().map_err(|_| broken())?, kind, name.to_owned()))
    });
    days.collect()
}

/// Saves the days that [`read_holidays`] reads.
pub async fn put_holidays(tx: &mut Tx, city: CityId, csv: &str, source: &str) -> Result<(), AppError> {
    for (day, kind, name) in read_holidays(csv)? {
        let row = calendar::CalendarDay { day, kind: kind.code().to_owned(), name, source: source.to_owned() };
        calendar::put(tx, city, &row).await?;
    }
    Ok(())
}

/// Keeps an evaluation system under a new id.
pub async fn put_standard(
    app: &App,
    tx: &mut Tx,
    city: CityId,
    file: StandardFile,
    status: SystemStatus,
) -> Result<System, AppError> {
    let (system, row) = system_of(app, file, status)?;
    standards::insert_system(tx, city, &row).await?;
    Ok(system)
}

/// An evaluation system under a new id, and its row. Errors: it cannot be written down.
pub(crate) fn system_of(app: &App, file: StandardFile, status: SystemStatus) -> Result<(System, SystemRow), AppError> {
    let system = file.into_system(app.new_id(SystemId));
    let row = SystemRow {
        id: system.id,
        key: system.key.clone(),
        edition: system.version.clone(),
        name: system.name_zh.clone(),
        status,
        effective_from: system.effective_from,
        document: serde_json::to_string(&system).map_err(|problem| AppError::Broken(problem.to_string()))?,
        changed_at: app.now(),
        version: 1,
    };
    Ok((system, row))
}

/// Keeps a category list in force from `from`.
pub async fn put_categories(
    app: &App,
    tx: &mut Tx,
    city: CityId,
    json: &str,
    from: Day,
) -> Result<CategorySet, AppError> {
    let set = CategorySet::parse(json).map_err(|problem| AppError::Broken(format!("categories: {problem}")))?;
    let row = CategorySetRow {
        id: app.new_id(CategorySetId),
        key: set.key.clone(),
        edition: set.version.clone(),
        effective_from: from,
        document: json.to_owned(),
        version: 1,
    };
    standards::insert_category_set(tx, city, &row).await?;
    Ok(set)
}

/// The score scheme that a city starts with.
pub async fn put_scheme(tx: &mut Tx, city: CityId, json: &str, source: &str, from: Day) -> Result<(), AppError> {
    let setting = Setting {
        key: "score_scheme".to_owned(),
        document: json.to_owned(),
        source: source.to_owned(),
        effective_from: from,
        version: 0,
    };
    if cities::put_setting(tx, city, &setting).await? { Ok(()) } else { Err(AppError::Conflict) }
}
