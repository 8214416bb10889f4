//! What nobody answers for, and what a check would lead nowhere with.

use std::collections::{BTreeMap, HashMap};

use changxiao_domain::{
    divisions::Level,
    standards::{NodeKind, System},
};

use super::duties::answering;
use crate::model::CityModel;

/// The gaps of a system in its city. Codes, in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    pub contents: usize,
    pub contents_without_anybody: Vec<String>,
    /// Somebody answers, nobody leads.
    pub contents_without_lead: Vec<String>,
    pub check_items: usize,
    pub items_without_category: Vec<String>,
    pub items_without_content: Vec<String>,
    pub site_types: usize,
    pub types_without_sites: Vec<String>,
    pub types_without_items: Vec<String>,
    pub townships: usize,
    /// Category code and in how many townships it has no line unit.
    pub unanswered: Vec<(String, usize)>,
    pub categories: usize,
}

impl Coverage {
    /// How many contents have a lead.
    pub fn led(&self) -> usize {
        self.contents - self.contents_without_anybody.len() - self.contents_without_lead.len()
    }

    pub fn gaps(&self) -> usize {
        self.contents_without_anybody.len()
            + self.contents_without_lead.len()
            + self.items_without_category.len()
            + self.types_without_sites.len()
            + self.types_without_items.len()
            + self.unanswered.len()
    }
}

/// `sites` counts the active sites of each type.
pub fn coverage(model: &CityModel, system: &System, sites: &HashMap<String, i64>) -> Coverage {
    let mut coverage = Coverage {
        check_items: system.check_items.len(),
        site_types: system.site_types.len(),
        categories: model.categories.categories.len(),
        townships: model.divisions.iter().filter(|division| division.level == Level::Township).count(),
        ..Coverage::default()
    };
    for node in system.nodes.iter().filter(|node| node.kind == NodeKind::Content) {
        coverage.contents += 1;
        let who = answering(model, system, &node.code);
        if who.rows.is_empty() {
            coverage.contents_without_anybody.push(node.code.clone());
        } else if !who.has_lead() {
            coverage.contents_without_lead.push(node.code.clone());
        }
    }
    for item in &system.check_items {
        if item.category.is_none() {
            coverage.items_without_category.push(item.code.clone());
        }
        if item.content.is_none() {
            coverage.items_without_content.push(item.code.clone());
        }
    }
    for kind in &system.site_types {
        if sites.get(&kind.code).copied().unwrap_or(0) == 0 {
            coverage.types_without_sites.push(kind.code.clone());
        }
        if !system.check_items.iter().any(|item| item.site_type == kind.code) {
            coverage.types_without_items.push(kind.code.clone());
        }
    }
    let mut by_category: BTreeMap<String, usize> = BTreeMap::new();
    for (_, category) in model.unanswered() {
        *by_category.entry(category.to_string()).or_default() += 1;
    }
    coverage.unanswered = by_category.into_iter().collect();
    coverage
}
