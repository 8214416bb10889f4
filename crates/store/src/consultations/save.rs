//! Reading one consultation, and what a save of it writes.

use changxiao_domain::{
    consultations::{Consultation, Kind, Participant, State},
    ids::{CaseId, CityId, ConsultationId, UnitId, WhistleId},
};

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Params, Row},
    params, sql,
    workflow::{Stored, Table, kept, number_text, table},
};

sql! {
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
}

columns! {
    /// What no decision changes.
    FIXED, fixed(one: &Consultation) {
        kind = one.kind.code(),
        convener = one.convener,
        title = &one.title,
        description = &one.text,
        division = one.division,
        whistle_id = one.whistle,
        convened_at = one.convened_at,
    }

    /// What decisions change.
    MOVING, moving(one: &Consultation) {
        result = one.result.clone(),
        lead_unit = one.lead,
        ended_at = one.ended_at,
    }
}

const TABLE: Table = table!("consultations", "consultation_events", "consultation_id", FIXED, MOVING);

kept!(Consultation);

impl Stored for Consultation {
    const LETTER: char = 'H';
    const TABLE: &'static Table = &TABLE;

    async fn whole(db: &Db, city: CityId, row: Row) -> Result<Self, StoreError> {
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
        Ok(Self {
            id,
            city,
            number: number_text::<Self>(row.int("number")?),
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
        })
    }

    fn fixed(&self) -> Params {
        fixed(self)
    }

    fn moving(&self) -> Params {
        moving(self)
    }

    async fn put_parts(&self, tx: &mut Tx, before: Option<&Self>) -> Result<(), StoreError> {
        let Some(before) = before else { return put_all(tx, self).await };
        for one in self.participants.iter().filter(|one| before.participant(one.unit) != Some(*one)) {
            tx.execute(&SAVE_PARTICIPANT, params![self.city, self.id, one.unit, one.said.clone(), one.said_at]).await?;
        }
        Ok(())
    }
}

async fn put_all(tx: &mut Tx, consultation: &Consultation) -> Result<(), StoreError> {
    for (position, one) in (0_i64..).zip(&consultation.participants) {
        let values = params![consultation.city, consultation.id, one.unit, position, &one.part];
        tx.execute(&ADD_PARTICIPANT, values).await?;
    }
    for case in &consultation.cases {
        tx.execute(&ADD_CASE, params![consultation.city, consultation.id, *case]).await?;
    }
    Ok(())
}
