//! The effect of a granted request on the whistle, and the particulars that its event keeps.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Answer, Call, Command, Refusal, State, Tiers, Turnout, UnitRating, Whistle,
    decide::{check_calls, notes},
};
use crate::{calendar::Calendar, ids::UnitId, sealing::ActorStamp, time::Instant};

impl Whistle {
    /// Changes everything but version and head, and gives what the event keeps. `before` is the whistle as it was.
    pub(super) fn change(
        &mut self,
        command: &Command,
        before: &Whistle,
        actor: &ActorStamp,
        at: Instant,
        calendar: &Calendar,
        tiers: &Tiers,
    ) -> Result<Value, Refusal> {
        match command {
            Command::Revise { .. } => self.revise(command),
            Command::AskApproval => Ok(json!({})),
            Command::Blow => self.blow(at, calendar, tiers),
            Command::Refuse { reason } => {
                self.closed_at = Some(at);
                Ok(json!({ "reason": reason }))
            }
            Command::ReportIn => self.report_in(actor.unit, at),
            Command::DeclareAbsence { reason } => self.answer(actor.unit, Turnout::Absent, reason, at),
            Command::Object { reason } => self.answer(actor.unit, Turnout::Objected, reason, at),
            Command::Refer { consultation, reason } => {
                self.disputed_from = Some(before.state);
                self.consultation = Some(*consultation);
                Ok(json!({ "reason": reason, "consultation": consultation.to_string() }))
            }
            Command::Rule { .. } => self.rule(command, at, calendar, tiers),
            Command::Plan { text, tasks } => self.agree(text, tasks),
            Command::Conclude { text } => self.conclude(text, at, calendar, tiers),
            Command::RateUnit { unit, rating } => self.rate_unit(*unit, rating),
            Command::RateStreet { rating } => {
                self.call_mut(actor.unit)?.by_unit = Some(rating.clone());
                let unit = actor.unit.to_string();
                Ok(json!({ "unit": unit, "justified": rating.justified, "text": rating.text }))
            }
            Command::Close => {
                self.waived = self.ratings_missing();
                self.closed_at = Some(at);
                Ok(json!({ "waived": self.waived }))
            }
            Command::Withdraw { reason } => {
                self.release_waiting();
                self.closed_at = Some(at);
                Ok(json!({ "reason": reason }))
            }
        }
    }

    fn revise(&mut self, command: &Command) -> Result<Value, Refusal> {
        let Command::Revise { kind, title, text, place, division, calls, cases } = command else {
            return Ok(json!({}));
        };
        self.kind = *kind;
        self.title.clone_from(title);
        self.text.clone_from(text);
        self.place.clone_from(place);
        self.division = *division;
        self.calls = calls.iter().map(|(unit, task)| Call::new(*unit, task.clone())).collect();
        self.cases.clone_from(cases);
        check_calls(&self.calls, self.street)?;
        Ok(self.matter())
    }

    fn blow(&mut self, at: Instant, calendar: &Calendar, tiers: &Tiers) -> Result<Value, Refusal> {
        let limit = tiers.of(self.kind);
        let (near, due) = limit.moments(at, calendar)?;
        for call in &mut self.calls {
            (call.near_at, call.due_at) = (Some(near), Some(due));
        }
        self.blown_at = Some(at);
        Ok(json!({ "limit": limit.text(), "edition": tiers.edition, "due_at": due.micros() }))
    }

    fn report_in(&mut self, unit: UnitId, at: Instant) -> Result<Value, Refusal> {
        let call = self.call_mut(unit)?;
        let on_time = call.due_at.is_none_or(|due| at <= due);
        call.turnout = if on_time { Turnout::OnTime } else { Turnout::Late };
        call.answered_at = Some(at);
        let due = call.due_at.map(Instant::micros);
        Ok(json!({ "unit": unit.to_string(), "due_at": due, "on_time": on_time }))
    }

    fn answer(&mut self, unit: UnitId, to: Turnout, reason: &str, at: Instant) -> Result<Value, Refusal> {
        let call = self.call_mut(unit)?;
        call.turnout = to;
        call.answered_at = Some(at);
        call.reason = Some(reason.to_owned());
        Ok(json!({ "unit": unit.to_string(), "reason": reason }))
    }

    fn rule(&mut self, command: &Command, at: Instant, calendar: &Calendar, tiers: &Tiers) -> Result<Value, Refusal> {
        let Command::Rule { consultation, justified, answers, text } = command else { return Ok(json!({})) };
        if self.consultation != Some(*consultation) {
            return Err(Refusal::OtherConsultation);
        }
        let objected: BTreeSet<UnitId> =
            self.calls.iter().filter(|call| call.turnout == Turnout::Objected).map(|call| call.unit).collect();
        let answered: BTreeSet<UnitId> = answers.iter().map(|(unit, _)| *unit).collect();
        if answered.len() != answers.len() || (*justified && answered != objected) || !answered.is_subset(&objected) {
            return Err(Refusal::AnswersDiffer);
        }
        let mut kept = Vec::new();
        if *justified {
            let (near, due) = tiers.of(self.kind).moments(at, calendar)?;
            for (unit, answer) in answers {
                let call = self.call_mut(*unit)?;
                match answer {
                    Answer::Release => call.turnout = Turnout::Released,
                    Answer::Bind => {
                        call.turnout = Turnout::Waiting;
                        call.answered_at = None;
                        call.bound = true;
                        (call.near_at, call.due_at) = (Some(near), Some(due));
                    }
                }
                kept.push(json!({ "unit": unit.to_string(), "bound": *answer == Answer::Bind }));
            }
            self.state = self.disputed_from.unwrap_or(State::Blown);
        } else {
            // What was rated before stays in the chain and counts for nobody.
            for call in &mut self.calls {
                call.turnout = Turnout::Released;
                (call.by_street, call.by_unit) = (None, None);
            }
            self.state = State::Unjustified;
            self.closed_at = Some(at);
        }
        self.disputed_from = None;
        let consultation = consultation.to_string();
        Ok(json!({ "consultation": consultation, "justified": justified, "answers": kept, "text": text }))
    }

    fn agree(&mut self, text: &str, tasks: &[(UnitId, String)]) -> Result<Value, Refusal> {
        for (unit, task) in tasks {
            let call = self.calls.iter_mut().find(|call| call.unit == *unit).ok_or(Refusal::NotTakingPart)?;
            if call.turnout == Turnout::Released {
                return Err(Refusal::NotTakingPart);
            }
            call.task.clone_from(task);
        }
        self.plan = Some(text.to_owned());
        let tasks = notes(tasks.iter().map(|(unit, task)| (*unit, task.as_str())));
        Ok(json!({ "text": text, "tasks": tasks }))
    }

    fn conclude(&mut self, text: &str, at: Instant, calendar: &Calendar, tiers: &Tiers) -> Result<Value, Refusal> {
        let mut absent = Vec::new();
        for call in self.calls.iter_mut().filter(|call| call.turnout == Turnout::Waiting) {
            if call.due_at.is_some_and(|due| at > due) {
                call.turnout = Turnout::Absent;
                absent.push(call.unit.to_string());
            } else {
                call.turnout = Turnout::Released;
            }
        }
        self.result = Some(text.to_owned());
        self.handled_at = Some(at);
        self.waiver_at = Some(tiers.rating.limit.moments(at, calendar)?.1);
        Ok(json!({ "text": text, "absent": absent }))
    }

    fn rate_unit(&mut self, unit: UnitId, rating: &UnitRating) -> Result<Value, Refusal> {
        let call = self.call_mut(unit)?;
        if !call.turnout.came() {
            return Err(Refusal::NotToBeRated);
        }
        if call.by_street.is_some() {
            return Err(Refusal::RatedAlready);
        }
        let fair = 1..=5;
        if !fair.contains(&rating.response) || !fair.contains(&rating.solution) {
            return Err(Refusal::RatingOutOfRange);
        }
        call.by_street = Some(rating.clone());
        let (response, solution) = (rating.response, rating.solution);
        Ok(json!({ "unit": unit.to_string(), "response": response, "solution": solution, "text": rating.text }))
    }

    /// The call of a unit; nobody outside the whistle has one.
    fn call_mut(&mut self, unit: UnitId) -> Result<&mut Call, Refusal> {
        self.calls.iter_mut().find(|call| call.unit == unit).ok_or(Refusal::NotToBeRated)
    }

    pub(super) fn release_waiting(&mut self) {
        for call in &mut self.calls {
            if matches!(call.turnout, Turnout::Waiting | Turnout::Objected) {
                call.turnout = Turnout::Released;
            }
        }
    }
}
