//! Who people are in the city's own directory.

use changxiao_domain::{
    ids::{CityId, PersonId},
    orgs::Identity,
    time::Instant,
};

use crate::{
    Db, StoreError, Tx,
    engine::Row,
    nodes::{News, tell},
    params, sql,
};

/// Who a person is in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    pub person: PersonId,
    pub identity: Identity,
    /// `None`: the owner of the machine.
    pub linked_by: Option<PersonId>,
    pub linked_at: Instant,
}

sql! {
    LINK_OF = "
        SELECT person_id, issuer, claim, subject, linked_by, linked_at
        FROM directory_links
        WHERE city_id = $1 AND person_id = $2";
    LINK_BY_IDENTITY = "
        SELECT person_id, issuer, claim, subject, linked_by, linked_at
        FROM directory_links
        WHERE city_id = $1 AND issuer = $2 AND claim = $3 AND subject = $4";
    COUNT_LINKS = "SELECT COUNT(*) AS n FROM directory_links WHERE city_id = $1";
    PUT_LINK = "
        INSERT INTO directory_links (city_id, person_id, issuer, claim, subject, linked_by, linked_at)
        VALUES                      ($1,      $2,        $3,     $4,    $5,      $6,        $7)";
    MARK_LINKED = "
        UPDATE people SET directory_at = $3, version = version + 1
        WHERE city_id = $1 AND person_id = $2";
    REMOVE_LINK = "DELETE FROM directory_links WHERE city_id = $1 AND person_id = $2";
    MARK_UNLINKED = "
        UPDATE people SET directory_at = NULL, version = version + 1
        WHERE city_id = $1 AND person_id = $2 AND directory_at IS NOT NULL";
    REMOVE_LINKS = "DELETE FROM directory_links WHERE city_id = $1";
    MARK_ALL_UNLINKED = "
        UPDATE people SET directory_at = NULL, version = version + 1
        WHERE city_id = $1 AND directory_at IS NOT NULL";
}

pub async fn link_of(db: &Db, city: CityId, person: PersonId) -> Result<Option<LinkRow>, StoreError> {
    db.row(&LINK_OF, params![city, person]).await?.as_ref().map(link).transpose()
}

pub async fn by_identity(db: &Db, city: CityId, identity: &Identity) -> Result<Option<LinkRow>, StoreError> {
    let Identity { issuer, claim, subject } = identity;
    db.row(&LINK_BY_IDENTITY, params![city, issuer, claim, subject]).await?.as_ref().map(link).transpose()
}

/// How many people are linked.
pub async fn count(db: &Db, city: CityId) -> Result<i64, StoreError> {
    db.row(&COUNT_LINKS, params![city]).await?.map_or(Ok(0), |row| row.int("n"))
}

/// Links a person, in the place of what was linked before.
///
/// Errors: [`StoreError::Exists`] where somebody else is linked to this identity.
pub async fn put(tx: &mut Tx, city: CityId, row: &LinkRow) -> Result<(), StoreError> {
    tx.execute(&REMOVE_LINK, params![city, row.person]).await?;
    let Identity { issuer, claim, subject } = &row.identity;
    tx.execute(&PUT_LINK, params![city, row.person, issuer, claim, subject, row.linked_by, row.linked_at]).await?;
    tx.execute(&MARK_LINKED, params![city, row.person, row.linked_at]).await?;
    tell(tx, city, News::Person(row.person));
    Ok(())
}

/// Unlinks a person; false when nothing was linked.
pub async fn remove(tx: &mut Tx, city: CityId, person: PersonId) -> Result<bool, StoreError> {
    let removed = tx.execute(&REMOVE_LINK, params![city, person]).await?;
    tx.execute(&MARK_UNLINKED, params![city, person]).await?;
    tell(tx, city, News::Person(person));
    Ok(removed > 0)
}

/// Unlinks everybody; gives how many that were.
pub async fn remove_all(tx: &mut Tx, city: CityId) -> Result<u64, StoreError> {
    let removed = tx.execute(&REMOVE_LINKS, params![city]).await?;
    if tx.execute(&MARK_ALL_UNLINKED, params![city]).await? > 0 {
        tell(tx, city, News::Everybody);
    }
    Ok(removed)
}

fn link(row: &Row) -> Result<LinkRow, StoreError> {
    Ok(LinkRow {
        person: row.id("person_id", PersonId)?,
        identity: Identity { issuer: row.text("issuer")?, claim: row.text("claim")?, subject: row.text("subject")? },
        linked_by: row.opt_id("linked_by", PersonId)?,
        linked_at: row.instant("linked_at")?,
    })
}
