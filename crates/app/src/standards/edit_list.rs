//! Changes one entry of a draft beside its tree: a site type, a check item, a survey item, a material, a score preset.

use changxiao_domain::{
    ids::SystemId,
    orgs::Actor,
    standards::{self as rules, Language, ListEdit, ListEntry, ListRefused, Problem, System},
};
use changxiao_words::say;
use serde_json::{Value, json};

use super::{
    faults::refuse_faults_at,
    may_manage,
    save_draft::{open, save},
};
use crate::{App, AppError, model::CityModel};

/// Errors: not permitted; no draft; no such entry; someone else changed the draft since `version`; what would be wrong with
/// it, field by field.
pub async fn edit_list<E: ListEntry>(
    app: &App,
    actor: &Actor,
    id: SystemId,
    version: i64,
    edit: ListEdit<E>,
) -> Result<(), AppError> {
    may_manage(actor)?;
    let model = app.model(actor.city).await?;
    let (row, before) = open(&model, id, version)?;
    let particulars = particulars(before, &edit);
    let code = edit.code().trim().to_owned();
    let system = rules::edit_list(before.as_ref().clone(), edit).map_err(|refused| refusal::<E>(refused, &code))?;
    refuse_faults_at(&system, Some(before), |problem| field_of::<E>(problem))?;
    refuse_unknown_categories(&model, &system, before)?;
    let mut tx = app.db().begin().await?;
    save(app, &mut tx, actor, row, &system, particulars).await?;
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

/// A code that no edition of the city has used: an old visit names its items by their codes, so none should get a second
/// meaning.
pub fn propose_code<E: ListEntry>(model: &CityModel, group: &str) -> String {
    let taken = model.systems.iter().flat_map(|(_, system)| E::list(system)).map(ListEntry::code);
    rules::next_code(taken, &E::code_head(group))
}

fn particulars<E: ListEntry>(before: &System, edit: &ListEdit<E>) -> Value {
    let action = match edit {
        ListEdit::Add(_) => "added",
        ListEdit::Change(_) => "changed",
        ListEdit::Move { .. } => "moved",
        ListEdit::Remove { .. } => "removed",
    };
    let mut particulars = json!({ "action": action, E::NAME: edit.code().trim() });
    if let ListEdit::Remove { code } = edit {
        let references = E::references(before, code);
        for (name, codes) in [("check_items", references.check_items), ("taken_off_nodes", references.nodes)] {
            if !codes.is_empty() {
                particulars[name] = codes.into();
            }
        }
    }
    particulars
}

fn refusal<E: ListEntry>(refused: ListRefused, code: &str) -> AppError {
    match refused {
        ListRefused::NotThere => AppError::NotFound(E::NAME),
        ListRefused::Taken => AppError::field("code", say!(standards_code_code_taken_choose_another, code)),
        ListRefused::NotACode => not_a_code(),
    }
}

pub(super) fn not_a_code() -> AppError {
    AppError::field("code", say!(standards_code_1_40_characters_no))
}

/// The field of the form that mends it.
fn field_of<E: ListEntry>(problem: &Problem) -> &'static str {
    let words = match E::NAME {
        "check_item" => ["text_zh", "text_en"],
        "survey_item" => ["topic_zh", "topic_en"],
        _ => ["name_zh", "name_en"],
    };
    match problem {
        Problem::NoWords { language: Language::English, .. } => words[1],
        Problem::NoWords { .. } => words[0],
        Problem::DuplicateCode { .. } | Problem::EmptyCode { .. } => "code",
        Problem::UnknownSiteType { .. } => "site_type",
        Problem::UnknownContent { .. } => "content",
        Problem::UnknownSource { .. } => "source",
        Problem::PresetSum { .. } => "total",
        Problem::YearWeights { .. } => "year_weights",
        Problem::PresetPoints { .. } | Problem::PresetItemWords { .. } | Problem::UnknownMethod { .. } => "items",
        Problem::Quantity { fault, .. } => fault.field(),
        Problem::UnknownParent { .. } | Problem::WrongParent { .. } | Problem::UnknownMaterial { .. } => "node",
    }
}

/// A finding becomes a case of its item's category, so the category has to be one of the city's. What stood there before
/// is no reason to refuse an edit.
fn refuse_unknown_categories(model: &CityModel, system: &System, before: &System) -> Result<(), AppError> {
    let known = |code| model.categories.category(code).is_some();
    let was = |code| before.check_items.iter().any(|item| item.category == Some(code));
    let unknown = system.check_items.iter().filter_map(|item| item.category).find(|&code| !known(code) && !was(code));
    match unknown {
        None => Ok(()),
        Some(code) => {
            Err(AppError::field("category", say!(standards_city_no_category_code_choose, code = code.to_string())))
        }
    }
}
