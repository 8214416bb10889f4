//! What conditions and effects of a row ask for has to be there, of the right kind, and in its place.

use super::{
    Code, Condition, Effect, FaultKind, FieldKind, First, Means,
    check::Checked,
    check_asked::{columns, of_kind},
    letter::{BASIS, TEXT, YEAR},
    recurring::Rhythm,
};

impl Checked<'_> {
    pub(super) fn condition(&mut self, at: &str, condition: &Condition) {
        let part = self.document.part.as_ref().map(|part| &part.flow);
        let asked = match condition {
            Condition::AllParts(states) | Condition::AnyPart(states) | Condition::EarlierParts(states) => states,
            Condition::Says(name) => return of_kind(self.flow, *name, FieldKind::YesNo, at, self.faults),
            Condition::WholeIn(states) => {
                let document = self.document;
                if self.begins.is_none() {
                    self.fault(FaultKind::NoParts, at, "");
                }
                for state in states.iter().filter(|state| document.whole.state(**state).is_none()) {
                    self.fault(FaultKind::UnknownState, at, state);
                }
                return;
            }
            Condition::LeafHas(names) => return self.known(at, names),
            Condition::Together(names) => return self.known(at, names),
            Condition::SaidHas(said) => {
                of_kind(self.flow, said.says, FieldKind::YesNo, at, self.faults);
                return self.known(at, &said.has);
            }
            Condition::Span(span) => {
                of_kind(self.flow, span.from, FieldKind::Day, at, self.faults);
                of_kind(self.flow, span.until, FieldKind::Day, at, self.faults);
                if span.most_months < 1 {
                    self.fault(FaultKind::NoLimit, at, span.most_months);
                }
                return;
            }
            Condition::LinesHave(asked) => return columns(self.flow, asked.table, &asked.columns, at, self.faults),
            Condition::LinesSettled(asked) => {
                let unopened = self.flow.openings().all(|opening| opening.table != asked.table);
                if unopened {
                    self.fault(FaultKind::UnknownField, at, asked.table);
                }
                return columns(self.flow, asked.table, &[asked.unless], at, self.faults);
            }
            Condition::NoOpenPart if part.is_none() => return self.fault(FaultKind::NoParts, at, ""),
            _ => return,
        };
        let Some(part) = part else { return self.fault(FaultKind::NoParts, at, "") };
        if matches!(condition, Condition::EarlierParts(_)) == self.begins.is_none() {
            self.fault(FaultKind::NoParts, at, "");
        }
        for state in asked.iter().filter(|state| part.state(**state).is_none()) {
            self.fault(FaultKind::UnknownState, at, state);
        }
    }

    /// Fields that are there.
    fn known(&mut self, at: &str, names: &[Code]) {
        for name in names.iter().filter(|name| self.flow.field(**name).is_none()) {
            self.fault(FaultKind::UnknownField, at, name);
        }
    }

    pub(super) fn effect(&mut self, at: &str, effect: &Effect) {
        let has_parts = self.document.part.is_some() && self.begins.is_none();
        match effect {
            Effect::StartClock if self.flow.limit.is_none() => self.fault(FaultKind::NoLimit, at, ""),
            Effect::DueBy(name) => of_kind(self.flow, *name, FieldKind::Day, at, self.faults),
            Effect::DueByWhole(name) if self.begins.is_some() => {
                of_kind(&self.document.whole, *name, FieldKind::Day, at, self.faults);
            }
            Effect::DueByWhole(_) => self.fault(FaultKind::NoParts, at, ""),
            Effect::DueByFirst(names) => {
                for name in names {
                    of_kind(self.flow, *name, FieldKind::Day, at, self.faults);
                }
            }
            Effect::Supersede(name) if self.begins.is_none() => {
                of_kind(self.flow, *name, FieldKind::Matter, at, self.faults);
            }
            Effect::Supersede(_) => self.fault(FaultKind::NoParts, at, ""),
            Effect::Hand(name) => of_kind(self.flow, *name, FieldKind::Unit, at, self.faults),
            // Copies end with their whole, too.
            Effect::CloseParts if self.begins.is_none() && self.flow.gives_copies() => {}
            Effect::Issue | Effect::CloseParts | Effect::Remind if !has_parts => {
                self.fault(FaultKind::NoParts, at, "");
            }
            Effect::Copy | Effect::CopyTo(_) if self.begins.is_some() => self.fault(FaultKind::NoParts, at, ""),
            Effect::CopyTo(name) => match self.flow.field(*name) {
                None => self.fault(FaultKind::UnknownField, at, name),
                Some(field) if !field.names_units() => self.fault(FaultKind::WrongKind, at, name),
                Some(_) => {}
            },
            Effect::Sign(_) | Effect::WhenDecided(_) if self.begins.is_none() => self.fault(FaultKind::NoParts, at, ""),
            Effect::CommentsUntil(_) | Effect::Adopt(_) | Effect::IssueAdopted(_) if !has_parts => {
                self.fault(FaultKind::NoParts, at, "");
            }
            Effect::NextRound(_) if !has_parts => self.fault(FaultKind::NoParts, at, ""),
            Effect::NextRound(round) => {
                let next = self.flow.meaning(Means::Next).map(|field| field.name);
                if next != Some(round.next) || self.flow.meaning(Means::Draft).is_none() {
                    self.fault(FaultKind::UnknownField, at, round.next);
                }
                for (into, from) in &round.fields {
                    self.known(at, &[*into, *from]);
                }
            }
            Effect::Sign(name) => {
                of_kind(self.flow, *name, FieldKind::Signature, at, self.faults);
                self.letter(at);
            }
            Effect::CommentsUntil(period) => {
                of_kind(self.flow, period.day, FieldKind::Day, at, self.faults);
                of_kind(self.flow, period.reason, FieldKind::Text, at, self.faults);
            }
            Effect::WhenDecided(state) => {
                if self.flow.state(*state).is_none() {
                    self.fault(FaultKind::UnknownState, at, state);
                }
                for means in [Means::Comments, Means::Dispositions] {
                    if self.flow.meaning(means).is_none() {
                        self.fault(FaultKind::UnknownField, at, means.code());
                    }
                }
            }
            Effect::Adopt(name) | Effect::IssueAdopted(name) => {
                let next = self.flow.meaning(Means::Next).map(|field| field.name);
                if next != Some(*name) || self.flow.meaning(Means::Draft).is_none() {
                    self.fault(FaultKind::UnknownField, at, name);
                }
            }
            Effect::OpenChildren(opening) => {
                let mut named: Vec<Code> = opening.fields.values().copied().collect();
                named.extend([Some(opening.title), opening.unless].into_iter().flatten());
                columns(self.flow, opening.table, &named, at, self.faults);
                // A line is known by its number: two tables would share them.
                if self.flow.openings().any(|other| other.table != opening.table) {
                    self.fault(FaultKind::NamedTwice, at, opening.table);
                }
                if self.begins.is_some() {
                    self.fault(FaultKind::NoParts, at, "");
                }
            }
            Effect::Once(once) => {
                self.known(at, &once.same);
                of_kind(self.flow, once.from, FieldKind::Day, at, self.faults);
                of_kind(self.flow, once.until, FieldKind::Day, at, self.faults);
                for state in once.unless.iter().filter(|state| self.flow.state(**state).is_none()) {
                    self.fault(FaultKind::UnknownState, at, state);
                }
                if self.begins.is_some() {
                    self.fault(FaultKind::NoParts, at, "");
                }
            }
            Effect::KeepOrder if self.flow.days.as_ref().is_none_or(|days| days.after.is_none()) => {
                self.fault(FaultKind::NoLimit, at, "");
            }
            Effect::Repeat(_) if self.flow.days.is_none() => self.fault(FaultKind::NoLimit, at, ""),
            Effect::Repeat(name) => {
                of_kind(self.flow, *name, FieldKind::Choice, at, self.faults);
                let options = self.flow.field(*name).map(|field| field.options.as_slice()).unwrap_or_default();
                for option in options.iter().filter(|option| Rhythm::parse(option.name.as_str()).is_none()) {
                    self.fault(FaultKind::WrongKind, at, option.name);
                }
            }
            _ => {}
        }
    }

    /// What a letter takes has to be there.
    fn letter(&mut self, at: &str) {
        let document = self.document;
        for (name, kind) in [(YEAR, FieldKind::Number), (TEXT, FieldKind::Text), (BASIS, FieldKind::Line)] {
            of_kind(&document.whole, name, kind, at, self.faults);
        }
        if document.part.as_ref().is_none_or(|part| part.due_by.is_none()) {
            self.fault(FaultKind::UnknownField, at, "due_by");
        }
        for first in [First::UnitName, First::UnitPeople] {
            if self.flow.given(first).is_none() {
                self.fault(FaultKind::UnknownField, at, first.code());
            }
        }
    }
}
