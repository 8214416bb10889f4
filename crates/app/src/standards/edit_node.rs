//! Changes one node of a draft: its words, its place, its being there at all.

use changxiao_domain::{
    ids::SystemId,
    orgs::Actor,
    standards::{Evidence, Node, NodeExtra, NodeKind, System, is_code},
};
use changxiao_store::standards;
use changxiao_words::say;

use super::{
    duties::subtree,
    edit_list::not_a_code,
    faults::refuse_faults,
    may_manage,
    save_draft::{open, save},
};
use crate::{App, AppError};

/// What a node says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeWords {
    pub name_zh: String,
    pub name_en: String,
    pub text_zh: String,
    pub text_en: String,
    pub methods: Vec<String>,
    pub materials: Vec<String>,
    pub site_types: Vec<String>,
    pub evidence: Evidence,
    pub source: Option<String>,
}

/// One change. An `order` of 0 means the last place among the siblings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    Change {
        code: String,
        words: NodeWords,
    },
    Add {
        code: String,
        parent: Option<String>,
        kind: NodeKind,
        words: NodeWords,
    },
    Move {
        code: String,
        parent: Option<String>,
        order: u32,
    },
    /// With everything below it.
    Remove {
        code: String,
    },
}

impl Edit {
    pub fn code(&self) -> &str {
        match self {
            Edit::Change { code, .. } | Edit::Add { code, .. } | Edit::Move { code, .. } | Edit::Remove { code } => {
                code
            }
        }
    }

    const fn word(&self) -> &'static str {
        match self {
            Edit::Change { .. } => "changed",
            Edit::Add { .. } => "added",
            Edit::Move { .. } => "moved",
            Edit::Remove { .. } => "removed",
        }
    }
}

/// Errors: not permitted; no draft; no such node; someone else changed the draft since `version`; what would be wrong with it.
pub async fn edit_node(app: &App, actor: &Actor, id: SystemId, version: i64, edit: Edit) -> Result<(), AppError> {
    may_manage(actor)?;
    let model = app.model(actor.city).await?;
    let (row, before) = open(&model, id, version)?;
    let mut system = before.as_ref().clone();
    apply(&mut system, &edit)?;
    refuse_faults(&system, Some(before))?;
    let system = system.in_reading_order();
    let mut tx = app.db().begin().await?;
    let particulars = serde_json::json!({ "action": edit.word(), "node": edit.code() });
    save(app, &mut tx, actor, row, &system, particulars).await?;
    if let Edit::Remove { code } = &edit {
        for gone in subtree(before, code) {
            standards::clear_node(&mut tx, actor.city, id, &gone).await?;
        }
    }
    tx.commit().await?;
    app.refresh_model(actor.city).await?;
    Ok(())
}

fn apply(system: &mut System, edit: &Edit) -> Result<(), AppError> {
    match edit {
        Edit::Change { code, words } => {
            let node = system.nodes.iter_mut().find(|node| node.code == *code).ok_or(AppError::NotFound("node"))?;
            put_words(node, words);
        }
        Edit::Add { code, parent, kind, words } => {
            let code = code.trim();
            if !is_code(code) {
                return Err(not_a_code());
            }
            let mut node = Node {
                code: code.to_owned(),
                parent: parent.clone(),
                kind: *kind,
                order: 0,
                name_zh: String::new(),
                name_en: String::new(),
                text_zh: String::new(),
                text_en: String::new(),
                methods: Vec::new(),
                materials: Vec::new(),
                site_types: Vec::new(),
                evidence: Evidence::Certain,
                source: None,
                extra: NodeExtra::default(),
            };
            put_words(&mut node, words);
            system.nodes.push(node);
            place(system, code, parent.clone(), 0);
        }
        Edit::Move { code, parent, order } => {
            if system.node(code).is_none() {
                return Err(AppError::NotFound("node"));
            }
            if parent.as_ref().is_some_and(|parent| subtree(system, code).contains(parent)) {
                return Err(AppError::field("parent", say!(standards_node_cannot_hang_on_itself)));
            }
            place(system, code, parent.clone(), *order);
        }
        Edit::Remove { code } => {
            if system.node(code).is_none() {
                return Err(AppError::NotFound("node"));
            }
            let gone = subtree(system, code);
            let parent = system.node(code).and_then(|node| node.parent.clone());
            system.nodes.retain(|node| !gone.contains(&node.code));
            renumber(system, parent.as_deref());
        }
    }
    Ok(())
}

fn put_words(node: &mut Node, words: &NodeWords) {
    let plain = |text: &str| text.trim().replace("\r\n", "\n");
    node.name_zh = plain(&words.name_zh);
    node.name_en = plain(&words.name_en);
    node.text_zh = plain(&words.text_zh);
    node.text_en = plain(&words.text_en);
    node.methods.clone_from(&words.methods);
    node.materials.clone_from(&words.materials);
    node.site_types.clone_from(&words.site_types);
    node.evidence = words.evidence;
    node.source = words.source.as_deref().map(str::trim).filter(|source| !source.is_empty()).map(str::to_owned);
}

/// Hangs a node on `parent` at a place, and numbers both rows of siblings anew.
fn place(system: &mut System, code: &str, parent: Option<String>, order: u32) {
    let from = system.node(code).and_then(|node| node.parent.clone());
    let mut siblings: Vec<String> = system
        .children(parent.as_deref())
        .into_iter()
        .map(|node| node.code.clone())
        .filter(|other| other != code)
        .collect();
    let at = if order == 0 { siblings.len() } else { (order as usize - 1).min(siblings.len()) };
    siblings.insert(at, code.to_owned());
    if let Some(node) = system.nodes.iter_mut().find(|node| node.code == code) {
        node.parent.clone_from(&parent);
    }
    number(system, &siblings);
    if from != parent {
        renumber(system, from.as_deref());
    }
}

fn renumber(system: &mut System, parent: Option<&str>) {
    let siblings: Vec<String> = system.children(parent).into_iter().map(|node| node.code.clone()).collect();
    number(system, &siblings);
}

fn number(system: &mut System, siblings: &[String]) {
    for (order, code) in (1_u32..).zip(siblings) {
        if let Some(node) = system.nodes.iter_mut().find(|node| node.code == *code) {
            node.order = order;
        }
    }
}
