//! The people of the demonstration: an office, inspectors and checkers, a handler and a head in every unit that handles
//! cases. A dozen of them can sign in; nobody knows the passwords of the others.

use std::collections::HashMap;

use changxiao_app::{
    App, AppError,
    chance::{Chance, bytes},
    cities::shipped::CityFile,
    people::{add_person::one_time_password, hashing::Hashing},
};
use changxiao_domain::{
    ids::{CityId, PersonId, PostId, UnitId},
    orgs::{Actor, Role, Scope, UnitKind},
};
use changxiao_store::people::{self, PersonRow, PostRow};

use super::{DemoPlan, Scale, SignIn, dice::Dice, founding::Base, words};

/// Who acts in the history.
pub(super) struct Cast {
    pub office: Actor,
    pub leader: Actor,
    pub dispatchers: Vec<Actor>,
    pub checkers: Vec<Actor>,
    pub inspectors: Vec<Actor>,
    pub handlers: HashMap<UnitId, Actor>,
    pub heads: HashMap<UnitId, PostId>,
    /// The same heads, where they sign something.
    pub signing: HashMap<UnitId, Actor>,
    /// The department whose handler and head can sign in.
    pub line: UnitId,
    pub sign_ins: Vec<SignIn>,
    pub people: u64,
}

/// Logins that are printed with a password, in the order of the loop.
pub(super) const SHOWN_LOGINS: [&str; 12] = [
    "office",
    "dispatcher",
    "inspector",
    "checker",
    "leader",
    "handler",
    "head",
    "town",
    "town-head",
    "auditor",
    "admin",
    "security",
];

/// A post that is to be filled. Several with the same login are posts of one person.
struct Opening {
    login: String,
    unit: UnitId,
    role: Role,
    title: String,
}

pub(super) async fn hire(
    app: &App,
    city: CityId,
    base: &Base,
    file: &CityFile,
    plan: &DemoPlan,
    secrets: &dyn Chance,
    progress: &impl Fn(&str, u64, u64),
) -> Result<Cast, AppError> {
    let mut dice = Dice::new(plan.seed, "people");
    let openings = openings(base, file, plan)?;
    let (mut rows, mut posts, mut sign_ins): (Vec<PersonRow>, Vec<(PostRow, Role)>, Vec<SignIn>) = Default::default();
    let mut by_login: HashMap<&str, PersonId> = HashMap::new();
    let strong = Hashing::strong();
    let many = openings.len() as u64;
    for (done, opening) in openings.iter().enumerate() {
        let person = match by_login.get(opening.login.as_str()) {
            Some(person) => *person,
            None => {
                let name = words::person(&mut dice);
                let id = app.new_id(PersonId);
                let is_shown = SHOWN_LOGINS.contains(&opening.login.as_str());
                let (hash, password) = if is_shown || plan.everybody {
                    let password = one_time_password(secrets);
                    let hashing = if is_shown { &strong } else { app.hashing() };
                    (hashing.hash(&password, bytes(secrets)).await?, Some(password))
                } else {
                    // Sixteen random bytes that are forgotten at once: a cheap hash of them is still beyond guessing.
                    let nobody_knows = uuid::Uuid::from_bytes(bytes(secrets)).to_string();
                    (app.hashing().hash(&nobody_knows, bytes(secrets)).await?, None)
                };
                if let Some(password) = password {
                    let unit = base
                        .units
                        .iter()
                        .find(|unit| unit.id == opening.unit)
                        .map_or(String::new(), |unit| unit.name.clone());
                    sign_ins.push(SignIn {
                        role: opening.role,
                        post: opening.title.clone(),
                        unit,
                        login: opening.login.clone(),
                        password,
                        person: name.clone(),
                        posts: openings.iter().filter(|other| other.login == opening.login).count(),
                    });
                }
                // The account is opened today, whatever day the history begins on: one that nobody used for as long as the history lasts
                // would be closed by the city's own rule.
                let account = PersonRow::new(id, &opening.login, &name, hash, plan.until);
                rows.push(PersonRow { must_change: false, ..account });
                by_login.insert(&opening.login, id);
                id
            }
        };
        let row = PostRow {
            id: app.new_id(PostId),
            person,
            unit: opening.unit,
            role: opening.role.code().to_owned(),
            title: opening.title.clone(),
            deputy_of: None,
            valid_from: base.from,
            valid_until: None,
            version: 1,
        };
        posts.push((row, opening.role));
        if done % 50 == 0 {
            progress("people", done as u64, many);
        }
    }
    let mut tx = app.db().begin().await?;
    for person in &rows {
        people::insert(&mut tx, city, person).await?;
    }
    for (post, _) in &posts {
        people::insert_post(&mut tx, city, post).await?;
    }
    tx.commit().await?;
    progress("people", many, many);

    let mut cast = assemble(app, city, &posts).await?;
    cast.sign_ins = sign_ins;
    cast.people = rows.len() as u64;
    Ok(cast)
}

/// Every post of the city, those that can sign in first.
fn openings(base: &Base, file: &CityFile, plan: &DemoPlan) -> Result<Vec<Opening>, AppError> {
    let unit = |key: &str| base.by_key.get(key).copied().ok_or_else(|| AppError::Broken(format!("no unit {key}")));
    let (office, headquarters) = (unit("creation_office")?, unit("headquarters")?);
    let open =
        |login: &str, unit, role, title: &str| Opening { login: login.to_owned(), unit, role, title: title.to_owned() };
    // Where counties have a department of their own, the first county's is shown; else the city's.
    let county = base
        .units
        .iter()
        .find(|unit| unit.kind == UnitKind::District && unit.division.is_some())
        .map(|unit| unit.key.clone());
    let line = match county {
        Some(county) => unit(&format!("{county}:urban_management"))?,
        None => unit("urban_management")?,
    };
    let shown = file.divisions_named_in_report.first().cloned();
    let town = match shown {
        Some(code) => unit(&code)?,
        None => base
            .units
            .iter()
            .find(|unit| unit.kind == UnitKind::Town)
            .map(|unit| unit.id)
            .ok_or(AppError::NotFound("town"))?,
    };
    let mut all = vec![
        open("office", office, Role::Office, "综合岗"),
        open("office", office, Role::Checker, "核查岗（兼）"),
        open("dispatcher", office, Role::Dispatcher, "派遣岗"),
        open("inspector", office, Role::Inspector, "督查岗"),
        open("checker", office, Role::Checker, "核查岗"),
        open("handler", line, Role::Handler, "承办岗"),
        open("head", line, Role::UnitHead, "负责人"),
        open("town", town, Role::Handler, "承办岗"),
        open("town-head", town, Role::UnitHead, "负责人"),
        open("auditor", office, Role::Auditor, "审计管理岗"),
        open("admin", office, Role::SystemAdmin, "系统管理岗"),
        open("security", office, Role::SecurityAdmin, "安全管理岗"),
        open("dispatcher2", office, Role::Dispatcher, "派遣岗"),
        open("office.handler", office, Role::Handler, "承办岗"),
    ];
    // Who leads, as the report says it; where it names nobody who signs in here, a deputy of the headquarters does.
    if file.leaders.iter().all(|leader| !leader.signs_in) {
        all.push(open("leader", headquarters, Role::Leader, "副总指挥"));
    }
    for (place, leader) in file.leaders.iter().enumerate() {
        let login = if leader.signs_in { "leader".to_owned() } else { format!("leader{}", place + 2) };
        all.push(open(&login, unit(&leader.unit)?, Role::Leader, &leader.title.zh));
    }
    let (inspectors, checkers) = match plan.scale {
        Scale::Small => (2, 2),
        Scale::City => (14, 6),
    };
    all.extend((2..=inspectors).map(|n| open(&format!("inspector{n}"), office, Role::Inspector, "督查岗")));
    all.extend((2..=checkers).map(|n| open(&format!("checker{n}"), office, Role::Checker, "核查岗")));
    for unit in &base.units {
        let handles = unit.kind.has_trade() || (unit.kind.has_territory() && unit.kind.may_lead());
        if !handles || unit.id == line || unit.id == town {
            continue;
        }
        let login = unit.key.replace(':', "-");
        all.push(open(&format!("{login}.handler"), unit.id, Role::Handler, "承办岗"));
        all.push(open(&format!("{login}.head"), unit.id, Role::UnitHead, "负责人"));
    }
    Ok(all)
}

/// The actors, with the scope that each post has in the tree of units.
async fn assemble(app: &App, city: CityId, posts: &[(PostRow, Role)]) -> Result<Cast, AppError> {
    let model = app.refresh_model(city).await?;
    let actor = |post: &PostRow, role: Role| -> Result<Actor, AppError> {
        let unit = model.units.get(post.unit).ok_or(AppError::NotFound("unit"))?;
        Ok(Actor {
            city,
            person: post.person,
            post: post.id,
            unit: post.unit,
            role,
            division: unit.division,
            scope: Scope::of_post(role, unit, &model.units),
            program: None,
            address: None,
        })
    };
    let line = posts.iter().find(|(_, role)| *role == Role::Handler).ok_or(AppError::NotFound("handler"))?.0.unit;
    let mut by_role: HashMap<Role, Vec<Actor>> = HashMap::new();
    let (mut handlers, mut heads, mut signing) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (post, role) in posts {
        match role {
            Role::Handler => {
                handlers.insert(post.unit, actor(post, *role)?);
            }
            Role::UnitHead => {
                heads.insert(post.unit, post.id);
                signing.insert(post.unit, actor(post, *role)?);
            }
            _ => by_role.entry(*role).or_default().push(actor(post, *role)?),
        }
    }
    let mut take = |role| by_role.remove(&role).unwrap_or_default();
    let first = |list: Vec<Actor>, role: Role| {
        list.into_iter().next().ok_or_else(|| AppError::Broken(format!("nobody is {role}")))
    };
    Ok(Cast {
        office: first(take(Role::Office), Role::Office)?,
        leader: first(take(Role::Leader), Role::Leader)?,
        dispatchers: take(Role::Dispatcher),
        checkers: take(Role::Checker),
        inspectors: take(Role::Inspector),
        handlers,
        heads,
        signing,
        line,
        sign_ins: Vec::new(),
        people: 0,
    })
}
