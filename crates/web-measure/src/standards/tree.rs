//! The tree as lines that a template writes one after another: each opens a branch or is a leaf, and says how many close.

use changxiao_app::{model::CityModel, standards::duties};
use changxiao_domain::standards::{Duty, Node, NodeKind, System};
use changxiao_store::standards::SystemRow;
use changxiao_words::{Lang, Texts, fill, texts};

use super::address::node_href;

pub struct Line {
    pub href: String,
    pub code: String,
    pub label: String,
    pub kind: &'static str,
    /// Methods and materials, or how many hang below.
    pub detail: String,
    /// 牵头 …, of contents only.
    pub who: String,
    pub nobody: bool,
    pub inferred: bool,
    pub evidence: &'static str,
    pub source: String,
    pub source_words: String,
    pub leaf: bool,
    pub open: bool,
    pub found: bool,
    /// How many branches end behind this line.
    pub closes: usize,
}

pub const fn kind_word(l: &Texts, kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Subsystem => l.standards_kind_subsystem,
        NodeKind::Project => l.standards_kind_project,
        NodeKind::Indicator => l.standards_kind_indicator,
        NodeKind::Content => l.standards_kind_content,
        NodeKind::Standard => l.standards_kind_standard,
    }
}

/// All lines, or only those that lead to a node that has `words` in its code, name or text.
pub fn lines(model: &CityModel, row: &SystemRow, system: &System, words: &str, lang: Lang) -> Vec<Line> {
    let mut lines = Vec::new();
    let wanted = words.trim().to_lowercase();
    let walk = Walk { model, row, system, wanted: &wanted, lang };
    for node in system.children(None) {
        walk.push(node, false, &mut lines);
    }
    lines
}

struct Walk<'a> {
    model: &'a CityModel,
    row: &'a SystemRow,
    system: &'a System,
    wanted: &'a str,
    lang: Lang,
}

impl Walk<'_> {
    /// Adds the node and what is below it; false when nothing of it was wanted. Below a node that was found, everything is shown.
    fn push(&self, node: &Node, above_found: bool, lines: &mut Vec<Line>) -> bool {
        let found = !self.wanted.is_empty()
            && [&node.code, &node.name_zh, &node.name_en, &node.text_zh, &node.text_en]
                .iter()
                .any(|text| text.to_lowercase().contains(self.wanted));
        let children = self.system.children(Some(&node.code));
        let place = lines.len();
        lines.push(self.line(node, &children, found));
        let mut any_below = false;
        for child in &children {
            any_below |= self.push(child, above_found || found, lines);
        }
        if !self.wanted.is_empty() && !found && !above_found && !any_below {
            lines.truncate(place);
            return false;
        }
        let leaf = lines.len() == place + 1;
        lines[place].leaf = leaf;
        lines[place].open = !self.wanted.is_empty() && any_below;
        if !leaf && let Some(last) = lines.last_mut() {
            last.closes += 1;
        }
        found || any_below
    }

    fn line(&self, node: &Node, children: &[&Node], found: bool) -> Line {
        let l = texts(self.lang);
        let source = node.source.clone().unwrap_or_else(|| self.system.source.clone());
        let (who, nobody) = if node.kind == NodeKind::Content { self.who(node) } else { (String::new(), false) };
        let names = |codes: &[String], name: &dyn Fn(&str) -> String| {
            codes.iter().map(|code| name(code)).collect::<Vec<_>>().join(texts(self.lang).standards_text)
        };
        let mut detail: Vec<String> = Vec::new();
        if !node.methods.is_empty() {
            detail.push(names(&node.methods, &|code| method_name(self.system, code, self.lang)));
        }
        if !node.materials.is_empty() {
            detail.push(names(&node.materials, &|code| material_name(self.system, code, self.lang)));
        }
        if !children.is_empty() {
            detail.push(fill(l.standards_below, &[("n", &children.len())]));
        }
        Line {
            href: node_href(self.row, &node.code),
            code: node.code.clone(),
            label: node.label(self.lang).to_owned(),
            kind: kind_word(l, node.kind),
            detail: detail.join(" · "),
            who,
            nobody,
            inferred: node.evidence.code() == "inferred",
            evidence: evidence_word(l, node.evidence.code()),
            source_words: source_words(self.system, &source),
            source,
            leaf: true,
            open: false,
            found,
            closes: 0,
        }
    }

    fn who(&self, node: &Node) -> (String, bool) {
        let l = texts(self.lang);
        let answering = duties::answering(self.model, self.system, &node.code);
        if answering.rows.is_empty() {
            return (l.standards_nobody.to_owned(), true);
        }
        let leads: Vec<&str> =
            answering.of_duty(Duty::Lead).map(|unit| self.model.unit_name(unit, self.lang)).collect();
        let rest = answering.rows.len() - leads.len();
        let mut text = if leads.is_empty() {
            l.standards_no_lead.to_owned()
        } else {
            format!("{} {}", l.standards_duty_lead, leads.join(texts(self.lang).standards_text))
        };
        if rest > 0 {
            text.push_str(&fill(l.standards_and_others, &[("n", &rest)]));
        }
        (text, leads.is_empty())
    }
}

pub fn evidence_word(l: &Texts, code: &str) -> &'static str {
    if code == "certain" { l.standards_certain } else { l.standards_inferred }
}

pub fn method_name(system: &System, code: &str, lang: Lang) -> String {
    let method = system.methods.iter().find(|method| method.code == code);
    method.map_or_else(|| code.to_owned(), |method| lang.of_data(&method.name_zh, &method.name_en).to_owned())
}

pub fn material_name(system: &System, code: &str, lang: Lang) -> String {
    let material = system.material_types.iter().find(|material| material.code == code);
    material.map_or_else(|| code.to_owned(), |material| lang.of_data(&material.name_zh, &material.name_en).to_owned())
}

/// As this system calls it, in use or not.
pub fn site_type_name(system: &System, code: &str, lang: Lang) -> String {
    let kind = system.site_types.iter().find(|kind| kind.code == code);
    kind.map_or_else(|| code.to_owned(), |kind| lang.of_data(&kind.name_zh, &kind.name_en).to_owned())
}

/// What the keys of a source stand for, one a line.
pub fn source_words(system: &System, source: &str) -> String {
    let words = source.split([',', ';']).map(str::trim).filter(|key| !key.is_empty());
    words.map(|key| system.sources.get(key).map_or(key, String::as_str)).collect::<Vec<_>>().join("\n")
}
