//! The rows of a list, narrowed by its filters: fixed text with places for values, which never enter it.

use changxiao_domain::ids::CityId;

use crate::{
    Db, StoreError,
    cases::ScopeFilter,
    engine::{Built, Params, Row, Value},
};

/// What the rows of a list have to be.
pub struct Narrowed {
    conditions: String,
    values: Vec<Value>,
}

impl Narrowed {
    /// The rows of a city, whose column is `city_id` or, behind the short name of a table, `w.city_id`.
    pub fn of(column: &str, city: CityId) -> Self {
        Self { conditions: format!("{column} = $1"), values: vec![city.into()] }
    }

    /// Adds a condition; each `$?` takes the next value.
    pub fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        let mut pieces = condition.split("$?");
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for (piece, value) in pieces.zip(values) {
            text.push_str(&self.place(value));
            text.push_str(piece);
        }
        self.conditions.push_str(" AND ");
        self.conditions.push_str(&text);
    }

    /// The column has this value, where one is wanted.
    pub fn is(&mut self, column: &str, wanted: Option<impl Into<Value>>) {
        if let Some(wanted) = wanted {
            self.and(&format!("{column} = $?"), [wanted.into()]);
        }
    }

    /// What `{}` stands for in the condition is among these values; there is nothing that is among none.
    pub fn among<V: Into<Value>>(&mut self, condition: &str, values: impl IntoIterator<Item = V>) {
        let places: Vec<String> = values.into_iter().map(|value| self.place(value.into())).collect();
        let places = if places.is_empty() { "NULL".to_owned() } else { places.join(", ") };
        self.and(&condition.replace("{}", &places), []);
    }

    /// The post may see it: by where it lies, or by the units that `own` compares with `{}`: `unit_id IN ({})`.
    pub fn scope(&mut self, scope: &ScopeFilter, division: &str, own: &str) {
        match scope {
            ScopeFilter::WholeCity => {}
            ScopeFilter::Units(units) => self.among(own, units.iter().copied()),
            ScopeFilter::Territory { ranges, unit } => {
                let mut any = String::new();
                for (first, last) in ranges {
                    let (first, last) = (self.place((*first).into()), self.place((*last).into()));
                    any.push_str(&format!("{division} BETWEEN {first} AND {last} OR "));
                }
                self.among(&format!("({any}{own})"), [*unit]);
            }
        }
    }

    /// The list begins behind this row, where it is not the first page.
    pub fn behind(&mut self, id: &str, last: Option<impl Into<Value>>) {
        if let Some(last) = last {
            self.and(&format!("{id} < $?"), [last.into()]);
        }
    }

    /// All of them: `SELECT … FROM … `, and the order.
    pub async fn all(self, db: &Db, name: &'static str, select: &str, order: &str) -> Result<Vec<Row>, StoreError> {
        let text = format!("{select} WHERE {} ORDER BY {order}", self.conditions);
        db.rows(Built { name, text }, Params(self.values)).await
    }

    /// Figures of them, a row for each value of the column `by`.
    pub async fn grouped(self, db: &Db, name: &'static str, select: &str, by: &str) -> Result<Vec<Row>, StoreError> {
        let text = format!("{select} WHERE {} GROUP BY {by} ORDER BY {by}", self.conditions);
        db.rows(Built { name, text }, Params(self.values)).await
    }

    /// The first of them, at most `most`.
    pub async fn first(
        mut self,
        db: &Db,
        name: &'static str,
        select: &str,
        order: &str,
        most: i64,
    ) -> Result<Vec<Row>, StoreError> {
        let order = format!("{order} LIMIT {}", self.place(most.into()));
        self.all(db, name, select, &order).await
    }

    /// Takes a value and gives its place: `$4`.
    fn place(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }
}

#[cfg(test)]
mod tests {
    use changxiao_domain::ids::UnitId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn values_stay_outside_of_the_text() {
        let unit = UnitId(Uuid::from_u128(1));
        let mut narrowed = Narrowed::of("w.city_id", CityId(3506));
        narrowed.scope(
            &ScopeFilter::Territory { ranges: vec![(1, 2), (5, 6)], unit },
            "w.division",
            "w.street IN ({})",
        );
        narrowed.is("w.kind", Some("daily"));
        narrowed.is("w.state", None::<&str>);
        narrowed.among("w.state IN ({})", Vec::<&str>::new());
        narrowed.behind("w.whistle_id", Some(7_i64));
        let text = "w.city_id = $1 AND (w.division BETWEEN $2 AND $3 OR w.division BETWEEN $4 AND $5 \
                    OR w.street IN ($6)) AND w.kind = $7 AND w.state IN (NULL) AND w.whistle_id < $8";
        assert_eq!((narrowed.conditions.as_str(), narrowed.values.len()), (text, 8));
    }
}
