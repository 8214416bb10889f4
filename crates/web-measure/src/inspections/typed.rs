//! What an inspector has answered so far, as the form brings it, and what is wrong with it.

use changxiao_words::{Texts, fill, texts};
use std::collections::HashMap;

use changxiao_app::{AppError, inspections::photo::again};
use changxiao_domain::{
    inspections::{Answer, ItemResult, NOTE_CHARS, PHOTOS, VisitFault},
    standards::CheckItem,
};
use changxiao_files::photos::{ContentHash, Stored};

use super::kept;
use crate::{form::Form, session::Who, state::WebState};

/// The answer to one item.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedItem {
    pub answer: Option<Answer>,
    pub note: String,
    /// As typed; empty where nothing was counted.
    pub quantity: String,
    pub over: String,
    pub photos: Vec<Stored>,
    /// What is wrong with it, in the words of the page.
    pub errors: Vec<String>,
}

/// The whole form.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub items: HashMap<String, TypedItem>,
    pub note: String,
    pub request_key: String,
    /// Microseconds UTC.
    pub started_at: i64,
}

impl Typed {
    /// Reads answers, notes, counts and photos: those that came with this form, and those that an earlier try has left here.
    pub(super) async fn read(state: &WebState, who: &Who, form: &Form, items: &[CheckItem]) -> Result<Self, AppError> {
        let l = texts(who.lang());
        let mut typed = Self {
            note: form.text("note").to_owned(),
            request_key: form.text("request_key").to_owned(),
            started_at: form.number("started_at").unwrap_or(0),
            ..Self::default()
        };
        for item in items {
            let field = |what: &str| format!("{what}.{}", item.code);
            let mut one = TypedItem {
                answer: Answer::parse(form.text(&field("answer"))),
                note: form.text(&field("note")).to_owned(),
                quantity: form.text(&field("quantity")).to_owned(),
                over: form.text(&field("over")).to_owned(),
                ..TypedItem::default()
            };
            for token in form.all(&field("kept")) {
                let Some(hash) = kept::read(&state.config().cookie_secret, &who.actor, token) else {
                    one.errors.push(l.inspections_photo_gone.to_owned());
                    continue;
                };
                match again(state.app(), hash).await {
                    Ok(stored) => one.add(stored),
                    Err(AppError::Photo(problem)) if problem.is_senders() => {
                        one.errors.push(l.inspections_photo_gone.to_owned())
                    }
                    Err(other) => return Err(other),
                }
            }
            for stored in form.photos_of(&field("photo")) {
                one.add(stored);
            }
            let refused = form.refused.iter().filter(|(name, _)| *name == field("photo"));
            one.errors.extend(refused.map(|(_, problem)| problem.sentence(who.lang())));
            for text in [&one.quantity, &one.over] {
                if !text.is_empty() && text.parse::<i64>().is_err() {
                    one.errors.push(fill(l.inspections_not_a_number, &[("value", text)]));
                }
            }
            typed.items.insert(item.code.clone(), one);
        }
        Ok(typed)
    }

    /// The answered items as the rules of a visit take them.
    pub(super) fn results(&self, items: &[CheckItem]) -> Vec<ItemResult> {
        let result = |item: &CheckItem| {
            let typed = self.items.get(&item.code)?;
            Some(ItemResult {
                item: item.code.clone(),
                answer: typed.answer?,
                note: typed.note.clone(),
                photos: typed.shown().iter().map(|stored| stored.facts.hash.0).collect(),
                quantity: typed.quantity.parse().ok(),
                over: typed.over.parse().ok(),
            })
        };
        items.iter().filter_map(result).collect()
    }

    /// Every photo of every item, for the shelf's table.
    pub(super) fn photos(&self) -> Vec<Stored> {
        self.items.values().flat_map(|item| item.shown().iter().cloned()).collect()
    }

    pub(super) fn has_errors(&self) -> bool {
        self.items.values().any(|item| !item.errors.is_empty())
    }

    /// Puts each fault of the rules to its item; those of no item are returned.
    pub(super) fn mark(&mut self, faults: &[VisitFault], l: &'static Texts) -> Vec<String> {
        let mut others = Vec::new();
        for fault in faults {
            let (item, words) = words_of(fault, l);
            match item.and_then(|item| self.items.get_mut(item)) {
                Some(item) => item.errors.push(words),
                None => others.push(words),
            }
        }
        others
    }

    pub(super) fn tokens(state: &WebState, who: &Who, item: &TypedItem) -> Vec<String> {
        let token = |hash: ContentHash| kept::token(&state.config().cookie_secret, &who.actor, hash);
        item.photos.iter().map(|stored| token(stored.facts.hash)).collect()
    }
}

impl TypedItem {
    /// The photos that count: those of what was not met. Nobody is asked to show that all is well.
    fn shown(&self) -> &[Stored] {
        if self.answer == Some(Answer::NotMet) { &self.photos } else { &[] }
    }

    /// The same photo twice is one photo.
    fn add(&mut self, stored: Stored) {
        if !self.photos.iter().any(|photo| photo.facts.hash == stored.facts.hash) {
            self.photos.push(stored);
        }
    }
}

fn words_of<'a>(fault: &'a VisitFault, l: &'static Texts) -> (Option<&'a str>, String) {
    let answer = |answer: &Answer| match answer {
        Answer::Met => l.answer_met,
        Answer::NotMet => l.answer_not_met,
        Answer::NotApplicable => l.answer_not_applicable,
    };
    match fault {
        VisitFault::NothingToCheck => (None, l.inspections_nothing_to_check.to_owned()),
        VisitFault::EndsBeforeItBegins => (None, l.inspections_ends_before.to_owned()),
        VisitFault::Unanswered { item } => (Some(item), l.inspections_unanswered.to_owned()),
        VisitFault::AnsweredTwice { item } | VisitFault::UnknownItem { item } => {
            (Some(item), l.inspections_list_changed.to_owned())
        }
        VisitFault::ProofMissing { item } => (Some(item), l.inspections_proof_missing.to_owned()),
        VisitFault::NoteTooLong { item, chars } => {
            (Some(item), fill(l.inspections_note_too_long, &[("n", chars), ("most", &NOTE_CHARS)]))
        }
        VisitFault::TooManyPhotos { item, photos } => {
            (Some(item), fill(l.inspections_too_many_photos, &[("n", photos), ("most", &PHOTOS)]))
        }
        VisitFault::PhotoTwice { item } => (Some(item), l.inspections_photo_twice.to_owned()),
        VisitFault::NegativeQuantity { item, .. } => (Some(item), l.inspections_negative.to_owned()),
        VisitFault::AnswerContradictsCount { item, counted, needed, judged, .. } => (
            Some(item),
            fill(l.inspections_contradicts, &[("counted", counted), ("needed", needed), ("judged", &answer(judged))]),
        ),
    }
}
