//! Founds a city: its row, and the first administrator with a one-time password.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::{Role, UnitKind},
    text::cleaned,
    time::DEFAULT_ZONE,
};
use changxiao_store::{
    StoreError,
    cities::{self, City},
    orgs::{self, UnitRow},
    people::{self, PersonRow, PostRow},
};

use changxiao_words::{Key, Lang, keys, say};

use crate::{App, AppError, chance::bytes, people::add_person::one_time_password};

/// The codes of the two units that every city begins with: headquarters and office.
pub const FOUNDED_UNITS: [&str; 2] = ["HQ", "OFFICE"];

pub struct FoundCity {
    /// Division code of a prefecture (4 digits) or a county (6 digits).
    pub id: CityId,
    pub name: String,
    pub name_en: String,
    pub demonstration: bool,
}

/// The sign-in of the first administrator. The password is shown once, kept nowhere, and must be changed.
pub struct FirstSignIn {
    pub login: String,
    pub password: String,
    pub person: PersonId,
    pub office: UnitId,
}

/// Founds the first city of an empty database. Two servers that start at once over one agree: the second finds what the first has founded.
pub async fn found_first(app: &App, new: FoundCity) -> Result<Option<FirstSignIn>, AppError> {
    if !cities::all(app.db()).await?.is_empty() {
        return Ok(None);
    }
    found_beside(app, new).await
}

/// Founds a city whatever others there are, and touches none of them. `None`: somebody has founded this one meanwhile.
pub async fn found_beside(app: &App, new: FoundCity) -> Result<Option<FirstSignIn>, AppError> {
    match found(app, new).await {
        Err(AppError::Store(StoreError::Exists { .. })) => Ok(None),
        founded => founded.map(Some),
    }
}

/// Founds the city with headquarters, office and one system administrator. No password is fixed anywhere.
///
/// Errors: the field `city`: a code that means another one, such as 350600, which is 3506; its divisions would lie outside of it.
pub async fn found(app: &App, new: FoundCity) -> Result<FirstSignIn, AppError> {
    if let Ok(code) = DivisionCode::new(new.id.0)
        && code.widest() != code
    {
        return Err(AppError::field("city", say!(founding_city_code_wrong, code = code.to_string())));
    }
    let now = app.now();
    let day = now
        .in_zone(
            &changxiao_domain::calendar::Calendar::zone_named(DEFAULT_ZONE)
                .map_err(|problem| AppError::Broken(problem.to_string()))?,
        )
        .date();
    let city = City {
        id: new.id,
        code: new.id.to_string(),
        name: cleaned(new.name),
        name_en: cleaned(new.name_en),
        zone: DEFAULT_ZONE.to_owned(),
        model_version: 1,
        demonstration: new.demonstration,
        founded_at: now,
    };
    let unit = |code: &str, name: Key, kind: UnitKind, parent: Option<UnitId>| UnitRow {
        id: app.new_id(UnitId),
        code: code.to_owned(),
        name: name.text(Lang::RECORDS).to_owned(),
        name_en: name.text(Lang::RECORDS.other_of_data()).to_owned(),
        kind: kind.code().to_owned(),
        parent,
        division: None,
        areas: Vec::new(),
        valid_from: day,
        valid_until: None,
        version: 1,
    };
    let headquarters = unit(FOUNDED_UNITS[0], keys::cities_headquarters, UnitKind::Headquarters, None);
    let office = unit(FOUNDED_UNITS[1], keys::cities_office, UnitKind::Office, Some(headquarters.id));
    let password = one_time_password(app.chance());
    let hash = app.hashing().hash(&password, bytes(app.chance())).await?;
    let person =
        PersonRow::new(app.new_id(PersonId), "admin", keys::cities_administrator.text(Lang::RECORDS), hash, now);
    let post = PostRow {
        id: app.new_id(PostId),
        person: person.id,
        unit: office.id,
        role: Role::SystemAdmin.code().to_owned(),
        title: keys::cities_administrator_post.text(Lang::RECORDS).to_owned(),
        deputy_of: None,
        valid_from: day,
        valid_until: None,
        version: 1,
    };
    let mut tx = app.db().begin().await?;
    cities::found(&mut tx, &city).await?;
    orgs::insert_unit(&mut tx, city.id, &headquarters).await?;
    orgs::insert_unit(&mut tx, city.id, &office).await?;
    people::insert(&mut tx, city.id, &person).await?;
    people::insert_post(&mut tx, city.id, &post).await?;
    tx.commit().await?;
    Ok(FirstSignIn { login: person.login, password, person: person.id, office: office.id })
}
