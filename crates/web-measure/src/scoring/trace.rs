//! The trace of a score as pages walk it: component, site type, item, visit with its photos; or component, category, case.

use std::collections::BTreeSet;

use changxiao_app::{
    cases::openable,
    model::CityModel,
    scoring::{Findings, PeriodScores, PeriodVisit, sight, timeliness},
};
use changxiao_domain::{
    cases::hex,
    ids::SystemId,
    orgs::Permission,
    scoring::{ComponentKind, ComponentTrace, Part, PartKey, ScoreTrace, Timeliness},
};
use changxiao_store::scoring::{FindingRow, LostCase};
use changxiao_web_kit::{answer::WebError, cx::Cx, names::item_label_of, session::Who, state::WebState, words};
use changxiao_words::fill;

/// So many leaves are shown below one item or category; the rest stands in the exported basis.
pub const LEAVES: usize = 20;
/// And so many photos of a visit.
const PHOTOS: usize = 3;

pub struct TraceView<'a> {
    cx: &'a Cx,
    who: &'a Who,
    scores: &'a PeriodScores,
    findings: &'a Findings,
    /// Numbers of the cases that the post may open: a score counts more, since a department answers for its trade at everybody's
    /// sites.
    openable: BTreeSet<String>,
    /// Under which was inspected in the period.
    systems: Vec<SystemId>,
}

/// A visit at which an item was not met.
pub struct VisitLeaf<'a> {
    pub visit: &'a PeriodVisit,
    pub finding: Option<&'a FindingRow>,
    pub photos: &'a [[u8; 32]],
    /// Whether the post may open the visit.
    pub opens: bool,
}

impl VisitLeaf<'_> {
    /// The small picture of a photo.
    pub fn small(&self, hash: &[u8; 32]) -> String {
        format!("/inspections/{}/photos/{}/small", self.visit.row.number, hex(hash))
    }
}

impl<'a> TraceView<'a> {
    /// One that may open no case yet.
    pub fn new(cx: &'a Cx, who: &'a Who, scores: &'a PeriodScores, findings: &'a Findings) -> Self {
        Self { cx, who, scores, findings, openable: BTreeSet::new(), systems: scores.systems() }
    }

    /// Learns which cases of a trace the post may open.
    pub async fn with_cases(mut self, state: &WebState, trace: Option<&ScoreTrace>) -> Result<Self, WebError> {
        let mut numbers = Vec::new();
        let components = trace.into_iter().flat_map(|trace| &trace.components);
        for part in components.flat_map(|component| worst_first(&component.parts)) {
            for item in worst_first(&part.parts) {
                let findings = leaves(&item.parts).into_iter().filter_map(|visit| self.finding(visit, item));
                numbers.extend(findings.filter_map(number_of));
            }
            numbers.extend(leaves(&part.parts).into_iter().filter_map(|case| Some(self.case(case)?.number.as_str())));
        }
        self.openable = openable(state.app(), &self.who.actor, &numbers).await?;
        Ok(self)
    }

    /// The same for single findings.
    pub async fn with_cases_of<'b>(
        mut self,
        state: &WebState,
        found: impl Iterator<Item = &'b VisitLeaf<'a>>,
    ) -> Result<Self, WebError>
    where
        'a: 'b,
    {
        let numbers: Vec<&str> = found.filter_map(|leaf| number_of(leaf.finding?)).collect();
        self.openable = openable(state.app(), &self.who.actor, &numbers).await?;
        Ok(self)
    }

    /// 第 11 项 …, in the words under which was inspected.
    pub fn item_words(&self, code: &str) -> String {
        item_label_of(&self.cx.model, self.cx.lang, &self.systems, code)
    }

    pub fn model(&self) -> &CityModel {
        &self.cx.model
    }

    pub fn may_open(&self, case: &str) -> bool {
        self.openable.contains(case)
    }

    pub fn title<'b>(&'b self, title: &'b str, category: &'b str) -> &'b str {
        self.cx.model.case_title(title, category, self.cx.lang)
    }

    /// What a component counts, with places for `due` and `lost`.
    pub fn note(&self, component: &ComponentTrace) -> &'static str {
        match component.kind {
            ComponentKind::FieldPassRate => self.cx.l.scores_note_items,
            ComponentKind::OnTimeClosing => self.cx.l.scores_note_due,
            ComponentKind::NoRework => self.cx.l.scores_note_first_check,
        }
    }

    /// The visit of a part of an item.
    pub fn visit(&self, part: &Part, item: &Part) -> Option<VisitLeaf<'a>> {
        match (&part.key, &item.key) {
            (PartKey::Visit(id), PartKey::Item(code)) => Some(self.leaf(self.scores.visit(*id)?, code)),
            _ => None,
        }
    }

    pub fn leaf(&self, visit: &'a PeriodVisit, item: &str) -> VisitLeaf<'a> {
        let opens = self.who.actor.may(Permission::ReadInspections)
            && sight(&self.who.actor, self.scores, visit).is_some_and(|sight| sight.shows(item));
        let photos = self.findings.photos(visit.row.id, item);
        VisitLeaf {
            visit,
            finding: self.findings.row(visit.row.id, item),
            photos: if opens { &photos[..photos.len().min(PHOTOS)] } else { &[] },
            opens,
        }
    }

    fn finding(&self, part: &Part, item: &Part) -> Option<&'a FindingRow> {
        match (&part.key, &item.key) {
            (PartKey::Visit(id), PartKey::Item(code)) => self.findings.row(*id, code),
            _ => None,
        }
    }

    /// The case of a part of a category.
    pub fn case(&self, part: &Part) -> Option<&'a LostCase> {
        match part.key {
            PartKey::Case(id) => self.scores.lost_case(id),
            _ => None,
        }
    }

    /// What a case lost its point by.
    pub fn fact(&self, case: &LostCase, component: &ComponentTrace) -> String {
        let l = self.cx.l;
        if component.kind == ComponentKind::NoRework {
            return fill(l.scores_sent_back, &[("n", &case.rework_count)]);
        }
        let late_until = case.done_at.unwrap_or(self.scores.as_of);
        let late = words::time_left(self.cx.lang, -late_until.since(case.due_at));
        let is_open = case.done_at.is_none() && timeliness(case, self.scores.as_of) == Timeliness::Late;
        fill(if is_open { l.scores_open_late } else { l.scores_fixed_late }, &[("late", &late)])
    }
}

/// The case that a finding became.
fn number_of(finding: &FindingRow) -> Option<&str> {
    finding.case.as_ref().map(|case| case.number.as_str())
}

/// Parts that lost something, the largest loss first.
pub fn worst_first(parts: &[Part]) -> Vec<&Part> {
    let mut lost: Vec<&Part> = parts.iter().filter(|part| part.due > part.met).collect();
    lost.sort_by(|one, two| two.lost.cmp(&one.lost).then_with(|| one.key.cmp(&two.key)));
    lost
}

/// As many of them as are shown.
pub fn leaves(parts: &[Part]) -> Vec<&Part> {
    let mut shown = worst_first(parts);
    shown.truncate(LEAVES);
    shown
}
