//! The tree as lines that a page writes one after another: each opens a branch or is a leaf, and says how many branches end
//! behind it.

use changxiao_domain::standards::{Node, NodeKind, System};

use super::duties::{Answering, answering};
use crate::model::CityModel;

pub struct Line<'a> {
    pub node: &'a Node,
    /// How many hang on it.
    pub below: usize,
    /// Who answers, of contents only.
    pub answering: Option<Answering<'a>>,
    pub leaf: bool,
    pub open: bool,
    pub found: bool,
    /// How many branches end behind this line.
    pub closes: usize,
}

/// All lines, or only those that lead to a node that has `words` in its code, name or text.
pub fn lines<'a>(model: &'a CityModel, system: &'a System, words: &str) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let walk = Walk { model, system, words: words.trim().to_lowercase() };
    for node in system.children(None) {
        walk.push(node, false, &mut lines);
    }
    lines
}

struct Walk<'a> {
    model: &'a CityModel,
    system: &'a System,
    words: String,
}

impl<'a> Walk<'a> {
    /// Adds the node and what is below it; false when nothing of it was asked for. Below a node that was found, everything is shown.
    fn push(&self, node: &'a Node, above_found: bool, lines: &mut Vec<Line<'a>>) -> bool {
        let found = !self.words.is_empty()
            && [&node.code, &node.name_zh, &node.name_en, &node.text_zh, &node.text_en]
                .iter()
                .any(|text| text.to_lowercase().contains(&self.words));
        let children = self.system.children(Some(&node.code));
        let place = lines.len();
        let answers = node.kind == NodeKind::Content;
        lines.push(Line {
            node,
            below: children.len(),
            answering: answers.then(|| answering(self.model, self.system, &node.code)),
            leaf: true,
            open: false,
            found,
            closes: 0,
        });
        let mut any_below = false;
        for child in children {
            any_below |= self.push(child, above_found || found, lines);
        }
        if !self.words.is_empty() && !found && !above_found && !any_below {
            lines.truncate(place);
            return false;
        }
        let leaf = lines.len() == place + 1;
        lines[place].leaf = leaf;
        lines[place].open = !self.words.is_empty() && any_below;
        if !leaf && let Some(last) = lines.last_mut() {
            last.closes += 1;
        }
        found || any_below
    }
}
