//! The list of consultations and joint actions: one statement for the rows, one for who takes part.

use std::collections::HashMap;

use changxiao_domain::{
    consultations::{Consultation, Kind, State},
    ids::{CaseId, CityId, ConsultationId, UnitId},
    time::Instant,
};

use crate::{
    Db, StoreError,
    cases::ScopeFilter,
    engine::{Built, Params, Row, Value},
    workflow::number_text,
};

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

impl ConsultationLine {
    /// How many have given their part.
    pub fn given(&self) -> usize {
        self.participants.iter().filter(|(_, given)| *given).count()
    }

    /// Whether it waits for the part of this unit.
    pub fn waits_for(&self, unit: UnitId) -> bool {
        self.state == State::Open && self.participants.contains(&(unit, false))
    }
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
        number: number_text::<Consultation>(row.int("number")?),
        kind: row.code("kind", Kind::parse)?,
        state: row.code("state", State::parse)?,
        convener: row.id("convener", UnitId)?,
        title: row.text("title")?,
        division: row.int("division")?,
        convened_at: row.instant("convened_at")?,
        participants: Vec::new(),
    })
}
