//! The benchmark's own city: an office and a department, a few divisions, the shipped categories, an account and its tokens.

use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD};
use changxiao_app::{
    App,
    cities::found::{FoundCity, found as found_city},
    orgs::{UnitDraft, add_unit::add_unit},
    people::{
        add_person::{AddPerson, add_person},
        add_post::{AddPost, add_post},
        issue_token::{IssueToken, issue_token},
    },
};
use changxiao_demo::pictures::{Phase, PictureKind, draw};
use changxiao_domain::{
    calendar::Limit,
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::{Actor, Role, Scope, UnitKind},
};
use changxiao_store::{
    divisions::{self, DivisionRow},
    people,
};

#[derive(Clone)]
pub struct BenchCity {
    pub id: CityId,
    pub office: UnitId,
    pub person: PersonId,
    pub post: PostId,
    pub login: String,
    pub password: String,
    pub token: String,
    /// Code of the department that handles.
    pub department: &'static str,
    /// All departments; the stored cases are spread over them.
    pub departments: Vec<UnitId>,
    /// A handler's account in that department.
    pub handler_login: String,
    pub handler_password: String,
    pub handler_token: String,
    pub checker_token: String,
    /// Padded codes of streets.
    pub divisions: Vec<i64>,
    /// Code, limit and name.
    pub categories: Vec<(String, Limit, String)>,
    photo: std::sync::Arc<Vec<u8>>,
}

const CITY: CityId = CityId(3506);
const STREETS: i64 = 20;
const DEPARTMENT: &str = "bench-department";
const DEPARTMENTS: i64 = 20;
/// The photo is filled up to this with a comment, which JPEG allows anywhere before the picture.
const PHOTO_BYTES: usize = 100_000;

pub async fn found(app: &App) -> anyhow::Result<BenchCity> {
    let new =
        FoundCity { id: CITY, name: "基准市".to_owned(), name_en: "Benchmark".to_owned(), demonstration: true };
    let first = found_city(app, new).await?;
    let street = |place: i64| DivisionRow {
        code: 350_602_000_000 + place * 1000,
        level: "township".to_owned(),
        name: format!("第 {place} 街道"),
        parent: Some(350_602_000_000),
        edition: "benchmark".to_owned(),
    };
    let above = |code: i64, level: &str, name: &str, parent: Option<i64>| DivisionRow {
        code,
        level: level.to_owned(),
        name: name.to_owned(),
        parent,
        edition: "benchmark".to_owned(),
    };
    let mut rows = vec![
        above(350_000_000_000, "province", "福建省", None),
        above(350_600_000_000, "prefecture", "基准市", Some(350_000_000_000)),
        above(350_602_000_000, "county", "芗城区", Some(350_600_000_000)),
    ];
    rows.extend((1..=STREETS).map(street));
    let mut tx = app.db().begin().await?;
    divisions::put(&mut tx, CITY, rows.into_iter()).await?;
    tx.commit().await?;
    app.refresh_model(CITY).await?;

    let model = app.model(CITY).await?;
    let admin = Actor {
        city: CITY,
        person: first.person,
        post: PostId(first.person.0),
        unit: first.office,
        role: Role::SystemAdmin,
        division: None,
        scope: Scope::WholeCity,
        program: None,
        address: None,
    };
    let (person, password) = account(app, &admin, "bench", "基准").await?;
    let (handler, handler_password) = account(app, &admin, "bench-handler", "基准承办").await?;
    for place in 1..=DEPARTMENTS {
        let draft = UnitDraft {
            code: department_code(place),
            name: format!("基准城管局 {place} 科"),
            kind: UnitKind::Department.code().to_owned(),
            from: model.day.to_string(),
            ..UnitDraft::default()
        };
        add_unit(app, &admin, &draft).await?;
    }
    let model = app.model(CITY).await?;
    let department = model.units.by_code(DEPARTMENT).context("the department is gone")?.id;
    let departments = (1..=DEPARTMENTS)
        .map(|place| {
            let code = department_code(place);
            model.units.by_code(&code).map(|unit| unit.id).with_context(|| format!("{code} is gone"))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let post = AddPost {
        person: handler,
        unit: department,
        role: Role::Handler,
        title: "承办岗".to_owned(),
        from: model.day,
        deputy_of: None,
    };
    add_post(app, &admin, post).await?;
    let security = Actor { role: Role::SecurityAdmin, ..admin.clone() };
    let mut posts = Vec::new();
    for (unit, role, title) in [
        (first.office, Role::Office, "受理岗"),
        (department, Role::Handler, "承办岗"),
        (first.office, Role::Checker, "核查岗"),
    ] {
        let post = AddPost { person, unit, role, title: title.to_owned(), from: model.day, deputy_of: None };
        let post = add_post(app, &admin, post).await?.post().context("the post waits")?;
        let token = IssueToken {
            post,
            name: "bench".to_owned(),
            scopes: ["read", "report", "handle"].map(str::to_owned).to_vec(),
            days: 1,
            request_key: String::new(),
        };
        let (id, token) = issue_token(app, &security, token).await?;
        let mut tx = app.db().begin().await?;
        people::accept_token(&mut tx, CITY, id, app.now()).await?;
        tx.commit().await?;
        posts.push((post, token));
    }
    let [(post, token), (_, handler_token), (_, checker_token)] =
        posts.try_into().map_err(|_| anyhow::anyhow!("a post is missing"))?;
    let categories = model
        .categories
        .categories
        .iter()
        .filter_map(|category| Some((category.code.to_string(), category.limit(None)?, category.name_zh.clone())))
        .collect();
    Ok(BenchCity {
        id: CITY,
        office: first.office,
        person,
        post,
        login: "bench".to_owned(),
        password,
        token,
        department: DEPARTMENT,
        departments,
        handler_login: "bench-handler".to_owned(),
        handler_password,
        handler_token,
        checker_token,
        divisions: (1..=STREETS).map(|place| 350_602_000_000 + place * 1000).collect(),
        categories,
        photo: std::sync::Arc::new(photo()),
    })
}

fn department_code(place: i64) -> String {
    if place == 1 { DEPARTMENT.to_owned() } else { format!("{DEPARTMENT}-{place}") }
}

/// An account whose one-time password is used as it is: it lives as long as the run.
async fn account(app: &App, admin: &Actor, login: &str, name: &str) -> anyhow::Result<(PersonId, String)> {
    let new = AddPerson { login: login.to_owned(), name: name.to_owned() };
    let (person, password) = add_person(app, admin, new).await?;
    let mut row = people::by_id(app.db(), CITY, person).await?.context("no account")?;
    row.must_change = false;
    let mut tx = app.db().begin().await?;
    people::save(&mut tx, CITY, &row).await?;
    tx.commit().await?;
    Ok((person, password))
}

/// About 600 bytes of words, so that a whole case with its columns is about 0.9 kB.
pub fn text_of(seed: u64) -> String {
    const SENTENCE: &str = "巡查发现路面有积存垃圾，影响通行和市容，已拍照，附近有公交站和学校。";
    format!("{seed:016x} {}", SENTENCE.repeat(6))
}

impl BenchCity {
    /// The JSON of a report.
    pub fn report_body(&self, place: u64, sent: u64) -> String {
        let seed = place * 1_000_003 + sent;
        let at = |count: usize| usize::try_from(seed).unwrap_or(0) % count;
        serde_json::json!({
            "category": self.categories[at(self.categories.len())].0,
            "division": (self.divisions[at(self.divisions.len())] / 1000).to_string(),
            "place": "延安北路 12 号门前",
            "text": text_of(seed),
        })
        .to_string()
    }

    /// A report whose text begins with a word that no other case holds, and this word.
    pub fn report_of_life(&self, life: u64) -> (String, serde_json::Value) {
        let at = |count: usize| usize::try_from(life).unwrap_or(0) % count;
        // Far from the words of the cases that fill the database.
        let seed = life | 0xB000_0000_0000_0000;
        let body = serde_json::json!({
            "category": self.categories[at(self.categories.len())].0,
            "division": (self.divisions[at(self.divisions.len())] / 1000).to_string(),
            "place": "延安北路 12 号门前",
            "text": text_of(seed),
        });
        (format!("{seed:016x}"), body)
    }

    /// A multipart report with one photo that is like no other.
    pub fn report_with_photo(&self, place: u64, sent: u64) -> (String, Vec<u8>) {
        let boundary = "changxiao-bench-boundary";
        let mut body = Vec::with_capacity(PHOTO_BYTES + 2000);
        let mut field = |head: String, content: &[u8]| {
            body.extend_from_slice(
                format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        field("name=\"json\"".to_owned(), self.report_body(place, sent).as_bytes());
        let mut photo = (*self.photo).clone();
        // Eight bytes of the comment make it another file.
        photo[6..14].copy_from_slice(&(place * 1_000_000_007 + sent).to_be_bytes());
        field("name=\"photo\"; filename=\"photo.jpg\"\r\nContent-Type: image/jpeg".to_owned(), &photo);
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), body)
    }
}

/// A drawn photo with comments up to the wanted size.
fn photo() -> Vec<u8> {
    let drawn = draw(PictureKind::Rubbish, 7, Phase::Before);
    let mut photo = drawn[..2].to_vec();
    let mut missing = PHOTO_BYTES.saturating_sub(drawn.len());
    let noise = STANDARD.encode(&drawn);
    while missing > 20 {
        let length = missing.min(60_000);
        photo.extend_from_slice(&[0xFF, 0xFE]);
        photo.extend_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
        photo.extend(noise.bytes().cycle().take(length - 2));
        missing = missing.saturating_sub(length + 2);
    }
    photo.extend_from_slice(&drawn[2..]);
    photo
}

#[cfg(test)]
mod tests {
    use super::{PHOTO_BYTES, photo};

    #[test]
    fn the_photo_has_the_size_it_is_named_by_and_is_still_a_jpeg() {
        let photo = photo();
        assert!((PHOTO_BYTES - 100..PHOTO_BYTES + 100).contains(&photo.len()), "{} bytes", photo.len());
        assert!(photo.starts_with(&[0xFF, 0xD8]) && photo.ends_with(&[0xFF, 0xD9]));
    }
}
