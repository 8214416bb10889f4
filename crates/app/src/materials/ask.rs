//! Asks at once for all that the standard requires and nobody was asked for.

use changxiao_domain::{
    materials::{Requirement, Standing},
    matters::{Code, FieldKind, Matter},
    orgs::Actor,
    standards::System,
    time::Day,
    workflow::MAX_TITLE_CHARS,
};
use changxiao_words::{Lang, say};

use super::standing::{Asked, PROCEDURE, overview};
use crate::{
    App, AppError,
    matters::{
        begin::{Beginning, begin},
        procedures::of_key,
        values::Given,
    },
    workflow::Carried,
};

/// What all of them have alike; days as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskAll {
    /// Only what this node and what lies below it require.
    pub node: Option<String>,
    pub period_from: String,
    pub period_until: String,
    pub due: String,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct AskedAll {
    pub asked: usize,
    /// Requirements that nobody leads in the matrix: they are asked of a unit one by one.
    pub nobody: Vec<Requirement>,
}

/// Each requirement is asked of the unit that leads it by the matrix. Again asks for what is new only.
///
/// Errors: not permitted; a day that is none; a period of more than a year; there is nothing left to ask for.
pub async fn ask_all(app: &App, actor: &Actor, wanted: &AskAll) -> Result<AskedAll, AppError> {
    actor.require(Matter::WORK)?;
    let model = app.model(actor.city).await?;
    let kinds: Vec<Code> = of_key(&model, PROCEDURE)?
        .document
        .whole
        .fields
        .iter()
        .filter(|field| field.kind == FieldKind::Choice)
        .flat_map(|field| field.options.iter().map(|option| option.name))
        .collect();
    // What is no day is refused where the first one is begun.
    let year = wanted.period_until.trim().parse::<Day>().ok().map(Day::year);
    let found = overview(app, actor, Asked { node: wanted.node.as_deref(), year }).await?;
    let Some(system) = found.system else { return Err(nothing()) };
    let left = found.places.into_iter().filter(|place| place.standing == Standing::NotAsked);
    let left: Vec<Requirement> = left.map(|place| place.requirement).collect();
    if left.is_empty() {
        return Err(nothing());
    }
    let mut asked = AskedAll::default();
    for requirement in left {
        let is_known = kinds.iter().any(|kind| kind.as_str() == requirement.kind);
        if model.node_lead(&requirement.node).is_none() || !is_known {
            asked.nobody.push(requirement);
            continue;
        }
        let key = format!("{PROCEDURE}:{}:{}:{}", requirement.node, requirement.kind, wanted.due);
        begin(app, actor, beginning(&system, &requirement, wanted), Some(key)).await?;
        asked.asked += 1;
    }
    Ok(asked)
}

fn nothing() -> AppError {
    AppError::field("node", say!(materials_nothing_to_ask))
}

fn beginning(system: &System, requirement: &Requirement, wanted: &AskAll) -> Beginning {
    let node = system.node(&requirement.node);
    let kind = system.material_types.iter().find(|kind| kind.code == requirement.kind);
    let kind = kind.map_or(requirement.kind.as_str(), |kind| kind.name_zh.as_str());
    let label = node.map_or("", |node| node.label(Lang::RECORDS));
    let title = format!("{} {kind} {label}", requirement.node);
    let text = node.map_or("", |node| node.text_zh.as_str());
    let given = [
        ("node", requirement.node.as_str()),
        ("kind", requirement.kind.as_str()),
        ("requirement", text),
        ("owner", ""),
        ("period_from", wanted.period_from.as_str()),
        ("period_until", wanted.period_until.as_str()),
        ("due", wanted.due.as_str()),
    ];
    let cut = |name: &str, text: &str| match name {
        "requirement" => text.chars().take(MOST_TEXT).collect(),
        _ => text.to_owned(),
    };
    Beginning {
        procedure: PROCEDURE.to_owned(),
        title: title.trim().chars().take(MAX_TITLE_CHARS).collect(),
        division: None,
        values: given.map(|(name, text)| (name.to_owned(), Given::Typed(cut(name, text)))).into(),
        units: Vec::new(),
    }
}

/// The longest requirement in letters, as the document has it.
const MOST_TEXT: usize = 1_000;
