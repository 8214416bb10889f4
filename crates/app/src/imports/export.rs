//! Every list as it stands, in the columns in which it comes in: what leaves comes back unchanged, and an edited cell is an edit.

use changxiao_domain::{
    divisions::DivisionCode,
    geo::Datum,
    ids::{PostId, UnitId},
    orgs::{Actor, Role, UnitKind},
    trace::TraceSubject,
};
use changxiao_files::sheets::Cell;
use changxiao_words::{Lang, texts};

use super::{
    GEOJSON, ImportOptions, Kind, Template, XLSX, check_permission,
    context::Context,
    evidence, matters, tasks,
    templates::{self, write_list},
};
use crate::{App, AppError, model::CityModel, note_look, readable::readable};

/// The list in the form in which it comes in: XLSX in the columns of its template, outlines as GeoJSON, categories as JSON. Who may bring
/// such a list in may take it out, and leaves a trace.
///
/// Errors: not permitted.
pub async fn export(app: &App, actor: &Actor, kind: Kind, lang: Lang) -> Result<Template, AppError> {
    check_permission(actor, kind)?;
    let model = app.model(actor.city).await?;
    let file_name = |extension: &str| format!("{}-{}.{extension}", kind.words(lang), model.day_of(app.now()));
    if matches!(kind, Kind::FilingStandard | Kind::Standard | Kind::Categories) {
        // Their templates are what is in force.
        let mut template = templates::template(app, &model, kind, lang)?;
        if kind == Kind::Categories {
            template.file_name = file_name("json");
        }
        note_look(app, actor, TraceSubject::ListExport, serde_json::json!({ "list": kind.code() })).await?;
        return Ok(template);
    }
    let mut context = Context::load(app, actor.city, model.clone(), kind, "", ImportOptions::default()).await?;
    context.evidence = readable(actor, context.evidence);
    context.matters = readable(actor, context.matters);
    if kind == Kind::Outlines {
        let bytes = outlines(&context)?;
        let facts = serde_json::json!({ "list": kind.code(), "rows": context.outlines.len() });
        note_look(app, actor, TraceSubject::ListExport, facts).await?;
        return Ok(Template { file_name: file_name("geojson"), mime: GEOJSON, bytes });
    }
    let rows = rows(&context, kind, lang).ok_or(AppError::NotFound("export"))?;
    let written = write_list(&model, kind, lang, model.day_of(app.now()), &rows);
    let bytes = written.map_err(|problem| AppError::Broken(format!("export: {problem}")))?;
    let (subject, facts) = (TraceSubject::ListExport, serde_json::json!({ "list": kind.code(), "rows": rows.len() }));
    note_look(app, actor, subject, facts).await?;
    Ok(Template { file_name: file_name("xlsx"), mime: XLSX, bytes })
}

/// The rows of a list in the order of its columns; `None` for what is no sheet.
fn rows(context: &Context, kind: Kind, lang: Lang) -> Option<Vec<Vec<Cell>>> {
    let model = &*context.model;
    Some(match kind {
        Kind::Divisions => divisions(model, lang),
        Kind::Holidays => context
            .days
            .iter()
            .map(|day| {
                let kind = if day.kind == "off" { lang.of_data("休", "off") } else { lang.of_data("班", "work") };
                vec![day.day.into(), kind.into(), text(&day.name), text(&day.source)]
            })
            .collect(),
        Kind::Units => units(context, lang),
        Kind::People => people(context, lang),
        Kind::Responsibilities => duties(model, lang),
        Kind::Matrix => matrix(model),
        Kind::Grids => grids(context, lang),
        Kind::Sites => sites(context, lang),
        Kind::Tasks => tasks::rows(context, lang),
        Kind::Matters => matters::rows(context, lang),
        Kind::Evidence => evidence::rows(context, lang),
        Kind::Outlines | Kind::Categories | Kind::FilingStandard | Kind::Standard => return None,
    })
}

/// Every outline with the code and the name of its division (RFC 7946).
fn outlines(context: &Context) -> Result<Vec<u8>, AppError> {
    let broken = |problem: serde_json::Error| AppError::Broken(format!("outline: {problem}"));
    let mut features = Vec::with_capacity(context.outlines.len());
    for (padded, geometry) in &context.outlines {
        let Ok(code) = DivisionCode::from_padded(*padded) else { continue };
        let geometry: serde_json::Value = serde_json::from_str(geometry).map_err(broken)?;
        let properties = serde_json::json!({ "code": code.to_string(), "name": context.model.divisions.name(code) });
        features.push(serde_json::json!({ "type": "Feature", "properties": properties, "geometry": geometry }));
    }
    let all = serde_json::json!({ "type": "FeatureCollection", "features": features });
    serde_json::to_vec(&all).map_err(broken)
}

fn divisions(model: &CityModel, lang: Lang) -> Vec<Vec<Cell>> {
    let row = |division: &changxiao_domain::divisions::Division| {
        let parent = division.parent.map(|code| code.to_string());
        vec![
            Cell::Text(division.code.to_string()),
            text(&division.name),
            division.level.words(lang).into(),
            parent.map_or(Cell::Empty, Cell::Text),
        ]
    };
    model.divisions.iter().map(row).collect()
}

/// Units that are in force or will be; those of the past are told by their successors.
fn units(context: &Context, lang: Lang) -> Vec<Vec<Cell>> {
    let code_of = |id: UnitId| context.units.iter().find(|unit| unit.id == id).map(|unit| unit.code.clone());
    let stands = context.units.iter().filter(|unit| unit.valid_until.is_none_or(|until| context.day < until));
    stands
        .map(|unit| {
            vec![
                text(&unit.code),
                text(&unit.name),
                text(&unit.name_en),
                UnitKind::parse(&unit.kind).map_or(Cell::Empty, |kind| kind.words(lang).into()),
                unit.parent.and_then(code_of).map_or(Cell::Empty, Cell::Text),
                division(unit.division),
                text(&super::units::listed(&unit.areas)),
                unit.valid_from.into(),
                unit.valid_until.into(),
                // Who takes over is said once, with the end.
                Cell::Empty,
            ]
        })
        .collect()
}

/// One row a post that is held today or will be.
fn people(context: &Context, lang: Lang) -> Vec<Vec<Cell>> {
    let model = &*context.model;
    let mut rows = Vec::new();
    for person in &context.people {
        let posts = model.posts_of.get(&person.id).into_iter().flatten().filter_map(|post| model.posts.get(post));
        let held = posts.filter(|post| post.deputy_of.is_none() && post.until.is_none_or(|until| until > context.day));
        for post in held {
            // A post in a unit that has ended is told by who takes it over.
            let Some(unit) = model.units.get(post.unit) else { continue };
            let role: Role = post.role;
            rows.push(vec![
                text(&person.login),
                text(&person.name),
                text(&unit.code),
                role.words(lang).into(),
                text(&post.title),
                post.from.into(),
            ]);
        }
    }
    rows
}

fn duties(model: &CityModel, lang: Lang) -> Vec<Vec<Cell>> {
    let Some(system) = model.current_system() else { return Vec::new() };
    let of_system = model.responsibilities.get(&system.id).into_iter().flatten();
    let rows = of_system.flat_map(|(node, rows)| rows.iter().map(move |row| (node, row)));
    rows.filter_map(|(node, row)| {
        let unit = model.units.get(row.unit)?;
        Some(vec![text(node), text(&unit.code), row.duty.words(lang).into(), Cell::Empty])
    })
    .collect()
}

fn matrix(model: &CityModel) -> Vec<Vec<Cell>> {
    let unit = |id: Option<UnitId>| id.and_then(|id| model.units.get(id)).map_or(Cell::Empty, |unit| text(&unit.code));
    let mut rows: Vec<_> = model.matrix.values().collect();
    rows.sort_by(|a, b| (a.division, &a.category).cmp(&(b.division, &b.category)));
    // A row of which no unit is in force any more says nothing today.
    rows.retain(|row| {
        [row.territory_unit, row.line_unit].into_iter().flatten().any(|id| model.units.get(id).is_some())
    });
    let row = |row: &changxiao_store::orgs::MatrixRow| {
        vec![
            division(Some(row.division)),
            text(&row.category),
            unit(row.territory_unit),
            unit(row.line_unit),
            row.valid_from.into(),
        ]
    };
    rows.into_iter().map(row).collect()
}

fn sites(context: &Context, lang: Lang) -> Vec<Vec<Cell>> {
    let model = &*context.model;
    let l = texts(lang);
    let degrees = |micro: Option<i64>| micro.map_or(Cell::Empty, |micro| Cell::Number(micro as f64 / 1e6));
    let row = |site: &changxiao_store::sites::SiteRow| {
        let unit = site.unit.and_then(|unit| model.units.get(unit));
        vec![
            Cell::Integer(site.number),
            text(&site.name),
            text(&site.name_en),
            text(model.site_type_name(&site.site_type, lang)),
            division(Some(site.division)),
            degrees(site.position.map(|position| position.0)),
            degrees(site.position.map(|position| position.1)),
            site.position.map_or(Cell::Empty, |_| Datum::Wgs84.name().into()),
            unit.map_or(Cell::Empty, |unit| text(&unit.code)),
            post(context, site.holder, lang),
            post(context, site.deputy, lang),
            if site.active { l.imports_yes } else { l.imports_no }.into(),
        ]
    };
    context.sites.iter().map(row).collect()
}

/// An outline that no cell can hold is left out, which changes nothing when the list comes back.
fn grids(context: &Context, lang: Lang) -> Vec<Vec<Cell>> {
    let row = |grid: &changxiao_store::grids::GridRow| {
        let outline = grid.geometry.as_deref().filter(|text| text.len() <= LONGEST_CELL);
        vec![
            text(&grid.code),
            text(&grid.name),
            division(Some(grid.division)),
            post(context, grid.staff, lang),
            text(outline.unwrap_or_default()),
            grid.valid_until.into(),
        ]
    };
    context.grids.iter().map(row).collect()
}

/// So many characters a cell of a spreadsheet holds (ECMA-376: 32,767).
const LONGEST_CELL: usize = 32_767;

/// A post by the login of its holder, where that names no other post of the person, else as pages call it.
fn post(context: &Context, post: Option<PostId>, lang: Lang) -> Cell {
    let model = &*context.model;
    let Some(held) = post.and_then(|post| model.posts.get(&post)).filter(|post| post.in_force(model.day)) else {
        return Cell::Empty;
    };
    let of_person = model.posts_of.get(&held.person).into_iter().flatten().filter_map(|post| model.posts.get(post));
    let is_only = of_person.filter(|post| post.in_force(model.day)).count() == 1;
    let person = context.people.iter().find(|person| person.id == held.person);
    match person.filter(|_| is_only) {
        Some(person) => text(&person.login),
        None => Cell::Text(model.post_label(held.id, lang)),
    }
}

fn division(padded: Option<i64>) -> Cell {
    let code = padded.and_then(|padded| DivisionCode::from_padded(padded).ok());
    code.map_or(Cell::Empty, |code| Cell::Text(code.to_string()))
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::from(text) }
}
