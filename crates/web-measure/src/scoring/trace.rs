//! The trace of a score as a tree for the page: component, site type, item, visit with its photos; or component, category, case.

use changxiao_app::{
    model::CityModel,
    scoring::{Findings, PeriodScores, sight, timeliness},
};
use changxiao_domain::{
    ids::{CaseId, VisitId},
    orgs::Permission,
    scoring::{ComponentKind, ComponentTrace, Part, PartKey, ScoreTrace, Timeliness},
};
use changxiao_words::{Lang, fill, texts};

use super::names::{hex, item_label, site_name};
use crate::{pages, session::Who, words};

/// So many leaves are shown below one item or category; the rest stands in the exported basis.
const LEAVES: usize = 20;
/// And so many photos of a visit.
const PHOTOS: usize = 3;

pub struct ComponentBranch {
    pub name: String,
    pub note: String,
    pub formula: String,
    pub lost: String,
    pub open: bool,
    pub branches: Vec<Branch>,
    /// 其余 9 类全部符合; empty where none is left out.
    pub rest: String,
}

/// A site type with its items, or a category with its cases.
pub struct Branch {
    pub name: String,
    pub href: String,
    pub note: String,
    pub lost: String,
    pub open: bool,
    pub items: Vec<ItemBranch>,
    pub cases: Vec<CaseLeaf>,
    pub rest: String,
}

pub struct ItemBranch {
    pub name: String,
    pub formula: String,
    pub lost: String,
    pub open: bool,
    pub visits: Vec<VisitLeaf>,
    pub rest: String,
}

pub struct VisitLeaf {
    pub site: String,
    /// Empty where the post may not open the visit.
    pub href: String,
    pub when: String,
    pub note: String,
    /// Number, address, title and state of the case that it became.
    pub case: Option<CaseOfVisit>,
    /// Address of the small photo, address of the visit's item, words.
    pub photos: Vec<String>,
    pub photo_alt: String,
    pub lost: String,
}

pub struct CaseOfVisit {
    pub number: String,
    /// Empty where the post may not open the case; see [`super::links`].
    pub href: String,
    pub title: String,
    pub state: String,
}

pub struct CaseLeaf {
    pub number: String,
    /// Empty where the post may not open the case; see [`super::links`].
    pub href: String,
    pub title: String,
    pub place: String,
    pub fact: String,
    pub lost: String,
}

pub struct TraceView<'a> {
    pub who: &'a Who,
    pub model: &'a CityModel,
    pub scores: &'a PeriodScores,
    pub findings: &'a Findings,
    pub lang: Lang,
    pub now: changxiao_domain::time::Instant,
}

impl TraceView<'_> {
    pub fn tree(&self, trace: &ScoreTrace) -> Vec<ComponentBranch> {
        let deepest = trace.components.iter().map(|component| component.lost).max();
        let mut opened = false;
        trace
            .components
            .iter()
            .map(|component| {
                let open = !opened && Some(component.lost) == deepest && component.lost.0 > 0;
                opened |= open;
                self.component(component, open)
            })
            .collect()
    }

    fn component(&self, component: &ComponentTrace, open: bool) -> ComponentBranch {
        let l = texts(self.lang);
        let words_of = match component.kind {
            ComponentKind::FieldPassRate => l.scores_note_items,
            ComponentKind::OnTimeClosing => l.scores_note_due,
            ComponentKind::NoRework => l.scores_note_first_check,
        };
        let lost = component.due - component.met;
        let shown = worst_first(&component.parts);
        let branches: Vec<Branch> =
            shown.iter().enumerate().map(|(place, part)| self.branch(part, open && place == 0, component)).collect();
        ComponentBranch {
            name: self.lang.of_data(&component.name_zh, &component.name_en).to_owned(),
            note: fill(words_of, &[("due", &words::count(component.due)), ("lost", &words::count(lost))]),
            formula: fill(
                l.scores_formula,
                &[("share", &words::exact_score(component.share.0)), ("lost", &lost), ("due", &component.due)],
            ),
            lost: words::exact_score(-component.lost.0),
            open,
            rest: self.rest(component.parts.len() - shown.len()),
            branches,
        }
    }

    fn branch(&self, part: &Part, open: bool, component: &ComponentTrace) -> Branch {
        let l = texts(self.lang);
        let (name, href) = match &part.key {
            PartKey::SiteType(code) => (
                self.model.site_type_name(code, self.lang).to_owned(),
                format!("/scores/{}/site-types/{code}", self.scores.period),
            ),
            PartKey::Category(code) => (self.model.category_name(code, self.lang).to_owned(), String::new()),
            PartKey::Item(code) => (item_label(self.model, self.lang, code), String::new()),
            PartKey::Visit(_) | PartKey::Case(_) => (String::new(), String::new()),
        };
        let shown = worst_first(&part.parts);
        let is_type = matches!(part.key, PartKey::SiteType(_));
        let items = if is_type {
            shown.iter().enumerate().map(|(place, item)| self.item(item, open && place == 0)).collect()
        } else {
            Vec::new()
        };
        let cases: Vec<CaseLeaf> = if is_type {
            Vec::new()
        } else {
            shown.iter().take(LEAVES).filter_map(|case| self.case(case, component.kind)).collect()
        };
        let rest = if is_type { self.rest(part.parts.len() - shown.len()) } else { self.more(shown.len()) };
        Branch {
            name,
            href,
            note: fill(l.scores_lost_of, &[("lost", &(part.due - part.met)), ("due", &part.due)]),
            lost: words::exact_score(-part.lost.0),
            open,
            items,
            cases,
            rest,
        }
    }

    fn item(&self, part: &Part, open: bool) -> ItemBranch {
        let l = texts(self.lang);
        let code = match &part.key {
            PartKey::Item(code) => code.as_str(),
            _ => "",
        };
        let shown = worst_first(&part.parts);
        ItemBranch {
            name: item_label(self.model, self.lang, code),
            formula: fill(l.scores_not_met_at, &[("lost", &(part.due - part.met)), ("due", &part.due)]),
            lost: words::exact_score(-part.lost.0),
            open,
            visits: shown.iter().take(LEAVES).filter_map(|visit| self.visit(visit, code)).collect(),
            rest: self.more(shown.len()),
        }
    }

    fn visit(&self, part: &Part, item: &str) -> Option<VisitLeaf> {
        let PartKey::Visit(id) = part.key else { return None };
        let mut leaf = self.visit_leaf(id, item)?;
        leaf.lost = words::exact_score(-part.lost.0);
        Some(leaf)
    }

    /// A visit at which an item was not met, with note, case and photos.
    pub fn visit_leaf(&self, id: VisitId, item: &str) -> Option<VisitLeaf> {
        let visit = self.scores.visit(id)?;
        let finding = self.findings.row(id, item);
        let number = visit.row.number;
        let case = finding.and_then(|finding| finding.case.as_ref()).map(|case| {
            let state = match case.closed_at {
                Some(at) => {
                    fill(texts(self.lang).scores_closed_at, &[("time", &pages::moment(self.who, self.now, at))])
                }
                None => case.state.words(self.lang).to_owned(),
            };
            CaseOfVisit {
                number: case.number.clone(),
                href: format!("/cases/{}", case.number),
                title: self.model.case_title(&case.title, &case.category, self.lang).to_owned(),
                state,
            }
        });
        let site = site_name(self.lang, visit);
        let may_open = self.who.actor.may(Permission::ReadInspections)
            && sight(&self.who.actor, self.scores, visit).is_some_and(|sight| sight.shows(item));
        Some(VisitLeaf {
            photo_alt: fill(texts(self.lang).scores_photo_alt, &[("site", &site)]),
            site,
            href: if may_open { format!("/inspections/{number}") } else { String::new() },
            when: pages::moment(self.who, self.now, visit.row.submitted_at),
            note: finding.map_or_else(String::new, |finding| finding.note.clone()),
            case,
            photos: self
                .findings
                .photos(id, item)
                .iter()
                .take(if may_open { PHOTOS } else { 0 })
                .map(|hash| format!("/inspections/{number}/photos/{}/small", hex(hash)))
                .collect(),
            lost: String::new(),
        })
    }

    fn case(&self, part: &Part, kind: ComponentKind) -> Option<CaseLeaf> {
        let PartKey::Case(id) = part.key else { return None };
        let mut leaf = self.case_leaf(id, kind)?;
        leaf.lost = words::exact_score(-part.lost.0);
        Some(leaf)
    }

    fn case_leaf(&self, id: CaseId, kind: ComponentKind) -> Option<CaseLeaf> {
        let l = texts(self.lang);
        let case = self.scores.lost_case(id)?;
        let fact = match kind {
            ComponentKind::NoRework => fill(l.scores_sent_back, &[("n", &case.rework_count)]),
            _ => {
                let late_until = case.done_at.unwrap_or(self.scores.as_of);
                let late = words::time_left(self.lang, -late_until.since(case.due_at));
                match (timeliness(case, self.scores.as_of), case.done_at) {
                    (Timeliness::Late, None) => fill(l.scores_open_late, &[("late", &late)]),
                    _ => fill(l.scores_fixed_late, &[("late", &late)]),
                }
            }
        };
        Some(CaseLeaf {
            number: case.number.clone(),
            href: format!("/cases/{}", case.number),
            title: self.model.case_title(&case.title, &case.category, self.lang).to_owned(),
            place: case.place.clone(),
            fact,
            lost: String::new(),
        })
    }

    fn rest(&self, count: usize) -> String {
        if count == 0 { String::new() } else { fill(texts(self.lang).scores_rest_met, &[("n", &count)]) }
    }

    fn more(&self, shown: usize) -> String {
        if shown <= LEAVES {
            String::new()
        } else {
            fill(texts(self.lang).scores_more_leaves, &[("n", &(shown - LEAVES))])
        }
    }
}

/// Parts that lost something, the largest loss first.
fn worst_first(parts: &[Part]) -> Vec<&Part> {
    let mut lost: Vec<&Part> = parts.iter().filter(|part| part.due > part.met).collect();
    lost.sort_by(|one, two| two.lost.cmp(&one.lost).then_with(|| one.key.cmp(&two.key)));
    lost
}
