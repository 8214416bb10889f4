//! A small town for tests of the case engine: units, people with posts, a calendar, a fresh report.

use changxiao_domain::{
    calendar::{Calendar, Limit, LimitKind},
    cases::{ActorStamp, Case, Command, Decided, Event, Likeness, NewCase, Refusal, Source, State},
    geo::Position,
    ids::{CaseId, CityId, PersonId, PostId, UnitId},
    orgs::Role,
    time::Instant,
};
use jiff::civil::DateTime;
use uuid::Uuid;

pub const ZHANGZHOU: CityId = CityId(3506);

pub fn unit(number: u128) -> UnitId {
    UnitId(Uuid::from_u128(0x0100 + number))
}

/// The urban management bureau, which leads in these stories.
pub fn bureau() -> UnitId {
    unit(1)
}

pub fn case_id(number: u128) -> CaseId {
    CaseId(Uuid::from_u128(0x0200 + number))
}

/// A person in this role: handlers and heads sit in the bureau, everybody else in the office.
pub fn actor(role: Role) -> ActorStamp {
    let of_bureau = matches!(role, Role::Handler | Role::UnitHead);
    actor_of(role, if of_bureau { bureau() } else { unit(99) })
}

pub fn actor_of(role: Role, unit: UnitId) -> ActorStamp {
    let number = role as u128;
    ActorStamp {
        person: PersonId(Uuid::from_u128(0x0300 + number)),
        post: PostId(Uuid::from_u128(0x0400 + number)),
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

pub fn one_day() -> Limit {
    Limit::new(LimitKind::WorkingDay, 1)
}

pub fn photo(number: u8) -> [u8; 32] {
    [number; 32]
}

pub fn new_case(number: u128) -> NewCase {
    NewCase {
        id: case_id(number),
        city: ZHANGZHOU,
        number: format!("漳2026-{number:06}"),
        category: "0301".to_owned(),
        limit: one_day(),
        filed_under: None,
        photo_required: true,
        division: 350602001,
        site: None,
        visit: None,
        item: Some("3.2".to_owned()),
        title: "东铺头街垃圾桶满溢".to_owned(),
        text: "三个分类垃圾桶满溢，周边有散落垃圾。".to_owned(),
        position: Some(Position { lon_e6: 117_647_298, lat_e6: 24_510_897 }),
        source: Source::Hand,
        photos: vec![photo(1)],
    }
}

/// A case together with everything that was done to it.
pub struct CaseStory {
    pub case: Case,
    pub events: Vec<Event>,
    pub calendar: Calendar,
}

impl CaseStory {
    /// Reported on Monday 2 March 2026, 08:30.
    pub fn begin() -> Self {
        let Decided { case, event } =
            Case::report(new_case(1), &actor(Role::Inspector), at("2026-03-02T08:30")).unwrap();
        Self { case, events: vec![event], calendar: Calendar::plain() }
    }

    pub fn tries(&self, role: Role, when: &str, command: Command) -> Result<Decided, Refusal> {
        self.case.decide(command, &actor(role), at(when), &self.calendar)
    }

    #[track_caller]
    pub fn does(&mut self, role: Role, when: &str, command: Command) -> &mut Self {
        let Decided { case, event } = self.tries(role, when, command).unwrap();
        self.case = case;
        self.events.push(event);
        self
    }

    /// Filed, sent to the bureau at 09:00 with one working day, taken on at 09:30.
    pub fn until_handling() -> Self {
        let mut told = Self::begin();
        told.does(
            Role::Dispatcher,
            "2026-03-02T08:45",
            Command::File { category: None, limit: None, filed_under: None },
        )
        .does(Role::Dispatcher, "2026-03-02T09:00", dispatch())
        .does(Role::Handler, "2026-03-02T09:30", Command::Accept { handler: None });
        told
    }

    /// Submitted at 11:00, a check requested at 11:30.
    pub fn until_checking() -> Self {
        let mut told = Self::until_handling();
        told.does(Role::Handler, "2026-03-02T11:00", submit()).does(
            Role::Dispatcher,
            "2026-03-02T11:30",
            Command::RequestCheck { note: None },
        );
        told
    }

    /// The check passed at 15:00, closed at 15:30.
    pub fn until_closed() -> Self {
        let mut told = Self::until_checking();
        told.does(Role::Checker, "2026-03-02T15:00", check_pass()).does(
            Role::Office,
            "2026-03-02T15:30",
            Command::Close { reason: None, conditions_met: true },
        );
        told
    }

    pub fn state(&self) -> State {
        self.case.state
    }

    pub fn last(&self) -> &Event {
        self.events.last().unwrap()
    }
}

/// Two reports of the same thing at the same place and time.
pub fn alike() -> Likeness {
    Likeness { same_minor: true, metres: Some(0), same_division: true, hours: 0 }
}

pub fn dispatch() -> Command {
    Command::Dispatch {
        lead: bureau(),
        co: vec![unit(3), unit(2), bureau(), unit(2)],
        limit: one_day(),
        designated: false,
    }
}

pub fn submit() -> Command {
    Command::Submit { text: "已清运。".to_owned(), after_photos: vec![photo(2)], without_photo: None }
}

pub fn check_pass() -> Command {
    Command::CheckPass { text: "属实。".to_owned(), photos: vec![photo(3)] }
}
