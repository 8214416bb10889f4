//! Days off and make-up workdays, as the State Council's yearly notices list them.

use changxiao_words::{Value, keys};

use std::collections::HashMap;

use changxiao_domain::{calendar::DayKind, time::Day};
use changxiao_files::sheets::{Column, Duplicates, Fields, Problems, Table, Why};
use changxiao_store::calendar::CalendarDay;

use super::{
    context::Context,
    plan::{Plan, Write, compared},
};

const DAY: Column = Column::required("date", keys::imports_column_date, &["day"]);
const KIND: Column = Column::required("kind", keys::imports_column_kind, &["类型", "type"]);
const NAME: Column = Column::required("name", keys::imports_column_name, &["节假日"]);
const SOURCE: Column = Column::optional("source", keys::imports_column_source, &["依据"]);
pub(super) const COLUMNS: &[Column] = &[DAY, KIND, NAME, SOURCE];

const KINDS: &[(&str, DayKind)] = &[
    ("休", DayKind::Off),
    ("班", DayKind::Work),
    ("off", DayKind::Off),
    ("work", DayKind::Work),
    ("放假", DayKind::Off),
    ("上班", DayKind::Work),
];

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let before: HashMap<Day, &CalendarDay> = context.days.iter().map(|day| (day.day, day)).collect();
    let (mut problems, mut duplicates, mut rows) = (Problems::default(), Duplicates::default(), Vec::new());
    let mut plan = Plan::new(Write::Days(Vec::new()));
    plan.unknown_columns = columns.unknown().to_vec();
    let required = |fields: &Fields<'_>, code: &str| Box::new(fields.problem(code, Why::Required));
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let days = problems.take(fields.dates("date").and_then(|days| days.ok_or_else(|| required(&fields, "date"))));
        let kind =
            problems.take(fields.one_of("kind", KINDS).and_then(|kind| kind.ok_or_else(|| required(&fields, "kind"))));
        let name = problems.take(fields.required("name"));
        let (Some((first, last)), Some(kind), Some(name)) = (days, kind, name) else { continue };
        for day in days_from(first, last) {
            if problems.take(duplicates.note(&day.to_string(), &fields, "date")).is_none() {
                continue;
            }
            let old = before.get(&day);
            let source = match (fields.optional("source"), old) {
                (Some(source), _) => source.to_owned(),
                (None, Some(old)) => old.source.clone(),
                (None, None) => context.file_name.clone(),
            };
            let new = CalendarDay { day, kind: kind.code().to_owned(), name: name.to_owned(), source };
            let word = |code: &str| DayKind::parse(code).map_or_else(|| code.into(), Value::from);
            let compare = vec![
                compared(&KIND, old.map_or_else(|| "".into(), |old| word(&old.kind)), word(&new.kind)),
                compared(&NAME, old.map_or("", |old| &old.name), &new.name),
                compared(&SOURCE, old.map_or("", |old| &old.source), &new.source),
            ];
            let unchanged = plan.unchanged;
            plan.note(Some(row.number), day.to_string(), old.is_none(), compare);
            if plan.unchanged == unchanged {
                rows.push(new);
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    plan.write = Write::Days(rows);
    Ok(plan)
}

/// Every day from the first to the last of a cell such as 2027年2月5日至11日.
fn days_from(first: Day, last: Day) -> impl Iterator<Item = Day> {
    std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(move |day| *day <= last)
}
