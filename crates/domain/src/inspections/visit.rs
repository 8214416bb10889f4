//! One visit to a site, from draft to submission.

use changxiao_words::{Message, say};
use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::{
    ids::{PersonId, PostId, SiteId, SystemId, UnitId, VisitId},
    inspections::{Answer, CheckItem, ItemResult, Proof},
    time::Instant,
};

/// Who inspected, in which post and for which unit, as it was at that moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectorStamp {
    pub person: PersonId,
    pub post: PostId,
    pub unit: UnitId,
}

/// What the inspector's form or device sends. The id is made where the visit begins, so that a resend is the same visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitDraft {
    pub id: VisitId,
    pub site: SiteId,
    pub system: SystemId,
    pub inspector: InspectorStamp,
    pub started_at: Instant,
    pub results: Vec<ItemResult>,
}

/// A submitted visit. It never changes: a granted appeal changes the score and leaves the fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub id: VisitId,
    pub site: SiteId,
    pub system: SystemId,
    pub inspector: InspectorStamp,
    pub started_at: Instant,
    pub submitted_at: Instant,
    /// One result for each check item, in the items' order.
    pub results: Vec<ItemResult>,
}

/// How many items were answered how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub met: i64,
    pub not_met: i64,
    pub not_applicable: i64,
}

impl Counts {
    /// Items that count: met and not met.
    pub const fn due(self) -> i64 {
        self.met + self.not_met
    }
}

/// A check item that was not met: the seed of a case. One visit has at most one finding an item, so (visit, item) is its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub visit: VisitId,
    pub site: SiteId,
    pub system: SystemId,
    /// The code of the check item and its text, as it stood at the visit.
    pub item: String,
    pub item_text: String,
    pub note: String,
    pub photos: Vec<[u8; 32]>,
    pub found_at: Instant,
}

/// What a submission yields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    pub visit: Visit,
    pub counts: Counts,
    pub findings: Vec<Finding>,
}

/// One thing that is wrong with a draft.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VisitFault {
    #[error("the site's type has no check items in this evaluation system")]
    NothingToCheck,
    #[error("the visit is submitted before it began")]
    EndsBeforeItBegins,
    #[error("check item {item} has no answer")]
    Unanswered { item: String },
    #[error("check item {item} is answered twice")]
    AnsweredTwice { item: String },
    #[error("{item} is no check item of this site's type")]
    UnknownItem { item: String },
    #[error("check item {item} is not met and needs a note or a photo")]
    ProofMissing { item: String },
    #[error("the note on check item {item} has {chars} characters, at most {NOTE_CHARS} are kept")]
    NoteTooLong { item: String, chars: usize },
    #[error("check item {item} has {photos} photos, at most {PHOTOS} are kept")]
    TooManyPhotos { item: String, photos: usize },
    #[error("check item {item} carries the same photo twice")]
    PhotoTwice { item: String },
    #[error("check item {item} counts {given}, which is less than nothing")]
    NegativeQuantity { item: String, given: i64 },
    #[error("check item {item} counts {counted} where {needed} decide, which makes it {judged}, not {answer}")]
    AnswerContradictsCount { item: String, counted: i64, needed: i64, judged: Answer, answer: Answer },
}

impl VisitFault {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            VisitFault::NothingToCheck => say!(inspections_visit_fault_nothing_to_check),
            VisitFault::EndsBeforeItBegins => say!(inspections_visit_fault_ends_before_it_begins),
            VisitFault::Unanswered { item } => say!(inspections_visit_fault_unanswered, item),
            VisitFault::AnsweredTwice { item } => say!(inspections_visit_fault_answered_twice, item),
            VisitFault::UnknownItem { item } => say!(inspections_visit_fault_unknown_item, item),
            VisitFault::ProofMissing { item } => say!(inspections_visit_fault_proof_missing, item),
            VisitFault::NoteTooLong { item, chars } => {
                say!(inspections_visit_fault_note_too_long, item, chars, most = NOTE_CHARS)
            }
            VisitFault::TooManyPhotos { item, photos } => {
                say!(inspections_visit_fault_too_many_photos, item, photos, most = PHOTOS)
            }
            VisitFault::PhotoTwice { item } => say!(inspections_visit_fault_photo_twice, item),
            VisitFault::NegativeQuantity { item, given } => {
                say!(inspections_visit_fault_negative_quantity, item, given)
            }
            VisitFault::AnswerContradictsCount { item, counted, needed, judged, answer } => say!(
                inspections_visit_fault_answer_contradicts_count,
                item,
                counted,
                needed,
                judged = judged.key(),
                answer = answer.key()
            ),
        }
    }
}

/// Everything that is wrong with a draft, so that the form can mark each place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the visit cannot be submitted: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct VisitRefused(pub Vec<VisitFault>);

pub const NOTE_CHARS: usize = 1_000;
pub const PHOTOS: usize = 9;

impl Visit {
    /// Checks a draft against the check items of the site's type and makes it a visit with its counts and findings.
    ///
    /// Refused with every fault: an item unanswered, answered twice or unknown; “not met” without the proof that the item asks
    /// for; a count that contradicts the answer.
    pub fn submit(draft: VisitDraft, items: &[CheckItem], at: Instant) -> Result<Submission, VisitRefused> {
        let faults = faults(&draft, items, at);
        if !faults.is_empty() {
            return Err(VisitRefused(faults));
        }
        let mut answered: HashMap<String, ItemResult> =
            draft.results.into_iter().map(|result| (result.item.clone(), result)).collect();
        let results: Vec<ItemResult> = items.iter().filter_map(|item| answered.remove(&item.code)).collect();
        let visit = Visit {
            id: draft.id,
            site: draft.site,
            system: draft.system,
            inspector: draft.inspector,
            started_at: draft.started_at,
            submitted_at: at,
            results,
        };
        Ok(Submission { counts: visit.counts(), findings: visit.findings(items), visit })
    }

    pub fn counts(&self) -> Counts {
        let count = |answer| self.results.iter().filter(|result| result.answer == answer).count() as i64;
        Counts { met: count(Answer::Met), not_met: count(Answer::NotMet), not_applicable: count(Answer::NotApplicable) }
    }

    /// One finding for each item that is not met, in the items' order.
    fn findings(&self, items: &[CheckItem]) -> Vec<Finding> {
        let not_met = self.results.iter().filter(|result| result.answer == Answer::NotMet);
        let text_of = |code: &str| items.iter().find(|item| item.code == code).map_or("", |item| &item.text);
        not_met
            .map(|result| Finding {
                visit: self.id,
                site: self.site,
                system: self.system,
                item: result.item.clone(),
                item_text: text_of(&result.item).to_owned(),
                note: result.note.clone(),
                photos: result.photos.clone(),
                found_at: self.submitted_at,
            })
            .collect()
    }
}

fn faults(draft: &VisitDraft, items: &[CheckItem], at: Instant) -> Vec<VisitFault> {
    let mut faults = Vec::new();
    if items.is_empty() {
        faults.push(VisitFault::NothingToCheck);
    }
    if at < draft.started_at {
        faults.push(VisitFault::EndsBeforeItBegins);
    }
    let by_code: HashMap<&str, &CheckItem> = items.iter().map(|item| (item.code.as_str(), item)).collect();
    let mut seen = HashSet::new();
    for result in &draft.results {
        let code = || result.item.chars().take(60).collect::<String>();
        match by_code.get(result.item.as_str()) {
            None => faults.push(VisitFault::UnknownItem { item: code() }),
            Some(_) if !seen.insert(result.item.as_str()) => faults.push(VisitFault::AnsweredTwice { item: code() }),
            Some(item) => check_result(item, result, &mut faults),
        }
    }
    for item in items.iter().filter(|item| !seen.contains(item.code.as_str())) {
        faults.push(VisitFault::Unanswered { item: item.code.clone() });
    }
    faults
}

fn check_result(item: &CheckItem, result: &ItemResult, faults: &mut Vec<VisitFault>) {
    let code = || item.code.clone();
    let has_proof = !result.note.trim().is_empty() || !result.photos.is_empty();
    if result.answer == Answer::NotMet && item.proof == Proof::NoteOrPhoto && !has_proof {
        faults.push(VisitFault::ProofMissing { item: code() });
    }
    let chars = result.note.chars().count();
    if chars > NOTE_CHARS {
        faults.push(VisitFault::NoteTooLong { item: code(), chars });
    }
    if result.photos.len() > PHOTOS {
        faults.push(VisitFault::TooManyPhotos { item: code(), photos: result.photos.len() });
    }
    if result.photos.iter().collect::<HashSet<_>>().len() < result.photos.len() {
        faults.push(VisitFault::PhotoTwice { item: code() });
    }
    if let Some(given) = result.quantity.into_iter().chain(result.over).find(|given| *given < 0) {
        faults.push(VisitFault::NegativeQuantity { item: code(), given });
    } else if let Some((rule, counted)) = item.quantity.zip(result.quantity) {
        // An item that the site does not have stays "not applicable" whatever was counted.
        let judged = rule.judge(counted, result.over);
        if result.answer != judged && result.answer != Answer::NotApplicable {
            let needed = rule.needed(result.over);
            faults.push(VisitFault::AnswerContradictsCount {
                item: code(),
                counted,
                needed,
                judged,
                answer: result.answer,
            });
        }
    }
}
