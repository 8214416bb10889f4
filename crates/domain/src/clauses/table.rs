//! 意见采纳情况表: what became of each comment, as plain rows for page, sheet and document.

use changxiao_words::{Key, Lang, Message, keys};

use super::{comment::Ruling, draft::Draft, round::Round};

/// One comment in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptionRow {
    /// From 1.
    pub number: usize,
    /// The name of the clause; `None`: the text as a whole.
    pub clause: Option<String>,
    /// It is about what stands before the first clause.
    pub is_preamble: bool,
    pub who: String,
    /// What was proposed; `None`: no words of its own.
    pub proposal: Option<Message>,
    pub why: String,
    /// `None`: not yet decided.
    pub ruling: Option<Ruling>,
    /// What the text says because of it.
    pub adopted: Option<Message>,
    pub answer: String,
}

/// The table of a round, in the order of the text, then of the comments; what is about the whole text comes first.
pub fn adoption_table(round: &Round) -> Vec<AdoptionRow> {
    let mut places: Vec<(Option<usize>, usize)> =
        round.entries.iter().enumerate().map(|(at, entry)| (entry.comment.place(), at)).collect();
    places.sort_unstable();
    places.into_iter().filter_map(|(place, at)| row(round, place, at)).collect()
}

fn row(round: &Round, place: Option<usize>, at: usize) -> Option<AdoptionRow> {
    let draft: &Draft = &round.draft;
    let entry = round.entries.get(at)?;
    let (comment, disposition) = (&entry.comment, entry.disposition.as_ref());
    let adopted = disposition.and_then(|disposition| disposition.adopted(comment));
    Some(AdoptionRow {
        number: at + 1,
        clause: place.and_then(|place| draft.name(place)),
        is_preamble: place.is_some_and(|place| draft.clauses().get(place).is_some_and(|clause| clause.mark.is_none())),
        who: comment.who.clone(),
        proposal: comment.change.as_ref().map(|change| change.message(draft)),
        why: comment.reason.clone(),
        ruling: disposition.map(|disposition| disposition.ruling),
        adopted: adopted.map(|change| change.message(draft)),
        answer: disposition.map(|disposition| disposition.reason.clone()).unwrap_or_default(),
    })
}

impl AdoptionRow {
    /// The titles of [`Self::cells`].
    pub const COLUMNS: [Key; 8] = [
        keys::clauses_column_number,
        keys::clauses_column_clause,
        keys::clauses_column_who,
        keys::clauses_column_proposal,
        keys::clauses_column_reason,
        keys::clauses_column_ruling,
        keys::clauses_column_adopted,
        keys::clauses_column_answer,
    ];

    /// The row in words.
    pub fn cells(&self, lang: Lang) -> [String; 8] {
        let words = |message: &Option<Message>| message.as_ref().map(|message| message.words(lang)).unwrap_or_default();
        let clause = match (&self.clause, self.is_preamble) {
            (Some(name), _) => name.clone(),
            (None, true) => keys::clauses_level_preamble.text(lang).to_owned(),
            (None, false) => keys::clauses_whole_text.text(lang).to_owned(),
        };
        let ruling = self.ruling.map_or(keys::clauses_not_decided, Ruling::key);
        [
            self.number.to_string(),
            clause,
            self.who.clone(),
            words(&self.proposal),
            self.why.clone(),
            ruling.text(lang).to_owned(),
            words(&self.adopted),
            self.answer.clone(),
        ]
    }
}
