//! How far a city is set up.

use changxiao_domain::{founding::Facts, ids::CityId};

use crate::{Db, StoreError, params, sql};

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
