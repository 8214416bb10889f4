//! People with their posts: one row a post. New accounts get a one-time password; those that are there keep theirs.

use changxiao_words::{Lang, Value, keys, say};
use std::collections::{HashMap, HashSet};

use changxiao_domain::{
    ids::{PersonId, PostId, UnitId},
    orgs::{Post, Role, conflicts},
    text::look,
};
use changxiao_files::sheets::{Column, Fields, Problems, SheetError, Table, Why};
use changxiao_store::people::{PersonRow, PostRow};

use super::{
    context::Context,
    finders::UnitFinder,
    plan::{Plan, Write, compared},
    reasons::why,
};

const LOGIN: Column = Column::optional("login", keys::imports_login, &["登录名"]);
const NAME: Column = Column::required("name", keys::imports_name, &[]);
const UNIT: Column = Column::required("unit", keys::imports_column_unit, &["单位代码"]);
const ROLE: Column = Column::required("role", keys::imports_column_role, &[]);
const TITLE: Column = Column::optional("title", keys::imports_column_title, &["职务"]);
const FROM: Column = Column::optional("valid_from", keys::imports_column_people_valid_from, &["生效日期"]);
pub(super) const COLUMNS: &[Column] = &[LOGIN, NAME, UNIT, ROLE, TITLE, FROM];

pub(super) fn plan(context: &Context, table: &Table) -> Result<Plan, Problems> {
    let Table { sheet, columns, .. } = table;
    let units = UnitFinder::new(&context.model);
    let known: HashMap<&str, &PersonRow> =
        context.people.iter().map(|person| (person.login.as_str(), person)).collect();
    let (mut problems, mut people, mut posts) = (Problems::default(), Vec::<PersonRow>::new(), Vec::<PostRow>::new());
    let mut new_people: HashMap<String, (PersonId, String, u32)> = HashMap::new();
    let mut roles: HashMap<PersonId, Vec<Role>> = HashMap::new();
    let mut seen: HashMap<(PersonId, String), u32> = HashMap::new();
    let mut added_login: HashSet<String> = HashSet::new();
    let mut titled = Vec::<PostRow>::new();
    let mut logins = Logins::new(context);
    let mut proposed: HashSet<PersonId> = HashSet::new();
    let mut plan = Plan::new(Write::People { people: Vec::new(), posts: Vec::new(), titled: Vec::new() });
    plan.unknown_columns = columns.unknown().to_vec();
    for row in &sheet.rows {
        let fields = Fields::new(sheet, columns, row);
        let login = problems.take(login_of(&fields));
        let has_login = fields.optional("login").is_some();
        let name = problems.take(fields.required("name"));
        let unit = problems.take(
            units
                .find(&fields, "unit")
                .and_then(|unit| unit.ok_or_else(|| Box::new(fields.problem("unit", Why::Required)))),
        );
        let role = problems.take(role_of(&fields));
        let from = problems.take(fields.date("valid_from"));
        let (Some(login), Some(name), Some(unit), Some(role), Some(from)) = (login, name, unit, role, from) else {
            continue;
        };
        let login = login.unwrap_or_else(|| logins.propose(context, unit, name));
        let known_name = known
            .get(login.as_str())
            .map(|person| person.name.as_str())
            .or_else(|| new_people.get(&login).map(|(_, name, _)| name.as_str()));
        if let Some(known_name) = known_name.filter(|known_name| *known_name != name) {
            let other = why(
                "import_other_name",
                say!(imports_login_belongs_known_name, known_name),
                say!(imports_take_another_login_write_same),
            );
            problems.add(fields.problem("name", other));
            continue;
        }
        let person = match known.get(login.as_str()) {
            Some(person) => person.id,
            None => {
                new_people
                    .entry(login.clone())
                    .or_insert_with(|| (context.app.new_id(PersonId), name.to_owned(), row.number))
                    .0
            }
        };
        if !has_login && !known.contains_key(login.as_str()) {
            proposed.insert(person);
        }
        if let Some(first_row) = seen.insert((person, format!("{unit} {role}")), row.number) {
            problems.add(fields.problem(if has_login { "login" } else { "name" }, Why::Duplicate { first_row }));
            continue;
        }
        let held: Vec<&Post> = context
            .model
            .posts_of
            .get(&person)
            .into_iter()
            .flatten()
            .filter_map(|post| context.model.posts.get(post))
            .filter(|post| post.until.is_none_or(|until| until > context.day))
            .collect();
        let all_roles = roles.entry(person).or_insert_with(|| held.iter().map(|post| post.role).collect());
        all_roles.push(role);
        if !conflicts(all_roles).is_empty() {
            let apart = why(
                "import_roles_apart",
                say!(imports_system_security_audit_administrators_must),
                say!(imports_give_one_posts_somebody_else),
            );
            problems.add(fields.problem("role", apart));
            continue;
        }
        let old = held.iter().find(|post| post.unit == unit && post.role == role);
        if old.is_none() && role.is_administrator() {
            let two_hands =
                why("import_administrator", say!(administrators_not_by_import), say!(administrators_appoint_on_page));
            problems.add(fields.problem("role", two_hands));
            continue;
        }
        let title = fields.optional("title").unwrap_or_default();
        let post = Post {
            id: old.map_or_else(|| context.app.new_id(PostId), |old| old.id),
            person,
            unit,
            role,
            // What the sheet leaves out stays as it is.
            title: old.filter(|_| title.is_empty()).map_or_else(|| title.to_owned(), |old| old.title.clone()),
            from: old.map(|old| old.from).or(from).unwrap_or_else(|| context.default_from()),
            until: None,
            deputy_of: None,
        };
        if post.check().is_err() {
            let long = why("import_title_too_long", say!(imports_title_more_than_60_characters), say!(imports_shorten));
            problems.add(fields.problem("title", long));
            continue;
        }
        let is_new = old.is_none();
        let shown = |value: Value| (if is_new { "".into() } else { value.clone() }, value);
        let (role_before, role_after) = shown(role.into());
        let (unit_before, unit_after) = shown(context.model.unit_value(unit));
        let title_before = old.map_or("", |old| &old.title);
        let mut compare = vec![
            compared(&UNIT, unit_before, unit_after),
            compared(&ROLE, role_before, role_after),
            compared(&TITLE, title_before, &post.title),
        ];
        if proposed.contains(&person) {
            compare.insert(0, compared(&LOGIN, "", say!(imports_proposed, text = &login)));
        }
        plan.note(Some(row.number), format!("{login} {name}"), is_new, compare);
        if is_new {
            if !known.contains_key(login.as_str()) && added_login.insert(login.clone()) {
                people.push(new_person(context, person, &login, name));
            }
            posts.push(row_of(&post));
        } else if title_before != post.title {
            let version = context.model.post_versions.get(&post.id).copied().unwrap_or(1);
            titled.push(PostRow { version, ..row_of(&post) });
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if !proposed.is_empty() {
        plan.remarks.push(say!(imports_logins_proposed, n = proposed.len()));
    }
    plan.write = Write::People { people, posts, titled };
    Ok(plan)
}

/// Logins for people whose list has none.
struct Logins {
    taken: HashSet<String>,
    /// Of people whom this list has named already: a name in a unit is one person.
    given: HashMap<(UnitId, String), String>,
}

impl Logins {
    fn new(context: &Context) -> Self {
        Self { taken: context.people.iter().map(|person| person.login.clone()).collect(), given: HashMap::new() }
    }

    /// The login of somebody of this name who holds a post in the unit; else the next free one of the unit: cg.01, cg.02.
    fn propose(&mut self, context: &Context, unit: UnitId, name: &str) -> String {
        let key = (unit, look(name));
        if let Some(login) = self.given.get(&key) {
            return login.clone();
        }
        let login = holder_in(context, unit, name).unwrap_or_else(|| self.free(context, unit));
        self.taken.insert(login.clone());
        self.given.insert(key, login.clone());
        login
    }

    fn free(&self, context: &Context, unit: UnitId) -> String {
        let code = context.model.all_units.get(&unit).map_or("", |unit| unit.code.as_str());
        let plain = |sign: char| if sign.is_ascii_alphanumeric() { sign.to_ascii_lowercase() } else { '-' };
        let code: String = code.chars().take(30).map(plain).collect();
        let all = (1..).map(|n| format!("{code}.{n:02}"));
        all.into_iter().find(|login| !self.taken.contains(login)).unwrap_or_default()
    }
}

/// The login of the only person of this name with a post in the unit.
fn holder_in(context: &Context, unit: UnitId, name: &str) -> Option<String> {
    let wanted = look(name);
    let holds = |person: &&PersonRow| {
        let posts = context.model.posts_of.get(&person.id).into_iter().flatten();
        posts
            .filter_map(|post| context.model.posts.get(post))
            .any(|post| post.unit == unit && post.until.is_none_or(|until| until > context.day))
    };
    // How a name looks is worked out for those of the unit only: lists have thousands of people.
    let mut found = context.people.iter().filter(holds).filter(|person| look(&person.name) == wanted);
    let one = found.next()?;
    found.next().is_none().then(|| one.login.clone())
}

/// The login of a row; none where its list has none.
fn login_of(fields: &Fields<'_>) -> Result<Option<String>, SheetError> {
    let Some(login) = fields.code("login") else { return Ok(None) };
    let login = login.to_lowercase();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if login.len() <= 40 && login.chars().all(plain) {
        return Ok(Some(login));
    }
    let not_a_login = why(
        "import_not_a_login",
        say!(imports_login_other_characters_than_letters),
        say!(imports_use_1_40_letters_digits),
    );
    Err(Box::new(fields.problem("login", not_a_login)))
}

fn role_of(fields: &Fields<'_>) -> Result<Role, SheetError> {
    // What people read comes first, because a refusal names the first of these.
    let words = Lang::ALL.iter().flat_map(|lang| Role::ALL.iter().map(|role| (role.words(*lang), *role)));
    let choices: Vec<(&str, Role)> = words.chain(Role::ALL.iter().map(|role| (role.code(), *role))).collect();
    fields.one_of("role", &choices)?.ok_or_else(|| Box::new(fields.problem("role", Why::Required)))
}

/// The password's hash is made when the plan is carried out: a look changes nothing and costs little.
fn new_person(context: &Context, id: PersonId, login: &str, name: &str) -> PersonRow {
    PersonRow::new(id, login, name, String::new(), context.app.now())
}

fn row_of(post: &Post) -> PostRow {
    PostRow {
        id: post.id,
        person: post.person,
        unit: post.unit,
        role: post.role.code().to_owned(),
        title: post.title.clone(),
        deputy_of: None,
        valid_from: post.from,
        valid_until: None,
        version: 1,
    }
}
