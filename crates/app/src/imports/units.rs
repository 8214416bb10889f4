//! Units as a dated tree. A unit is known by its code; a code that comes again with another first day is its successor.

use changxiao_words::{Lang, Value, keys, say};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use changxiao_domain::{divisions::DivisionCode, ids::UnitId, orgs::UnitKind, text::look, time::Day};
use changxiao_files::sheets::{Column, ColumnMap, Fields, Problems, Row, Sheet, SheetError, Table, Why};
use changxiao_store::orgs::UnitRow;

use crate::orgs::looks_like;

use super::{
    context::Context,
    finders::PlaceFinder,
    plan::{Ending, Plan, PreviewField, Write, compared},
    reasons::{self, why},
    unit_trees,
};

const CODE: Column = Column::optional("code", keys::imports_column_units_code, &["代码"]);
const NAME: Column = Column::required("name", keys::imports_column_units_name, &["名称"]);
const NAME_EN: Column = Column::optional("name_en", keys::imports_english_name, &[]);
const KIND: Column = Column::required("kind", keys::imports_column_units_kind, &["类型"]);
const PARENT: Column = Column::optional("parent", keys::imports_column_units_parent, &["上级单位", "上级"]);
const DIVISION: Column = Column::optional("division", keys::imports_column_units_division, &["区划"]);
const AREAS: Column =
    Column::optional("areas", keys::imports_column_units_areas, &["代管区划", "托管区划", "管辖范围"]);
const FROM: Column = Column::optional("valid_from", keys::imports_column_valid_from, &["起始日期"]);
const UNTIL: Column = Column::optional("valid_until", keys::imports_column_valid_until, &["截止日期"]);
pub(super) const SUCCESSOR: Column =
    Column::optional("successor", keys::imports_column_units_successor, &["承接单位", "并入单位代码", "并入单位"]);
pub(super) const COLUMNS: &[Column] = &[CODE, NAME, NAME_EN, KIND, PARENT, DIVISION, AREAS, FROM, UNTIL, SUCCESSOR];

/// A row of the sheet on its way.
struct Draft<'a> {
    row: &'a Row,
    unit: UnitRow,
    parent_code: Option<String>,
    old: Option<&'a UnitRow>,
}

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let mut problems = Problems::default();
    let mut drafts = Vec::new();
    let mut seen: HashMap<(String, Day), u32> = HashMap::new();
    let places = PlaceFinder::new(&context.model);
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let Some(draft) = read(context, &places, &fields, row, &mut problems) else { continue };
        // Two rows without a code are the same unit where they have the same name.
        let key = if draft.unit.code.is_empty() { look(&draft.unit.name) } else { draft.unit.code.clone() };
        match seen.insert((key, draft.unit.valid_from), row.number) {
            Some(first_row) => problems.add(fields.problem(
                if fields.optional("code").is_some() { "code" } else { "name" },
                Why::Duplicate { first_row },
            )),
            None => drafts.push(draft),
        }
    }
    let proposed = propose_codes(context, &mut drafts);
    find_parents(context, sheet, columns, &mut drafts, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let endings = endings(context, sheet, columns, &drafts, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }
    let moved = follow(context, &mut drafts, &endings);
    let rows: Vec<(u32, &UnitRow)> = drafts.iter().map(|draft| (draft.row.number, &draft.unit)).collect();
    unit_trees::check(context, sheet, &rows, &moved, (&CODE, &AREAS))?;

    let mut plan = Plan::new(Write::Units { added: Vec::new(), changed: Vec::new() });
    plan.unknown_columns = columns.unknown().to_vec();
    if !proposed.is_empty() {
        plan.remarks.push(say!(imports_codes_proposed, n = proposed.len()));
    }
    let names: HashMap<UnitId, String> = context
        .units
        .iter()
        .chain(drafts.iter().map(|draft| &draft.unit))
        .map(|unit| (unit.id, unit.code.clone()))
        .collect();
    let others = context.units.iter().chain(drafts.iter().map(|draft| &draft.unit));
    let others: Vec<(&str, &str)> = others.map(|unit| (unit.code.as_str(), unit.name.as_str())).collect();
    for draft in drafts.iter().filter(|draft| draft.old.is_none()) {
        if let Some((code, name)) = looks_like(others.iter().copied(), (&draft.unit.code, &draft.unit.name)) {
            plan.remarks.push(say!(orgs_row_looks_like, row = draft.row.number, code, name));
        }
    }
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for draft in drafts {
        let unchanged = plan.unchanged;
        let mut fields = differences(draft.old, &draft.unit, &names);
        if proposed.contains(&draft.unit.id) {
            fields.insert(0, compared(&CODE, "", say!(imports_proposed, text = &draft.unit.code)));
        }
        plan.note(
            Some(draft.row.number),
            format!("{} {}", draft.unit.code, draft.unit.name),
            draft.old.is_none(),
            fields,
        );
        if plan.unchanged == unchanged {
            if draft.old.is_some() { changed.push(draft.unit) } else { added.push(draft.unit) }
        }
    }
    for unit in moved {
        let old = context.units.iter().find(|old| old.id == unit.id);
        let fields = differences(old, &unit, &names);
        plan.note(None, format!("{} {}", unit.code, unit.name), false, fields);
        changed.push(unit);
    }
    plan.endings = endings;
    plan.write = Write::Units { added: parents_first(added), changed };
    Ok(plan)
}

/// The units that the rows end, each with the one that takes over: the one that the row names, else the one that begins with its code on
/// the day of its end.
fn endings(
    context: &Context,
    sheet: &Sheet,
    columns: &ColumnMap,
    drafts: &[Draft<'_>],
    problems: &mut Problems,
) -> Vec<Ending> {
    let mut endings = Vec::new();
    for draft in drafts {
        let (Some(old), Some(until)) = (draft.old, draft.unit.valid_until) else { continue };
        if old.valid_until == Some(until) {
            continue;
        }
        let fields = Fields::new(sheet, columns, draft.row);
        let named = fields.optional("successor").filter(|_| !fields.says_nothing("successor"));
        let is_there = |unit: &&UnitRow| {
            unit.id != draft.unit.id && unit.valid_from <= until && unit.valid_until.is_none_or(|end| until < end)
        };
        let replaced = |unit: &&UnitRow| drafts.iter().all(|draft| draft.unit.id != unit.id);
        let known = || context.units.iter().filter(replaced).chain(drafts.iter().map(|draft| &draft.unit));
        let heir = match named {
            Some(named) => {
                let of = |text: &str| look(text) == look(named);
                let by_code = known().filter(is_there).find(|unit| of(&unit.code));
                let found = by_code.or_else(|| known().filter(is_there).find(|unit| of(&unit.name)));
                if found.is_none() {
                    problems.add(fields.problem("successor", reasons::unknown_unit()));
                }
                found
            }
            None => known().find(|unit| unit.code == draft.unit.code && unit.valid_from == until),
        };
        let heir = heir.map(|unit| {
            let may_lead = UnitKind::parse(&unit.kind).is_some_and(|kind| kind.may_lead());
            (unit.id, unit.name.clone(), may_lead)
        });
        endings.push(Ending { row: draft.row.number, unit: draft.unit.id, name: draft.unit.name.clone(), until, heir });
    }
    endings
}

/// What hung on a unit that ends hangs on the one that takes over: rows of the sheet, and units that it does not name, which are given.
fn follow(context: &Context, drafts: &mut [Draft<'_>], endings: &[Ending]) -> Vec<UnitRow> {
    let heir = |unit: &UnitRow| {
        let ending = endings.iter().find(|ending| unit.parent == Some(ending.unit))?;
        let lasts = unit.valid_until.is_none_or(|end| end > ending.until);
        ending.heir.as_ref().filter(|(heir, ..)| lasts && *heir != unit.id).map(|(heir, ..)| *heir)
    };
    for draft in drafts.iter_mut() {
        if let Some(heir) = heir(&draft.unit) {
            draft.unit.parent = Some(heir);
        }
    }
    let named: HashSet<UnitId> = drafts.iter().map(|draft| draft.unit.id).collect();
    let others = context.units.iter().filter(|unit| !named.contains(&unit.id));
    others.filter_map(|unit| Some(UnitRow { parent: Some(heir(unit)?), ..unit.clone() })).collect()
}

fn read<'a>(
    context: &'a Context,
    places: &PlaceFinder<'_>,
    fields: &Fields<'_>,
    row: &'a Row,
    problems: &mut Problems,
) -> Option<Draft<'a>> {
    let code = fields.code("code").map(Cow::into_owned);
    let name = problems.take(fields.required("name"));
    let kind = problems.take(kind_of(fields));
    let division = problems.take(if_said(fields, "division", |column| places.find(fields, column)));
    let areas = problems.take(if_said(fields, "areas", |column| places.find_all(fields, column)));
    let from = problems.take(fields.date("valid_from"));
    let until = problems.take(if_said(fields, "valid_until", |column| fields.date(column)));
    let (name, kind, division, areas, from, until) = (name?, kind?, division?, areas?, from?, until?);
    let of_code = || of_code_or_name(context, code.as_deref(), name);
    let old = match from {
        Some(from) => of_code().find(|unit| unit.valid_from == from),
        // Without a day the row means the unit of today, or else the one that comes next.
        None => of_code()
            .find(|unit| unit.valid_from <= context.day && unit.valid_until.is_none_or(|until| context.day < until))
            .or_else(|| of_code().find(|unit| unit.valid_from > context.day)),
    };
    let valid_from = from.or(old.map(|old| old.valid_from)).unwrap_or_else(|| context.default_from());
    if until.is_some_and(|until| until <= valid_from) {
        let order = why(
            "import_ends_before_it_begins",
            say!(imports_ends_before_begins),
            say!(imports_mend_days_leave_last_one),
        );
        problems.add(fields.problem("valid_until", order));
        return None;
    }
    let padded = |areas: Vec<DivisionCode>| areas.into_iter().map(DivisionCode::padded).collect::<Vec<_>>();
    let areas = kept(fields, "areas", areas.map(padded), old.map(|old| old.areas.clone())).unwrap_or_default();
    if !areas.is_empty() && !kind.overlies() {
        let of_whom = why("import_areas_of_whom", say!(orgs_areas_of_whom), say!(imports_empty_areas));
        problems.add(fields.problem("areas", of_whom));
        return None;
    }
    let unit = UnitRow {
        id: old.map_or_else(|| context.app.new_id(UnitId), |old| old.id),
        code: code.or(old.map(|old| old.code.clone())).unwrap_or_default(),
        name: name.to_owned(),
        name_en: fields
            .optional("name_en")
            .map_or_else(|| old.map_or_else(String::new, |old| old.name_en.clone()), str::to_owned),
        kind: kind.code().to_owned(),
        // What the sheet leaves out stays as it is.
        parent: old.and_then(|old| old.parent).filter(|_| !fields.says_nothing("parent")),
        division: kept(fields, "division", division.map(DivisionCode::padded), old.and_then(|old| old.division)),
        areas,
        valid_from,
        valid_until: kept(fields, "valid_until", until, old.and_then(|old| old.valid_until)),
        version: old.map_or(1, |old| old.version),
    };
    let parent_code = fields.optional("parent").filter(|_| !fields.says_nothing("parent")).map(str::to_owned);
    Some(Draft { row, unit, parent_code, old })
}

/// The units that a row may mean: those of its code; without one those of its name, where all of them have one code.
fn of_code_or_name<'a>(context: &'a Context, code: Option<&str>, name: &str) -> impl Iterator<Item = &'a UnitRow> {
    let wanted = look(name);
    let named = || context.units.iter().filter(|unit| look(&unit.name) == wanted);
    let code = match code {
        Some(code) => Some(code.to_owned()),
        None => named().next().map(|unit| unit.code.clone()).filter(|code| named().all(|unit| unit.code == *code)),
    };
    context.units.iter().filter(move |unit| code.as_ref().is_some_and(|code| unit.code == *code))
}

/// Gives units that have no code the next free one, U001 and so on; which units got one.
fn propose_codes(context: &Context, drafts: &mut [Draft<'_>]) -> HashSet<UnitId> {
    let mut taken: HashSet<String> = context.units.iter().map(|unit| look(&unit.code)).collect();
    taken.extend(drafts.iter().map(|draft| look(&draft.unit.code)));
    let mut numbers = 1_u32..;
    let mut proposed = HashSet::new();
    for draft in drafts.iter_mut().filter(|draft| draft.unit.code.is_empty()) {
        let free = numbers.by_ref().map(|n| format!("U{n:03}")).find(|code| !taken.contains(&look(code)));
        draft.unit.code = free.unwrap_or_default();
        proposed.insert(draft.unit.id);
    }
    proposed
}

/// What a cell says; nothing where it says 无 or holds a dash.
fn if_said<T>(
    fields: &Fields<'_>,
    column: &str,
    read: impl Fn(&str) -> Result<Option<T>, SheetError>,
) -> Result<Option<T>, SheetError> {
    if fields.says_nothing(column) { Ok(None) } else { read(column) }
}

/// What a cell says; where it is empty what was there, where it says 无 nothing.
fn kept<T>(fields: &Fields<'_>, column: &str, said: Option<T>, before: Option<T>) -> Option<T> {
    said.or(before.filter(|_| !fields.says_nothing(column)))
}

fn kind_of(fields: &Fields<'_>) -> Result<UnitKind, SheetError> {
    // What people read comes first, because a refusal names the first of these.
    let words = Lang::ALL.iter().flat_map(|lang| UnitKind::ALL.iter().map(|kind| (kind.words(*lang), *kind)));
    let codes = UnitKind::ALL.iter().map(|kind| (kind.code(), *kind));
    let spellings = UnitKind::ALL.iter().flat_map(|kind| kind.spellings().iter().map(|word| (*word, *kind)));
    let choices: Vec<(&str, UnitKind)> = words.chain(codes).chain(spellings).collect();
    fields.one_of("kind", &choices)?.ok_or_else(|| Box::new(fields.problem("kind", Why::Required)))
}

/// A unit that may be a parent, and when it is there.
#[derive(Clone, Copy)]
struct Candidate {
    id: UnitId,
    from: Day,
    until: Option<Day>,
}

impl Candidate {
    fn is_there(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// A parent is named by its code, or by its name where only one has it, among the rows of the sheet and the units that are there.
fn find_parents(
    context: &Context,
    sheet: &Sheet,
    columns: &ColumnMap,
    drafts: &mut [Draft<'_>],
    problems: &mut Problems,
) {
    let replaced: HashSet<UnitId> = drafts.iter().map(|draft| draft.unit.id).collect();
    // How a text looks is worked out once for each: thousands of units name their parents thousands of times.
    let (mut by_code, mut by_name): (HashMap<String, Vec<Candidate>>, HashMap<String, Vec<Candidate>>) =
        Default::default();
    let there = context.units.iter().filter(|unit| !replaced.contains(&unit.id));
    for unit in there.chain(drafts.iter().map(|draft| &draft.unit)) {
        let candidate = Candidate { id: unit.id, from: unit.valid_from, until: unit.valid_until };
        by_code.entry(look(&unit.code)).or_default().push(candidate);
        by_name.entry(look(&unit.name)).or_default().push(candidate);
    }
    for draft in drafts {
        let Some(wanted) = draft.parent_code.as_deref() else { continue };
        let day = draft.unit.valid_from.max(context.day);
        let wanted = look(wanted);
        let named = by_code.get(&wanted).or_else(|| by_name.get(&wanted)).map_or(&[][..], Vec::as_slice);
        let in_force: Vec<_> = named.iter().filter(|unit| unit.is_there(day)).collect();
        let fields = Fields::new(sheet, columns, draft.row);
        match (in_force.as_slice(), named) {
            ([one], _) => draft.unit.parent = Some(one.id),
            // A unit of the past hangs on a unit of the past.
            ([], [one]) => draft.unit.parent = Some(one.id),
            ([], _) => problems.add(fields.problem("parent", reasons::unknown_unit())),
            (several, _) => problems.add(fields.problem("parent", reasons::ambiguous_unit(several.len()))),
        }
    }
}

fn differences(old: Option<&UnitRow>, new: &UnitRow, codes: &HashMap<UnitId, String>) -> Vec<PreviewField> {
    let kind = |row: &UnitRow| UnitKind::parse(&row.kind).map_or_else(|| Value::from(""), Value::from);
    let parent = |row: &UnitRow| row.parent.and_then(|id| codes.get(&id)).cloned().unwrap_or_default();
    let division = |row: &UnitRow| {
        row.division
            .and_then(|padded| DivisionCode::from_padded(padded).ok())
            .map_or_else(String::new, |code| code.to_string())
    };
    let areas = |row: &UnitRow| listed(&row.areas);
    let until = |row: &UnitRow| row.valid_until.map_or_else(String::new, |day| day.to_string());
    let was = |read: &dyn Fn(&UnitRow) -> String| old.map_or_else(String::new, read);
    vec![
        compared(&NAME, was(&|row| row.name.clone()), &new.name),
        compared(&NAME_EN, was(&|row| row.name_en.clone()), &new.name_en),
        compared(&KIND, old.map_or_else(|| "".into(), kind), kind(new)),
        compared(&PARENT, was(&parent), parent(new)),
        compared(&DIVISION, was(&division), division(new)),
        compared(&AREAS, was(&areas), areas(new)),
        compared(&FROM, was(&|row| row.valid_from.to_string()), new.valid_from.to_string()),
        compared(&UNTIL, was(&until), until(new)),
    ]
}

/// Several divisions as a cell names them.
pub(super) fn listed(areas: &[i64]) -> String {
    let codes = areas.iter().filter_map(|padded| DivisionCode::from_padded(*padded).ok());
    codes.map(|code| code.to_string()).collect::<Vec<_>>().join("、")
}

/// A unit can only be saved after the one on which it hangs.
fn parents_first(units: Vec<UnitRow>) -> Vec<UnitRow> {
    let mut waiting = units;
    let mut ordered: Vec<UnitRow> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ids: HashSet<UnitId> = waiting.iter().map(|unit| unit.id).collect();
        let (ready, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|unit| unit.parent.is_none_or(|parent| !ids.contains(&parent)));
        if ready.is_empty() {
            // A circle was refused before; whatever is left keeps its order and the database has the last word.
            ordered.extend(later);
            break;
        }
        ordered.extend(ready);
        waiting = later;
    }
    ordered
}
