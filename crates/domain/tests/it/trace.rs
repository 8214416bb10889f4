//! What the trace keeps is read back as what it was about.

use changxiao_domain::{
    ids::{JobId, PostId},
    time::Day,
    trace::{TraceKind, TraceSubject},
};
use uuid::Uuid;

#[test]
fn every_subject_is_read_back_from_its_text() {
    let id = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
    let subjects = [
        (TraceKind::Change, TraceSubject::Unit("CG".to_owned()), "unit CG"),
        (TraceKind::Change, TraceSubject::Day(Day::constant(2026, 10, 1)), "day 2026-10-01"),
        (
            TraceKind::Change,
            TraceSubject::Duty { division: "350602003".parse().expect("a street"), key: "*".to_owned() },
            "duty 350602003 *",
        ),
        (
            TraceKind::Change,
            TraceSubject::System { key: "national".to_owned(), edition: "2017 district".to_owned() },
            "system national 2017 district",
        ),
        (TraceKind::Change, TraceSubject::Password("qian".to_owned()), "password of qian"),
        (TraceKind::Change, TraceSubject::OrderMapping("12345".to_owned()), "order mapping 12345"),
        (TraceKind::Change, TraceSubject::Callback("260616-0001".to_owned()), "case 260616-0001 callback"),
        (TraceKind::Change, TraceSubject::Job(JobId(id)), "job 01920000-0000-7000-8000-000000000001"),
        (TraceKind::Change, TraceSubject::CaseViewDeleted, "shared case view deleted"),
        (TraceKind::Read, TraceSubject::OriginalPhoto("260616-0001".to_owned()), "case 260616-0001 original photo"),
        (TraceKind::Read, TraceSubject::OriginalEvidence(41), "evidence 41 original"),
        (TraceKind::Change, TraceSubject::Evidence(41), "evidence 41"),
        (TraceKind::Read, TraceSubject::EvidenceExport, "evidence exported"),
        (TraceKind::Read, TraceSubject::CaseExport, "case export"),
        (TraceKind::Read, TraceSubject::Download("/units/gaps.csv".to_owned()), "download /units/gaps.csv"),
        (TraceKind::Read, TraceSubject::SiteExport, "sites exported"),
        (TraceKind::Read, TraceSubject::ListExport, "list exported"),
        (TraceKind::Verify, TraceSubject::Chains, "chains"),
        (TraceKind::SwitchPost, TraceSubject::SwitchedPost(PostId(id)), "01920000-0000-7000-8000-000000000001"),
        (TraceKind::SignIn, TraceSubject::Login("trace".to_owned()), "trace"),
        (TraceKind::Refused, TraceSubject::Request("GET /cases".to_owned()), "GET /cases"),
        (TraceKind::Import, TraceSubject::Import("filing-standard".to_owned()), "filing-standard"),
    ];
    for (kind, subject, text) in subjects {
        assert_eq!(subject.to_string(), text);
        assert_eq!(TraceSubject::parse(kind, text), Some(subject), "{kind:?} {text}");
    }
    assert_eq!(TraceSubject::parse(TraceKind::Change, "nonsense of a kind"), None);
    assert!(TraceKind::ALL.iter().all(|kind| TraceKind::parse(kind.code()) == Some(*kind)));
}
