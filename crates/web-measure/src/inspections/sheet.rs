//! What an inspector has entered so far, as the form brings it, and what is wrong with it.

use changxiao_app::{
    AppError,
    inspections::{check_list::CheckList, photo::again, submit::SubmitVisit},
};
use changxiao_domain::{
    inspections::{Answer, ItemResult, NOTE_CHARS, PHOTOS, VisitFault},
    standards::CheckItem,
    time::Instant,
};
use changxiao_files::photos::Stored;
use changxiao_web_kit::{form::Form, kept_photos, session::Who, state::WebState};
use changxiao_words::{Say, Texts, fill, texts};

/// What was entered for one item.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub answer: Option<Answer>,
    pub note: String,
    /// As typed; empty where nothing was counted.
    pub quantity: String,
    pub over: String,
    pub photos: Vec<Stored>,
    /// What is wrong with it, in the words of the page.
    pub errors: Vec<String>,
}

/// The whole form; the entries stand in the order of the check list.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub entries: Vec<Entry>,
    pub note: String,
    pub request_key: String,
    /// Microseconds UTC.
    pub started_at: i64,
    /// What is wrong with no single item.
    pub errors: Vec<String>,
}

impl Sheet {
    pub(super) fn blank(state: &WebState, list: &CheckList) -> Self {
        Self {
            entries: vec![Entry::default(); list.items.len()],
            request_key: state.app().new_id(|id| id).to_string(),
            started_at: state.app().now().micros(),
            ..Self::default()
        }
    }

    /// Reads answers, notes, counts and photos: those that came with this form, and those that an earlier try has left here.
    pub(super) async fn read(state: &WebState, who: &Who, form: &Form, list: &CheckList) -> Result<Self, AppError> {
        let mut sheet = Self {
            note: form.text("note").to_owned(),
            request_key: form.text("request_key").to_owned(),
            started_at: form.number("started_at").unwrap_or(0),
            ..Self::default()
        };
        for item in &list.items {
            sheet.entries.push(Entry::read(state, who, form, item).await?);
        }
        Ok(sheet)
    }

    /// The answered items as the rules of a visit take them.
    pub(super) fn command(&self, list: &CheckList) -> SubmitVisit {
        let result = |(item, entry): (&CheckItem, &Entry)| {
            Some(ItemResult {
                item: item.code.clone(),
                answer: entry.answer?,
                note: entry.note.clone(),
                photos: entry.shown().iter().map(|stored| stored.facts.hash.0).collect(),
                quantity: entry.quantity.parse().ok(),
                over: entry.over.parse().ok(),
            })
        };
        SubmitVisit {
            site: list.site.number,
            started_at: Instant(self.started_at),
            results: list.items.iter().zip(&self.entries).filter_map(result).collect(),
            note: self.note.clone(),
            request_key: self.request_key.clone(),
        }
    }

    /// Every photo of every item, for the shelf's table.
    pub(super) fn photos(&self) -> Vec<Stored> {
        self.entries.iter().flat_map(|entry| entry.shown().iter().cloned()).collect()
    }

    pub(super) fn has_errors(&self) -> bool {
        self.entries.iter().any(|entry| !entry.errors.is_empty())
    }

    /// Puts each fault of the rules to its item.
    pub(super) fn mark(&mut self, list: &CheckList, faults: &[VisitFault], who: &Who) {
        for fault in faults {
            let (code, words) = words_of(fault, who);
            let place = list.items.iter().position(|item| Some(item.code.as_str()) == code);
            match place.and_then(|place| self.entries.get_mut(place)) {
                Some(entry) => entry.errors.push(words),
                None => self.errors.push(words),
            }
        }
    }
}

impl Entry {
    async fn read(state: &WebState, who: &Who, form: &Form, item: &CheckItem) -> Result<Self, AppError> {
        let l = texts(who.lang());
        let field = |what: &str| format!("{what}.{}", item.code);
        let mut entry = Self {
            answer: Answer::parse(form.text(&field("answer"))),
            note: form.text(&field("note")).to_owned(),
            quantity: form.text(&field("quantity")).to_owned(),
            over: form.text(&field("over")).to_owned(),
            ..Self::default()
        };
        for token in form.all(&field("kept")) {
            let gone = || l.inspections_photo_gone.to_owned();
            let Some(hash) = kept_photos::read(&state.config().cookie_secret, &who.actor, token) else {
                entry.errors.push(gone());
                continue;
            };
            match again(state.app(), hash).await {
                Ok(stored) => entry.add(stored),
                Err(AppError::Photo(problem)) if problem.is_senders() => entry.errors.push(gone()),
                Err(other) => return Err(other),
            }
        }
        form.photos_of(&field("photo")).into_iter().for_each(|stored| entry.add(stored));
        let refused = form.refused.iter().filter(|(name, _)| *name == field("photo"));
        entry.errors.extend(refused.map(|(_, problem)| problem.sentence(who.lang())));
        for text in [&entry.quantity, &entry.over] {
            if !text.is_empty() && text.parse::<i64>().is_err() {
                entry.errors.push(fill(l.inspections_not_a_number, &[("value", text)]));
            }
        }
        Ok(entry)
    }

    pub(super) fn is(&self, answer: Answer) -> bool {
        self.answer == Some(answer)
    }

    /// The photos that count: those of what was not met. Nobody is asked to show that all is well.
    fn shown(&self) -> &[Stored] {
        if self.is(Answer::NotMet) { &self.photos } else { &[] }
    }

    /// The same photo twice is one photo.
    fn add(&mut self, stored: Stored) {
        if !self.photos.iter().any(|photo| photo.facts.hash == stored.facts.hash) {
            self.photos.push(stored);
        }
    }
}

/// The item that a fault is about, and what is said beside it.
fn words_of<'a>(fault: &'a VisitFault, who: &Who) -> (Option<&'a str>, String) {
    let l: &'static Texts = texts(who.lang());
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
        VisitFault::AnswerContradictsCount { item, counted, needed, judged, .. } => {
            let judged = judged.say(who.lang());
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("counted", counted), ("needed", needed), ("judged", &judged)];
            (Some(item), fill(l.inspections_contradicts, &values))
        }
    }
}
