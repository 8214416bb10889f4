//! What the city and what ships with the product brought: everything that stands in its database, and the documents in `data`,
//! whose numbers have their names and sources in Chinese and English.

use std::{collections::BTreeSet, fs, ops::Bound, path::Path};

use changxiao_store::{engine::Built, params};
use changxiao_testkit::{Demonstration, orders_csv};
use serde_json::Value;

use super::leftover::is_han;

/// Signs of measures, of formats, of the way that coordinates are counted, of a token and of a key, the same in every language; and
/// what a language calls itself.
const SIGNS: [&str; 9] = ["kB", "MB", "B", "WGS", "CSV", "XLSX", "cx", "Enter", "中文"];
/// So long is no word of a language: a key, a hash.
const LONGEST: usize = 40;

/// So many letters at least are left of a text that is cut.
const SHORTEST_CUT: usize = 3;

pub struct Data {
    words: BTreeSet<String>,
}

impl Data {
    pub async fn of(city: &Demonstration) -> anyhow::Result<Self> {
        let mut words: BTreeSet<String> = SIGNS.map(str::to_owned).into();
        let db = city.app.db();
        let ask = |text: String| db.rows(Built { name: "testkit::made_up", text }, params![]);
        let columns = "SELECT t.name AS of, c.name AS name FROM sqlite_schema t, pragma_table_info(t.name) c \
            WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'";
        for column in ask(columns.to_owned()).await? {
            let (table, column) = (column.text("of")?, column.text("name")?);
            let texts =
                format!("SELECT DISTINCT \"{column}\" AS v FROM \"{table}\" WHERE typeof(\"{column}\") = 'text'");
            for row in ask(texts).await? {
                learn(&mut words, &row.text("v")?);
            }
        }
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
        learn_files(&mut words, &data)?;
        // The orders that the walk itself brings.
        learn(&mut words, &orders_csv(5, 1));
        Ok(Self { words })
    }

    /// Whether each word of it stands somewhere in the data.
    pub fn has(&self, text: &str) -> bool {
        words(text).all(|word| self.words.contains(word) || self.is_cut(word))
    }

    /// Long texts are cut where they are shown.
    fn is_cut(&self, word: &str) -> bool {
        let mut not_before = self.words.range::<str, _>((Bound::Included(word), Bound::Unbounded));
        word.chars().count() >= SHORTEST_CUT && not_before.next().is_some_and(|known| known.starts_with(word))
    }
}

fn learn_files(known: &mut BTreeSet<String>, folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            learn_files(known, &path)?;
        } else if path.extension().is_some_and(|ending| ending == "json") {
            learn(known, &fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

/// Words of a text, or of the values of a document. The names of its fields are no data.
fn learn(known: &mut BTreeSet<String>, text: &str) {
    if let Ok(value @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text) {
        let mut waiting = vec![value];
        while let Some(value) = waiting.pop() {
            match value {
                Value::String(text) => learn(known, &text),
                Value::Array(values) => waiting.extend(values),
                Value::Object(fields) => waiting.extend(fields.into_iter().map(|(_, value)| value)),
                _ => {}
            }
        }
        return;
    }
    for word in words(text) {
        if !known.contains(word) {
            known.insert(word.to_owned());
        }
    }
}

/// The words of a text, without hashes, whole or shortened, keys and passwords that are shown once.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
    let is_hash =
        |part: &str| part.len() >= 6 && part.chars().all(|c| c.is_ascii_hexdigit() && !c.is_ascii_uppercase());
    let parts = text.split(move |letter: char| !is_part(letter));
    let has_digit = |part: &str| part.contains(|letter: char| letter.is_ascii_digit());
    let is_key = move |part: &str| part.is_ascii() && (part.len() > LONGEST || (part.contains('-') && has_digit(part)));
    parts.filter(move |part| !is_hash(part) && !is_key(part)).flat_map(letters)
}

/// Runs of Chinese letters, and of others.
fn letters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|letter: char| !letter.is_alphabetic());
        let first = rest.chars().next()?;
        let end = rest.find(|letter: char| !letter.is_alphabetic() || is_han(letter) != is_han(first));
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}
