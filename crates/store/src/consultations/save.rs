//! Reading one consultation, and what a save of it writes.

use changxiao_domain::{
    consultations::{Consultation, Kind, Participant, State},
    ids::{CaseId, CityId, ConsultationId},
};

use crate::{
    Db, StoreError, Tx,
    declare::stored,
    engine::{Row, codes},
    params,
    sealing::ToldPart,
    seals::tables::CONSULTATIONS,
    sql,
};

sql! {
    PARTICIPANTS_OF = "
        SELECT unit_id, part, said, said_at
        FROM consultation_units
        WHERE city_id = $1 AND consultation_id = $2
        ORDER BY position";
    CASES_OF = "SELECT case_id FROM consultation_cases WHERE city_id = $1 AND consultation_id = $2 ORDER BY case_id";
    ADD_PARTICIPANT = "
        INSERT INTO consultation_units (city_id, consultation_id, unit_id, position, part, said, said_at)
        VALUES                         ($1,      $2,              $3,      $4,       $5,   $6,   $7)";
    CLEAR_PARTICIPANTS = "DELETE FROM consultation_units WHERE city_id = $1 AND consultation_id = $2";
    SAVE_PARTICIPANT = "
        UPDATE consultation_units
        SET said = $4, said_at = $5
        WHERE city_id = $1 AND consultation_id = $2 AND unit_id = $3";
    ADD_CASE = "INSERT INTO consultation_cases (city_id, consultation_id, case_id) VALUES ($1, $2, $3)";
}

codes!(Kind, State);

stored! {
    Consultation 'H' in "consultations", "consultation_events", "consultation_id";
    fixed { kind, title, text = "description", whistle = "whistle_id", convened_at, }
    moving { convener, division, result, lead = "lead_unit", ended_at, }
    read |db, city, id, _row| {
        participants: participants_of(db, city, id).await?,
        cases: cases_of(db, city, id).await?,
    }
    parts put_parts, told_parts
    sealed CONSULTATIONS
}

async fn participants_of(db: &Db, city: CityId, id: ConsultationId) -> Result<Vec<Participant>, StoreError> {
    let participant = |row: &Row| {
        Ok(Participant {
            unit: row.read("unit_id")?,
            part: row.read("part")?,
            said: row.read("said")?,
            said_at: row.read("said_at")?,
        })
    };
    db.rows(&PARTICIPANTS_OF, params![city, id]).await?.iter().map(participant).collect()
}

async fn cases_of(db: &Db, city: CityId, id: ConsultationId) -> Result<Vec<CaseId>, StoreError> {
    db.rows(&CASES_OF, params![city, id]).await?.iter().map(|row| row.read("case_id")).collect()
}

async fn put_parts(one: &Consultation, tx: &mut Tx, before: Option<&Consultation>) -> Result<(), StoreError> {
    let Some(before) = before else { return put_all(tx, one).await };
    let units = |one: &Consultation| one.participants.iter().map(|part| part.unit).collect::<Vec<_>>();
    if units(before) != units(one) {
        tx.execute(&CLEAR_PARTICIPANTS, params![one.city, one.id]).await?;
        return put_participants(tx, one).await;
    }
    for part in one.participants.iter().filter(|part| before.participant(part.unit) != Some(*part)) {
        tx.execute(&SAVE_PARTICIPANT, params![one.city, one.id, part.unit, part.said.clone(), part.said_at]).await?;
    }
    Ok(())
}

async fn put_all(tx: &mut Tx, consultation: &Consultation) -> Result<(), StoreError> {
    put_participants(tx, consultation).await?;
    for case in &consultation.cases {
        tx.execute(&ADD_CASE, params![consultation.city, consultation.id, *case]).await?;
    }
    Ok(())
}

async fn put_participants(tx: &mut Tx, consultation: &Consultation) -> Result<(), StoreError> {
    for (position, one) in (0_i64..).zip(&consultation.participants) {
        let own = params![one.unit, position, &one.part, one.said.clone(), one.said_at];
        tx.execute(&ADD_PARTICIPANT, params![consultation.city, consultation.id].and(own)).await?;
    }
    Ok(())
}

fn told_parts(one: &Consultation) -> Vec<ToldPart> {
    let part = |(position, part): (i64, &Participant)| {
        params![part.unit, position, &part.part, part.said.clone(), part.said_at]
    };
    vec![
        ToldPart {
            name: "consultation_units",
            columns: &["unit_id", "position", "part", "said", "said_at"],
            rows: (0..).zip(&one.participants).map(part).collect(),
        },
        ToldPart {
            name: "consultation_cases",
            columns: &["case_id"],
            rows: one.cases.iter().map(|case| params![*case]).collect(),
        },
    ]
}
