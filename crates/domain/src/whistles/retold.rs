//! A whistle told again by its events. When a call falls due is kept by the event that blew; when it turns yellow, what a consultation set
//! anew and from when missing ratings may be waived follow from limits, and are taken from what stands.

use super::{Action, Call, Event, Kind, StreetRating, Turnout, UnitRating, Whistle};
use crate::{
    ids::UnitId,
    sealing::{NO_HASH, NotTold, Particulars, Retold},
    workflow::take_handover,
};

impl Retold for Whistle {
    /// Without what it is about, which its first event brings when it is taken.
    fn begun(first: &Event, stands: &Self) -> Result<Self, NotTold> {
        Ok(Self {
            id: stands.id,
            city: stands.city,
            number: String::new(),
            state: first.to,
            kind: stands.kind,
            street: first.actor.unit,
            title: String::new(),
            text: String::new(),
            place: String::new(),
            division: 0,
            calls: Vec::new(),
            cases: Vec::new(),
            drafted_at: first.at,
            blown_at: None,
            plan: None,
            result: None,
            handled_at: None,
            waiver_at: None,
            closed_at: None,
            waived: 0,
            disputed_from: None,
            consultation: None,
            version: 0,
            head_hash: NO_HASH,
            changed_at: first.at,
        })
    }

    fn take(&mut self, event: &Event, stands: &Self) -> Result<(), NotTold> {
        let (told, at) = (Particulars::by(event), event.at);
        match event.action {
            Action::Draft | Action::Revise => self.take_matter(told, stands)?,
            Action::AskApproval => {}
            Action::Blow => {
                let due = told.moment("due_at")?;
                self.calls.iter_mut().for_each(|call| call.due_at = Some(due));
                self.blown_at = Some(at);
            }
            Action::Refuse => self.closed_at = Some(at),
            Action::ReportIn => {
                let on_time = told.flag("on_time")?;
                let call = self.called(told)?;
                call.turnout = if on_time { Turnout::OnTime } else { Turnout::Late };
                call.answered_at = Some(at);
            }
            Action::DeclareAbsence | Action::Object => {
                let reason = told.text("reason")?;
                let call = self.called(told)?;
                call.turnout = if event.action == Action::Object { Turnout::Objected } else { Turnout::Absent };
                call.answered_at = Some(at);
                call.reason = Some(reason);
            }
            Action::Refer => {
                self.disputed_from = event.from;
                self.consultation = Some(told.id("consultation")?);
            }
            Action::Rule => self.take_ruling(event, stands)?,
            Action::Plan => {
                for told in told.each("tasks") {
                    self.called(told)?.task = told.text("task")?;
                }
                self.plan = Some(told.text("text")?);
            }
            Action::Conclude => {
                let absent: Vec<UnitId> = told.list("absent", |text| text.parse().ok())?;
                for call in self.calls.iter_mut().filter(|call| call.turnout == Turnout::Waiting) {
                    call.turnout = if absent.contains(&call.unit) { Turnout::Absent } else { Turnout::Released };
                }
                self.result = Some(told.text("text")?);
                self.handled_at = Some(at);
                self.waiver_at = stands.waiver_at;
            }
            Action::RateUnit => {
                let (response, solution) = (told.number("response")?, told.number("solution")?);
                self.called(told)?.by_street = Some(UnitRating { response, solution, text: told.text("text")? });
            }
            Action::RateStreet => {
                let justified = told.flag("justified")?;
                self.called(told)?.by_unit = Some(StreetRating { justified, text: told.text("text")? });
            }
            Action::Close => {
                self.waived = told.number("waived")?;
                self.closed_at = Some(at);
            }
            Action::Withdraw => {
                self.release_waiting();
                self.closed_at = Some(at);
            }
            Action::HandOver => {
                take_handover(self, told)?;
                // What no event keeps of a call was looked up under the unit that had it then.
                for call in &mut self.calls {
                    if let Some(stored) = stands.call_of(call.unit).filter(|_| told.names(call.unit)) {
                        (call.near_at, call.due_at) = (stored.near_at, stored.due_at);
                    }
                }
            }
        }
        Ok(())
    }
}

impl Whistle {
    fn take_matter(&mut self, told: Particulars<'_>, stands: &Self) -> Result<(), NotTold> {
        self.number = told.text("number")?;
        self.kind = told.read("kind", Kind::parse)?;
        self.title = told.text("title")?;
        self.text = told.text("text")?;
        self.place = told.text("place")?;
        self.division = told.number("division")?;
        let call = |told: Particulars<'_>| {
            let unit = told.id("unit")?;
            let near_at = stands.call_of(unit).and_then(|call| call.near_at);
            Ok(Call { near_at, ..Call::new(unit, told.text("task")?) })
        };
        self.calls = told.each("calls").map(call).collect::<Result<_, NotTold>>()?;
        self.cases = told.list("cases", |text| text.parse().ok())?;
        Ok(())
    }

    fn take_ruling(&mut self, event: &Event, stands: &Self) -> Result<(), NotTold> {
        let told = Particulars::by(event);
        self.disputed_from = None;
        if !told.flag("justified")? {
            for call in &mut self.calls {
                call.turnout = Turnout::Released;
                (call.by_street, call.by_unit) = (None, None);
            }
            self.closed_at = Some(event.at);
            return Ok(());
        }
        for told in told.each("answers") {
            let bound = told.flag("bound")?;
            let call = self.called(told)?;
            if !bound {
                call.turnout = Turnout::Released;
                continue;
            }
            call.turnout = Turnout::Waiting;
            call.answered_at = None;
            call.bound = true;
            call.due_at = stands.call_of(call.unit).and_then(|call| call.due_at);
        }
        Ok(())
    }

    fn called(&mut self, told: Particulars<'_>) -> Result<&mut Call, NotTold> {
        let unit: UnitId = told.id("unit")?;
        self.calls.iter_mut().find(|call| call.unit == unit).ok_or(told.lacks("unit"))
    }
}
