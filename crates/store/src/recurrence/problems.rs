//! Reading a chronic problem, and what a save of it writes.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_domain::{
    geo::Position,
    ids::{CaseId, ChronicId, CityId, UnitId},
    recurrence::{FollowUp, Plan, Problem, State},
    time::{Day, Instant},
};

use crate::{
    Db, StoreError, Tx, cases,
    declare::stored,
    engine::{Built, Params, Row, codes},
    params,
    recurrence::seen::{MOST_AT_ONCE, places},
    sealing::ToldPart,
    seals::tables::CHRONIC_PROBLEMS,
    sql,
    workflow::number_text,
};

sql! {
    HIDE_MEMBERS = "UPDATE chronic_cases SET nth = 0 WHERE city_id = $1 AND chronic_id = $2";
    MEMBER_IDS = "SELECT case_id FROM chronic_cases WHERE city_id = $1 AND chronic_id = $2 ORDER BY case_id";
    MEMBERS = "
        SELECT m.case_id, m.nth, c.number, c.title, c.category, c.place, c.state, c.reported_at, c.closed_at, c.lead_unit
        FROM chronic_cases m
        JOIN cases c ON c.city_id = m.city_id AND c.case_id = m.case_id
        WHERE m.city_id = $1 AND m.chronic_id = $2
        ORDER BY m.reported_at, m.case_id";
    OF_CASE = "
        SELECT p.number, m.nth, p.state
        FROM chronic_cases m
        JOIN chronic_problems p ON p.city_id = m.city_id AND p.chronic_id = m.chronic_id
        WHERE m.city_id = $1 AND m.case_id = $2 AND m.nth > 0";
    FOLLOW_UPS_OF = "SELECT at, day, clean, said FROM chronic_looks WHERE city_id = $1 AND chronic_id = $2 ORDER BY position";
    CLEAR_FOLLOW_UPS = "DELETE FROM chronic_looks WHERE city_id = $1 AND chronic_id = $2";
    ADD_FOLLOW_UP = "
        INSERT INTO chronic_looks (city_id, chronic_id, position, at, day, clean, said)
        VALUES                    ($1,      $2,         $3,       $4, $5,  $6,    $7)";
}

codes!(State);

stored! {
    Problem 'R' in "chronic_problems", "chronic_events", "chronic_id";
    fixed { category, place, site = "site_id", found_at, }
    moving {
        division, unit = "unit_id", times, confirmed_at, plan_due_at, approved_at, done_at, ended_at, recurrences,
    }
    written |problem| {
        is_open = problem.state.is_open(),
        lon_e6 = problem.position.map(|position| position.lon_e6),
        lat_e6 = problem.position.map(|position| position.lat_e6),
        measures = problem.plan.as_ref().map(|plan| plan.measures.clone()),
        end_on = problem.plan.as_ref().map(|plan| plan.end_on),
        look_days = problem.plan.as_ref().map(look_days).unwrap_or_default(),
    }
    read |db, city, id, row| {
        position: position(row)?,
        plan: plan(row)?,
        cases: cases_of(db, city, id).await?,
        follow_ups: follow_ups_of(db, city, id).await?,
    }
    parts put_parts, told_parts
    sealed CHRONIC_PROBLEMS
}

fn look_days(plan: &Plan) -> String {
    plan.follow_ups.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// A case of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub case: CaseId,
    pub nth: i64,
    pub number: String,
    pub title: String,
    pub category: String,
    pub place: String,
    pub state: changxiao_domain::cases::State,
    pub reported_at: Instant,
    pub closed_at: Option<Instant>,
    pub lead: Option<UnitId>,
}

async fn cases_of(db: &Db, city: CityId, id: ChronicId) -> Result<BTreeSet<CaseId>, StoreError> {
    db.rows(&MEMBER_IDS, params![city, id]).await?.iter().map(|row| row.read("case_id")).collect()
}

async fn follow_ups_of(db: &Db, city: CityId, id: ChronicId) -> Result<Vec<FollowUp>, StoreError> {
    let follow_up = |row: &Row| {
        Ok(FollowUp { at: row.read("at")?, day: row.read("day")?, clean: row.flag("clean")?, text: row.read("said")? })
    };
    db.rows(&FOLLOW_UPS_OF, params![city, id]).await?.iter().map(follow_up).collect()
}

async fn put_parts(one: &Problem, tx: &mut Tx, before: Option<&Problem>) -> Result<(), StoreError> {
    let new = one.cases.iter().filter(|case| before.is_none_or(|before| !before.cases.contains(*case)));
    let new: Vec<CaseId> = new.copied().collect();
    for some in new.chunks(MOST_AT_ONCE) {
        let mut values = params![one.city, one.id].0;
        let list = places(&mut values, some.iter().copied());
        let text = format!(
            "INSERT INTO chronic_cases (city_id, case_id, chronic_id, nth, reported_at) \
             SELECT c.city_id, c.case_id, $2, 0, c.reported_at FROM cases c WHERE c.city_id = $1 AND c.case_id IN ({list})"
        );
        tx.execute(Built { name: "store::recurrence::add_members", text }, Params(values)).await?;
    }
    if one.state == State::Dismissed {
        tx.execute(&HIDE_MEMBERS, params![one.city, one.id]).await?;
    }
    if before.is_some_and(|before| before.follow_ups != one.follow_ups) {
        tx.execute(&CLEAR_FOLLOW_UPS, params![one.city, one.id]).await?;
        for (position, look) in (0_i64..).zip(&one.follow_ups) {
            let values = params![one.city, one.id, position, look.at, look.day, look.clean, &look.text];
            tx.execute(&ADD_FOLLOW_UP, values).await?;
        }
    }
    Ok(())
}

/// Which time a case is and the city's day of a follow-up inspection stand in no event.
fn told_parts(one: &Problem) -> Vec<ToldPart> {
    let follow_up = |(position, look): (i64, &FollowUp)| params![position, look.at, look.clean, &look.text];
    vec![
        ToldPart {
            name: "chronic_cases",
            columns: &["case_id"],
            rows: one.cases.iter().map(|case| params![*case]).collect(),
        },
        ToldPart {
            name: "chronic_looks",
            columns: &["position", "at", "clean", "said"],
            rows: (0..).zip(&one.follow_ups).map(follow_up).collect(),
        },
    ]
}

fn position(row: &Row) -> Result<Option<Position>, StoreError> {
    row.opt_int("lon_e6")?
        .zip(row.opt_int("lat_e6")?)
        .map(|(lon, lat)| Position::new(lon, lat).map_err(|_| StoreError::content("lon_e6", "a position on earth")))
        .transpose()
}

fn plan(row: &Row) -> Result<Option<Plan>, StoreError> {
    let Some((measures, end_on)) = row.opt_text("measures")?.zip(row.opt_day("end_on")?) else { return Ok(None) };
    let days = row.text("look_days")?;
    let follow_ups = days
        .split_whitespace()
        .map(|day| day.parse::<Day>().map_err(|_| StoreError::content("look_days", "days parted by blanks")))
        .collect::<Result<_, _>>()?;
    Ok(Some(Plan { measures, end_on, follow_ups }))
}

/// Which time each case is.
pub type Numbered = BTreeMap<CaseId, i64>;

/// Keeps which time each case of a problem is, where cases came to it: hundreds that are one time in one statement.
pub async fn number_members(tx: &mut Tx, problem: &Problem, numbered: &Numbered) -> Result<(), StoreError> {
    let mut by_time: BTreeMap<i64, Vec<CaseId>> = BTreeMap::new();
    for (case, nth) in numbered {
        by_time.entry(*nth).or_default().push(*case);
    }
    for (nth, cases) in by_time {
        for some in cases.chunks(MOST_AT_ONCE) {
            let mut values = params![problem.city, problem.id, nth].0;
            let list = places(&mut values, some.iter().copied());
            let text = format!(
                "UPDATE chronic_cases SET nth = $3 \
                 WHERE city_id = $1 AND chronic_id = $2 AND nth <> $3 AND case_id IN ({list})"
            );
            tx.execute(Built { name: "store::recurrence::number_members", text }, Params(values)).await?;
        }
    }
    Ok(())
}

/// Its cases, the oldest first.
pub async fn members_of(db: &Db, city: CityId, id: ChronicId) -> Result<Vec<Member>, StoreError> {
    db.rows(&MEMBERS, params![city, id])
        .await?
        .iter()
        .map(|row| {
            Ok(Member {
                case: row.read("case_id")?,
                nth: row.read("nth")?,
                number: cases::number_text(row.int("number")?),
                title: row.read("title")?,
                category: row.read("category")?,
                place: row.read("place")?,
                state: row.code("state", changxiao_domain::cases::State::parse)?,
                reported_at: row.read("reported_at")?,
                closed_at: row.read("closed_at")?,
                lead: row.read("lead_unit")?,
            })
        })
        .collect()
}

/// The problem that a case belongs to, which time it is there, and where the problem stands.
pub async fn of_case(db: &Db, city: CityId, case: CaseId) -> Result<Option<(String, i64, State)>, StoreError> {
    let Some(row) = db.row(&OF_CASE, params![city, case]).await? else { return Ok(None) };
    Ok(Some((number_text::<Problem>(row.int("number")?), row.int("nth")?, row.code("state", State::parse)?)))
}
