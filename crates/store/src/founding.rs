//! How far a city is set up, and the way back from a step on which nothing stands.

use changxiao_domain::{
    founding::{Facts, Step},
    ids::CityId,
    time::Instant,
};

use crate::{Db, StoreError, Tx, params, sql};

sql! {
    FOUNDING_FACTS = "
        SELECT (SELECT COUNT(*) FROM divisions WHERE city_id = $1) AS divisions,
               (SELECT COUNT(*) FROM outlines WHERE city_id = $1) AS outlines,
               (SELECT COUNT(*) FROM calendar_days WHERE city_id = $1) AS days,
               (SELECT COUNT(*) FROM systems WHERE city_id = $1) AS systems,
               (SELECT COUNT(*) FROM category_sets WHERE city_id = $1) AS category_sets,
               (SELECT COUNT(*) FROM units WHERE city_id = $1 AND code NOT IN ($2, $3)) AS units,
               (SELECT COUNT(*)
                FROM people p
                WHERE p.city_id = $1 AND NOT EXISTS (
                    SELECT 1
                    FROM posts a
                    WHERE a.city_id = p.city_id AND a.person_id = p.person_id
                      AND a.role IN ('system_admin', 'security_admin', 'auditor'))) AS people,
               (SELECT COUNT(*)
                FROM people p
                WHERE p.city_id = $1 AND p.last_seen_at IS NOT NULL AND NOT EXISTS (
                    SELECT 1
                    FROM posts a
                    WHERE a.city_id = p.city_id AND a.person_id = p.person_id
                      AND a.role IN ('system_admin', 'security_admin', 'auditor'))) AS seen,
               (SELECT COUNT(*) FROM sites WHERE city_id = $1) AS sites,
               (SELECT COUNT(*) FROM (SELECT 1 FROM visits WHERE city_id = $1 LIMIT 1) AS one) AS visits,
               (SELECT COUNT(*) FROM (SELECT 1 FROM cases WHERE city_id = $1 LIMIT 1) AS one) AS cases";
    FIRST_IMPORT = "SELECT MIN(at) AS at FROM imports WHERE city_id = $1 AND kind = $2";
    REMOVE_ALL_DIVISIONS = "DELETE FROM divisions WHERE city_id = $1";
    REMOVE_ALL_OUTLINES = "DELETE FROM outlines WHERE city_id = $1";
    REMOVE_ALL_DAYS = "DELETE FROM calendar_days WHERE city_id = $1";
    REMOVE_ALL_RESPONSIBILITIES = "DELETE FROM responsibilities WHERE city_id = $1";
    REMOVE_ALL_SYSTEMS = "DELETE FROM systems WHERE city_id = $1";
    REMOVE_ALL_CATEGORY_SETS = "DELETE FROM category_sets WHERE city_id = $1";
    REMOVE_ALL_DUTIES = "DELETE FROM duty_matrix WHERE city_id = $1";
    REMOVE_FOUNDED_UNITS = "DELETE FROM units WHERE city_id = $1 AND code NOT IN ($2, $3)";
    REMOVE_ALL_SITES = "DELETE FROM sites WHERE city_id = $1";
    REMOVE_POSTS_OF_WORK = "
        DELETE FROM posts
        WHERE city_id = $1 AND person_id NOT IN (
            SELECT a.person_id
            FROM posts a
            WHERE a.city_id = $1 AND a.role IN ('system_admin', 'security_admin', 'auditor'))";
    REMOVE_PEOPLE_WITHOUT_POST = "
        DELETE FROM people
        WHERE city_id = $1 AND person_id NOT IN (SELECT a.person_id FROM posts a WHERE a.city_id = $1)";
}

/// Counts everything that the steps bring. `kept` are the codes of headquarters and office, which the founding itself makes.
pub async fn facts(db: &Db, city: CityId, kept: [&str; 2]) -> Result<Facts, StoreError> {
    let row = db.row(&FOUNDING_FACTS, params![city, kept[0], kept[1]]).await?;
    let Some(row) = row else { return Ok(Facts::default()) };
    Ok(Facts {
        divisions: row.int("divisions")?,
        outlines: row.int("outlines")?,
        days: row.int("days")?,
        systems: row.int("systems")?,
        category_sets: row.int("category_sets")?,
        units: row.int("units")?,
        people: row.int("people")?,
        seen: row.int("seen")?,
        sites: row.int("sites")?,
        visits: row.int("visits")?,
        cases: row.int("cases")?,
    })
}

/// When a list of this kind was first imported.
pub async fn first_import(db: &Db, city: CityId, kind: &str) -> Result<Option<Instant>, StoreError> {
    match db.row(&FIRST_IMPORT, params![city, kind]).await? {
        Some(row) => row.opt_instant("at"),
        None => Ok(None),
    }
}

/// Takes back what a step brought; how many rows of it. Whether anything stands on it is to be asked before.
pub async fn undo(tx: &mut Tx, city: CityId, step: Step, kept: [&str; 2]) -> Result<u64, StoreError> {
    match step {
        Step::City | Step::Inspection => Ok(0),
        Step::Divisions => {
            tx.execute(&REMOVE_ALL_DUTIES, params![city]).await?;
            tx.execute(&REMOVE_ALL_DIVISIONS, params![city]).await
        }
        Step::Outlines => tx.execute(&REMOVE_ALL_OUTLINES, params![city]).await,
        Step::Holidays => tx.execute(&REMOVE_ALL_DAYS, params![city]).await,
        Step::Standard => {
            tx.execute(&REMOVE_ALL_RESPONSIBILITIES, params![city]).await?;
            tx.execute(&REMOVE_ALL_SYSTEMS, params![city]).await
        }
        Step::Filing => tx.execute(&REMOVE_ALL_CATEGORY_SETS, params![city]).await,
        Step::Units => {
            tx.execute(&REMOVE_ALL_RESPONSIBILITIES, params![city]).await?;
            tx.execute(&REMOVE_ALL_DUTIES, params![city]).await?;
            tx.execute(&REMOVE_FOUNDED_UNITS, params![city, kept[0], kept[1]]).await
        }
        Step::People => {
            tx.execute(&REMOVE_POSTS_OF_WORK, params![city]).await?;
            tx.execute(&REMOVE_PEOPLE_WITHOUT_POST, params![city]).await
        }
        Step::Sites => tx.execute(&REMOVE_ALL_SITES, params![city]).await,
    }
}
