//! Outlines of divisions: GeoJSON (RFC 7946) whose features carry `code` in their properties.

use changxiao_words::{Message, keys, say};
use std::collections::{BTreeSet, HashMap};

use changxiao_domain::{
    divisions::DivisionCode,
    geo::{Outline, gap, overlaps, read_outlines},
};
use changxiao_files::sheets::{Column, Problem, Problems, Why};

use super::{
    context::Context,
    plan::{Plan, Write, compared},
    reasons::{not_json, of_file, why},
};
use crate::model::CityModel;

const AREA: Column = Column::required("geometry", keys::imports_column_geometry, &[]);

pub(super) fn plan(context: &Context, bytes: &[u8]) -> Result<Plan, Problems> {
    let name = &context.file_name;
    let text = std::str::from_utf8(bytes).map_err(|_| of_file(name, Why::UnknownEncoding))?;
    let outlines = read_outlines(text.trim_start_matches('\u{feff}'))
        .map_err(|problem| of_file(name, not_json(&problem.to_string())))?;
    let before: HashMap<i64, &str> =
        context.outlines.iter().map(|(code, geometry)| (*code, geometry.as_str())).collect();
    let (mut problems, mut rows, mut seen, mut brought) = (Problems::default(), Vec::new(), HashMap::new(), Vec::new());
    let mut plan = Plan::new(Write::Outlines { rows: Vec::new(), source: name.clone() });
    plan.rows_read = outlines.len() as u64;
    for (index, outline) in outlines.into_iter().enumerate() {
        let code = outline.code;
        let Some(division) = context.model.divisions.get(code) else {
            let unknown = why(
                "import_unknown_division",
                say!(imports_city_no_such_division),
                say!(imports_import_divisions_first_mend_properties),
            );
            problems.add(Problem::of_sheet(name, unknown).titled("code").with_value(&code.to_string()));
            continue;
        };
        let place = u32::try_from(index + 1).unwrap_or(u32::MAX);
        if let Some(first_row) = seen.insert(code, place) {
            problems.add(
                Problem::of_sheet(name, Why::Duplicate { first_row }).titled("code").with_value(&code.to_string()),
            );
            continue;
        }
        let geometry = outline.outline.to_geojson().to_string();
        let old = before.get(&code.padded()).copied();
        // What was stored by another way may be written with other blanks; the shape decides.
        let same = old.is_some_and(|old| {
            serde_json::from_str(old)
                .ok()
                .and_then(|old| Outline::from_geojson(&old).ok())
                .is_some_and(|old| old == outline.outline)
        });
        let points = |text: &str| text.matches('[').count().saturating_sub(2).to_string();
        let mut after = points(&geometry);
        if !same && old.map(points).as_deref() == Some(after.as_str()) {
            after.push_str(" ≠");
        }
        let shown_before = if same { after.clone() } else { old.map_or_else(String::new, points) };
        plan.note(None, format!("{code} {}", division.name), old.is_none(), vec![compared(&AREA, shown_before, after)]);
        if !same {
            rows.push((code.padded(), geometry));
        }
        brought.push((code, outline.outline));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.remarks = disagreements(&context.model, &brought);
    plan.write = Write::Outlines { rows, source: name.clone() };
    Ok(plan)
}

/// So many overlaps and gaps are named.
const NAMED: usize = 20;

/// Where outlines that should lie side by side overlap, and what they leave open of the outline around them, once these are in.
fn disagreements(model: &CityModel, brought: &[(DivisionCode, Outline)]) -> Vec<Message> {
    let after: HashMap<DivisionCode, &Outline> =
        model.outlines.iter().chain(brought).map(|(code, of)| (*code, of)).collect();
    let parents: BTreeSet<DivisionCode> =
        brought.iter().flat_map(|(code, _)| [Some(*code), code.parent()]).flatten().collect();
    let percent = |thousandths: usize| format!("{}.{}", thousandths / 10, thousandths % 10);
    let place = |code: DivisionCode| model.place_value(code.padded());
    let mut said = Vec::new();
    for parent in parents {
        let children: Vec<DivisionCode> = model.divisions.children(parent).map(|child| child.code).collect();
        let drawn: Vec<DivisionCode> = children.iter().copied().filter(|code| after.contains_key(code)).collect();
        let outlines: Vec<&Outline> = drawn.iter().filter_map(|code| after.get(code).copied()).collect();
        for overlap in overlaps(&outlines) {
            let (one, other) = (place(drawn[overlap.first]), place(drawn[overlap.second]));
            said.push(say!(imports_outlines_overlap, one, other, percent = percent(overlap.thousandths)));
        }
        // Where some are not drawn yet, something is open of course.
        let is_whole = !children.is_empty() && drawn.len() == children.len();
        if let Some(gap) = after.get(&parent).filter(|_| is_whole).and_then(|whole| gap(whole, &outlines)) {
            let (lon, lat) = (format!("{:.4}", gap.at.lon()), format!("{:.4}", gap.at.lat()));
            said.push(say!(imports_outlines_gap, of = place(parent), percent = percent(gap.thousandths), lon, lat));
        }
    }
    said.truncate(NAMED);
    said
}
