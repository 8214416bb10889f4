//! What the events of a case decide of its row.

use changxiao_domain::{
    calendar::Pause,
    cases::{Case, Event, ToldPhoto},
    ids::{CaseId, CityId},
    sealing::NotTold,
};
use uuid::Uuid;

use super::{
    CaseRow, number_from_text,
    photos::{PHOTO_COLUMNS, photo_values},
    save::{MOVING_COLUMNS, NEW_COLUMNS, by_ids, moving_values, new_values},
    standing::{STANDING_COLUMNS, standing_values},
};
use crate::{
    Db, StoreError,
    engine::Value,
    params,
    sealing::{ToldPart, Verifiable},
    seals::tables::{CASES, Sealed},
};

/// No event keeps where a case came from beside its report.
const BESIDE: [&str; 5] = ["city_id", "case_id", "place", "reporter_unit", "reporter_post"];

impl Verifiable for Case {
    const SEALED: &'static Sealed = &CASES;

    async fn find_many(db: &Db, city: CityId, ids: &[Uuid]) -> Result<Vec<Self>, StoreError> {
        let ids: Vec<CaseId> = ids.iter().copied().map(CaseId).collect();
        Ok(by_ids(db, city, &ids).await?.into_iter().map(|row| row.case).collect())
    }

    fn told(&self) -> Vec<(&'static str, Value)> {
        let row = CaseRow { case: self.clone(), place: String::new(), reporter_unit: None, reporter_post: None };
        let new = new_values(&row, number_from_text(&self.number).unwrap_or_default());
        let columns = [NEW_COLUMNS, MOVING_COLUMNS, STANDING_COLUMNS].concat();
        let values = new.and(moving_values(self)).and(standing_values(&self.standing));
        columns.into_iter().zip(values.0).filter(|(column, _)| !BESIDE.contains(column)).collect()
    }

    fn told_parts(&self, events: &[Event]) -> Result<Vec<ToldPart>, NotTold> {
        let over = |pause: &Pause| pause.until.map(|until| params![pause.from, until]);
        let standing = &self.standing;
        Ok(vec![
            ToldPart {
                name: "case_units",
                columns: &["unit_id"],
                rows: self.co_units.iter().map(|unit| params![*unit]).collect(),
            },
            ToldPart {
                name: "case_pleas",
                columns: &["topic", "unit_id"],
                rows: standing.pleas.iter().map(|plea| params![plea.topic.code(), plea.unit]).collect(),
            },
            ToldPart {
                name: "case_pauses",
                columns: &["from_at", "until_at"],
                rows: standing.pauses.iter().filter_map(over).collect(),
            },
            ToldPart {
                name: "case_photos",
                columns: PHOTO_COLUMNS,
                rows: ToldPhoto::of(events)?.iter().map(photo_values).collect(),
            },
        ])
    }
}
