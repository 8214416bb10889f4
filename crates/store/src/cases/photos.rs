//! Photos of a case: before, after, check.

use std::collections::HashMap;

use changxiao_domain::{
    cases::{Hash, PhotoStage, ToldPhoto},
    ids::{CaseId, CityId},
    time::Instant,
};

use crate::{
    Db, StoreError, Tx, columns,
    engine::{Built, Params, Value},
    params, sql,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoRow {
    pub hash: Hash,
    pub stage: PhotoStage,
    /// The event that brought it.
    pub seq: i64,
    pub at: Instant,
    pub taken_at: Option<String>,
    pub width: i64,
    pub height: i64,
}

columns! {
    pub(super) PHOTO_COLUMNS, photo_values(photo: &ToldPhoto) {
        position = position(photo),
        stage = photo.stage.code(),
        file_hash = photo.hash,
        seq = photo.seq,
        at = photo.at,
    }
}

sql! {
    ADD_PHOTO = (PHOTO_COLUMNS "
        INSERT INTO case_photos (city_id, case_id, {})
        VALUES ($1, $2, {$3})");
    PHOTOS_OF = "
        SELECT p.case_id, p.file_hash, p.stage, p.seq, p.at, f.taken_at, f.width, f.height
        FROM case_photos p
        JOIN files f ON f.city_id = p.city_id AND f.file_hash = p.file_hash
        WHERE p.city_id = $1 AND p.case_id = $2
        ORDER BY p.position";
    USED_ELSEWHERE = "
        SELECT c.number
        FROM case_photos p
        JOIN cases c ON c.city_id = p.city_id AND c.case_id = p.case_id
        WHERE p.city_id = $1 AND p.file_hash = $2 AND p.case_id <> $3
        ORDER BY c.number
        LIMIT 1";
}

/// Adds the photos that an event brought.
pub async fn add_photos(
    tx: &mut Tx,
    city: CityId,
    case: CaseId,
    stage: PhotoStage,
    seq: i64,
    photos: &[Hash],
    at: Instant,
) -> Result<(), StoreError> {
    for (place, hash) in (0..).zip(photos) {
        let photo = ToldPhoto { stage, hash: *hash, seq, place, at };
        tx.execute(&ADD_PHOTO, params![city, case].and(photo_values(&photo))).await?;
    }
    Ok(())
}

/// The event's number leaves room for a hundred photos, so that no count has to be read first. A report of what was fixed on the spot
/// brings photos of two stages.
const fn position(photo: &ToldPhoto) -> i64 {
    photo.seq * 100 + photo.place + if matches!(photo.stage, PhotoStage::After) { 50 } else { 0 }
}

pub async fn photos_of(db: &Db, city: CityId, case: CaseId) -> Result<Vec<PhotoRow>, StoreError> {
    db.rows(&PHOTOS_OF, params![city, case])
        .await?
        .iter()
        .map(|row| {
            Ok(PhotoRow {
                hash: row.hash("file_hash")?,
                stage: row.code("stage", PhotoStage::parse)?,
                seq: row.int("seq")?,
                at: row.instant("at")?,
                taken_at: row.opt_text("taken_at")?,
                width: row.int("width")?,
                height: row.int("height")?,
            })
        })
        .collect()
}

/// The number of another case that shows the same picture: a photo used twice is flagged.
pub async fn used_elsewhere(db: &Db, city: CityId, hash: &Hash, case: CaseId) -> Result<Option<i64>, StoreError> {
    db.row(&USED_ELSEWHERE, params![city, hash, case]).await?.map(|row| row.int("number")).transpose()
}

/// The first photo before and the last one after, of each case that has any.
pub type Pairs = HashMap<CaseId, (Option<Hash>, Option<Hash>)>;

/// One statement for many cases.
pub async fn pairs_of(db: &Db, city: CityId, cases: &[CaseId]) -> Result<Pairs, StoreError> {
    if cases.is_empty() {
        return Ok(Pairs::new());
    }
    let mut values: Vec<Value> = vec![city.into()];
    values.extend(cases.iter().map(|case| (*case).into()));
    let places: Vec<String> = (2..=values.len()).map(|place| format!("${place}")).collect();
    let text = format!(
        "SELECT case_id, stage, file_hash FROM case_photos WHERE city_id = $1 AND case_id IN ({}) \
         AND stage IN ('before', 'after') ORDER BY case_id, position",
        places.join(", ")
    );
    let mut pairs = Pairs::new();
    for row in db.rows(Built { name: "store::cases::pairs_of", text }, Params(values)).await? {
        let pair = pairs.entry(row.id("case_id", CaseId)?).or_default();
        let hash = row.hash("file_hash")?;
        if row.code("stage", PhotoStage::parse)? == PhotoStage::After {
            pair.1 = Some(hash);
        } else {
            pair.0 = pair.0.or(Some(hash));
        }
    }
    Ok(pairs)
}
