//! The list of items, newest first: two statements a page, the rows and their campaigns.

use std::collections::HashMap;

use changxiao_domain::{
    evidence::Kind,
    ids::{CityId, EvidenceId, UnitId},
    search::Search,
    time::Day,
};

use super::row::{EvidenceRow, INDEX, evidence, selected};
use crate::{
    Db, StoreError,
    cases::ScopeFilter,
    engine::{Built, Params, Value, contains},
    narrowed::Narrowed,
    params, search, sql,
};

sql! {
    ALL_TAGS = "SELECT evidence_id, tag FROM evidence_tags WHERE city_id = $1 ORDER BY evidence_id, tag";
}

/// A search looks at so many of the newest hits, as one of cases does.
const MOST_HITS: i64 = 2_000;

/// Which items a list wants. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceFilter {
    /// Which rows the asking post may see at all.
    pub scope: ScopeFilter,
    pub kind: Option<Kind>,
    /// The code of a campaign.
    pub tag: Option<String>,
    /// Days, both included.
    pub from: Option<Day>,
    pub until: Option<Day>,
    /// Range of padded division codes, both ends included.
    pub divisions: Option<(i64, i64)>,
    pub unit: Option<UnitId>,
    /// Used by something, or by nothing.
    pub used: Option<bool>,
    /// Words of caption, people, source, press item and document.
    pub words: Option<String>,
}

/// An item as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceLine {
    pub row: EvidenceRow,
    /// How many things use it.
    pub uses: i64,
}

/// Items with a number below `before`, newest first, that were not taken out.
pub async fn lines(
    db: &Db,
    city: CityId,
    filter: &EvidenceFilter,
    before: Option<i64>,
    most: i64,
) -> Result<Vec<EvidenceLine>, StoreError> {
    const USES: &str =
        "(SELECT COUNT(*) FROM evidence_uses u WHERE u.city_id = e.city_id AND u.evidence_id = e.evidence_id)";
    let select = selected().replacen(", f.mime", &format!(", {USES} AS uses, f.mime"), 1);
    let narrowed = narrowed(db, city, filter, before);
    let rows = narrowed.first(db, "store::evidence::lines", &select, "e.number DESC", most).await?;
    let mut lines = rows
        .iter()
        .map(|row| Ok(EvidenceLine { row: evidence(row)?, uses: row.int("uses")? }))
        .collect::<Result<Vec<_>, StoreError>>()?;
    let mut tags = tags_of(db, city, lines.iter().map(|line| line.row.id)).await?;
    for line in &mut lines {
        line.row.item.tags = tags.remove(&line.row.id).unwrap_or_default();
    }
    Ok(lines)
}

/// Every item that stands in the store, in the order of the numbers: two statements.
pub async fn all(db: &Db, city: CityId) -> Result<Vec<EvidenceRow>, StoreError> {
    let text = format!("{} WHERE e.city_id = $1 AND e.removed_at IS NULL ORDER BY e.number", selected());
    let rows = db.rows(Built { name: "store::evidence::all", text }, params![city]).await?;
    let mut items = rows.iter().map(evidence).collect::<Result<Vec<_>, _>>()?;
    let mut tags: HashMap<EvidenceId, Vec<String>> = HashMap::new();
    for row in db.rows(&ALL_TAGS, params![city]).await? {
        tags.entry(row.read("evidence_id")?).or_default().push(row.text("tag")?);
    }
    for row in &mut items {
        row.item.tags = tags.remove(&row.id).unwrap_or_default();
    }
    Ok(items)
}

fn narrowed(db: &Db, city: CityId, filter: &EvidenceFilter, before: Option<i64>) -> Narrowed {
    const USED: &str =
        "EXISTS (SELECT 1 FROM evidence_uses u WHERE u.city_id = e.city_id AND u.evidence_id = e.evidence_id)";
    let mut narrowed = Narrowed::of("e.city_id", city);
    narrowed.and("e.removed_at IS NULL", []);
    narrowed.scope(&filter.scope, "e.division", "e.unit_id IN ({})");
    narrowed.is("e.kind", filter.kind);
    narrowed.is("e.unit_id", filter.unit);
    if let Some((first, last)) = filter.divisions {
        narrowed.and("e.division BETWEEN $? AND $?", [first.into(), last.into()]);
    }
    if let Some(from) = filter.from {
        narrowed.and("e.day >= $?", [from.into()]);
    }
    if let Some(until) = filter.until {
        narrowed.and("e.day <= $?", [until.into()]);
    }
    if let Some(tag) = &filter.tag {
        narrowed.and(
            "e.evidence_id IN (SELECT t.evidence_id FROM evidence_tags t WHERE t.city_id = $1 AND t.tag = $?)",
            [tag.into()],
        );
    }
    match filter.used {
        Some(true) => narrowed.and(USED, []),
        Some(false) => narrowed.and(&format!("NOT {USED}"), []),
        None => {}
    }
    if let Some(words) = filter.words.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        search_for(&mut narrowed, db, words);
    }
    narrowed.behind("e.number", before);
    narrowed
}

/// The pairs of a phrase may all be there without standing together.
const PHRASE: &str = "(LOWER(e.caption || ' ' || e.place || ' ' || e.people || ' ' || e.source || ' ' || e.file_name || ' ' \
    || COALESCE(e.press_title, '') || ' ' || COALESCE(e.press_paper, '') || ' ' || COALESCE(e.press_author, '') || ' ' \
    || COALESCE(e.press_photographer, '')) LIKE $? ESCAPE '!' \
    OR EXISTS (SELECT 1 FROM evidence_texts x WHERE x.city_id = e.city_id AND x.evidence_id = e.evidence_id \
    AND LOWER(x.text) LIKE $? ESCAPE '!'))";

/// A number is looked up, words are searched for; signs alone find nothing.
fn search_for(narrowed: &mut Narrowed, db: &Db, words: &str) {
    if let Ok(number) = words.parse::<i64>() {
        narrowed.and("e.number = $?", [number.into()]);
        return;
    }
    match Search::of(words) {
        Some(found) => {
            let hits = search::newest(db.engine(), INDEX, "$?");
            let terms = search::asked(db.engine(), &found.terms);
            narrowed.and(&format!("e.number IN ({hits} LIMIT {MOST_HITS})"), [terms.into()]);
            for phrase in &found.phrases {
                narrowed.and(PHRASE, [contains(phrase).into(), contains(phrase).into()]);
            }
        }
        None => narrowed.and("1 = 0", []),
    }
}

async fn tags_of(
    db: &Db,
    city: CityId,
    ids: impl Iterator<Item = EvidenceId>,
) -> Result<HashMap<EvidenceId, Vec<String>>, StoreError> {
    let mut values: Vec<Value> = vec![city.into()];
    values.extend(ids.map(Value::from));
    let mut tags: HashMap<EvidenceId, Vec<String>> = HashMap::new();
    if values.len() == 1 {
        return Ok(tags);
    }
    let places: Vec<String> = (2..=values.len()).map(|place| format!("${place}")).collect();
    let text = format!(
        "SELECT evidence_id, tag FROM evidence_tags WHERE city_id = $1 AND evidence_id IN ({}) ORDER BY evidence_id, tag",
        places.join(", ")
    );
    for row in db.rows(Built { name: "store::evidence::tags_of", text }, Params(values)).await? {
        tags.entry(row.read("evidence_id")?).or_default().push(row.text("tag")?);
    }
    Ok(tags)
}
