//! Sites (点位): with coordinates in any of the four systems in which they reach a city.

use changxiao_words::{Lang, Value, keys, say};
use std::collections::HashMap;

use changxiao_domain::{
    divisions::{DivisionCode, Level},
    geo::{Datum, Position},
    ids::SiteId,
    sites::NAME_CHARS,
};
use changxiao_files::sheets::{Column, Fields, Problems, SheetError, Table, Why};
use changxiao_store::sites::SiteRow;

use super::{
    context::Context,
    finders::{PlaceFinder, PostFinder, UnitFinder},
    plan::{Plan, PreviewField, Write, compared},
    reasons::{self, why},
};
use crate::model::CityModel;

const NUMBER: Column = Column::optional("number", keys::imports_column_number, &["编号", "Number"]);
const NAME: Column = Column::required("name", keys::imports_column_sites_name, &["名称", "site_name"]);
const NAME_EN: Column = Column::optional("name_en", keys::imports_english_name, &["英文名"]);
const TYPE: Column = Column::required(
    "site_type",
    keys::imports_column_site_type,
    &["类型", "类型代码", "点位类别", "场所类型", "场所类别", "Type", "Type code"],
);
const DIVISION: Column = Column::optional(
    "division",
    keys::imports_column_sites_division,
    &["区划", "区划代码", "村社区", "社区", "Division code"],
);
const LONGITUDE: Column =
    Column::optional("longitude", keys::imports_column_longitude, &["lon", "lng", "经度 WGS-84", "Longitude WGS-84"]);
const LATITUDE: Column =
    Column::optional("latitude", keys::imports_column_latitude, &["lat", "纬度 WGS-84", "Latitude WGS-84"]);
const DATUM: Column = Column::optional("datum", keys::imports_column_datum, &["crs"]);
const UNIT: Column = Column::optional("unit", keys::imports_column_sites_unit, &["单位"]);
const HOLDER: Column =
    Column::optional("holder", keys::imports_column_holder, &["点位长", "点位长岗位", "Duty holder (post)"]);
const DEPUTY: Column =
    Column::optional("deputy", keys::imports_column_deputy, &["副点位长", "副点位长岗位", "Deputy (post)"]);
const ACTIVE: Column = Column::optional("active", keys::imports_column_active, &[]);
pub(super) const COLUMNS: &[Column] =
    &[NUMBER, NAME, NAME_EN, TYPE, DIVISION, LONGITUDE, LATITUDE, DATUM, UNIT, HOLDER, DEPUTY, ACTIVE];

const YES_NO: &[(&str, bool)] = &[
    ("是", true),
    ("否", false),
    ("yes", true),
    ("no", false),
    ("1", true),
    ("0", false),
    ("true", true),
    ("false", false),
];

/// What rows are looked up in.
struct Known<'a> {
    context: &'a Context,
    units: UnitFinder,
    places: PlaceFinder<'a>,
    posts: PostFinder<'a>,
    types: Vec<(&'a str, &'a str)>,
    by_number: HashMap<i64, &'a SiteRow>,
    /// A site without a number in the sheet is the one of its type and name in its division.
    by_name: HashMap<(&'a str, &'a str, i64), &'a SiteRow>,
}

impl Known<'_> {
    /// The smallest division of the city whose outline holds a position in micro-degrees; none above a county.
    fn smallest_around(&self, (lon_e6, lat_e6): (i64, i64)) -> Option<DivisionCode> {
        let model = &self.context.model;
        let position = Position { lon_e6, lat_e6 };
        let holds = model.outlines.iter().filter(|(code, outline)| {
            code.level() >= Level::County && model.divisions.get(*code).is_some() && outline.contains(position)
        });
        holds.map(|(code, _)| *code).max_by_key(|code| code.level())
    }
}

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let known = Known {
        context,
        units: UnitFinder::new(&context.model),
        places: PlaceFinder::new(&context.model),
        posts: PostFinder::new(&context.model, &context.people),
        types: types(&context.model),
        by_number: context.sites.iter().map(|site| (site.number, site)).collect(),
        by_name: context
            .sites
            .iter()
            .map(|site| ((site.site_type.as_str(), site.name.as_str(), site.division), site))
            .collect(),
    };
    let (mut problems, mut added, mut changed) = (Problems::default(), Vec::new(), Vec::new());
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut plan = Plan::new(Write::Sites { added: Vec::new(), changed: Vec::new(), highest: 0 });
    plan.unknown_columns = columns.unknown().to_vec();
    let mut placed = 0_u64;
    let mut left_open: Vec<u32> = Vec::new();
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let Some((old, new)) = read(&known, &fields, &mut problems) else { continue };
        placed += u64::from(fields.optional("division").is_none() && old.is_none());
        let key = old
            .map_or_else(|| format!("{} {} {}", new.site_type, new.division, new.name), |old| old.number.to_string());
        if let Some(first_row) = seen.insert(key, row.number) {
            problems.add(fields.problem("name", Why::Duplicate { first_row }));
            continue;
        }
        if is_left_open(&context.model, old, &new) {
            left_open.push(row.number);
        }
        let unchanged = plan.unchanged;
        plan.note(Some(row.number), &new.name, old.is_none(), differences(&known, old, &new));
        if plan.unchanged == unchanged {
            if old.is_some() { changed.push(new) } else { added.push(new) }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if placed > 0 {
        plan.remarks.push(say!(imports_placed_by_position, n = placed));
    }
    if let Some(row) = left_open.first().copied() {
        plan.remarks.push(say!(imports_in_no_grid, n = left_open.len(), row));
    }
    let highest = context.sites.iter().map(|site| site.number).max().unwrap_or(0);
    plan.write = Write::Sites { added, changed, highest };
    Ok(plan)
}

/// Whether a site lies in no grid although the place around it has grids; one that stays where it is is nobody's fault.
fn is_left_open(model: &CityModel, old: Option<&SiteRow>, new: &SiteRow) -> bool {
    let stays = old.is_some_and(|old| (old.division, old.position) == (new.division, new.position));
    let position = new.position.and_then(|(lon, lat)| Position::new(lon, lat).ok());
    let division = DivisionCode::from_padded(new.division).ok();
    !stays && division.zip(position).is_some_and(|(division, position)| model.left_open(division, position).is_some())
}

fn read<'a>(known: &Known<'a>, fields: &Fields<'_>, problems: &mut Problems) -> Option<(Option<&'a SiteRow>, SiteRow)> {
    let context = known.context;
    let number = problems.take(fields.integer("number", 1..=999_999_999_999));
    let name = problems.take(name_of(fields));
    let site_type = problems.take(
        fields
            .one_of("site_type", &known.types)
            .and_then(|kind| kind.ok_or_else(|| Box::new(fields.problem("site_type", Why::Required)))),
    );
    let written = problems.take(division_of(known, fields));
    let numbered = number.flatten().and_then(|number| known.by_number.get(&number)).copied();
    let position = problems.take(position_of(context, fields, written.flatten(), numbered));
    let unit = problems.take(known.units.find(fields, "unit"));
    let active = problems.take(fields.one_of("active", YES_NO));
    let unit = unit?;
    let division = written.and_then(|written| {
        // What a list leaves out stays as it is; a new site is where its position is.
        let before = || numbered.and_then(|site| DivisionCode::from_padded(site.division).ok());
        let around = || position.flatten().and_then(|position| known.smallest_around(position));
        let found = written.or_else(before).or_else(around);
        problems.take(found.ok_or_else(|| Box::new(fields.problem("division", Why::Required))))
    });
    let (held, stood_in) = (numbered.and_then(|site| site.holder), numbered.and_then(|site| site.deputy));
    let holder = problems.take(known.posts.find(fields, "holder", unit, held));
    let deputy = problems.take(known.posts.find(fields, "deputy", unit, stood_in));
    let (number, name, site_type, division, position, active, holder, deputy) =
        (number?, name?, site_type?, division?, position?, active?, holder?, deputy?);
    if deputy.is_some() && (holder.is_none() || holder == deputy) {
        let apart = why(
            "import_deputy",
            say!(imports_deputy_another_person_than_duty),
            say!(imports_fill_duty_holder_name_somebody),
        );
        problems.add(fields.problem("deputy", apart));
        return None;
    }
    let old = match number {
        Some(number) => match known.by_number.get(&number) {
            Some(site) => Some(*site),
            None => {
                let unknown =
                    why("import_unknown_site", say!(imports_no_site_number), say!(imports_leave_number_new_site_empty));
                problems.add(fields.problem("number", unknown));
                return None;
            }
        },
        None => known.by_name.get(&(site_type, name, division.padded())).copied(),
    };
    let new = SiteRow {
        id: old.map_or_else(|| context.app.new_id(SiteId), |old| old.id),
        number: old.map_or(0, |old| old.number),
        site_type: site_type.to_owned(),
        name: name.to_owned(),
        name_en: fields
            .optional("name_en")
            .map_or_else(|| old.map_or_else(String::new, |old| old.name_en.clone()), str::to_owned),
        generated: old.is_some_and(|old| old.generated),
        division: division.padded(),
        // An empty cell keeps what is known; a place is not lost because one list leaves it out.
        position: position.or(old.and_then(|old| old.position)),
        unit: unit.or(old.and_then(|old| old.unit)),
        holder: holder.or(old.and_then(|old| old.holder)),
        deputy: deputy.or(old.and_then(|old| old.deputy)),
        active: active.unwrap_or_else(|| old.is_none_or(|old| old.active)),
        created_at: old.map_or_else(|| context.app.now(), |old| old.created_at),
        version: old.map_or(1, |old| old.version),
    };
    Some((old, new))
}

fn name_of<'a>(fields: &Fields<'a>) -> Result<&'a str, SheetError> {
    let name = fields.required("name")?;
    if name.chars().count() > NAME_CHARS {
        let long = why(
            "import_name_too_long",
            say!(imports_name_more_than_name_chars, name_chars = NAME_CHARS),
            say!(imports_shorten),
        );
        return Err(Box::new(fields.problem("name", long)));
    }
    Ok(name)
}

/// The division that a row names; none where it names none.
fn division_of(known: &Known<'_>, fields: &Fields<'_>) -> Result<Option<DivisionCode>, SheetError> {
    let Some(division) = known.places.find(fields, "division")? else { return Ok(None) };
    let in_city = DivisionCode::new(known.context.model.city.id.0).is_ok_and(|city| division.is_within(city));
    if !in_city {
        return Err(Box::new(fields.problem("division", reasons::unknown_division())));
    }
    if division.level() < Level::County {
        let wide = why(
            "import_division_too_wide",
            say!(imports_division_too_wide_site),
            say!(imports_name_county_town_village),
        );
        return Err(Box::new(fields.problem("division", wide)));
    }
    Ok(Some(division))
}

fn position_of(
    context: &Context,
    fields: &Fields<'_>,
    division: Option<DivisionCode>,
    before: Option<&SiteRow>,
) -> Result<Option<(i64, i64)>, SheetError> {
    let Some((lon, lat)) = fields.coordinates("longitude", "latitude")? else { return Ok(None) };
    let datum = match fields.optional("datum") {
        Some(text) => Datum::read(text).ok_or_else(|| {
            let accepted = Datum::ALL.iter().map(|datum| datum.name().to_owned()).collect();
            Box::new(fields.problem("datum", Why::UnknownCode { accepted }))
        })?,
        // A title such as 经度（GCJ-02） says it for its whole column.
        None => fields.title("longitude").and_then(datum_in).or(context.options.datum).unwrap_or_default(),
    };
    match datum.to_wgs84(lon, lat) {
        Ok(position) => {
            let model = &context.model;
            // A place that is there and stays where it is is nobody's fault: outlines may have come after it.
            let stays = before.is_some_and(|site| {
                site.position == Some((position.lon_e6, position.lat_e6))
                    && division.is_none_or(|division| division.padded() == site.division)
            });
            let disagrees = |division: &DivisionCode| !stays && model.agrees(*division, position) == Some(false);
            if let Some(division) = division.filter(disagrees) {
                let place = model.divisions.path_names(division).join(" ");
                let elsewhere = why(
                    "import_position_elsewhere",
                    say!(imports_position_elsewhere, place),
                    say!(imports_position_elsewhere_remedy),
                );
                return Err(Box::new(fields.problem("longitude", elsewhere)));
            }
            Ok(Some((position.lon_e6, position.lat_e6)))
        }
        Err(_) => Err(Box::new(fields.problem("longitude", Why::NotACoordinate { least: -180, most: 180 }))),
    }
}

/// The coordinate system that a title names.
fn datum_in(title: &str) -> Option<Datum> {
    let apart = |sign: char| sign.is_whitespace() || "()（）_：:".contains(sign);
    title.split(apart).find_map(Datum::read)
}

/// Site types by code and by name; a name that two types share counts for none of them.
fn types(model: &CityModel) -> Vec<(&str, &str)> {
    let Some(system) = model.current_system() else { return Vec::new() };
    let mut types: Vec<(&str, &str)> =
        system.site_types.iter().map(|kind| (kind.name_zh.as_str(), kind.code.as_str())).collect();
    types.extend(system.site_types.iter().map(|kind| (kind.code.as_str(), kind.code.as_str())));
    types.extend(system.site_types.iter().map(|kind| (kind.name_en.as_str(), kind.code.as_str())));
    types.retain(|(name, _)| !name.is_empty());
    types
}

fn differences(known: &Known<'_>, old: Option<&SiteRow>, new: &SiteRow) -> Vec<PreviewField> {
    let model = &known.context.model;
    let none = || Value::from("");
    let of = |column, read: &dyn Fn(&SiteRow) -> Value| compared(column, old.map_or_else(none, read), read(new));
    let degrees = |e6: i64| format!("{:.6}", e6 as f64 / 1e6);
    let type_name =
        |code: &str| Value::named(model.site_type_name(code, Lang::Zh), model.site_type_name(code, Lang::En));
    vec![
        of(&NAME, &|site| site.name.as_str().into()),
        of(&NAME_EN, &|site| site.name_en.as_str().into()),
        of(&TYPE, &|site| type_name(&site.site_type)),
        of(&DIVISION, &|site| model.place_value(site.division)),
        of(&LONGITUDE, &|site| site.position.map_or_else(none, |position| degrees(position.0).into())),
        of(&LATITUDE, &|site| site.position.map_or_else(none, |position| degrees(position.1).into())),
        of(&UNIT, &|site| site.unit.map_or_else(none, |unit| model.unit_value(unit))),
        of(&HOLDER, &|site| known.posts.login_of(site.holder).into()),
        of(&DEPUTY, &|site| known.posts.login_of(site.deputy).into()),
        of(&ACTIVE, &|site| if site.active { keys::imports_yes } else { keys::imports_no }.into()),
    ]
}
