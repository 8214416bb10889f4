//! One node with who answers for it and what serves it.

use std::collections::HashMap;

use changxiao_domain::standards::{CheckItem, ListEntry, Node, NodeKind, SiteType, System};
use changxiao_store::standards::ResponsibilityRow;

use super::duties::{Answering, answering, subtree};
use crate::{AppError, model::CityModel};

/// What the page of a node shows.
pub struct NodeView<'a> {
    pub node: &'a Node,
    /// What it hangs on, from the top.
    pub path: Vec<&'a Node>,
    /// The units that are named at the node itself.
    pub own: &'a [ResponsibilityRow],
    pub answering: Answering<'a>,
    pub children: Vec<&'a Node>,
    /// The types of site that serve it, with their sites; those with most sites first.
    pub site_types: Vec<(&'a SiteType, i64)>,
    pub check_items: Vec<&'a CheckItem>,
    /// Where it may hang; nothing stands for the top.
    pub parents: Vec<Option<&'a Node>>,
}

/// `sites` counts the active sites of each type.
///
/// Errors: no such node.
pub fn node<'a>(
    model: &'a CityModel,
    system: &'a System,
    code: &str,
    sites: &HashMap<String, i64>,
) -> Result<NodeView<'a>, AppError> {
    let node = system.node(code).ok_or(AppError::NotFound("node"))?;
    let own = model.responsibilities.get(&system.id).and_then(|nodes| nodes.get(code));
    let serving = serving(system, node);
    let check_items: Vec<&CheckItem> =
        system.check_items.iter().filter(|item| item.content.as_ref().is_some_and(|of| serving.contains(of))).collect();
    let listed = system.nodes.iter().filter(|other| serving.contains(&other.code)).flat_map(|other| &other.site_types);
    let mut types: Vec<&String> = check_items.iter().map(|item| &item.site_type).chain(listed).collect();
    types.sort_unstable();
    types.dedup();
    let counted = |code: &String| Some((SiteType::find(system, code)?, sites.get(code).copied().unwrap_or(0)));
    let mut site_types: Vec<(&SiteType, i64)> = types.into_iter().filter_map(counted).collect();
    site_types.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(NodeView {
        node,
        path: path(system, node),
        own: own.map_or(&[], Vec::as_slice),
        answering: answering(model, system, code),
        children: system.children(Some(&node.code)),
        site_types,
        check_items,
        parents: parents(system, node),
    })
}

/// What a node hangs on, from the top.
pub fn path<'a>(system: &'a System, node: &'a Node) -> Vec<&'a Node> {
    let above = |node: &Node| node.parent.as_deref().and_then(|parent| system.node(parent));
    let mut path: Vec<&Node> = std::iter::successors(above(node), |node| above(node)).collect();
    path.reverse();
    path
}

/// The contents at or below the node, whose check items and sites count for it.
fn serving(system: &System, node: &Node) -> Vec<String> {
    let mut codes = subtree(system, &node.code);
    if node.kind == NodeKind::Standard {
        codes.extend(node.parent.clone());
    }
    codes
}

fn parents<'a>(system: &'a System, node: &Node) -> Vec<Option<&'a Node>> {
    let own = subtree(system, &node.code);
    let others = system.nodes.iter().filter(|other| !own.contains(&other.code));
    let all = std::iter::once(None).chain(others.map(Some));
    all.filter(|parent| node.kind.may_hang_on(parent.map(|parent| parent.kind))).collect()
}
