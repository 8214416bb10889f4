//! A city's own campaigns.

use changxiao_domain::{evidence::Tag, ids::CityId};

use crate::{Db, StoreError, Tx, columns, params, sql};

columns! {
    COLUMNS, values(tag: &Tag) {
        code = &tag.code,
        name_zh = &tag.zh,
        name_en = &tag.en,
        since = tag.since,
        source_zh = &tag.source_zh,
        source_en = &tag.source_en,
    }
}

sql! {
    ALL = (COLUMNS "
        SELECT {}
        FROM evidence_campaigns
        WHERE city_id = $1
        ORDER BY since, code");
    ADD = (COLUMNS "
        INSERT INTO evidence_campaigns (city_id, {})
        VALUES ($1, {$2})
        ON CONFLICT (city_id, code) DO NOTHING");
}

/// In the order in which the city named them.
pub async fn campaigns(db: &Db, city: CityId) -> Result<Vec<Tag>, StoreError> {
    let rows = db.rows(&ALL, params![city]).await?;
    let tag = |row: &crate::engine::Row| {
        Ok(Tag {
            code: row.text("code")?,
            zh: row.text("name_zh")?,
            en: row.text("name_en")?,
            since: row.day("since")?,
            source_zh: row.text("source_zh")?,
            source_en: row.text("source_en")?,
        })
    };
    rows.iter().map(tag).collect()
}

/// `false`: the city has one of this code.
pub async fn add_campaign(tx: &mut Tx, city: CityId, tag: &Tag) -> Result<bool, StoreError> {
    Ok(tx.execute(&ADD, params![city].and(values(tag))).await? > 0)
}
