//! Fills the database with ended and open cases whose chains hold, so that a benchmark's database passes `verify-audit`.

use changxiao_app::App;
use changxiao_domain::{
    calendar::{Calendar, Limit},
    cases::{ActorStamp, Case, Command, Decided, Event, NewCase, Source},
    geo::Position,
    ids::CaseId,
    orgs::Role,
    time::{HOUR, Instant},
};
use changxiao_store::{
    bench::settle,
    cases::{CaseRow, number_text, put_many},
};
use indicatif::ProgressBar;

use super::city::BenchCity;

/// Every fifth case is still open: 200,000 of a million.
const OPEN_SHARE: i64 = 5;
/// What is open went to its unit within so many hours before the measurement, so that some is late, some near, some neither.
const DISPATCHED_WITHIN: u64 = 96;
const BATCH: i64 = 5_000;

/// Adds cases until there are `wanted`.
pub async fn fill(app: &App, city: &BenchCity, now_stored: i64, wanted: i64) -> anyhow::Result<()> {
    let bar = ProgressBar::new(u64::try_from((wanted - now_stored).max(0)).unwrap_or(0));
    let now = app.now();
    let beginning = now.plus_micros(-700 * 24 * HOUR);
    let mut next = now_stored;
    while next < wanted {
        let end = wanted.min(next + BATCH);
        let mut batch = Vec::new();
        for place in next..end {
            batch.push(stored_case(city, place, beginning, now)?);
        }
        let mut tx = app.db().begin().await?;
        put_many(&mut tx, &batch).await?;
        tx.commit().await?;
        bar.inc(u64::try_from(end - next).unwrap_or(0));
        next = end;
    }
    if wanted > now_stored {
        settle(app.db()).await?;
    }
    bar.finish_and_clear();
    Ok(())
}

/// The case at this place of the past. Its day is spread over two years; its number is out of reach of the live counter.
fn stored_case(
    city: &BenchCity,
    place: i64,
    beginning: Instant,
    now: Instant,
) -> anyhow::Result<(CaseRow, Vec<Event>)> {
    let at = beginning.plus_micros(place * 60 * 1_000_000);
    let seed = (place as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let division = city.divisions[usize::try_from(seed >> 33).unwrap_or(0) % city.divisions.len()];
    let category = &city.categories[usize::try_from(seed >> 40).unwrap_or(0) % city.categories.len()];
    let stamp = ActorStamp {
        person: city.person,
        post: city.post,
        unit: city.office,
        role: Role::Office,
        system: true,
        program: None,
    };
    let mut random = [0; 10];
    random[..8].copy_from_slice(&seed.to_be_bytes());
    let new = NewCase {
        id: CaseId::new(at, random),
        city: city.id,
        number: number_text(200_101 * 1_000_000 + (place / 900_000) * 1_000_000 + place % 900_000 + 1),
        category: category.0.clone(),
        limit: Limit { kind: category.1.kind, amount: category.1.amount },
        filed_under: None,
        photo_required: false,
        division,
        site: None,
        visit: None,
        item: None,
        title: category.2.clone(),
        text: super::city::text_of(place as u64),
        position: Some(Position::new(
            117_600_000 + (seed % 200_000) as i64,
            24_450_000 + ((seed >> 20) % 150_000) as i64,
        )?),
        source: Source::Hand,
        photos: Vec::new(),
    };
    let Decided { mut case, event } = Case::report(new, &stamp, at)?;
    let mut events = vec![event];
    let (steps, then) = if place % OPEN_SHARE == 0 {
        let hours = i64::try_from(seed % DISPATCHED_WITHIN).unwrap_or(0);
        (open_life(city, &case, &stamp, place / OPEN_SHARE), at.max(now.plus_micros(-hours * HOUR)))
    } else {
        (vec![(Command::Void { reason: "基准测试填充".to_owned() }, stamp)], at)
    };
    for (command, stamp) in steps {
        let decided = case.decide(command, &stamp, then, &Calendar::plain())?;
        case = decided.case;
        events.push(decided.event);
    }
    let row = CaseRow {
        case,
        place: "填充地点".to_owned(),
        reporter_unit: Some(city.office),
        reporter_post: Some(city.post),
    };
    Ok((row, events))
}

/// How far an open case has come: of ten, two wait for filing, one for dispatch, one for acceptance, four are handled, one
/// waits to be sent to a check, one is being checked.
fn open_life(city: &BenchCity, case: &Case, office: &ActorStamp, place: i64) -> Vec<(Command, ActorStamp)> {
    let lead = city.departments[usize::try_from(place / 10).unwrap_or(0) % city.departments.len()];
    let office = *office;
    let handler = ActorStamp { unit: lead, role: Role::Handler, ..office };
    let submit = Command::Submit {
        text: "路面已清扫。".to_owned(),
        after_photos: Vec::new(),
        without_photo: Some("基准测试不附照片".to_owned()),
    };
    let whole = [
        (Command::File { category: None, limit: None, filed_under: None }, office),
        (Command::Dispatch { lead, co: Vec::new(), limit: case.limit, designated: false }, office),
        (Command::Accept { handler: Some(city.person) }, handler),
        (submit, handler),
        (Command::RequestCheck { note: None }, office),
    ];
    let steps = match place % 10 {
        0 | 1 => 0,
        2 => 1,
        3 => 2,
        4..=7 => 3,
        8 => 4,
        _ => 5,
    };
    whole.into_iter().take(steps).collect()
}
