//! The nightly digests see a changed head of every kind of chain, and the audit names what broke.

use changxiao_app::cases::{
    digest::keep_digest,
    report::{ReportCase, report},
    verify_audit::verify_audit,
};
use changxiao_domain::{
    consultations::{Consultation, Kind as ConsultationKind, NewConsultation},
    ids::{CaseId, ChronicId, ConsultationId, WhistleId},
    orgs::{Actor, UnitKind},
    recurrence::{Found, Problem},
    sealing::{ActorStamp, Hash},
    whistles::{Kind, NewWhistle, Whistle},
};
use changxiao_store::{cases, digests, engine::Built, params, workflow::insert};
use changxiao_testkit::{CITY, World, on_both_engines};
use uuid::Uuid;

const DIVISION: i64 = 350_602_001_000;

fn stamp(actor: &Actor, system: bool) -> ActorStamp {
    ActorStamp { person: actor.person, post: actor.post, unit: actor.unit, role: actor.role, system }
}

/// One of each kind, each with its first event.
async fn begin(world: &World) -> anyhow::Result<()> {
    let (office, street) = (world.actor("office").await?, world.actor("street1").await?);
    let (now, id) = (world.app.now(), Uuid::from_u128(7));
    let new = ReportCase { category: "E0405".to_owned(), site: Some(1), ..ReportCase::default() };
    let case = report(&world.app, &world.actor("inspector").await?, new, &[]).await?;
    let (one, other) = (world.city.department, world.city.streets[1]);
    let whistle = NewWhistle {
        id: WhistleId(id),
        city: CITY,
        number: "W261121-0001".to_owned(),
        caller_kind: UnitKind::Town,
        kind: Kind::Daily,
        title: "油烟直排".to_owned(),
        text: String::new(),
        place: String::new(),
        division: DIVISION,
        calls: vec![(one, String::new())],
        cases: Vec::new(),
    };
    let whistle = Whistle::draft(whistle, &stamp(&street, false), now)?;
    let consultation = NewConsultation {
        id: ConsultationId(id),
        city: CITY,
        number: "H261121-0001".to_owned(),
        kind: ConsultationKind::JointAction,
        title: "夜市".to_owned(),
        text: String::new(),
        division: DIVISION,
        participants: vec![(one, String::new()), (other, String::new())],
        cases: Vec::new(),
        whistle: None,
    };
    let consultation = Consultation::convene(consultation, &stamp(&office, false), now)?;
    let problem = Found {
        id: ChronicId(id),
        city: CITY,
        number: "R261121-0001".to_owned(),
        category: "E0405".to_owned(),
        division: DIVISION,
        place: "延安北路".to_owned(),
        site: None,
        position: None,
        unit: None,
        cases: [case.id].into_iter().collect::<std::collections::BTreeSet<CaseId>>(),
        times: 3,
    };
    let problem = Problem::find(problem, &stamp(&office, true), now)?;
    let mut tx = world.fresh.db.begin().await?;
    insert(&mut tx, &whistle.after, &whistle.event).await?;
    insert(&mut tx, &consultation.after, &consultation.event).await?;
    insert(&mut tx, &problem.after, &problem.event).await?;
    Ok(tx.commit().await?)
}

/// The digests of the next night: cases, whistles, chronic problems, consultations.
async fn next_night(world: &World) -> anyhow::Result<Vec<Hash>> {
    let today = world.app.model(CITY).await?.day_of(world.app.now());
    world.set_time(today.tomorrow()?, 3, 0);
    keep_digest(&world.app, CITY).await?;
    let kept = cases::newest_digest(&world.fresh.db, CITY).await?;
    let mut others = digests::newest(&world.fresh.db, CITY).await?;
    // What this story begins none of stands there with no heads.
    others.retain(|one| one.heads != 0);
    anyhow::ensure!(others.iter().all(|one| one.heads == 1), "{others:?}");
    Ok(kept.map(|(_, _, digest, _)| digest).into_iter().chain(others.into_iter().map(|one| one.digest)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_head_of_each_kind_is_seen() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        begin(world).await?;
        let mut before = next_night(world).await?;
        assert_eq!(
            (before.len(), next_night(world).await?),
            (4, before.clone()),
            "what does not change gives the same"
        );
        assert_eq!(verify_audit(&world.app, CITY, |_| {}).await?.broken, []);
        for (place, table) in ["cases", "whistles", "chronic_problems", "consultations"].into_iter().enumerate() {
            let text = format!("UPDATE {table} SET head_hash = $2 WHERE city_id = $1");
            world.fresh.db.execute(Built { name: "test::forge", text }, params![CITY, [9_u8; 32]]).await?;
            let after = next_night(world).await?;
            let changed: Vec<usize> = (0..4).filter(|one| before[*one] != after[*one]).collect();
            assert_eq!(changed, [place], "{table}");
            before = after;
        }
        let broken = verify_audit(&world.app, CITY, |_| {}).await?.broken;
        let numbers: Vec<&str> = broken.iter().map(|(number, _)| &number[..1]).collect();
        assert_eq!(numbers, ["2", "W", "H", "R"]);
        Ok(())
    })
    .await
}
