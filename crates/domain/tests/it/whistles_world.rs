//! A street, two bureaus and an office for tests of whistles.

use changxiao_domain::{
    calendar::Calendar,
    ids::{CityId, ConsultationId, PersonId, PostId, UnitId, WhistleId},
    orgs::{Role, UnitKind},
    sealing::ActorStamp,
    time::Instant,
    whistles::{Command, Event, Kind, NewWhistle, Refusal, Tiers, UnitRating, Whistle},
    workflow::{Decided, Procedure},
};
use jiff::civil::DateTime;
use uuid::Uuid;

pub const TIERS: &str = include_str!("../../../../data/whistles/tiers.json");

pub fn tiers() -> Tiers {
    Tiers::from_json(TIERS).unwrap()
}

pub fn unit(number: u128) -> UnitId {
    UnitId(Uuid::from_u128(0x0100 + number))
}

pub fn street() -> UnitId {
    unit(50)
}

pub fn consultation() -> ConsultationId {
    ConsultationId(Uuid::from_u128(0x0900))
}

pub fn actor(role: Role, unit: UnitId) -> ActorStamp {
    let person = 0x0300 + role as u128;
    ActorStamp {
        person: PersonId(Uuid::from_u128(person)),
        post: PostId(unit.0),
        unit,
        role,
        system: false,
        program: None,
    }
}

/// A time of the city's clock, such as 2026-03-02T09:00 (a Monday).
pub fn at(text: &str) -> Instant {
    Instant::from_civil(text.parse::<DateTime>().unwrap(), Calendar::plain().zone())
}

pub fn new_whistle(kind: Kind) -> NewWhistle {
    NewWhistle {
        id: WhistleId(Uuid::from_u128(0x0800)),
        city: CityId(3506),
        number: "S260302-0001".to_owned(),
        caller_kind: UnitKind::Town,
        kind,
        title: "沿街店铺油烟直排".to_owned(),
        text: "居民多次反映，街道无执法权。".to_owned(),
        place: "新华西路".to_owned(),
        division: 350_602_001_000,
        calls: vec![(unit(1), "查处违规排放".to_owned()), (unit(2), "核对证照".to_owned())],
        cases: Vec::new(),
    }
}

pub fn rating(response: i64, solution: i64) -> UnitRating {
    UnitRating { response, solution, text: String::new() }
}

/// A whistle together with everything that was done to it.
pub struct WhistleStory {
    pub whistle: Whistle,
    pub events: Vec<Event>,
    pub calendar: Calendar,
}

impl WhistleStory {
    /// Drafted on Monday 2 March 2026, 08:30, by the street's handler.
    pub fn begin(kind: Kind) -> Self {
        let Decided { after: whistle, event } =
            Whistle::draft(new_whistle(kind), &actor(Role::Handler, street()), at("2026-03-02T08:30")).unwrap();
        Self { whistle, events: vec![event], calendar: Calendar::plain() }
    }

    /// Approved and blown at 09:00.
    pub fn blown(kind: Kind) -> Self {
        let mut told = Self::begin(kind);
        told.does(Role::Handler, street(), "2026-03-02T08:40", Command::AskApproval);
        told.does(Role::UnitHead, street(), "2026-03-02T09:00", Command::Blow);
        told
    }

    /// Both came in time, the plan is agreed and the result is there at 12:00.
    pub fn handled() -> Self {
        let mut told = Self::blown(Kind::Daily);
        told.does(Role::Handler, unit(1), "2026-03-02T09:10", Command::ReportIn);
        told.does(Role::Handler, unit(2), "2026-03-02T09:20", Command::ReportIn);
        let plan = Command::Plan { text: "先查后改".to_owned(), tasks: Vec::new() };
        told.does(Role::Handler, street(), "2026-03-02T10:00", plan);
        told.does(Role::Handler, street(), "2026-03-02T12:00", Command::Conclude { text: "已整改".to_owned() });
        told
    }

    pub fn tries(&self, role: Role, unit: UnitId, when: &str, command: Command) -> Result<Decided<Whistle>, Refusal> {
        self.whistle.decide(&command, &actor(role, unit), at(when), (&self.calendar, &tiers()))
    }

    #[track_caller]
    pub fn does(&mut self, role: Role, unit: UnitId, when: &str, command: Command) -> &mut Self {
        let Decided { after: whistle, event } = self.tries(role, unit, when, command).unwrap();
        self.whistle = whistle;
        self.events.push(event);
        self
    }
}
