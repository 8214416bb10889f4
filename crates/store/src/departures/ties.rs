//! What hung where until a day, so that figures of the time before stay as they were.

use changxiao_domain::{
    ids::{CityId, SystemId, UnitId},
    standards::Duty,
    time::Day,
};
use uuid::Uuid;

use crate::{
    Db, StoreError, Tx,
    engine::{Columns, Row},
    orgs::{MatrixRow, areas_of, areas_text},
    params, sql,
    standards::ResponsibilityRow,
};

/// What was the case before a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tie {
    /// The unit above and the territory (padded) of a unit, with what it overlies where that was kept.
    Unit {
        unit: UnitId,
        parent: Option<UnitId>,
        division: Option<i64>,
        areas: Option<Vec<i64>>,
    },
    Matrix(MatrixRow),
    Node(ResponsibilityRow),
}

/// The columns of `former_ties` behind the city.
const TIE_COLUMNS: Columns = &[
    "tie_id",
    "sort",
    "until_day",
    "unit_id",
    "parent",
    "division",
    "category",
    "territory_unit",
    "line_unit",
    "system_id",
    "node_code",
    "duty",
    "areas",
];

sql! {
    PUT_TIE = (TIE_COLUMNS "
        INSERT INTO former_ties (city_id, {})
        VALUES ($1, {$2})");
    ALL_TIES = (TIE_COLUMNS "
        SELECT {}
        FROM former_ties
        WHERE city_id = $1
        ORDER BY until_day, tie_id");
}

/// Keeps what is not the case any more from `until` on.
pub async fn keep(tx: &mut Tx, city: CityId, id: Uuid, tie: &Tie, until: Day) -> Result<(), StoreError> {
    let id = id.as_bytes().to_vec();
    let none = || None::<String>;
    let values = match tie {
        Tie::Unit { unit, parent, division, areas } => params![
            city,
            id,
            "unit",
            until,
            *unit,
            *parent,
            *division,
            none(),
            None::<UnitId>,
            None::<UnitId>,
            None::<SystemId>,
            none(),
            none(),
            areas.as_deref().map(areas_text)
        ],
        Tie::Matrix(row) => params![
            city,
            id,
            "matrix",
            until,
            None::<UnitId>,
            None::<UnitId>,
            row.division,
            &row.category,
            row.territory_unit,
            row.line_unit,
            None::<SystemId>,
            none(),
            none(),
            none()
        ],
        Tie::Node(row) => params![
            city,
            id,
            "node",
            until,
            row.unit,
            None::<UnitId>,
            None::<i64>,
            none(),
            None::<UnitId>,
            None::<UnitId>,
            row.system,
            &row.node,
            row.duty.code(),
            none()
        ],
    };
    tx.execute(&PUT_TIE, values).await?;
    Ok(())
}

/// Each with the first day on which it was another; the earliest first.
pub async fn all(db: &Db, city: CityId) -> Result<Vec<(Tie, Day)>, StoreError> {
    db.rows(&ALL_TIES, params![city]).await?.iter().map(|row| Ok((tie(row)?, row.day("until_day")?))).collect()
}

fn tie(row: &Row) -> Result<Tie, StoreError> {
    Ok(match row.text("sort")?.as_str() {
        "unit" => Tie::Unit {
            unit: row.id("unit_id", UnitId)?,
            parent: row.opt_id("parent", UnitId)?,
            division: row.opt_int("division")?,
            areas: row.opt_text("areas")?.map(|text| areas_of("former_ties", &text)).transpose()?,
        },
        "matrix" => Tie::Matrix(MatrixRow {
            division: row.int("division")?,
            category: row.text("category")?,
            territory_unit: row.opt_id("territory_unit", UnitId)?,
            line_unit: row.opt_id("line_unit", UnitId)?,
            valid_from: row.day("until_day")?,
        }),
        _ => Tie::Node(ResponsibilityRow {
            system: row.id("system_id", SystemId)?,
            node: row.text("node_code")?,
            unit: row.id("unit_id", UnitId)?,
            duty: row.code("duty", Duty::parse)?,
        }),
    })
}
