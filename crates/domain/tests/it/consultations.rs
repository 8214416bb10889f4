//! The rules of consultations and joint actions.

use changxiao_domain::{
    consultations::{Action, Command, Consultation, Kind, NewConsultation, Refusal, State},
    ids::{CaseId, CityId, ConsultationId, WhistleId},
    orgs::Role,
    sealing::verify_chained,
    workflow::{Barred, Because, Decided, Procedure},
};
use uuid::Uuid;

use crate::whistles_world::{actor, at, consultation as id, unit};

fn new(kind: Kind) -> NewConsultation {
    NewConsultation {
        id: ConsultationId(id().0),
        city: CityId(3506),
        number: "H260302-0001".to_owned(),
        kind,
        title: "夜市占道怎么管".to_owned(),
        text: "占道、油烟、停车三件事一起议。".to_owned(),
        division: 350_602_001_000,
        participants: vec![(unit(1), "执法时段".to_owned()), (unit(2), "停车位".to_owned())],
        cases: Vec::new(),
        whistle: None,
    }
}

fn convened(new: NewConsultation) -> Decided<Consultation> {
    Consultation::convene(new, &actor(Role::Office, unit(99)), at("2026-03-02T09:00")).unwrap()
}

#[test]
fn participants_give_their_part_and_the_office_decides() {
    let Decided { after: consultation, event } = convened(new(Kind::JointAction));
    let mut events = vec![event];
    let text = || "已清理 12 处".to_owned();
    let give = Command::Contribute { text: text() };
    let outside = consultation.decide(&give, &actor(Role::Handler, unit(3)), at("2026-03-02T10:00"), ());
    assert_eq!(
        outside.unwrap_err(),
        Refusal::Barred(Barred::NotAllowed { state: State::Open, action: Action::Contribute, because: Because::Side })
    );
    let Decided { after: consultation, event } =
        consultation.decide(&give, &actor(Role::Handler, unit(1)), at("2026-03-02T10:00"), ()).unwrap();
    events.push(event);
    assert_eq!(consultation.participant(unit(1)).unwrap().said, Some(text()));
    assert_eq!(consultation.participant(unit(2)).unwrap().said, None);
    let decide = Command::Decide { text: text(), lead: Some(unit(1)), ruling: None };
    let Decided { after: consultation, event } =
        consultation.decide(&decide, &actor(Role::Leader, unit(98)), at("2026-03-02T11:00"), ()).unwrap();
    events.push(event);
    assert_eq!(consultation.state, State::Decided);
    assert!(consultation.allowed(&actor(Role::Office, unit(99)), at("2026-03-02T11:00")).is_empty());
    assert_eq!(verify_chained(&consultation, &events), Ok(consultation.head_hash));
    events.remove(1);
    assert!(verify_chained(&consultation, &events).is_err());
}

#[test]
fn a_consultation_about_cases_ends_with_a_lead_among_those_who_take_part() {
    let about = NewConsultation { cases: vec![CaseId(Uuid::from_u128(7))], ..new(Kind::Consultation) };
    let open = convened(about).after;
    let decide = |lead| Command::Decide { text: "由城管牵头".to_owned(), lead, ruling: None };
    let office = actor(Role::Office, unit(99));
    assert_eq!(open.decide(&decide(None), &office, at("2026-03-02T11:00"), ()).unwrap_err(), Refusal::LeadMissing);
    let outside = open.decide(&decide(Some(unit(3))), &office, at("2026-03-02T11:00"), ());
    assert_eq!(outside.unwrap_err(), Refusal::LeadOutside);
    assert!(open.decide(&decide(Some(unit(2))), &office, at("2026-03-02T11:00"), ()).is_ok());
}

#[test]
fn what_a_whistle_waits_for_is_not_cancelled_and_not_decided_by_a_party() {
    let about = NewConsultation { whistle: Some(WhistleId(Uuid::from_u128(8))), ..new(Kind::Consultation) };
    let head = actor(Role::UnitHead, unit(1));
    let open = Consultation::convene(about, &head, at("2026-03-02T09:00")).unwrap().after;
    assert_eq!(open.allowed(&head, at("2026-03-02T11:00")), [Action::Contribute]);
    assert_eq!(open.allowed(&actor(Role::Leader, unit(98)), at("2026-03-02T11:00")), [Action::Decide]);
}

#[test]
fn two_units_take_part_at_least_each_once() {
    let office = actor(Role::Office, unit(99));
    for participants in [vec![(unit(1), String::new())], vec![(unit(1), String::new()), (unit(1), String::new())]] {
        let refused = Consultation::convene(
            NewConsultation { participants, ..new(Kind::Consultation) },
            &office,
            at("2026-03-02T09:00"),
        );
        assert_eq!(refused.unwrap_err(), Refusal::Participants);
    }
}
