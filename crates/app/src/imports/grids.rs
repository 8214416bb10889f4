//! Grids (网格): a list with village and staff, with or without outlines; as a sheet, or as GeoJSON whose features carry the same columns.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use changxiao_domain::{
    divisions::DivisionCode,
    geo::Outline,
    grids::{GRID_CHARS, Grid, may_lie_in},
    ids::PostId,
};
use changxiao_files::sheets::{Cell, Column, CsvWriter, Fields, Problems, SheetError, Table, Why};
use changxiao_store::grids::GridRow;
use changxiao_words::{Lang, Message, Value, keys, say};

use super::{
    context::Context,
    finders::{PlaceFinder, PostFinder},
    plan::{Plan, PreviewField, Write, compared},
    reasons::{not_json, of_file, why},
};
use crate::{
    grids::{said, towns_of},
    model::grid,
};

const CODE: Column =
    Column::required("code", keys::grids_code, &["网格编码", "网格编号", "编码", "编号", "代码", "Code"]);
const NAME: Column = Column::required("name", keys::grids_name, &["名称", "Name"]);
const DIVISION: Column = Column::required(
    "division",
    keys::grids_division,
    &["所属社区", "村社区", "社区", "所在区划", "区划", "区划代码", "village"],
);
const STAFF: Column = Column::optional("staff", keys::grids_staff, &["网格员", "专职网格员", "网格长"]);
const GEOMETRY: Column = Column::optional("geometry", keys::grids_geometry, &["边界", "边界坐标"]);
const UNTIL: Column =
    Column::optional("valid_until", keys::grids_until, &["失效日期", "截止日期", "终止日期", "撤销日期"]);
pub(super) const COLUMNS: &[Column] = &[CODE, NAME, DIVISION, STAFF, GEOMETRY, UNTIL];

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let (places, posts) = (PlaceFinder::new(&context.model), PostFinder::new(&context.model, &context.people));
    let known: HashMap<&str, &GridRow> = context.grids.iter().map(|grid| (grid.code.as_str(), grid)).collect();
    let (mut problems, mut added, mut changed) = (Problems::default(), Vec::new(), Vec::new());
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut plan = Plan::new(Write::Grids { added: Vec::new(), changed: Vec::new() });
    plan.unknown_columns = columns.unknown().to_vec();
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let Some((old, new)) = read(&known, (&places, &posts), &fields, &mut problems) else { continue };
        if let Some(first_row) = seen.insert(new.code.clone(), row.number) {
            problems.add(fields.problem("code", Why::Duplicate { first_row }));
            continue;
        }
        let unchanged = plan.unchanged;
        let label = format!("{} {}", new.code, new.name);
        plan.note(Some(row.number), label, old.is_none(), differences(context, &posts, old, &new));
        if plan.unchanged == unchanged {
            if old.is_some() { changed.push(new) } else { added.push(new) }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.remarks = faults(context, added.iter().chain(&changed));
    plan.write = Write::Grids { added, changed };
    Ok(plan)
}

fn read<'a>(
    known: &HashMap<&str, &'a GridRow>,
    (places, posts): (&PlaceFinder<'_>, &PostFinder<'_>),
    fields: &Fields<'_>,
    problems: &mut Problems,
) -> Option<(Option<&'a GridRow>, GridRow)> {
    let code = problems.take(short(fields, "code"));
    let name = problems.take(short(fields, "name"));
    let division = problems.take(division_of(places, fields));
    let old = code.as_ref().and_then(|code| known.get(code.as_str())).copied();
    let before = old.and_then(|old| old.staff);
    let staff = match fields.says_nothing("staff") {
        true => Some(None),
        false => problems.take(posts.find(fields, "staff", None, before)).map(|staff| staff.or(before)),
    };
    let drawn = match fields.says_nothing("geometry") {
        true => Some(None),
        false => {
            problems.take(outline_of(fields)).map(|drawn| drawn.or_else(|| old.and_then(|old| old.geometry.clone())))
        }
    };
    let until = match fields.says_nothing("valid_until") {
        true => Some(None),
        false => problems.take(fields.date("valid_until")).map(|until| until.or(old.and_then(|old| old.valid_until))),
    };
    let new = GridRow {
        code: code?,
        name: name?,
        division: division?.padded(),
        staff: staff?,
        geometry: drawn?,
        valid_until: until?,
        version: old.map_or(1, |old| old.version),
    };
    Some((old, new))
}

fn short(fields: &Fields<'_>, column: &str) -> Result<String, SheetError> {
    let text = match column {
        "code" => fields.code(column).ok_or_else(|| Box::new(fields.problem(column, Why::Required)))?.into_owned(),
        _ => fields.required(column)?.to_owned(),
    };
    if text.chars().count() > GRID_CHARS {
        let long = why(
            "import_name_too_long",
            say!(imports_name_more_than_name_chars, name_chars = GRID_CHARS),
            say!(imports_shorten),
        );
        return Err(Box::new(fields.problem(column, long)));
    }
    Ok(text)
}

/// A grid lies in a town or in a village.
fn division_of(places: &PlaceFinder<'_>, fields: &Fields<'_>) -> Result<DivisionCode, SheetError> {
    let found = places.find(fields, "division")?.ok_or_else(|| Box::new(fields.problem("division", Why::Required)))?;
    if !may_lie_in(found) {
        let wide = why("import_grid_too_wide", say!(grids_too_wide), say!(grids_name_village));
        return Err(Box::new(fields.problem("division", wide)));
    }
    Ok(found)
}

/// The geometry of a cell, written as it is kept.
fn outline_of(fields: &Fields<'_>) -> Result<Option<String>, SheetError> {
    let Some(text) = fields.optional("geometry") else { return Ok(None) };
    let outline = Outline::read_one(text)
        .map_err(|problem| Box::new(fields.problem("geometry", not_json(&problem.to_string()))))?;
    Ok(Some(outline.to_geojson().to_string()))
}

fn differences(context: &Context, posts: &PostFinder<'_>, old: Option<&GridRow>, new: &GridRow) -> Vec<PreviewField> {
    let none = || Value::from("");
    let of = |column, read: &dyn Fn(&GridRow) -> Value| compared(column, old.map_or_else(none, read), read(new));
    let points = |row: &GridRow| row.geometry.as_ref().map_or(0, |text| text.matches('[').count().saturating_sub(3));
    let shown = |n: usize| if n == 0 { String::new() } else { n.to_string() };
    let before = old.map_or_else(String::new, |old| shown(points(old)));
    let mut after = shown(points(new));
    // As many points at other places are another outline.
    if old.is_some_and(|old| old.geometry != new.geometry) && before == after {
        after.push_str(" ≠");
    }
    let staff = |post: Option<PostId>| -> Value {
        let login = posts.login_of(post);
        let label =
            |lang| post.map_or_else(String::new, |post| format!("{login} {}", context.model.post_label(post, lang)));
        Value::named(label(Lang::Zh), label(Lang::En))
    };
    vec![
        of(&NAME, &|row| row.name.as_str().into()),
        of(&DIVISION, &|row| context.model.place_value(row.division)),
        of(&STAFF, &|row| staff(row.staff)),
        compared(&GEOMETRY, before, after),
        of(&UNTIL, &|row| row.valid_until.map_or_else(String::new, |day| day.to_string()).into()),
    ]
}

/// Where grids overlap and what they leave open, in the towns that the list touches, once its rows are in.
fn faults<'a>(context: &Context, brought: impl Iterator<Item = &'a GridRow>) -> Vec<Message> {
    let mut after: BTreeMap<&str, Grid> =
        context.grids.iter().filter_map(|row| Some((row.code.as_str(), grid(row.clone()).ok()?))).collect();
    let mut touched = BTreeSet::new();
    for row in brought {
        if let Ok(grid) = grid(row.clone()) {
            touched.extend(towns_of([&grid]));
            after.insert(row.code.as_str(), grid);
        }
    }
    let grids: Vec<&Grid> = after.values().filter(|grid| grid.in_force(context.day)).collect();
    said(&context.model, &grids, touched)
}

/// GeoJSON features (RFC 7946) as the sheet that says the same: their properties are its columns.
///
/// Errors: no FeatureCollection.
pub(super) fn as_sheet(context: &Context, bytes: &[u8]) -> Result<Vec<u8>, Problems> {
    let name = &context.file_name;
    let text = std::str::from_utf8(bytes).map_err(|_| of_file(name, Why::UnknownEncoding))?;
    let broken = |problem: String| of_file(name, not_json(&problem));
    let collection: serde_json::Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|problem| broken(problem.to_string()))?;
    let features = collection["features"].as_array().ok_or_else(|| broken("features".to_owned()))?;
    let mut writer =
        CsvWriter::new(COLUMNS.iter().map(|column| column.code)).map_err(|problem| broken(problem.to_string()))?;
    for feature in features {
        let property = |column: &Column| match &feature["properties"][column.code] {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        let cell = |column: &Column| match column.code {
            "geometry" if feature["geometry"].is_null() => String::new(),
            "geometry" => feature["geometry"].to_string(),
            _ => property(column),
        };
        let cells: Vec<_> = COLUMNS.iter().map(|column| Cell::Text(cell(column))).collect();
        writer.row(&cells).map_err(|problem| broken(problem.to_string()))?;
    }
    writer.take().map_err(|problem| broken(problem.to_string()))
}

/// Whether a file is JSON and no sheet.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let begins = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).iter().find(|byte| !byte.is_ascii_whitespace());
    begins == Some(&b'{')
}
