//! The letter of responsibility that a part of a matter is: its facts stand in fields of the whole and, as they were on the day of issue,
//! in fields of the part.

use serde_json::Value;

use super::{Code, First, LoadedDocument, Matter, Refusal, Values};
use crate::{
    calendar::Limit,
    ids::CityId,
    letters::{Answerable, Indicator, Letter, LetterFault, LetterLimit, SignedLetter},
    sealing::ActorStamp,
    time::{Day, Instant},
};

/// The fields of the whole that a letter takes; the day by which it is to be signed is that by which its part is due.
pub(super) const YEAR: Code = Code::of("year");
pub(super) const TEXT: Code = Code::of("text");
pub(super) const BASIS: Code = Code::of("basis");

/// The letter of a part with these values under this number; `whole` has the values of what it is a part of.
///
/// Errors: what cannot be read, or is missing.
pub fn letter_of(
    kept: &LoadedDocument,
    (city, number): (CityId, &str),
    whole: &Values,
    part: &Values,
) -> Result<Letter, LetterFault> {
    let below = kept.document.part.as_ref().ok_or(LetterFault::Unreadable("part"))?;
    let text = |values: &Values, name: Code| -> String {
        values.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let lines = |first: First| -> Vec<&Value> {
        let field = below.flow.given(first).and_then(|field| part.get(field.name));
        field.and_then(Value::as_array).into_iter().flatten().collect()
    };
    let cell = |line: &Value, column: &str| line[column].as_str().unwrap_or_default().to_owned();
    let limit = |line: &Value| -> Option<LetterLimit> {
        let limit: Limit = line["limit"].as_str()?.parse().ok()?;
        Some(LetterLimit { code: cell(line, "code"), name: cell(line, "name"), limit })
    };
    let unread = LetterFault::Unreadable;
    let year = whole.get(YEAR).and_then(Value::as_i64).and_then(|year| i16::try_from(year).ok());
    let sign_by = below.due_by.and_then(|name| text(whole, name).parse::<Day>().ok());
    let limits: Option<Vec<LetterLimit>> = lines(First::UnitLimits).into_iter().map(limit).collect();
    let letter = Letter {
        city,
        number: number.to_owned(),
        year: year.ok_or(unread("year"))?,
        issuer: kept.document.ask.as_ref().map(|ask| ask.issuer_zh.clone()).unwrap_or_default(),
        unit: below.flow.given(First::UnitName).map(|field| text(part, field.name)).unwrap_or_default(),
        basis: text(whole, BASIS),
        text: text(whole, TEXT),
        indicators: lines(First::UnitIndicators)
            .into_iter()
            .map(|line| Indicator { code: cell(line, "code"), name: cell(line, "name") })
            .collect(),
        people: lines(First::UnitPeople)
            .into_iter()
            .map(|line| Answerable { duty: cell(line, "duty"), name: cell(line, "name") })
            .collect(),
        limits: limits.ok_or(unread("limits"))?,
        sign_by: sign_by.ok_or(unread("sign_by"))?,
    };
    letter.check()?;
    Ok(letter)
}

impl Matter {
    /// The letter that this part is.
    ///
    /// Errors: as of [`letter_of`].
    pub fn letter(&self) -> Result<Letter, LetterFault> {
        let whole = self.around.whole.as_ref().ok_or(LetterFault::Unreadable("whole"))?;
        letter_of(self.kept, (self.city, &self.number), whole, &self.values)
    }

    /// The letter as it was signed; `None` while it is not, and for what is no letter.
    pub fn signed(&self) -> Option<SignedLetter> {
        SignedLetter::from_json(self.values.get(self.table().flow.signature()?)?)
    }

    /// Whether what stands in the field is the signature of this letter by this post at this moment.
    ///
    /// Errors: why not.
    pub(super) fn check_signature(&self, field: Code, actor: &ActorStamp, at: Instant) -> Result<(), Refusal> {
        let signed = self.values.get(field).and_then(SignedLetter::from_json);
        let signed = signed.ok_or_else(|| Refusal::missing(self.table().flow.field(field)))?;
        let letter = self.letter().map_err(Refusal::Letter)?;
        if (signed.post, signed.signed_at()) != (actor.post, at) {
            return Err(Refusal::NotSigned(crate::letters::NotSigned::OtherKey));
        }
        if signed.text != letter.canonical() {
            return Err(Refusal::NotSigned(crate::letters::NotSigned::Altered));
        }
        signed.check().map_err(Refusal::NotSigned)
    }
}
