//! Documents by the hash of their content: those of the city, and those that ship, kept since they were first used.

use changxiao_domain::{
    ids::{CityId, PersonId},
    matters::{Code, LoadedDocument},
    sealing::Hash,
    time::Instant,
};

use crate::{Db, StoreError, Tx, engine::Row, params, sql};

sql! {
    IN_USE = "
        SELECT document_hash, document
        FROM procedures
        WHERE city_id = $1 AND in_use = 1
        ORDER BY procedure_key, document_hash";
    OWN = "
        SELECT document_hash, document, in_use, changed_at, written_by, confirmed_by, based_hash
        FROM procedures
        WHERE city_id = $1 AND is_own = 1
        ORDER BY procedure_key, changed_at, document_hash";
    OPEN_BY_DOCUMENT = "
        SELECT counted.document_hash, kept.procedure_key, kept.edition, counted.n
        FROM (
            SELECT document_hash, COUNT(*) AS n
            FROM matters
            WHERE city_id = $1 AND is_open = 1 AND level = 'whole'
            GROUP BY document_hash
        ) AS counted
        JOIN procedures AS kept ON kept.city_id = $1 AND kept.document_hash = counted.document_hash
        ORDER BY kept.procedure_key, kept.edition, counted.document_hash";
    BEGUN = "
        SELECT document_hash
        FROM matters
        WHERE city_id = $1 AND procedure_key = $2 AND document_hash = $3
        LIMIT 1";
    KEEP = "
        INSERT INTO procedures (city_id, document_hash, procedure_key, edition, document, is_own, in_use, changed_at, version)
        VALUES                 ($1,      $2,            $3,            $4,      $5,       0,      0,      $6,         1)
        ON CONFLICT (city_id, document_hash) DO NOTHING";
    RETIRE = "
        UPDATE procedures SET in_use = 0, changed_at = $3, version = version + 1
        WHERE city_id = $1 AND procedure_key = $2 AND in_use = 1";
    RETIRE_ONE = "
        UPDATE procedures SET in_use = 0, changed_at = $3, version = version + 1
        WHERE city_id = $1 AND document_hash = $2 AND in_use = 1";
    PUT_OWN = "
        INSERT INTO procedures (city_id, document_hash, procedure_key, edition, document, is_own, in_use, changed_at, version,
                                written_by, confirmed_by, based_hash)
        VALUES                 ($1,      $2,            $3,            $4,      $5,       1,      1,      $6,         1,
                                $7,         $8,           $9)
        ON CONFLICT (city_id, document_hash) DO UPDATE
        SET is_own = 1, in_use = 1, changed_at = $6, version = procedures.version + 1,
            written_by = $7, confirmed_by = $8, based_hash = $9";
}

/// A document of the city.
pub struct ProcedureRow {
    pub hash: Hash,
    pub document: String,
}

/// An edition of the city's own, in use or not any more.
pub struct OwnEdition {
    pub hash: Hash,
    pub document: String,
    pub in_use: bool,
    pub changed_at: Instant,
    pub hands: Hands,
}

/// Who made an edition what it is, and out of what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hands {
    /// Nobody where the owner of the machine brought it.
    pub written_by: Vec<PersonId>,
    pub confirmed_by: Option<PersonId>,
    /// The edition that shipped when it was begun.
    pub based_on: Option<Hash>,
}

/// How many matters are open by an edition.
pub struct OpenCount {
    pub hash: Hash,
    pub key: String,
    pub edition: String,
    pub open: i64,
}

/// The documents that the city works by; several of one key, where a later day has another.
pub async fn in_use(db: &Db, city: CityId) -> Result<Vec<ProcedureRow>, StoreError> {
    let row = |row: &Row| Ok(ProcedureRow { hash: row.hash("document_hash")?, document: row.text("document")? });
    db.rows(&IN_USE, params![city]).await?.iter().map(row).collect()
}

/// Every edition that the city ever made its own, the oldest of a key first.
pub async fn own_editions(db: &Db, city: CityId) -> Result<Vec<OwnEdition>, StoreError> {
    let row = |row: &Row| {
        Ok(OwnEdition {
            hash: row.hash("document_hash")?,
            document: row.text("document")?,
            in_use: row.flag("in_use")?,
            changed_at: row.instant("changed_at")?,
            hands: Hands {
                written_by: people(&row.text("written_by")?)?,
                confirmed_by: people(&row.text("confirmed_by")?)?.first().copied(),
                based_on: row.opt_hash("based_hash")?,
            },
        })
    };
    db.rows(&OWN, params![city]).await?.iter().map(row).collect()
}

/// How many matters are open by each edition that any is open by.
pub async fn open_by_document(db: &Db, city: CityId) -> Result<Vec<OpenCount>, StoreError> {
    let row = |row: &Row| {
        Ok(OpenCount {
            hash: row.hash("document_hash")?,
            key: row.text("procedure_key")?,
            edition: row.text("edition")?,
            open: row.int("n")?,
        })
    };
    db.rows(&OPEN_BY_DOCUMENT, params![city]).await?.iter().map(row).collect()
}

/// Whether something was begun by an edition.
pub async fn was_used(db: &Db, city: CityId, key: Code, hash: &Hash) -> Result<bool, StoreError> {
    Ok(db.row(&BEGUN, params![city, key.as_str(), hash]).await?.is_some())
}

/// Keeps a document that is used, once.
pub async fn keep(tx: &mut Tx, city: CityId, kept: &LoadedDocument, at: Instant) -> Result<(), StoreError> {
    let document = &kept.document;
    let values = params![city, kept.hash, document.key.as_str(), &document.edition, document.written(), at];
    tx.execute(&KEEP, values).await?;
    Ok(())
}

/// What ships stands under this key again; what was begun by the city's own goes on by it. Gives how many editions that were.
pub async fn retire(tx: &mut Tx, city: CityId, key: Code, at: Instant) -> Result<u64, StoreError> {
    tx.execute(&RETIRE, params![city, key.as_str(), at]).await
}

/// The same for one edition: what stood before it stands again. Gives whether it was in use.
pub async fn retire_one(tx: &mut Tx, city: CityId, hash: &Hash, at: Instant) -> Result<bool, StoreError> {
    Ok(tx.execute(&RETIRE_ONE, params![city, hash, at]).await? > 0)
}

/// Puts the city's own document beside whatever stands under its key; from its first day on it stands before that.
pub async fn put_own(
    tx: &mut Tx,
    city: CityId,
    kept: &LoadedDocument,
    hands: &Hands,
    at: Instant,
) -> Result<(), StoreError> {
    let document = &kept.document;
    let values = params![
        city,
        kept.hash,
        document.key.as_str(),
        &document.edition,
        document.written(),
        at,
        written(&hands.written_by),
        hands.confirmed_by.map_or_else(String::new, |person| person.to_string()),
        hands.based_on,
    ];
    tx.execute(&PUT_OWN, values).await?;
    Ok(())
}

/// Ids with blanks between them.
pub(super) fn written(people: &[PersonId]) -> String {
    people.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Errors: one of them is no id.
pub(super) fn people(text: &str) -> Result<Vec<PersonId>, StoreError> {
    let one = |id: &str| id.parse().map_err(|_| StoreError::content("written_by", "ids of people"));
    text.split_whitespace().map(one).collect()
}
