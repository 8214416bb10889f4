//! Outlines of divisions: GeoJSON (RFC 7946) whose features carry `code` in their properties.

use changxiao_words::{keys, say};
use std::collections::HashMap;

use changxiao_domain::geo::read_outlines;
use changxiao_files::sheets::{Column, Problem, Problems, Why};

use super::{
    context::Context,
    plan::{Plan, Write, compared},
    reasons::{not_json, of_file, why},
};

const AREA: Column = Column::required("geometry", keys::imports_column_geometry, &[]);

pub(super) fn plan(context: &Context, bytes: &[u8]) -> Result<Plan, Problems> {
    let name = &context.file_name;
    let text = std::str::from_utf8(bytes).map_err(|_| of_file(name, Why::UnknownEncoding))?;
    let outlines = read_outlines(text.trim_start_matches('\u{feff}'))
        .map_err(|problem| of_file(name, not_json(&problem.to_string())))?;
    let before: HashMap<i64, &str> =
        context.outlines.iter().map(|(code, geometry)| (*code, geometry.as_str())).collect();
    let (mut problems, mut rows, mut seen) = (Problems::default(), Vec::new(), HashMap::new());
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
                .and_then(|old| changxiao_domain::geo::Outline::from_geojson(&old).ok())
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
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.write = Write::Outlines { rows, source: name.clone() };
    Ok(plan)
}
