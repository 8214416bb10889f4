//! Many rows in few statements, for imports and for filling a benchmark's database.

use super::{Built, Columns, Engine, Params, Tx, Value, value::Lists};
use crate::error::StoreError;

/// Gathers rows for one table and sends them some hundred at a time: to SQLite as rows, to PostgreSQL as one list a column, which is one
/// parameter each and one statement however many rows there are.
pub struct Bulk {
    name: &'static str,
    head: String,
    tail: &'static str,
    width: usize,
    pending: Vec<Value>,
    /// The statement of the batch before, which has as many rows as most others, and how many those are.
    written: (usize, String),
}

/// Both engines take at least 32,766 parameters a statement.
const MOST_PARAMETERS: usize = 16_000;

impl Bulk {
    /// `head` is `INSERT INTO table (columns)`, `tail` an `ON CONFLICT` clause or nothing.
    pub fn new(name: &'static str, table: &'static str, columns: &[&'static str], tail: &'static str) -> Self {
        Self {
            name,
            head: format!("INSERT INTO {table} ({}) ", columns.join(", ")),
            tail,
            width: columns.len(),
            pending: Vec::new(),
            written: (0, String::new()),
        }
    }

    /// The same for the columns of a table behind the city; the city is the first value of each row.
    pub fn in_city(name: &'static str, table: &'static str, columns: Columns, tail: &'static str) -> Self {
        Self::new(name, table, &[&["city_id"][..], columns].concat(), tail)
    }

    /// Adds one row, sending what has gathered when it is enough.
    pub async fn push(&mut self, tx: &mut Tx, row: Params) -> Result<(), StoreError> {
        assert_eq!(row.0.len(), self.width, "{}: one value a column", self.name);
        self.pending.extend(row.0);
        if self.pending.len() + self.width > MOST_PARAMETERS.min(self.width * 500) {
            self.send(tx).await?;
        }
        Ok(())
    }

    /// Sends what is left.
    pub async fn send(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let (rows, values) = (self.pending.len() / self.width, std::mem::take(&mut self.pending));
        if tx.engine() == Engine::Postgres {
            return self.send_lists(tx, values).await;
        }
        if self.written.0 != rows {
            self.written = (rows, self.text(rows));
        }
        let text = self.written.1.clone();
        tx.execute(Built { name: self.name, text }, Params(values)).await?;
        Ok(())
    }

    async fn send_lists(&self, tx: &mut Tx, values: Vec<Value>) -> Result<(), StoreError> {
        let lists = Lists::of(values, self.width);
        let lists = lists.ok_or_else(|| StoreError::content(self.name, "values of one kind in a column"))?;
        let places: Vec<String> = (1..).zip(lists.types()).map(|(place, kind)| format!("${place}::{kind}")).collect();
        let text = format!("{}SELECT * FROM UNNEST({}) {}", self.head, places.join(", "), self.tail);
        tx.execute_lists(self.name, text, lists).await
    }

    /// The statement for so many rows of SQLite. It looks a named parameter up among all before it; a bare one it only counts.
    fn text(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.width].join(", "));
        let mut text = format!("{}VALUES {}", self.head, vec![row.as_str(); rows].join(", "));
        if !self.tail.is_empty() {
            text.push(' ');
            text.push_str(self.tail);
        }
        text
    }
}
