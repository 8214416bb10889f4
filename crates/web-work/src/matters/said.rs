//! What was entered, as a page says it.

use std::collections::HashMap;

use changxiao_app::{matters::scope::sees, model::CityModel};
use changxiao_domain::{
    evidence::Media,
    ids::{PostId, UnitId},
    letters::SignedLetter,
    matters::{
        Column, ColumnKind, Event, Fact, Field, FieldKind, Matter, Values, counted_letters, file_numbers, write_decimal,
    },
    orgs::Actor,
    time::{Day, Instant},
};
use changxiao_store::evidence::EvidenceRow;
use changxiao_web_kit::{cx::Cx, pages, words};
use changxiao_words::fill;
use serde_json::Value;

/// One field with what stands in it.
pub(super) struct Said {
    /// Stands above it; empty where nothing does.
    pub heading: &'static str,
    pub label: &'static str,
    pub text: String,
    /// How long it is against what is advised; empty where nothing is.
    pub length: String,
    /// Where it leads; empty where nowhere.
    pub href: String,
    /// Titles and cells of a table.
    pub titles: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
    /// Items of the evidence store.
    pub files: Vec<SaidFile>,
}

/// An item of the evidence store.
pub(super) struct SaidFile {
    pub number: i64,
    /// Empty where the post may not see it, or it was taken out.
    pub caption: String,
    pub is_picture: bool,
}

impl SaidFile {
    /// On paper: its caption and its number.
    fn line(&self) -> String {
        format!("{} {}", self.number, self.caption).trim_end().to_owned()
    }
}

/// Items of the evidence store by their numbers.
type Items = HashMap<i64, EvidenceRow>;

/// Everything that has been entered and that the post reads, in the order of the document.
pub(super) fn all(cx: &Cx, actor: &Actor, matter: &Matter, items: &Items) -> Vec<Said> {
    let mut heading = "";
    let mut said = Vec::new();
    // What is a draft or a comment on it has a page of its own.
    for field in matter.table().flow.fields.iter().filter(|field| field.means.is_none()) {
        if !field.heading_zh.is_empty() {
            heading = cx.lang.of_data(&field.heading_zh, &field.heading_en);
        }
        let Some(value) = matter.values.get(field.name).filter(|_| sees(actor, matter, field)) else { continue };
        let mut one = of(cx, field, value, items);
        one.heading = std::mem::take(&mut heading);
        said.push(one);
    }
    said
}

fn of(cx: &Cx, field: &'static Field, value: &Value, items: &Items) -> Said {
    let mut said = Said {
        heading: "",
        label: field.label(cx.lang),
        text: text(cx, field, value),
        length: length(cx, field, value.as_str().unwrap_or_default()),
        href: String::new(),
        titles: Vec::new(),
        rows: Vec::new(),
        files: Vec::new(),
    };
    let named = value.as_str().unwrap_or_default();
    match field.kind {
        FieldKind::Case => said.href = format!("/cases/{named}"),
        FieldKind::Matter => said.href = format!("/matters/{named}"),
        FieldKind::Site => said.href = format!("/sites/{named}"),
        FieldKind::Files => {
            said.files = file_numbers(value)
                .map(|number| {
                    let row = items.get(&number);
                    let caption = row.map_or_else(String::new, |row| row.item.caption.clone());
                    SaidFile { number, caption, is_picture: row.is_some_and(|row| row.media() == Media::Picture) }
                })
                .collect();
            said.text = said.files.iter().map(SaidFile::line).collect::<Vec<_>>().join(cx.l.list_comma);
        }
        FieldKind::Rows => {
            said.titles = field.columns.iter().map(|column| column.label(cx.lang)).collect();
            let line = |line: &Value| field.columns.iter().map(|column| cell(cx, column, line)).collect();
            said.rows = value.as_array().into_iter().flatten().map(line).collect();
        }
        _ => {}
    }
    said
}

/// 5210 字 · 超过综合性文件建议长度 5000 字.
fn length(cx: &Cx, field: &'static Field, written: &str) -> String {
    if field.lengths.is_empty() {
        return String::new();
    }
    let letters = counted_letters(written);
    let over = field.lengths.iter().filter(|one| letters > one.most).map(|one| {
        let (name, most) = (one.label(cx.lang), one.most);
        fill(cx.l.matters_length_over, &[("name", &name), ("most", &most)])
    });
    let now = fill(cx.l.matters_length_now, &[("n", &letters)]);
    std::iter::once(now).chain(over).collect::<Vec<_>>().join(" · ")
}

/// A value in a line.
pub(super) fn text(cx: &Cx, field: &Field, value: &Value) -> String {
    let (model, lang, written): (&CityModel, _, _) = (&cx.model, cx.lang, value.as_str().unwrap_or_default());
    match field.kind {
        FieldKind::Fen => value.as_i64().map_or_else(String::new, yuan),
        FieldKind::Thousandths => value.as_i64().map_or_else(String::new, |points| write_decimal(points, 3)),
        FieldKind::Number => value.as_i64().map_or_else(String::new, |number| number.to_string()),
        FieldKind::Day => match written.parse::<Day>() {
            Ok(day) => words::full_day(lang, day),
            Err(_) => written.to_owned(),
        },
        FieldKind::Moment => value
            .as_i64()
            .map_or_else(String::new, |at| words::moment(lang, pages::wall(model, Instant(at)), cx.this_year())),
        FieldKind::YesNo => if value.as_bool() == Some(true) { cx.l.matters_yes } else { cx.l.matters_no }.to_owned(),
        FieldKind::Choice => {
            let option = field.options.iter().find(|option| option.name.as_str() == written);
            option.map_or_else(|| written.to_owned(), |option| option.label(lang).to_owned())
        }
        FieldKind::Unit => {
            let unit = written.parse::<UnitId>().ok();
            unit.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned())
        }
        FieldKind::Person => {
            let post = written.parse::<PostId>().ok();
            post.map_or_else(String::new, |post| model.holder_label(post, lang))
        }
        FieldKind::Signature => SignedLetter::from_json(value).map_or_else(String::new, |signed| {
            let by = model.posts.get(&signed.post).map_or("", |post| post.title.as_str());
            let at = words::moment(lang, pages::wall(model, signed.signed_at()), cx.this_year());
            format!("{by} · {at} · {}", signed.algorithm.words(lang))
        }),
        FieldKind::Division => {
            let code = written.parse::<changxiao_domain::divisions::DivisionCode>().ok();
            code.map_or_else(|| written.to_owned(), |code| model.place_name(code.padded(), lang))
        }
        FieldKind::Matters => field.typed(value, &model.calendar),
        FieldKind::Rows => {
            let lines = value.as_array().into_iter().flatten();
            let line = |line: &Value| {
                let cells = field.columns.iter().map(|column| cell(cx, column, line));
                cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ")
            };
            lines.map(line).collect::<Vec<_>>().join(cx.l.list_comma)
        }
        FieldKind::Files => {
            let numbers: Vec<String> = file_numbers(value).map(|number| number.to_string()).collect();
            numbers.join(cx.l.list_comma)
        }
        _ => written.to_owned(),
    }
}

/// What stands in a cell of a table.
fn cell(cx: &Cx, column: &Column, line: &Value) -> String {
    let written = line[column.name.as_str()].as_str().unwrap_or_default();
    match column.kind {
        ColumnKind::Text => written.to_owned(),
        ColumnKind::Fact => Fact::parse(written).map_or(String::new(), |fact| fact.name().text(cx.lang).to_owned()),
        ColumnKind::Day => {
            written.parse::<Day>().map_or_else(|_| written.to_owned(), |day| words::full_day(cx.lang, day))
        }
        ColumnKind::Unit => {
            let unit = written.parse::<UnitId>();
            unit.map_or_else(|_| written.to_owned(), |unit| cx.model.unit_name(unit, cx.lang).to_owned())
        }
        ColumnKind::Person => {
            let post = written.parse::<PostId>();
            post.map_or_else(|_| written.to_owned(), |post| cx.model.holder_label(post, cx.lang))
        }
    }
}

/// Who answers for a matter: the person that its state names, else the unit that has it.
pub(super) fn who(cx: &Cx, matter: &Matter) -> String {
    match matter.named_post() {
        Some(post) => cx.model.holder_label(post, cx.lang),
        None => cx.model.unit_name(matter.holder, cx.lang).to_owned(),
    }
}

/// 1,234,567.50 from 123456750 fen; whole yuan without decimals.
pub(super) fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let (whole, rest) = ((fen.unsigned_abs() / 100).to_string(), fen.unsigned_abs() % 100);
    let rest = if rest == 0 { String::new() } else { format!(".{rest:02}") };
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}{rest}")
}

/// What was handed in each time, newest last: when, and what stood in each field then.
pub(super) struct Versions {
    pub at: Vec<Instant>,
    /// Label, then a text for each time, and whether it differs from the time before.
    pub rows: Vec<(&'static str, Vec<(String, bool)>)>,
}

/// The most times that stand side by side.
const SIDE_BY_SIDE: usize = 3;

/// The last times that the same was entered more than once; `None` where nothing was.
pub(super) fn versions(cx: &Cx, matter: &Matter, events: &[Event]) -> Option<Versions> {
    let entered: Vec<(Instant, Values)> = events
        .iter()
        .filter_map(|event| Some((event.at, Values::from_json(event.particulars.get("values")?)?)))
        .collect();
    let fields: Vec<&'static Field> = matter.table().flow.fields.iter().filter(|field| field.means.is_none()).collect();
    let times = |field: &Field| entered.iter().filter(|(_, values)| values.get(field.name).is_some()).count();
    let again: Vec<_> = fields.into_iter().filter(|field| times(field) > 1).collect();
    let mut shown: Vec<_> =
        entered.iter().filter(|(_, values)| again.iter().any(|field| values.get(field.name).is_some())).collect();
    shown.drain(..shown.len().saturating_sub(SIDE_BY_SIDE));
    if again.is_empty() || shown.len() < 2 {
        return None;
    }
    let row = |field: &'static Field| {
        let texts: Vec<String> = shown
            .iter()
            .map(|(_, values)| values.get(field.name).map_or_else(String::new, |value| text(cx, field, value)))
            .collect();
        let differs = |place: usize| place > 0 && texts[place] != texts[place - 1];
        let cells = texts.iter().enumerate().map(|(place, text)| (text.clone(), differs(place))).collect();
        (field.label(cx.lang), cells)
    };
    Some(Versions { at: shown.iter().map(|(at, _)| *at).collect(), rows: again.into_iter().map(row).collect() })
}
