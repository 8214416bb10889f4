//! An item of the store as a row of a sheet: what leaves comes back as the same.

use changxiao_domain::{
    cases::hex,
    divisions::DivisionCode,
    evidence::{Press, Tag},
    text::look,
};
use changxiao_files::sheets::Cell;
use changxiao_store::evidence::EvidenceRow;
use changxiao_words::{Key, Lang, keys};

use crate::model::CityModel;

/// The titles of the columns, each with its width.
pub(crate) const TITLES: [(Key, u16); 17] = [
    (keys::evidence_number, 8),
    (keys::evidence_kind, 10),
    (keys::evidence_caption, 48),
    (keys::evidence_day, 12),
    (keys::evidence_division, 28),
    (keys::evidence_place, 24),
    (keys::evidence_site, 10),
    (keys::evidence_people, 20),
    (keys::evidence_source, 20),
    (keys::evidence_tags, 28),
    (keys::evidence_press_title, 32),
    (keys::evidence_press_paper, 18),
    (keys::evidence_press_author, 14),
    (keys::evidence_press_photographer, 14),
    (keys::evidence_unit, 24),
    (keys::evidence_file, 32),
    (keys::evidence_hash, 66),
];

/// What parts the campaigns of an item in their cell, as it is written and as people write it.
const BETWEEN: char = '、';
pub(crate) const PARTS: [char; 7] = [BETWEEN, '，', ',', '；', ';', '/', '\n'];

/// The cells of an item in the order of [`TITLES`]; `site`: the number of its site.
pub(crate) fn cells(model: &CityModel, row: &EvidenceRow, site: Option<i64>, lang: Lang) -> Vec<Cell> {
    let item = &row.item;
    let press = |of: fn(&Press) -> &String| item.press.as_ref().map_or(Cell::Empty, |press| text(of(press)));
    vec![
        Cell::Integer(row.number),
        Cell::from(item.kind.words(lang)),
        text(&item.caption),
        item.day.into(),
        item.division.map_or(Cell::Empty, |padded| text(model.division_name(padded, lang))),
        text(&item.place),
        site.into(),
        text(&item.people),
        text(&item.source),
        text(&tags(model, &item.tags, lang)),
        press(|press| &press.title),
        press(|press| &press.paper),
        press(|press| &press.author),
        press(|press| &press.photographer),
        text(model.unit_name(row.unit, lang)),
        text(&row.file_name),
        Cell::Text(hex(&row.hash)),
    ]
}

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::from(text) }
}

/// Campaigns by their names, as far as a name is one's alone and falls into no parts; else by their codes.
pub(crate) fn tags(model: &CityModel, codes: &[String], lang: Lang) -> String {
    let name = |code: &String| {
        let named = model.campaigns.get(code).map(|tag| tag.name(lang));
        let named = named.filter(|name| !name.contains(PARTS) && tag(model, name).is_some_and(|found| found == code));
        named.unwrap_or(code).to_owned()
    };
    codes.iter().map(name).collect::<Vec<_>>().join(&BETWEEN.to_string())
}

/// The code of the campaign that is called so, in either language; `None`: none is, or several are.
pub(crate) fn tag<'m>(model: &'m CityModel, text: &str) -> Option<&'m str> {
    let wanted = look(text);
    if let Some(found) = model.campaigns.get(text.trim()) {
        return Some(&found.code);
    }
    let called = |tag: &&Tag| [&tag.zh, &tag.en].iter().any(|name| look(name) == wanted);
    let mut found = model.campaigns.all().filter(called);
    let first = found.next()?;
    found.next().is_none().then_some(first.code.as_str())
}

/// What a cell for a division may say of the one that stands there.
pub(crate) fn names_of_division(model: &CityModel, padded: i64) -> Vec<String> {
    let code = DivisionCode::from_padded(padded).map(|code| code.to_string());
    let names = Lang::ALL.iter().map(|lang| model.division_name(padded, *lang).to_owned());
    names.chain(code).chain([padded.to_string()]).collect()
}
