//! A city, the version of its model, and its settings.

use changxiao_domain::{
    ids::CityId,
    time::{Day, Instant},
};

use changxiao_words::Lang;

use crate::{Db, StoreError, Tx, engine::Row, nodes, params, sql};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct City {
    pub id: CityId,
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub zone: String,
    pub model_version: i64,
    pub demonstration: bool,
    pub founded_at: Instant,
}

impl City {
    pub fn name_in(&self, lang: Lang) -> &str {
        lang.of_names(&self.name, &self.name_en)
    }
}

/// A limit, weight or rule that is data: a JSON document with its date and source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub key: String,
    pub document: String,
    pub source: String,
    pub effective_from: Day,
    pub version: i64,
}

sql! {
    ALL_CITIES = "
        SELECT city_id, code, name, name_en, zone, model_version, demonstration, founded_at
        FROM cities
        ORDER BY city_id";
    FOUND_CITY = "
        INSERT INTO cities (city_id, code, name, name_en, zone, model_version, demonstration, founded_at)
        VALUES             ($1,      $2,   $3,   $4,      $5,   1,             $6,            $7)";
    MODEL_VERSION = "SELECT model_version FROM cities WHERE city_id = $1";
    ALL_SETTINGS = "
        SELECT key, document, source, effective_from, version
        FROM settings
        WHERE city_id = $1
        ORDER BY key";
    PUT_SETTING = "
        INSERT INTO settings (city_id, key, document, source, effective_from, version)
        VALUES               ($1,      $2,  $3,       $4,     $5,             1)
        ON CONFLICT (city_id, key) DO UPDATE
        SET document = excluded.document, source = excluded.source, effective_from = excluded.effective_from,
            version = settings.version + 1
        WHERE settings.version = $6";
}

pub async fn all(db: &Db) -> Result<Vec<City>, StoreError> {
    db.rows(&ALL_CITIES, params![]).await?.iter().map(city).collect()
}

pub async fn found(tx: &mut Tx, city: &City) -> Result<(), StoreError> {
    let values =
        params![city.id, &city.code, &city.name, &city.name_en, &city.zone, city.demonstration, city.founded_at];
    tx.execute(&FOUND_CITY, values).await?;
    Ok(())
}

pub async fn model_version(db: &Db, city: CityId) -> Result<Option<i64>, StoreError> {
    db.row(&MODEL_VERSION, params![city]).await?.map(|row| row.int("model_version")).transpose()
}

/// Says that reference data changed, so that every server loads the model anew.
pub fn touch_model(tx: &mut Tx, city: CityId) {
    nodes::touch_model(tx, city);
}

pub async fn settings(db: &Db, city: CityId) -> Result<Vec<Setting>, StoreError> {
    db.rows(&ALL_SETTINGS, params![city])
        .await?
        .iter()
        .map(|row| {
            Ok(Setting {
                key: row.text("key")?,
                document: row.text("document")?,
                source: row.text("source")?,
                effective_from: row.day("effective_from")?,
                version: row.int("version")?,
            })
        })
        .collect()
}

/// Keeps a setting whose `version` was read (0: there was none). False: somebody else has changed it since.
pub async fn put_setting(tx: &mut Tx, city: CityId, setting: &Setting) -> Result<bool, StoreError> {
    let Setting { key, document, source, effective_from, version } = setting;
    let kept = tx.execute(&PUT_SETTING, params![city, key, document, source, *effective_from, *version]).await?;
    Ok(kept == 1)
}

fn city(row: &Row) -> Result<City, StoreError> {
    Ok(City {
        id: CityId(row.int("city_id")?),
        code: row.text("code")?,
        name: row.text("name")?,
        name_en: row.text("name_en")?,
        zone: row.text("zone")?,
        model_version: row.int("model_version")?,
        demonstration: row.flag("demonstration")?,
        founded_at: row.instant("founded_at")?,
    })
}
