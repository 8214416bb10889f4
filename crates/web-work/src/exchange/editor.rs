//! The form of a mapping: from what is saved, from the titles of an export, and back.

use changxiao_domain::{
    exchange::{ColumnOf, DateForm, Field as OurField, Mapping, SystemKind, ValueOf},
    geo::Datum,
};
use changxiao_web_kit::fields::{Field, Fields, Offers, Typed};
use changxiao_words::{Lang, keys};

use crate::choice::{Choice, ChoiceGroup};

/// What the mapping is and how the export writes.
pub(super) const FACTS: Fields = Fields(&[
    Field::line("name", keys::exchange_name).hint(keys::exchange_name_hint).required(),
    Field::line("system", keys::exchange_system).hint(keys::exchange_system_hint).required(),
    Field::line("name_zh", keys::exchange_name_zh).required(),
    Field::line("name_en", keys::exchange_name_en),
    Field::choice("kind", keys::exchange_kind).required(),
    Field::day("effective_from", keys::exchange_dated).required(),
    Field::choice("date_form", keys::exchange_date_form).required(),
    Field::choice("datum", keys::exchange_datum).required(),
    Field::area("source_zh", keys::exchange_source_zh).hint(keys::exchange_source_hint).required(),
    Field::area("source_en", keys::exchange_source_en),
]);

/// What its words mean here.
pub(super) const VALUES: Fields = Fields(&[
    Field::area("categories", keys::exchange_categories).hint(keys::exchange_categories_hint),
    Field::area("divisions", keys::exchange_divisions).hint(keys::exchange_divisions_hint),
]);

/// The fields of a line of the table of columns.
pub(super) const COLUMNS: [&str; 3] = ["title", "sample", "field"];
/// Lines without a title that the form offers.
pub(super) const SPARE: usize = 3;

/// A title of the export, a sample of what stands under it, and the field that it feeds.
type Column = (String, String, Option<OurField>);

pub(super) fn offers(lang: Lang) -> Offers {
    let kinds = SystemKind::ALL.map(|kind| Choice::new(kind.code(), kind.words(lang), false));
    let forms = DateForm::ALL.map(|form| Choice::new(form.code(), form.example(), false));
    let datums = Datum::ALL.map(|datum| Choice::new(datum.code(), datum.name(), false));
    vec![
        ("kind", ChoiceGroup::plain(kinds)),
        ("date_form", ChoiceGroup::plain(forms)),
        ("datum", ChoiceGroup::plain(datums)),
    ]
}

/// The titles that a mapping knows.
pub(super) fn titles_of(mapping: &Mapping) -> Vec<Column> {
    let of = |column: &ColumnOf, title: &String| (title.clone(), String::new(), Some(column.field));
    mapping.columns.iter().flat_map(|column| column.titles.iter().map(move |title| of(column, title))).collect()
}

/// The titles of a file, each with the field that `base` gives it.
pub(super) fn titles_in(base: &Mapping, titles: Vec<(String, String)>) -> Vec<Column> {
    let plain = |title: &str| title.split_whitespace().collect::<String>().to_lowercase();
    let is_known = |column: &ColumnOf, title: &str| column.titles.iter().any(|known| plain(known) == plain(title));
    let field = |title: &str| base.columns.iter().find(|column| is_known(column, title)).map(|column| column.field);
    titles.into_iter().map(|(title, sample)| (title.clone(), sample, field(&title))).collect()
}

/// The form of a mapping in the version that the page shows, with these columns.
pub(super) fn written(mapping: &Mapping, seen: i64, columns: Vec<Column>) -> Typed {
    let typed = Typed::default()
        .with("name", &mapping.name)
        .with("name_zh", &mapping.name_zh)
        .with("name_en", &mapping.name_en)
        .with("system", &mapping.system)
        .with("kind", mapping.kind.code())
        .with("effective_from", mapping.effective_from)
        .with("source_zh", &mapping.source_zh)
        .with("source_en", &mapping.source_en)
        .with("date_form", mapping.date_form.code())
        .with("datum", mapping.datum.code())
        .with("categories", lines(&mapping.categories))
        .with("divisions", lines(&mapping.divisions))
        .with("seen", seen);
    columns.into_iter().fold(typed, |typed, (title, sample, field)| {
        typed.with("title", title).with("sample", sample).with("field", field.map_or("", OurField::code))
    })
}

/// The mapping that the form says. `None`: the day cannot be read; every other fault is the mapping's own to find.
pub(super) fn mapping_in(typed: &Typed) -> Option<Mapping> {
    let mut columns: Vec<ColumnOf> = Vec::new();
    for [title, _, field] in typed.rows(COLUMNS) {
        let Some(field) = OurField::parse(&field).filter(|_| !title.is_empty()) else { continue };
        match columns.iter_mut().find(|column| column.field == field) {
            Some(column) => column.titles.push(title),
            None => columns.push(ColumnOf { field, titles: vec![title] }),
        }
    }
    let text = |name: &str| typed.get(name).to_owned();
    Some(Mapping {
        format: Mapping::FORMAT.to_owned(),
        name: text("name"),
        name_zh: text("name_zh"),
        name_en: text("name_en"),
        system: text("system"),
        kind: SystemKind::parse(typed.get("kind")).unwrap_or(SystemKind::Hotline),
        effective_from: typed.get("effective_from").parse().ok()?,
        evidence: "certain".to_owned(),
        source_zh: text("source_zh"),
        source_en: text("source_en"),
        date_form: DateForm::parse(typed.get("date_form")).unwrap_or_default(),
        datum: Datum::read(typed.get("datum")).unwrap_or_default(),
        columns,
        categories: values(typed.get("categories")),
        divisions: values(typed.get("divisions")),
    })
}

fn lines(values: &[ValueOf]) -> String {
    values.iter().map(|value| format!("{}={}\n", value.words, value.code)).collect()
}

/// A line each; what has no sign in it is kept without a code, so that the fault names it.
fn values(text: &str) -> Vec<ValueOf> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (words, code) = line.rsplit_once(['=', '＝']).unwrap_or((line, ""));
            ValueOf { words: words.trim().to_owned(), code: code.trim().to_owned() }
        })
        .collect()
}
