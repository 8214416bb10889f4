//! Open cases on a grid, for a map of more points than can be drawn: one statement counts them by cell, town and lamp.

use changxiao_domain::{calendar::DueStatus, geo::CELL_E6, ids::CityId, time::Instant};

use super::{
    condition::{Query, RUNS},
    counts::together,
    filter::CaseFilter,
    search,
};
use crate::{
    Db, StoreError,
    engine::{Built, Params},
};

/// Open cases that lie together and have the same lamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Column and row: longitude and latitude divided by [`CELL_E6`]; `None` for cases without a position.
    pub place: Option<(i64, i64)>,
    /// The first nine digits of the padded code.
    pub township: i64,
    pub lamp: DueStatus,
    pub count: i64,
}

/// Open cases of the filter, whatever their lamp: the lamps are told apart.
pub async fn grid(db: &Db, city: CityId, filter: &CaseFilter, now: Instant) -> Result<Vec<Cell>, StoreError> {
    let whole = CaseFilter { lamp: None, open: Some(true), ..filter.clone() };
    let whole = search::with_unindexed(db, city, &whole).await?;
    let (mut query, walks) = Query::walks(db.engine(), city, &whole, now);
    let at = query.value(now);
    let columns = format!(
        "lon_e6 / {CELL_E6} AS x, lat_e6 / {CELL_E6} AS y, division / 1000 AS township, \
         CASE WHEN NOT ({RUNS}) THEN 'idle' WHEN due_at < {at} THEN 'late' WHEN near_at <= {at} THEN 'near' ELSE 'ok' END AS lamp"
    );
    let text = format!(
        "SELECT x, y, township, lamp, CAST(COUNT(*) AS BIGINT) AS n FROM ({}) AS walks GROUP BY x, y, township, lamp",
        together(&walks, &columns)
    );
    let rows = db.rows(Built { name: "store::cases::grid", text }, Params(query.values)).await?;
    rows.iter()
        .map(|row| {
            Ok(Cell {
                place: row.opt_int("x")?.zip(row.opt_int("y")?),
                township: row.int("township")?,
                lamp: row.code("lamp", DueStatus::parse)?,
                count: row.int("n")?,
            })
        })
        .collect()
}
