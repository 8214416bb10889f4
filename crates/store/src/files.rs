//! What is known of stored photos. Their bytes lie on the shelf of the files crate.

use changxiao_domain::{
    ids::{CityId, PostId},
    time::Instant,
};

use crate::{Db, StoreError, Tx, columns, legible::Legible, params, sql};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    pub hash: [u8; 32],
    pub mime: String,
    pub size: i64,
    pub width: i64,
    pub height: i64,
    /// As the camera wrote it: city time without zone.
    pub taken_at: Option<String>,
    pub uploaded_at: Instant,
    pub post: Option<PostId>,
}

columns! {
    /// The columns of `files` behind the city.
    FILE_COLUMNS, file_values(file: &FileRow) {
        file_hash = file.hash,
        mime = &file.mime,
        size = file.size,
        width = file.width,
        height = file.height,
        taken_at = file.taken_at.clone(),
        uploaded_at = file.uploaded_at,
        post_id = file.post,
    }
}

sql! {
    PUT_FILE = (FILE_COLUMNS "
        INSERT INTO files (city_id, {})
        VALUES ($1, {$2})
        ON CONFLICT (city_id, file_hash) DO NOTHING");
    FIND_FILE = (FILE_COLUMNS "
        SELECT {}
        FROM files
        WHERE city_id = $1 AND file_hash = $2");
    KNOWN_BETWEEN = "
        SELECT file_hash
        FROM files
        WHERE city_id = $1 AND file_hash >= $2 AND file_hash <= $3";
    COUNT = "SELECT COUNT(*) AS n FROM files";
    AFTER = "
        SELECT city_id, file_hash
        FROM files
        WHERE (city_id, file_hash) > ($1, $2)
        ORDER BY city_id, file_hash
        LIMIT $3";
}

/// How many photos all cities know.
pub async fn count(db: &Db) -> Result<i64, StoreError> {
    db.row(&COUNT, params![]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// A page of what all cities know: city and hash, from the one after `after` on.
pub async fn hashes_after(
    db: &Db,
    after: Option<(CityId, [u8; 32])>,
    most: i64,
) -> Result<Vec<(CityId, [u8; 32])>, StoreError> {
    let (city, hash) = after.map_or((CityId(-1), Vec::new()), |(city, hash)| (city, hash.to_vec()));
    let rows = db.rows(&AFTER, params![city, hash, most]).await?;
    rows.iter().map(|row| Ok((CityId(row.int("city_id")?), row.hash("file_hash")?))).collect()
}

/// The same content again keeps its first row.
pub async fn put(tx: &mut Tx, city: CityId, file: &FileRow) -> Result<(), StoreError> {
    let values = params![city].and(file_values(file));
    tx.execute(&PUT_FILE, values).await?;
    Ok(())
}

pub async fn find(db: &Db, city: CityId, hash: &[u8; 32]) -> Result<Option<FileRow>, StoreError> {
    let Some(row) = db.row(&FIND_FILE, params![city, hash]).await? else { return Ok(None) };
    Ok(Some(FileRow {
        hash: row.hash("file_hash")?,
        mime: row.text("mime")?,
        size: row.int("size")?,
        width: row.int("width")?,
        height: row.int("height")?,
        taken_at: row.opt_text("taken_at")?,
        uploaded_at: row.instant("uploaded_at")?,
        post: row.opt_id("post_id", PostId)?,
    }))
}

/// The hashes of a city's photos from one to the other.
pub async fn known_between(
    db: &Db,
    city: CityId,
    from: &[u8; 32],
    to: &[u8; 32],
) -> Result<Legible<[u8; 32]>, StoreError> {
    let rows = db.rows(&KNOWN_BETWEEN, params![city, from, to]).await?;
    Legible::of(&rows, |row| row.name("file_hash"), |row| row.hash("file_hash"))
}
