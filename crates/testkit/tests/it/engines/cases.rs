//! Cases of every kind, the same on every engine, for the filters of lists.

use changxiao_domain::{
    calendar::{Calendar, Limit, LimitKind},
    cases::{ActorStamp, Case, Command, Decided, Event, NewCase, Source},
    geo::Position,
    ids::{CaseId, PersonId, PostId, SiteId, UnitId, VisitId},
    orgs::Role,
    time::{HOUR, Instant, MINUTE},
};
use changxiao_store::{
    Db,
    cases::{self, CaseRow},
};
use changxiao_testkit::CITY;
use uuid::Uuid;

pub const COUNT: u64 = 150;
pub const TITLES: [&str; 7] =
    ["主干道垃圾", "Broken LAMP", "broken lamp at the corner", "100% 满溢", "a_b", "wow!", "ＡＢＣ广场"];
pub const PLACES: [&str; 3] = ["延安北路", "Xinhua Road 12", "新华北路%_"];
pub const CATEGORIES: [&str; 4] = ["0101", "0102", "0201", "1105"];
pub const DIVISIONS: [i64; 4] = [350602003000, 350602003001, 350602002000, 350603000000];

pub fn unit(n: u64) -> UnitId {
    UnitId(Uuid::from_u128(0x0100 + u128::from(n)))
}

pub fn site(n: u64) -> SiteId {
    SiteId(Uuid::from_u128(0x0200 + u128::from(n)))
}

/// The day on which the first case was reported.
pub fn beginning() -> Instant {
    // 2026-06-01 00:00 UTC.
    Instant(1_780_272_000_000_000)
}

fn stamp(role: Role, unit: UnitId) -> ActorStamp {
    let of = |kind: u128| Uuid::from_u128(0x0300 + kind);
    ActorStamp { person: PersonId(of(1)), post: PostId(of(2)), unit, role, system: false, program: None }
}

/// The rows as they stand at the end, in the order of their reports.
pub async fn fill(db: &Db) -> anyhow::Result<Vec<CaseRow>> {
    let mut rows = Vec::new();
    let mut tx = db.begin().await?;
    for n in 0..COUNT {
        let (mut row, steps) = grow(n)?;
        for (place, (before, after, event)) in steps.into_iter().enumerate() {
            row.case = after;
            match before {
                None => cases::insert(&mut tx, &row, &event).await?,
                Some(before) => cases::save(&mut tx, &before, &row.case, &event).await?,
            }
            assert_eq!(i64::try_from(place)? + 1, row.case.version);
        }
        rows.push(row);
        if n == COUNT / 2 {
            // The first half is in the index of the search, the others wait for it.
            tx.commit().await?;
            while cases::search::catch_up(db, CITY).await?.waiting > 0 {}
            tx = db.begin().await?;
        }
    }
    tx.commit().await?;
    Ok(rows)
}

/// So many reports and nothing else, none of them in the index of the search.
pub async fn fill_reports(db: &Db, many: u64) -> anyhow::Result<Vec<CaseRow>> {
    let mut rows = Vec::new();
    let mut tx = db.begin().await?;
    for n in 0..many {
        let (mut row, steps) = grow(n)?;
        let Some((None, reported, event)) = steps.into_iter().next() else {
            anyhow::bail!("a case begins with its report")
        };
        row.case = reported;
        cases::insert(&mut tx, &row, &event).await?;
        rows.push(row);
    }
    tx.commit().await?;
    Ok(rows)
}

type Step = (Option<Case>, Case, Event);

/// The `n`th case: as far on its way as `n` says.
fn grow(n: u64) -> anyhow::Result<(CaseRow, Vec<Step>)> {
    let pick = |by: u64, from: usize| usize::try_from((n / by) % from as u64).unwrap_or(0);
    let reported = beginning().plus_micros(i64::try_from(n)? * 47 * MINUTE);
    let from_visit = n.is_multiple_of(3);
    let new = NewCase {
        id: CaseId(Uuid::from_u128((u128::from(n) + 1) << 80)),
        city: CITY,
        number: cases::number_text(260_601_000_001 + i64::try_from(n)?),
        category: CATEGORIES[pick(1, 4)].to_owned(),
        limit: Limit::new(LimitKind::UrgentHour, 1 + i64::try_from(n % 9)?),
        filed_under: None,
        photo_required: false,
        division: DIVISIONS[pick(2, 4)],
        site: from_visit.then(|| site(n % 4)),
        visit: from_visit.then(|| VisitId(Uuid::from_u128(0x0400 + u128::from(n)))),
        item: from_visit.then(|| "zgd-01".to_owned()),
        title: TITLES[pick(1, 7)].to_owned(),
        text: "看到的情况".to_owned(),
        position: if n % 4 == 1 { Some(Position::new(117_650_000 + i64::try_from(n)?, 24_510_000)?) } else { None },
        source: if from_visit { Source::Finding } else { Source::Hand },
        photos: Vec::new(),
    };
    let (lead, co) = (unit(n % 3), unit((n + 1) % 3));
    let office = stamp(Role::Office, unit(9));
    let own = stamp(Role::Handler, lead);
    let checker = stamp(Role::Checker, unit(9));
    let reason = || "写明原因".to_owned();
    let limit = new.limit;
    let calendar = Calendar::plain();
    let Decided { case, event } = Case::report(new, &stamp(Role::Inspector, unit(5 + n % 2)), reported)?;
    let mut row = CaseRow {
        case: case.clone(),
        place: PLACES[pick(1, 3)].to_owned(),
        reporter_unit: Some(unit(5 + n % 2)),
        reporter_post: None,
    };
    let mut steps: Vec<Step> = vec![(None, case, event)];
    let close = |checked: bool| Command::Close { reason: (!checked).then(reason), conditions_met: checked };
    let dispatch = Command::Dispatch { lead, co: vec![co], limit, designated: false };
    let submit = Command::Submit { text: reason(), after_photos: Vec::new(), without_photo: None };
    let onward: Vec<(ActorStamp, Command)> = match n % 15 {
        0 => vec![],
        1 => vec![(office, Command::Void { reason: reason() })],
        2 => {
            let into = CaseId(Uuid::from_u128(1 << 80));
            let likeness = changxiao_domain::cases::Likeness::between(&row.case, &row.case);
            vec![(office, Command::Merge { into, into_state: changxiao_domain::cases::State::Reported, likeness })]
        }
        3 => vec![(office, Command::File { category: None, limit: None, filed_under: None })],
        way => {
            let whole = [
                (office, Command::File { category: None, limit: None, filed_under: None }),
                (office, dispatch),
                (own, Command::Accept { handler: None }),
                (own, submit.clone()),
                (office, Command::RequestCheck { note: None }),
                (checker, Command::CheckPass { text: reason(), photos: Vec::new() }),
                (office, close(true)),
            ];
            let mut taken = whole[..match way {
                4..=6 | 14 => 2,
                7 | 8 => 3,
                9 => 4,
                10 => 5,
                11 => 6,
                _ => 7,
            }]
                .to_vec();
            if way == 13 {
                taken.push((office, Command::Reopen { reason: reason() }));
            }
            if way == 8 {
                taken.push((own, submit));
                taken.push((office, Command::Rework { reason: reason() }));
            }
            taken
        }
    };
    for (turn, (who, command)) in onward.into_iter().enumerate() {
        let at = reported.plus_micros((i64::try_from(turn)? + 1) * HOUR / 4);
        let before = row.case.clone();
        let Decided { mut case, event } = before.decide(command, &who, at, &calendar)?;
        // No action stops a clock yet; the column is there and the lists heed it.
        if n % 15 == 14 {
            case.paused_at = Some(at);
        }
        steps.push((Some(before), case.clone(), event));
        row.case = case;
    }
    Ok((row, steps))
}
