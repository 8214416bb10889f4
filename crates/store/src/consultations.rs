//! Consultations and joint actions with their participants and chained events.

use std::collections::HashMap;

use changxiao_domain::{
    consultations::{Action, Consultation, Event, Kind, Participant, State},
    ids::{CaseId, CityId, ConsultationId, UnitId, WhistleId},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx,
    cases::{self, ScopeFilter},
    chains,
    engine::{Built, Params, Row, Value},
    params, sql,
};

sql! {
    INSERT_CONSULTATION = "
        INSERT INTO consultations (city_id, consultation_id, number, kind, state, convener, title, description, division,
                                   whistle_id, convened_at, changed_at, version, head_hash)
        VALUES                    ($1,      $2,              $3,     $4,   $5,    $6,       $7,    $8,          $9,
                                   $10,        $11,         $12,        $13,     $14)";
    SAVE_CONSULTATION = "
        UPDATE consultations
        SET state = $4, result = $5, lead_unit = $6, ended_at = $7, changed_at = $8, version = $9, head_hash = $10
        WHERE city_id = $1 AND consultation_id = $2 AND version = $3";
    BY_NUMBER = "
        SELECT city_id, consultation_id, number, kind, state, convener, title, description, division, whistle_id, result,
               lead_unit, convened_at, ended_at, changed_at, version, head_hash
        FROM consultations
        WHERE city_id = $1 AND number = $2";
    BY_ID = "
        SELECT city_id, consultation_id, number, kind, state, convener, title, description, division, whistle_id, result,
               lead_unit, convened_at, ended_at, changed_at, version, head_hash
        FROM consultations
        WHERE city_id = $1 AND consultation_id = $2";
    PARTICIPANTS_OF = "
        SELECT unit_id, part, said, said_at
        FROM consultation_units
        WHERE city_id = $1 AND consultation_id = $2
        ORDER BY position";
    CASES_OF = "SELECT case_id FROM consultation_cases WHERE city_id = $1 AND consultation_id = $2 ORDER BY case_id";
    ADD_PARTICIPANT = "
        INSERT INTO consultation_units (city_id, consultation_id, unit_id, position, part)
        VALUES                         ($1,      $2,              $3,      $4,       $5)";
    SAVE_PARTICIPANT = "
        UPDATE consultation_units
        SET said = $4, said_at = $5
        WHERE city_id = $1 AND consultation_id = $2 AND unit_id = $3";
    ADD_CASE = "INSERT INTO consultation_cases (city_id, consultation_id, case_id) VALUES ($1, $2, $3)";
    INSERT_EVENT = "
        INSERT INTO consultation_events (city_id, consultation_id, seq, action, from_state, to_state, at, person_id, post_id,
                                         unit_id, role, is_system, particulars, prev_hash, hash)
        VALUES                          ($1,      $2,              $3,  $4,     $5,         $6,       $7, $8,        $9,
                                         $10,     $11,  $12,       $13,         $14,       $15)";
    EVENTS_OF = "
        SELECT city_id, consultation_id, seq, action, from_state, to_state, at, person_id, post_id, unit_id, role, is_system,
               particulars, prev_hash, hash
        FROM consultation_events
        WHERE city_id = $1 AND consultation_id = $2
        ORDER BY seq";
    ALL_IDS = "SELECT consultation_id FROM consultations WHERE city_id = $1 ORDER BY consultation_id";
}

/// `H261121-0041` from 261121000041.
pub fn number_text(number: i64) -> String {
    format!("H{}", cases::number_text(number))
}

/// 261121000041 from `H261121-0041`; `None` for anything else.
pub fn number_from_text(text: &str) -> Option<i64> {
    cases::number_from_text(text.trim().strip_prefix(['H', 'h'])?)
}

pub async fn by_number(db: &Db, city: CityId, number: &str) -> Result<Option<Consultation>, StoreError> {
    let Some(number) = number_from_text(number) else { return Ok(None) };
    let row = db.row(&BY_NUMBER, params![city, number]).await?;
    whole(db, city, row).await
}

pub async fn by_id(db: &Db, city: CityId, id: ConsultationId) -> Result<Option<Consultation>, StoreError> {
    let row = db.row(&BY_ID, params![city, id]).await?;
    whole(db, city, row).await
}

async fn whole(db: &Db, city: CityId, row: Option<Row>) -> Result<Option<Consultation>, StoreError> {
    let Some(row) = row else { return Ok(None) };
    let id = row.id("consultation_id", ConsultationId)?;
    let participant = |row: &Row| {
        Ok(Participant {
            unit: row.id("unit_id", UnitId)?,
            part: row.text("part")?,
            said: row.opt_text("said")?,
            said_at: row.opt_instant("said_at")?,
        })
    };
    let participants = db.rows(&PARTICIPANTS_OF, params![city, id]).await?;
    let cases = db.rows(&CASES_OF, params![city, id]).await?;
    Ok(Some(Consultation {
        id,
        city,
        number: number_text(row.int("number")?),
        kind: row.code("kind", Kind::parse)?,
        state: row.code("state", State::parse)?,
        convener: row.id("convener", UnitId)?,
        title: row.text("title")?,
        text: row.text("description")?,
        division: row.int("division")?,
        participants: participants.iter().map(participant).collect::<Result<_, StoreError>>()?,
        cases: cases.iter().map(|row| row.id("case_id", CaseId)).collect::<Result<_, _>>()?,
        whistle: row.opt_id("whistle_id", WhistleId)?,
        result: row.opt_text("result")?,
        lead: row.opt_id("lead_unit", UnitId)?,
        convened_at: row.instant("convened_at")?,
        ended_at: row.opt_instant("ended_at")?,
        version: row.int("version")?,
        head_hash: row.hash("head_hash")?,
        changed_at: row.instant("changed_at")?,
    }))
}

/// Saves a new consultation and its first event.
pub async fn insert(tx: &mut Tx, consultation: &Consultation, event: &Event) -> Result<(), StoreError> {
    let number = number_from_text(&consultation.number).ok_or_else(|| StoreError::content("number", "Hyymmdd-nnnn"))?;
    let values = params![
        consultation.city,
        consultation.id,
        number,
        consultation.kind.code(),
        consultation.state.code(),
        consultation.convener,
        &consultation.title,
        &consultation.text,
        consultation.division,
        consultation.whistle,
        consultation.convened_at,
        consultation.changed_at,
        consultation.version,
        consultation.head_hash
    ];
    tx.execute(&INSERT_CONSULTATION, values).await?;
    for (position, one) in (0_i64..).zip(&consultation.participants) {
        let values = params![consultation.city, consultation.id, one.unit, position, &one.part];
        tx.execute(&ADD_PARTICIPANT, values).await?;
    }
    for case in &consultation.cases {
        tx.execute(&ADD_CASE, params![consultation.city, consultation.id, *case]).await?;
    }
    record(tx, event).await
}

/// Saves a decision over the version that it was taken on. [`StoreError::Conflict`] when somebody else was faster.
pub async fn save(tx: &mut Tx, before: &Consultation, after: &Consultation, event: &Event) -> Result<(), StoreError> {
    let values = params![
        after.city,
        after.id,
        before.version,
        after.state.code(),
        after.result.clone(),
        after.lead,
        after.ended_at,
        after.changed_at,
        after.version,
        after.head_hash
    ];
    if tx.execute(&SAVE_CONSULTATION, values).await? == 0 {
        return Err(StoreError::Conflict);
    }
    for one in after.participants.iter().filter(|one| before.participant(one.unit) != Some(*one)) {
        tx.execute(&SAVE_PARTICIPANT, params![after.city, after.id, one.unit, one.said.clone(), one.said_at]).await?;
    }
    record(tx, event).await
}

async fn record(tx: &mut Tx, event: &Event) -> Result<(), StoreError> {
    tx.execute(&INSERT_EVENT, chains::values(event)).await?;
    Ok(())
}

/// The events of a consultation, from its convening on.
pub async fn events_of(db: &Db, city: CityId, id: ConsultationId) -> Result<Vec<Event>, StoreError> {
    let rows = db.rows(&EVENTS_OF, params![city, id]).await?;
    rows.iter().map(|row| chains::read(row, "consultation_id", Action::parse, State::parse)).collect()
}

/// Every consultation of the city, for whoever walks over all chains.
pub async fn all_ids(db: &Db, city: CityId) -> Result<Vec<ConsultationId>, StoreError> {
    db.rows(&ALL_IDS, params![city]).await?.iter().map(|row| row.id("consultation_id", ConsultationId)).collect()
}

/// What a list wants. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConsultationFilter {
    pub scope: ScopeFilter,
    pub kind: Option<Kind>,
    pub state: Option<State>,
    pub case: Option<CaseId>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationLine {
    pub id: ConsultationId,
    pub number: String,
    pub kind: Kind,
    pub state: State,
    pub convener: UnitId,
    pub title: String,
    pub division: i64,
    pub convened_at: Instant,
    /// Who takes part, and whether it has given its part.
    pub participants: Vec<(UnitId, bool)>,
}

/// Consultations with ids below `before`, newest first, at most `most`: one statement for the rows, one for who takes part.
pub async fn lines(
    db: &Db,
    city: CityId,
    filter: &ConsultationFilter,
    before: Option<ConsultationId>,
    most: i64,
) -> Result<Vec<ConsultationLine>, StoreError> {
    let mut values: Vec<Value> = vec![city.into()];
    let mut text =
        "SELECT consultation_id, number, kind, state, convener, title, division, convened_at FROM consultations c \
                    WHERE c.city_id = $1"
            .to_owned();
    let mut place = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let takes_part = "EXISTS (SELECT 1 FROM consultation_units u WHERE u.city_id = c.city_id AND u.consultation_id = \
                      c.consultation_id AND u.unit_id IN";
    match &filter.scope {
        ScopeFilter::WholeCity => {}
        ScopeFilter::Units(units) => {
            let places: Vec<String> = units.iter().map(|unit| place((*unit).into())).collect();
            let among = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
            text.push_str(&format!(" AND (c.convener IN ({among}) OR {takes_part} ({among})))"));
        }
        ScopeFilter::Division { range: (first, last), unit } => {
            let (first, last, unit) = (place((*first).into()), place((*last).into()), place((*unit).into()));
            text.push_str(&format!(
                " AND (c.division BETWEEN {first} AND {last} OR c.convener = {unit} OR {takes_part} ({unit})))"
            ));
        }
    }
    if let Some(kind) = filter.kind {
        text.push_str(&format!(" AND c.kind = {}", place(kind.code().into())));
    }
    if let Some(state) = filter.state {
        text.push_str(&format!(" AND c.state = {}", place(state.code().into())));
    }
    if let Some(case) = filter.case {
        let case = place(case.into());
        text.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM consultation_cases k WHERE k.city_id = c.city_id AND k.consultation_id = \
             c.consultation_id AND k.case_id = {case})"
        ));
    }
    if let Some(before) = before {
        text.push_str(&format!(" AND c.consultation_id < {}", place(before.into())));
    }
    let most = place(most.into());
    text.push_str(&format!(" ORDER BY c.consultation_id DESC LIMIT {most}"));
    let rows = db.rows(Built { name: "store::consultations::lines", text }, Params(values)).await?;
    let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    add_participants(db, city, &mut lines).await?;
    Ok(lines)
}

async fn add_participants(db: &Db, city: CityId, lines: &mut [ConsultationLine]) -> Result<(), StoreError> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> = vec![city.into()];
    values.extend(lines.iter().map(|line| line.id.into()));
    let places: Vec<String> = (2..=values.len()).map(|place| format!("${place}")).collect();
    let text = format!(
        "SELECT consultation_id, unit_id, said_at FROM consultation_units WHERE city_id = $1 AND consultation_id IN ({}) \
         ORDER BY position",
        places.join(", ")
    );
    let mut parts: HashMap<ConsultationId, Vec<(UnitId, bool)>> = HashMap::new();
    for row in db.rows(Built { name: "store::consultations::participants_of_lines", text }, Params(values)).await? {
        let part = (row.id("unit_id", UnitId)?, row.opt_int("said_at")?.is_some());
        parts.entry(row.id("consultation_id", ConsultationId)?).or_default().push(part);
    }
    for line in lines {
        line.participants = parts.remove(&line.id).unwrap_or_default();
    }
    Ok(())
}

fn line(row: &Row) -> Result<ConsultationLine, StoreError> {
    Ok(ConsultationLine {
        id: row.id("consultation_id", ConsultationId)?,
        number: number_text(row.int("number")?),
        kind: row.code("kind", Kind::parse)?,
        state: row.code("state", State::parse)?,
        convener: row.id("convener", UnitId)?,
        title: row.text("title")?,
        division: row.int("division")?,
        convened_at: row.instant("convened_at")?,
        participants: Vec::new(),
    })
}
