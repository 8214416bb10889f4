//! One item as its table keeps it.

use changxiao_domain::{
    evidence::{Item, Kind, Media, Press},
    geo::Position,
    ids::{EvidenceId, PostId, UnitId},
    time::Instant,
};

use crate::{
    StoreError, columns,
    engine::{Columns, Params, Row, codes, columns::together},
};

codes!(Kind);

/// The index of the search.
pub(super) const INDEX: &str = "evidence_search";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    pub id: EvidenceId,
    pub number: i64,
    pub hash: [u8; 32],
    /// As whoever brought it called it.
    pub file_name: String,
    pub item: Item,
    /// Of a PDF.
    pub pages: Option<i64>,
    /// Some of its text was not read.
    pub is_partial: bool,
    /// Who keeps it.
    pub unit: UnitId,
    pub post: PostId,
    pub added_at: Instant,
    /// It was taken out of the store.
    pub removed_at: Option<Instant>,
    pub version: i64,
    /// From the row of its file; not written.
    pub mime: String,
    /// In bytes; from the row of its file.
    pub size: i64,
}

impl EvidenceRow {
    pub fn media(&self) -> Media {
        Media::of_mime(&self.mime)
    }
}

columns! {
    /// What is never changed, and the version, which a save moves.
    FIXED, fixed(row: &EvidenceRow) {
        evidence_id = row.id,
        number = row.number,
        file_hash = row.hash,
        pages = row.pages,
        is_partial = row.is_partial,
        added_at = row.added_at,
        version = row.version,
    }

    /// What a change of what is told changes, and bringing it again.
    pub(super) CHANGED, changed(row: &EvidenceRow) {
        file_name = &row.file_name,
        kind = row.item.kind,
        caption = &row.item.caption,
        day = row.item.day,
        place = &row.item.place,
        site_id = row.item.site,
        division = row.item.division,
        lon_e6 = row.item.position.map(|position| position.lon_e6),
        lat_e6 = row.item.position.map(|position| position.lat_e6),
        people = &row.item.people,
        source = &row.item.source,
        press_title = row.item.press.as_ref().map(|press| press.title.clone()),
        press_paper = row.item.press.as_ref().map(|press| press.paper.clone()),
        press_author = row.item.press.as_ref().map(|press| press.author.clone()),
        press_photographer = row.item.press.as_ref().map(|press| press.photographer.clone()),
        unit_id = row.unit,
        post_id = row.post,
        removed_at = row.removed_at,
    }
}

/// The columns that are read and written.
pub(super) const COLUMNS: Columns = &together::<{ FIXED.len() + CHANGED.len() }>(FIXED, CHANGED);

/// Their values.
pub(super) fn values(row: &EvidenceRow) -> Params {
    fixed(row).and(changed(row))
}

/// What is read of an item: `e` is its table, `f` that of its file.
pub(super) fn selected() -> String {
    let own: Vec<String> = COLUMNS.iter().map(|column| format!("e.{column}")).collect();
    format!(
        "SELECT {}, f.mime, f.size FROM evidence e JOIN files f ON f.city_id = e.city_id AND f.file_hash = e.file_hash",
        own.join(", ")
    )
}

/// Without its campaigns, which lie in a table of their own.
pub(super) fn evidence(row: &Row) -> Result<EvidenceRow, StoreError> {
    let lon_lat = row.opt_int("lon_e6")?.zip(row.opt_int("lat_e6")?);
    let press = match row.opt_text("press_title")? {
        Some(title) => Some(Press {
            title,
            paper: row.opt_text("press_paper")?.unwrap_or_default(),
            author: row.opt_text("press_author")?.unwrap_or_default(),
            photographer: row.opt_text("press_photographer")?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(EvidenceRow {
        id: row.read("evidence_id")?,
        number: row.int("number")?,
        hash: row.hash("file_hash")?,
        file_name: row.text("file_name")?,
        item: Item {
            kind: row.read("kind")?,
            caption: row.text("caption")?,
            day: row.day("day")?,
            place: row.text("place")?,
            site: row.read("site_id")?,
            division: row.opt_int("division")?,
            position: lon_lat.map(|(lon_e6, lat_e6)| Position { lon_e6, lat_e6 }),
            people: row.text("people")?,
            source: row.text("source")?,
            tags: Vec::new(),
            press,
        },
        pages: row.opt_int("pages")?,
        is_partial: row.flag("is_partial")?,
        unit: row.read("unit_id")?,
        post: row.read("post_id")?,
        added_at: row.instant("added_at")?,
        removed_at: row.opt_instant("removed_at")?,
        version: row.int("version")?,
        mime: row.text("mime")?,
        size: row.int("size")?,
    })
}
