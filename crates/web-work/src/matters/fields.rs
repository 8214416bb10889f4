//! The fields of a document as a form draws and brings them.

use std::collections::HashMap;

use changxiao_app::{
    App, AppError,
    evidence::{About, HeldItem, held},
    matters::{gaps::gaps, values::Given},
};
use changxiao_domain::{
    divisions::DivisionCode,
    evidence::Media,
    ids::{PostId, UnitId},
    matters::{
        Code, Column, ColumnKind, Effect, Fact, Field, FieldKind, First, LengthHint, Level, LoadedDocument, Matter,
        Ruled, Values,
    },
    orgs::{Actor, UnitKind},
    time::{Day, year_before},
};
use changxiao_web_kit::{
    cx::Cx,
    fields::{Cell, Control, Drawn, HeldOffer, Length, Row, SPARE_ROWS, Typed},
};
use changxiao_words::{Key, Lang, keys, say};
use serde_json::{Map, Value};

use crate::{
    choice::{Choice, ChoiceGroup},
    pickers,
};

/// Kinds of units that a matter can be issued to as a whole.
const AUDIENCES: [UnitKind; 9] = [
    UnitKind::Department,
    UnitKind::HigherStation,
    UnitKind::District,
    UnitKind::ManagementCommittee,
    UnitKind::NewDistrict,
    UnitKind::Town,
    UnitKind::Community,
    UnitKind::Enterprise,
    UnitKind::StateCompany,
];

/// Several kinds in one choice: their codes, and what the choice is called.
const TOGETHER: [(&str, Key); 2] =
    [("department+town", keys::matters_audience_trade_and_towns), (ALL, keys::matters_audience_all)];

/// The code of all responsible units.
const ALL: &str = "all";

/// The kinds of an audience: one code, several with `+` between them, or `all`. `None` for anything else.
pub(super) fn audience(code: &str) -> Option<Vec<UnitKind>> {
    if code.trim() == ALL {
        return Some(AUDIENCES.into_iter().filter(|kind| kind.is_responsible()).collect());
    }
    let kind = |code: &str| UnitKind::parse(code.trim()).filter(|kind| AUDIENCES.contains(kind));
    code.split('+').map(kind).collect()
}

/// What a row asks for, in the order of its flow.
pub(super) fn of_row(ruled: &'static Ruled, fields: &'static [Field]) -> Vec<&'static Field> {
    fields.iter().filter(|field| ruled.row.enters.contains(&field.name)).collect()
}

/// The fields of a form, and whom it is for where the row issues something.
pub(super) fn draw(
    cx: &Cx,
    actor: &Actor,
    ruled: &'static Ruled,
    all: &'static [Field],
    typed: &Typed,
    mut held: Held,
) -> Vec<Drawn> {
    let mut drawn = Vec::new();
    for field in of_row(ruled, all) {
        if !field.heading_zh.is_empty() {
            let label = cx.lang.of_data(&field.heading_zh, &field.heading_en);
            drawn.push(plain("", label, "", false, Control::Heading, typed));
        }
        // Whoever leads is taken where nobody is chosen.
        let required = field.required_at.contains(&ruled.row.action) && field.first != Some(First::NodeLead);
        let hint = cx.lang.of_data(&field.hint_zh, &field.hint_en);
        let offered = held.remove(field.name.as_str()).unwrap_or_default();
        let control = control(cx, actor, field, (required, offered), typed);
        drawn.push(plain(field.name.as_str(), field.label(cx.lang), hint, required, control, typed));
    }
    if ruled.has(&Effect::Issue) || ruled.has(&Effect::Copy) {
        drawn.extend(recipients(cx, typed));
    }
    if ruled.row.reason {
        let value = typed.get("reason").to_owned();
        drawn.push(plain("reason", cx.l.matters_reason, "", true, Control::Area { value }, typed));
    }
    drawn
}

fn plain(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    required: bool,
    control: Control,
    typed: &Typed,
) -> Drawn {
    Drawn { name, label, hint, error: typed.problem(name).to_owned(), required, control }
}

/// All units of a kind in one choice, and names one a line.
fn recipients(cx: &Cx, typed: &Typed) -> [Drawn; 2] {
    let kinds = AUDIENCES.into_iter().filter(|kind| cx.model.units.of_kind(*kind).next().is_some());
    let choices = kinds.map(|kind| Choice::of(kind.code(), kind.words(cx.lang), typed.get("audience")));
    let together = TOGETHER.map(|(code, key)| Choice::of(code, key.text(cx.lang), typed.get("audience")));
    let groups = ChoiceGroup::plain(choices.chain(together));
    let (l, value) = (cx.l, typed.get("units").to_owned());
    [
        plain(
            "audience",
            l.matters_audience,
            l.matters_audience_hint,
            false,
            Control::Select { groups, with_none: true },
            typed,
        ),
        plain("units", l.matters_units, l.matters_units_hint, false, Control::Area { value }, typed),
    ]
}

fn control(
    cx: &Cx,
    actor: &Actor,
    field: &'static Field,
    (required, held): (bool, Vec<HeldOffer>),
    typed: &Typed,
) -> Control {
    let value = typed.get(field.name.as_str()).to_owned();
    let select = |mut groups: Vec<ChoiceGroup>| {
        for choice in groups.iter_mut().flat_map(|group| &mut group.choices) {
            choice.chosen = choice.value == value;
        }
        let any = groups.iter().flat_map(|group| &group.choices).any(|choice| choice.chosen);
        Control::Select { groups, with_none: !required || !any }
    };
    let line = |kind| Control::Line { kind, value: value.clone() };
    match field.kind {
        FieldKind::Text if !field.lengths.is_empty() => {
            let length = |one: &'static LengthHint| Length { most: one.most, name: one.label(cx.lang) };
            Control::LongArea { value, lengths: field.lengths.iter().map(length).collect() }
        }
        FieldKind::Text => Control::Area { value },
        FieldKind::Number => line("number"),
        FieldKind::Day => line("date"),
        FieldKind::Moment => line("datetime-local"),
        FieldKind::Person if is_named(field) => line("text"),
        FieldKind::YesNo | FieldKind::Choice | FieldKind::Unit | FieldKind::Person | FieldKind::Division => {
            select(choices(cx, actor, field))
        }
        FieldKind::Rows => Control::Rows(rows(cx, field, typed)),
        FieldKind::Files => {
            let name = held_name(field);
            let chosen: Vec<&str> = typed.all(&name).collect();
            let mark = |one: HeldOffer| HeldOffer { chosen: chosen.contains(&&*one.number.to_string()), ..one };
            let held = held.into_iter().map(mark).collect();
            let (pictures, recordings, press) = (field.pictures, field.recordings, field.press);
            Control::Files { value, pictures, recordings, press, held }
        }
        _ => line("text"),
    }
}

/// What is offered for fields of files, by their names.
pub(super) type Held = HashMap<&'static str, Vec<HeldOffer>>;

fn held_name(field: &Field) -> String {
    format!("{}.held", field.name)
}

/// What the store holds about the node that a matter is about, for each field of files that asks for it.
pub(super) async fn held_for(
    app: &App,
    actor: &Actor,
    cx: &Cx,
    matter: &Matter,
    fields: &[&'static Field],
) -> Result<Held, AppError> {
    let mut offers = Held::new();
    for field in fields.iter().filter(|field| field.kind == FieldKind::Files) {
        let node = field.of_node.and_then(|of| Some((of, matter.values.get(of)?.as_str()?)));
        let Some((of, node)) = node else { continue };
        let day = |name: Code| -> Option<Day> { matter.values.get(name)?.as_str()?.parse().ok() };
        let about = About { procedure: matter.kept.document.key.as_str(), field: of, node, but: &matter.number };
        let offer = |one: HeldItem| HeldOffer {
            number: one.row.number,
            is_picture: one.row.media() == Media::Picture,
            caption: one.row.item.caption,
            from: format!("{} {}", one.of.by.words(cx.lang), one.of.number),
            chosen: false,
        };
        let found = held(app, actor, &about, &field.proof_rule(day)).await?;
        offers.insert(field.name.as_str(), found.into_iter().map(offer).collect());
    }
    Ok(offers)
}

/// What a field offers to choose from, none of it chosen.
pub(super) fn choices(cx: &Cx, actor: &Actor, field: &'static Field) -> Vec<ChoiceGroup> {
    let (model, lang) = (&cx.model, cx.lang);
    match field.kind {
        FieldKind::YesNo => {
            let offers = [("yes", cx.l.matters_yes), ("no", cx.l.matters_no)];
            ChoiceGroup::plain(offers.map(|(code, words)| Choice::new(code, words, false)))
        }
        FieldKind::Choice => {
            ChoiceGroup::plain(field.options.iter().map(|one| Choice::new(one.name.as_str(), one.label(lang), false)))
        }
        FieldKind::Unit => pickers::unit_groups(model, lang, |unit| unit.id.to_string(), ""),
        FieldKind::Person => {
            let own = model.posts_in(actor.unit);
            let mut posts: Vec<_> = own.map(|post| (post.id, model.post_label(post.id, lang))).collect();
            posts.sort();
            ChoiceGroup::plain(posts.into_iter().map(|(id, label)| Choice::new(id.to_string(), label, false)))
        }
        FieldKind::Division => {
            let mut groups = pickers::division_groups(model, actor, "", lang);
            let own = model.units.get(actor.unit).and_then(|unit| unit.division);
            let offered =
                |code: &str| groups.iter().flat_map(|group| &group.choices).any(|choice| choice.value == code);
            if let Some(own) = own.filter(|own| !offered(&own.to_string())) {
                let name = model.name_of_division(own, lang);
                groups.insert(0, ChoiceGroup::new("", [Choice::new(own.to_string(), name, false)]));
            }
            groups
        }
        _ => Vec::new(),
    }
}

/// The lines that are filled and some to fill.
fn rows(cx: &Cx, field: &'static Field, typed: &Typed) -> Vec<Row> {
    let filled = table(field, typed);
    let blank = vec![String::new(); field.columns.len()];
    let lines = filled.into_iter().chain((0..SPARE_ROWS).map(|_| blank.clone())).enumerate();
    let cell = |(column, value): (&'static Column, String)| Cell {
        name: cell_name(field, column),
        label: column.label(cx.lang),
        value,
        kind: if column.kind == ColumnKind::Day { "date" } else { "text" },
        choices: Vec::new(),
    };
    let cell = |(column, value): (&'static Column, String)| Cell {
        choices: if column.kind == ColumnKind::Fact { facts(cx, &value) } else { Vec::new() },
        ..cell((column, value))
    };
    lines
        .map(|(place, line)| Row { number: place + 1, cells: field.columns.iter().zip(line).map(cell).collect() })
        .collect()
}

/// What the product holds, to be chosen; nothing is offered first.
fn facts(cx: &Cx, value: &str) -> Vec<Choice> {
    let all = Fact::ALL.into_iter().map(|fact| Choice::of(fact.code(), fact.name().text(cx.lang), value));
    std::iter::once(Choice::of("", cx.l.asks_not_held, value)).chain(all).collect()
}

fn cell_name(field: &Field, column: &Column) -> String {
    format!("{}.{}", field.name, column.name)
}

/// The lines of a table that have something in them, a text for each column.
fn table(field: &Field, typed: &Typed) -> Vec<Vec<String>> {
    let names: Vec<String> = field.columns.iter().map(|column| cell_name(field, column)).collect();
    let cells: Vec<Vec<&str>> = names.iter().map(|name| typed.all(name).collect()).collect();
    let lines = cells.iter().map(Vec::len).max().unwrap_or(0);
    let line = |place: usize| -> Vec<String> {
        cells.iter().map(|column| column.get(place).copied().unwrap_or_default().trim().to_owned()).collect()
    };
    (0..lines).map(line).filter(|line| line.iter().any(|cell| !cell.is_empty())).collect()
}

/// What a form brings for these fields.
pub(super) fn given(fields: &[&'static Field], typed: &Typed) -> Vec<(String, Given)> {
    let one = |field: &&'static Field| {
        let given = match field.kind {
            FieldKind::Rows => {
                let line = |cells: Vec<String>| -> Value {
                    let named = field.columns.iter().zip(cells);
                    named.map(|(column, cell)| (column.name.to_string(), cell.into())).collect::<Map<_, _>>().into()
                };
                Given::Sent(table(field, typed).into_iter().map(line).collect())
            }
            FieldKind::Files => {
                let name = held_name(field);
                let chosen = std::iter::once(typed.get(field.name.as_str())).chain(typed.all(&name));
                Given::Typed(chosen.collect::<Vec<_>>().join(" "))
            }
            _ => Given::Typed(typed.get(field.name.as_str()).to_owned()),
        };
        (field.name.to_string(), given)
    };
    fields.iter().map(one).collect()
}

/// Whom it is for: all units of the chosen kind and those that are named, each once.
///
/// Errors: a name that no unit has.
pub(super) fn units(cx_model: &changxiao_app::model::CityModel, typed: &Typed) -> Result<Vec<UnitId>, AppError> {
    let mut units = Vec::new();
    for kind in audience(typed.get("audience")).unwrap_or_default() {
        units.extend(cx_model.units.of_kind(kind).map(|unit| unit.id));
    }
    for name in typed.get("units").lines().map(str::trim).filter(|name| !name.is_empty()) {
        let unit = changxiao_app::matters::values::unit(cx_model, name);
        units.push(unit.map_err(|message| AppError::field("units", message))?);
    }
    let mut seen = std::collections::BTreeSet::new();
    units.retain(|unit| seen.insert(*unit));
    if units.is_empty() { Err(AppError::field("units", say!(matters_choose_units))) } else { Ok(units) }
}

/// What stands in a form at first: what is known, else where the document says that the first value comes from.
pub(super) fn first(cx: &Cx, actor: &Actor, fields: &[&'static Field], values: &Values) -> Typed {
    let mut typed = Typed::default();
    for field in fields {
        match values.get(field.name) {
            Some(Value::Array(lines)) if field.kind == FieldKind::Rows => {
                for (line, column) in
                    lines.iter().flat_map(|line| field.columns.iter().map(move |column| (line, column)))
                {
                    let cell = line[column.name.as_str()].as_str().unwrap_or_default();
                    typed = typed.with(&cell_name(field, column), written(cx, column, cell));
                }
            }
            Some(value) if is_named(field) => {
                let post = value.as_str().unwrap_or_default();
                typed = typed.with(field.name.as_str(), holder(cx, post));
            }
            Some(value) => typed = typed.with(field.name.as_str(), field.typed(value, &cx.model.calendar)),
            None => typed = typed.with_optional(field.name.as_str(), proposed(cx, actor, field).as_ref()),
        }
    }
    typed
}

/// A cell as it is typed: units and people by their names.
fn written(cx: &Cx, column: &Column, cell: &str) -> String {
    match column.kind {
        ColumnKind::Text | ColumnKind::Day | ColumnKind::Fact => cell.to_owned(),
        ColumnKind::Unit => match cell.parse::<UnitId>() {
            Ok(unit) => cx.model.unit_name(unit, Lang::Zh).to_owned(),
            Err(_) => cell.to_owned(),
        },
        ColumnKind::Person => holder(cx, cell),
    }
}

/// Whoever holds a post, by name.
fn holder(cx: &Cx, post: &str) -> String {
    let found = post.parse::<PostId>().ok().and_then(|post| cx.model.posts.get(&post));
    let name = found.and_then(|post| cx.model.person_names.get(&post.person));
    name.map_or_else(|| post.to_owned(), Clone::clone)
}

/// Whether somebody is typed by name, because there are too many to choose from.
fn is_named(field: &Field) -> bool {
    field.kind == FieldKind::Person && field.of_unit.is_some()
}

/// With a line for each gap of the own unit, in the table that asks for them.
pub(super) async fn with_gaps(
    app: &App,
    actor: &Actor,
    cx: &Cx,
    fields: &[&'static Field],
    mut typed: Typed,
) -> Result<Typed, AppError> {
    let Some(field) = fields.iter().find(|field| field.first == Some(First::Gaps)) else { return Ok(typed) };
    for gap in gaps(app, actor, cx.lang).await? {
        for column in &field.columns {
            let cell = match column.name.as_str() {
                "node" => gap.node.as_str(),
                "gap" => gap.gap.as_str(),
                _ => "",
            };
            typed = typed.with(&cell_name(field, column), cell);
        }
    }
    Ok(typed)
}

fn proposed(cx: &Cx, actor: &Actor, field: &Field) -> Option<String> {
    Some(match field.first? {
        First::OwnUnit => actor.unit.to_string(),
        First::OwnDivision => {
            let own = cx.model.units.get(actor.unit).and_then(|unit| unit.division);
            own.or_else(|| DivisionCode::new(cx.model.id().0).ok())?.to_string()
        }
        First::Today => cx.today().to_string(),
        First::YearBack => year_before(cx.today()).to_string(),
        // Nobody enters these.
        First::UnitName | First::UnitIndicators | First::UnitPeople | First::UnitLimits => return None,
        // Lines of a table; whoever draws the form brings them.
        First::Gaps => return None,
        // By the node that is written; the program looks it up.
        First::NodeLead => return None,
    })
}

/// What a matter is called beside its title: its procedure, and for a part what its document calls it.
pub(super) fn kind(cx: &Cx, kept: &'static LoadedDocument, level: Level) -> String {
    let name = kept.document.name(cx.lang);
    match (level, &kept.document.part) {
        (Level::Part, Some(part)) => format!("{name} · {}", part.label(cx.lang)),
        (Level::Copy, _) => format!("{name} · {}", level.words(cx.lang)),
        _ => name.to_owned(),
    }
}

/// Whether an action needs a page of its own: tables, files, recipients and long forms do not fit beside the facts.
pub(super) fn is_long(ruled: &Ruled, matter: &Matter) -> bool {
    let fields = &matter.table().flow.fields;
    let is_wide = |field: &Field| matches!(field.kind, FieldKind::Rows | FieldKind::Files) || !field.lengths.is_empty();
    let tables = fields.iter().any(|field| is_wide(field) && ruled.row.enters.contains(&field.name));
    tables || ruled.row.enters.len() > 3 || ruled.has(&Effect::Issue) || ruled.has(&Effect::Copy)
}
