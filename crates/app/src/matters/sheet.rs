//! A field of a matter as a cell of a sheet, and back: what leaves comes back as the same.

use changxiao_domain::{
    ids::{PostId, UnitId},
    matters::{Field, FieldKind, Matter},
    orgs::Actor,
    written::read_day,
};
use changxiao_store::workflow::by_ids;
use changxiao_words::{Lang, Message, keys, say};
use serde_json::Value;

use super::{
    list::Line,
    values::{person, unit},
};
use crate::{App, AppError, model::CityModel, readable::readable};

/// Whether a field fits into a cell: no table, no signature, and nothing that has a page of its own.
pub fn has_cell(field: &Field) -> bool {
    field.means.is_none() && !matches!(field.kind, FieldKind::Rows | FieldKind::Signature)
}

/// Matters that are read by one statement.
const AT_ONCE: usize = 500;

/// The matters of a page of the register as the post may read them; which fields it reads, [`super::scope::sees`] says.
pub async fn contents(app: &App, actor: &Actor, lines: &[Line]) -> Result<Vec<Matter>, AppError> {
    let ids: Vec<_> = lines.iter().map(|line| line.id.0).collect();
    let mut all = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        all.extend(by_ids::<Matter>(app.db(), actor.city, some).await?);
    }
    Ok(readable(actor, all))
}

/// What stands in the cell: people and units by their names where these are one's alone, else by their ids.
pub fn cell(model: &CityModel, field: &Field, value: &Value, lang: Lang) -> String {
    let text = value.as_str().unwrap_or_default();
    match field.kind {
        FieldKind::Unit => {
            let name = text.parse::<UnitId>().ok().map(|unit| model.unit_name(unit, Lang::Zh).to_owned());
            let back = |name: &String| unit(model, name).is_ok_and(|found| found.to_string() == text);
            name.filter(back).unwrap_or_else(|| text.to_owned())
        }
        FieldKind::Person => {
            let post = text.parse::<PostId>().ok().and_then(|post| model.posts.get(&post));
            let name = post.and_then(|post| model.person_names.get(&post.person)).cloned();
            let back = |name: &String| person(model, name, None).is_ok_and(|found| found.as_deref() == Some(text));
            name.filter(back).unwrap_or_else(|| text.to_owned())
        }
        FieldKind::Choice => {
            let option = field.options.iter().find(|option| option.name.as_str() == text);
            option.map_or_else(|| text.to_owned(), |option| option.label(lang).to_owned())
        }
        FieldKind::YesNo => {
            let word = if value.as_bool() == Some(true) { keys::matters_yes } else { keys::matters_no };
            word.text(lang).to_owned()
        }
        _ => field.typed(value, &model.calendar),
    }
}

/// What stands in a cell as it is typed into the field; the words of choices in both languages, days as people write them.
///
/// Errors: what is expected.
pub fn typed(model: &CityModel, field: &Field, text: &str) -> Result<String, Message> {
    let text = text.trim();
    let typed = match field.kind {
        FieldKind::Unit => return unit(model, text).map(|unit| unit.to_string()),
        FieldKind::Person => return Ok(text.to_owned()),
        FieldKind::Choice => {
            let is = |option: &&changxiao_domain::matters::Choice| {
                [option.name.as_str(), &option.name_zh, &option.name_en]
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(text))
            };
            let option = field.options.iter().find(is);
            option.ok_or_else(|| say!(matters_write_what_fits))?.name.to_string()
        }
        FieldKind::YesNo if Lang::ALL.iter().any(|lang| keys::matters_yes.text(*lang).eq_ignore_ascii_case(text)) => {
            "yes".to_owned()
        }
        FieldKind::YesNo if Lang::ALL.iter().any(|lang| keys::matters_no.text(*lang).eq_ignore_ascii_case(text)) => {
            "no".to_owned()
        }
        FieldKind::Day => read_day(text).map_or_else(|| text.to_owned(), |day| day.to_string()),
        _ => text.to_owned(),
    };
    field.read(&typed, &model.calendar)?;
    Ok(typed)
}
