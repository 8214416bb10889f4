//! What a file looks like to whoever says which column is which: its sheets, its titles with what stands below them, and what would be
//! proposed.

use changxiao_domain::{
    divisions::WrittenNames,
    orgs::Actor,
    synonyms::nearest,
    text::{look, narrowed},
    written::read_day,
};
use changxiao_files::sheets::{Column, ColumnMap, Fed, Problems, Reading, Sheet};
use changxiao_words::Lang;

use super::{ImportRequest, Kind, check_permission, read::book, sorts::sort_of, templates::columns_to_map};
use crate::{App, AppError, model::CityModel, synonyms::choices};

/// A file as it is shown beside our columns.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The sheets that have something in them.
    pub sheets: Vec<String>,
    /// The one that is read.
    pub sheet: String,
    /// The row of its titles, as people see it.
    pub header_row: u32,
    /// Titles with the first thing that stands below each.
    pub titles: Vec<(String, String)>,
    pub columns: Vec<FeedOf>,
}

/// What feeds one of our columns.
#[derive(Clone, Debug)]
pub struct FeedOf {
    pub column: Column,
    /// Titles of the sheet; empty where nothing feeds it.
    pub fed: Fed,
    /// Nothing was found by the titles: this was proposed by its name or by what stands below it.
    pub is_proposed: bool,
}

/// So many rows tell what stands in a column.
const SAMPLE_ROWS: usize = 60;
/// The longest sample that is shown, in characters.
const SAMPLE: usize = 24;

/// The shape of a file of this kind. Errors: not permitted; the file is no sheet, or lists of this kind are none.
pub async fn shape(app: &App, actor: &Actor, request: &ImportRequest) -> Result<Shape, AppError> {
    check_permission(actor, request.kind)?;
    let columns = columns_to_map(request.kind).ok_or(AppError::NotFound("columns"))?;
    let model = app.model(actor.city).await?;
    let (kind, bytes, name) = (request.kind, request.bytes.clone(), request.file_name.clone());
    let reading = request.options.reading.clone();
    let read = tokio::task::spawn_blocking(move || -> Result<Shape, Problems> {
        let book = book(&bytes, &name)?;
        let sheets: Vec<String> = book.names().map(str::to_owned).collect();
        let sheet = book.best(columns, &reading)?;
        let header_row = sheet.header_row;
        let columns = feeds(&model, kind, columns, &sheet, &reading);
        let titles = sheet.header.iter().enumerate().filter(|(_, title)| !title.is_empty());
        let titles = titles.map(|(at, title)| (title.clone(), sample(&sheet, at))).collect();
        Ok(Shape { sheets, sheet: sheet.name, header_row, titles, columns })
    });
    read.await
        .map_err(|problem| AppError::Broken(format!("reading thread: {problem}")))?
        .map_err(|problems| AppError::Import(Box::new(problems)))
}

fn feeds(model: &CityModel, kind: Kind, columns: &[Column], sheet: &Sheet, reading: &Reading) -> Vec<FeedOf> {
    let map = ColumnMap::partly(sheet, columns, reading);
    let mut free: Vec<usize> =
        (0..sheet.header.len()).filter(|at| !map.uses(*at) && !sheet.header[*at].is_empty()).collect();
    let known = Known { model, places: WrittenNames::new(&model.divisions, None) };
    let feed = |column: &Column| {
        if let Some(fed) = reading.columns.get(column.code) {
            return FeedOf { column: *column, fed: fed.clone(), is_proposed: false };
        }
        let fed = |at: usize| Fed { titles: vec![sheet.header[at].clone()], part: 0 };
        if let Some(at) = map.place(column.code) {
            return FeedOf { column: *column, fed: fed(at), is_proposed: false };
        }
        let proposed = by_title(column, sheet, &free).or_else(|| known.by_content(kind, column, sheet, &free));
        free.retain(|at| Some(*at) != proposed);
        let is_proposed = proposed.is_some();
        FeedOf { column: *column, fed: proposed.map(fed).unwrap_or_default(), is_proposed }
    };
    columns.iter().map(feed).collect()
}

/// The free column whose title comes near to one of ours.
fn by_title(column: &Column, sheet: &Sheet, free: &[usize]) -> Option<usize> {
    let titles = free.iter().map(|at| (sheet.header[*at].as_str(), *at));
    let near = |title: &str| nearest(title, titles.clone()).first().copied();
    let own = column.titles().filter(|title| *title != column.code);
    own.filter_map(near).next()
}

struct Known<'a> {
    model: &'a CityModel,
    places: WrittenNames<'a>,
}

impl Known<'_> {
    /// The free column of which most cells say what this column may hold.
    fn by_content(&self, kind: Kind, column: &Column, sheet: &Sheet, free: &[usize]) -> Option<usize> {
        let sort = sort_of(kind, column.code).unwrap_or(column.code);
        let words: Vec<String> = match sort {
            "unit" | "site_type" | "category" => {
                let all: Vec<_> = Lang::ALL.iter().flat_map(|lang| choices(self.model, sort, *lang)).collect();
                all.iter().flat_map(|meant| [look(&meant.name), look(&meant.code)]).collect()
            }
            "division" | "longitude" | "latitude" | "date" => Vec::new(),
            _ => return None,
        };
        let degrees = |text: &str| narrowed(text).parse::<f64>().ok().filter(|number| number.fract() != 0.0);
        let fits = |text: &str| match sort {
            "division" => self.places.find(&[text]).is_ok(),
            // China lies between these (GB/T 2260 names no place outside).
            "longitude" => degrees(text).is_some_and(|number| (73.0..136.0).contains(&number)),
            "latitude" => degrees(text).is_some_and(|number| (3.0..54.0).contains(&number)),
            "date" => read_day(text).is_some(),
            _ => words.contains(&look(text)),
        };
        let share = |at: usize| {
            let cells = sheet.rows.iter().take(SAMPLE_ROWS).map(|row| row.cell(at).trim());
            let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
            cells.iter().filter(|cell| fits(cell)).count() * 100 / cells.len().max(1)
        };
        free.iter()
            .copied()
            .map(|at| (share(at), at))
            .filter(|(share, _)| *share >= 60)
            .max_by_key(|(share, _)| *share)
            .map(|(_, at)| at)
    }
}

fn sample(sheet: &Sheet, at: usize) -> String {
    let mut cells = sheet.rows.iter().take(SAMPLE_ROWS).map(|row| row.cell(at).trim());
    cells.find(|cell| !cell.is_empty()).map_or_else(String::new, |cell| cell.chars().take(SAMPLE).collect())
}
