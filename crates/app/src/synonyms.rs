//! A city's own words: kept once, used by every list from then on.

use std::collections::{HashMap, HashSet};

use changxiao_domain::{
    callbacks::{Answer, Satisfaction},
    categories::CategoryCode,
    divisions::WrittenNames,
    orgs::{Actor, Permission, Scope},
    synonyms::{LONGEST, nearest},
    text::{look, path_parts},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    cities,
    synonyms::{self, SynonymRow},
};
use changxiao_words::{Lang, say, texts};

use crate::{App, AppError, model::CityModel, note};

/// What a text of a sheet is said to mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// `unit`, `division`, `site_type` and so on.
    pub sort: String,
    /// As the sheet has it.
    pub written: String,
    /// A code, or a name that only one has.
    pub means: String,
}

/// One thing that a text may mean: its code, and what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    pub code: String,
    pub name: String,
}

/// Everything that a text of this sort may mean; empty for sorts whose words are those of one column.
pub fn choices(model: &CityModel, sort: &str, lang: Lang) -> Vec<Meant> {
    match sort {
        "unit" => {
            let units = model.units.iter();
            units
                .map(|unit| Meant { code: unit.code.clone(), name: model.unit_name(unit.id, lang).to_owned() })
                .collect()
        }
        "division" => {
            let divisions = model.divisions.iter();
            divisions
                .map(|division| Meant {
                    code: division.code.to_string(),
                    name: match lang {
                        Lang::RECORDS => model.divisions.path_names(division.code).join(" "),
                        lang => model.place_name(division.code.padded(), lang),
                    },
                })
                .collect()
        }
        "site_type" => {
            let types = model.current_system().into_iter().flat_map(|system| &system.site_types);
            types
                .map(|kind| Meant { code: kind.code.clone(), name: model.site_type_name(&kind.code, lang).to_owned() })
                .collect()
        }
        "category" => {
            let categories = model.categories.categories.iter();
            categories
                .map(|category| Meant { code: category.code.to_string(), name: category.name(lang).to_owned() })
                .collect()
        }
        "answer" => {
            let l = texts(lang);
            let words = |answer| match answer {
                Answer::Yes => l.imports_yes,
                Answer::Partly => l.callbacks_partly_solved,
                Answer::No => l.imports_no,
                Answer::Untold => l.callbacks_untold,
            };
            Answer::ALL.into_iter().map(|answer| meant(answer.code(), words(answer))).collect()
        }
        "satisfaction" => Satisfaction::ALL.into_iter().map(|one| meant(one.code(), one.words(lang))).collect(),
        _ => Vec::new(),
    }
}

fn meant(code: &str, name: &str) -> Meant {
    Meant { code: code.to_owned(), name: name.to_owned() }
}

/// What a text of this sort most likely means, the best first.
pub fn proposed(model: &CityModel, sort: &str, text: &str, accepted: &[String], lang: Lang) -> Vec<Meant> {
    let mut all = choices(model, sort, lang);
    if all.is_empty() {
        all = accepted.iter().map(|text| Meant { code: text.clone(), name: text.clone() }).collect();
    }
    let by_code: HashMap<&str, &Meant> = all.iter().map(|meant| (meant.code.as_str(), meant)).collect();
    // A sheet is written in the language of the city, whatever its reader's is.
    let named: Vec<Meant> = Lang::ALL.iter().flat_map(|lang| choices(model, sort, *lang)).chain(all.clone()).collect();
    // A name in another place may be meant; the letters of a place say little.
    let is_place = sort == "division";
    let wanted = if is_place { path_parts(text).last().copied().unwrap_or(text) } else { text };
    let names = named.iter().filter_map(|one| {
        let name = if is_place { own_name(&one.name) } else { one.name.as_str() };
        Some((name, *by_code.get(one.code.as_str())?))
    });
    let mut found: Vec<Meant> = nearest(wanted, names).into_iter().cloned().collect();
    let mut seen = HashSet::new();
    found.retain(|meant| seen.insert(meant.code.clone()));
    found
}

/// The name of a place without those above it: 芗城区 巷口街道, `Xiangkou Street, Xiangcheng District`.
fn own_name(place: &str) -> &str {
    let parts = if place.is_ascii() { place.split(", ").next() } else { place.rsplit(' ').next() };
    parts.unwrap_or(place)
}

/// Keeps what texts mean, for every list from then on. An empty meaning is passed over.
///
/// Errors: not permitted; a text that is too long; a meaning that is nothing of its sort ([`AppError::Invalid`], naming it).
pub async fn save(app: &App, actor: &Actor, meanings: &[Meaning]) -> Result<usize, AppError> {
    check_permission(actor)?;
    let model = app.model(actor.city).await?;
    let mut rows = Vec::new();
    for meaning in meanings.iter().filter(|meaning| !meaning.means.trim().is_empty()) {
        if meaning.written.chars().count() > LONGEST || meaning.sort.chars().count() > LONGEST {
            return Err(AppError::field("means", say!(synonyms_too_long, text = &meaning.written, most = LONGEST)));
        }
        let code = code_of(&model, &meaning.sort, meaning.means.trim());
        let Some(code) = code else {
            let (text, means) = (&meaning.written, &meaning.means);
            return Err(AppError::field("means", say!(synonyms_unknown, text, means)));
        };
        let (sort, written) = (meaning.sort.clone(), meaning.written.clone());
        rows.push(SynonymRow { sort, written, code, person: Some(actor.person), at: app.now() });
    }
    if rows.is_empty() {
        return Ok(0);
    }
    let mut tx = app.db().begin().await?;
    for row in &rows {
        synonyms::put(&mut tx, actor.city, row).await?;
    }
    let said: Vec<_> = rows.iter().map(|row| format!("{}: {} = {}", row.sort, row.written, row.code)).collect();
    let particulars = serde_json::json!({ "words": said });
    let subject = TraceSubject::Import("synonyms".to_owned());
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Import, subject, particulars).await?;
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(rows.len())
}

/// Everything that the city has said. Errors: not permitted.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<SynonymRow>, AppError> {
    check_permission(actor)?;
    Ok(synonyms::all(app.db(), actor.city).await?)
}

/// Takes back what a text means. Errors: not permitted; nothing was said of it.
pub async fn remove(app: &App, actor: &Actor, sort: &str, written: &str) -> Result<(), AppError> {
    check_permission(actor)?;
    let mut tx = app.db().begin().await?;
    if !synonyms::remove(&mut tx, actor.city, sort, written).await? {
        return Err(AppError::NotFound("word"));
    }
    let particulars = serde_json::json!({ "removed": format!("{sort}: {written}") });
    let subject = TraceSubject::Import("synonyms".to_owned());
    note(app, &mut tx, actor.city, Some(actor), TraceKind::Import, subject, particulars).await?;
    cities::touch_model(&mut tx, actor.city);
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

fn check_permission(actor: &Actor) -> Result<(), AppError> {
    if !actor.may(Permission::Import) || actor.scope != Scope::WholeCity {
        return Err(AppError::NotPermitted(Permission::Import));
    }
    Ok(())
}

/// The code of what somebody chose or typed: a code, a name that only one has, or `name (code)` as a list shows it.
fn code_of(model: &CityModel, sort: &str, means: &str) -> Option<String> {
    if let Some((_, code)) = means.rsplit_once('(').filter(|_| means.ends_with(')'))
        && let Some(code) = code_of(model, sort, code.trim_end_matches(')').trim())
    {
        return Some(code);
    }
    match sort {
        "division" => {
            let names = WrittenNames::new(&model.divisions, None);
            names.code(means).or_else(|| names.find(&[means]).ok()).map(|code| code.to_string())
        }
        "category" if means.parse::<CategoryCode>().is_ok_and(|code| model.categories.category(code).is_some()) => {
            Some(means.to_ascii_uppercase())
        }
        "unit" | "site_type" | "category" | "answer" | "satisfaction" => {
            let wanted = look(means);
            let all: Vec<Meant> = Lang::ALL.iter().flat_map(|lang| choices(model, sort, *lang)).collect();
            if let Some(found) = all.iter().find(|meant| look(&meant.code) == wanted) {
                return Some(found.code.clone());
            }
            let named = all.iter().filter(|meant| look(&meant.name) == wanted);
            let codes: HashSet<&str> = named.map(|meant| meant.code.as_str()).collect();
            codes.iter().next().filter(|_| codes.len() == 1).map(|code| (*code).to_owned())
        }
        // The words of one column: the next reading says whether it takes them.
        _ => Some(means.to_owned()).filter(|means| means.chars().count() <= LONGEST),
    }
}
