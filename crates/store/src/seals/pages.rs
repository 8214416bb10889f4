//! A walk over a sealed table, a page at a time.

use changxiao_domain::ids::CityId;

use super::{
    rows::{Standing, selected, standing, whole},
    tables::Sealed,
};
use crate::{
    Db, StoreError,
    engine::{Built, Params, Row, Value},
};

/// The rows of a table in the order of their keys, up to the one that was the last when the walk began. Rows that come behind it meanwhile
/// are left to the next walk: so each walk ends, however quickly rows come in.
pub struct Pages<'a> {
    city: CityId,
    table: &'a Sealed,
    most: i64,
    after: Option<Vec<Value>>,
    /// The cells of the last key; `None`: there is no more.
    last: Option<Vec<Value>>,
}

impl<'a> Pages<'a> {
    /// Begins a walk of `most` rows a page.
    pub async fn begin(db: &Db, city: CityId, table: &'a Sealed, most: i64) -> Result<Self, StoreError> {
        let downwards: Vec<String> = table.key.iter().map(|column| format!("{column} DESC")).collect();
        let text = format!(
            "SELECT {} FROM {} WHERE city_id = $1 ORDER BY {} LIMIT 1",
            table.key.join(", "),
            table.name,
            downwards.join(", ")
        );
        let row = db.row(Built { name: "store::seals::last", text }, Params(vec![city.into()])).await?;
        let last = row.as_ref().map(|row| cells(table, row)).transpose()?;
        Ok(Self { city, table, most, after: None, last })
    }

    /// The next page; `None`: there are no more. A row that was changed while it was read is left out, so that a page may be empty: the
    /// next walk has it.
    pub async fn next(&mut self, db: &Db) -> Result<Option<Vec<Standing>>, StoreError> {
        let Some(last) = self.last.take() else { return Ok(None) };
        let rows = db.rows(Built { name: "store::seals::page", text: self.text() }, self.values(&last)).await?;
        let rows: Vec<Standing> = rows.iter().map(|row| standing(self.table, row)).collect::<Result<_, _>>()?;
        self.after = rows.last().map(|row| row.cells.clone());
        let is_full = i64::try_from(rows.len()).is_ok_and(|read| read >= self.most);
        if is_full && self.after.as_ref() != Some(&last) {
            self.last = Some(last);
        }
        whole(db, self.city, self.table, rows).await.map(Some)
    }

    fn text(&self) -> String {
        let keys = self.table.key.join(", ");
        let many = self.table.key.len();
        let places = |first: usize| {
            let all: Vec<String> = (first..first + many).map(|place| format!("${place}")).collect();
            all.join(", ")
        };
        let behind = self.after.as_ref().map_or(String::new(), |_| format!(" AND ({keys}) > ({})", places(2 + many)));
        format!(
            "SELECT {} FROM {} WHERE city_id = $1 AND ({keys}) <= ({}){behind} ORDER BY {keys} LIMIT {}",
            selected(self.table).join(", "),
            self.table.name,
            places(2),
            self.most
        )
    }

    fn values(&self, last: &[Value]) -> Params {
        let city: Value = self.city.into();
        let after = self.after.iter().flatten();
        Params([city].into_iter().chain(last.iter().cloned()).chain(after.cloned()).collect())
    }
}

fn cells(table: &Sealed, row: &Row) -> Result<Vec<Value>, StoreError> {
    table.key.iter().map(|column| row.value(column)).collect()
}
