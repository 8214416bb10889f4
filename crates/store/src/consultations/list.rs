//! The list of consultations and joint actions: one statement for the rows, one for who takes part.

use std::collections::HashMap;

use changxiao_domain::{
    consultations::{Consultation, Kind, State},
    ids::{CaseId, CityId, ConsultationId, UnitId},
    time::Instant,
};

use crate::{Db, StoreError, cases::ScopeFilter, engine::Row, narrowed::Narrowed, workflow::number_text};

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
    let mut narrowed = Narrowed::of("c.city_id", city);
    let own = format!("(c.convener IN ({{}}) OR EXISTS ({PART} AND u.unit_id IN ({{}})))");
    narrowed.scope(&filter.scope, "c.division", &own);
    narrowed.is("c.kind", filter.kind);
    narrowed.is("c.state", filter.state);
    if let Some(case) = filter.case {
        let of = "EXISTS (SELECT 1 FROM consultation_cases k WHERE k.city_id = c.city_id AND k.consultation_id = \
                  c.consultation_id AND k.case_id = $?)";
        narrowed.and(of, [case.into()]);
    }
    narrowed.behind("c.consultation_id", before);
    let select =
        "SELECT consultation_id, number, kind, state, convener, title, division, convened_at FROM consultations c";
    let rows = narrowed.first(db, "store::consultations::lines", select, "c.consultation_id DESC", most).await?;
    let mut lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    add_participants(db, city, &mut lines).await?;
    Ok(lines)
}

/// Who takes part in the one at hand.
const PART: &str =
    "SELECT 1 FROM consultation_units u WHERE u.city_id = c.city_id AND u.consultation_id = c.consultation_id";

async fn add_participants(db: &Db, city: CityId, lines: &mut [ConsultationLine]) -> Result<(), StoreError> {
    if lines.is_empty() {
        return Ok(());
    }
    let mut narrowed = Narrowed::of("city_id", city);
    narrowed.among("consultation_id IN ({})", lines.iter().map(|line| line.id));
    let select = "SELECT consultation_id, unit_id, said_at FROM consultation_units";
    let mut parts: HashMap<ConsultationId, Vec<(UnitId, bool)>> = HashMap::new();
    for row in narrowed.all(db, "store::consultations::participants_of_lines", select, "position").await? {
        let part = (row.read("unit_id")?, row.opt_int("said_at")?.is_some());
        parts.entry(row.read("consultation_id")?).or_default().push(part);
    }
    for line in lines {
        line.participants = parts.remove(&line.id).unwrap_or_default();
    }
    Ok(())
}

fn line(row: &Row) -> Result<ConsultationLine, StoreError> {
    Ok(ConsultationLine {
        id: row.read("consultation_id")?,
        number: number_text::<Consultation>(row.int("number")?),
        kind: row.read("kind")?,
        state: row.read("state")?,
        convener: row.read("convener")?,
        title: row.read("title")?,
        division: row.read("division")?,
        convened_at: row.read("convened_at")?,
        participants: Vec::new(),
    })
}
