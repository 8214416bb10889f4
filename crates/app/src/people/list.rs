//! Everybody with posts and state of the account, for the system administrator.

use changxiao_domain::{
    ids::PersonId,
    orgs::{Account, Actor, Permission, Post, Role, SignInRefusal},
    time::Instant,
};
use changxiao_store::people::{self, PersonRow};
use changxiao_words::coded;

use crate::{App, AppError, model::CityModel};

/// What an account is in right now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    Open,
    /// A one-time password waits to be changed, or the password is too old.
    MustChange,
    Locked {
        until: Instant,
    },
    /// Not used for longer than the rule allows.
    Forgotten,
    Closed,
}

coded! {
    /// The states of accounts, as addresses and filters name them.
    pub enum AccountKind {
        Open = "open", people_state_open;
        MustChange = "must_change", people_state_must_change;
        Locked = "locked", people_state_locked;
        Forgotten = "forgotten", people_state_forgotten;
        Closed = "closed", people_state_closed;
    }
}

impl AccountState {
    pub const fn kind(self) -> AccountKind {
        match self {
            AccountState::Open => AccountKind::Open,
            AccountState::MustChange => AccountKind::MustChange,
            AccountState::Locked { .. } => AccountKind::Locked,
            AccountState::Forgotten => AccountKind::Forgotten,
            AccountState::Closed => AccountKind::Closed,
        }
    }

    pub fn of(model: &CityModel, person: &PersonRow, now: Instant) -> Self {
        match model.sign_in_rule.may_try(account_of(person), now) {
            Err(SignInRefusal::Disabled) => AccountState::Closed,
            Err(SignInRefusal::Forgotten { .. }) => AccountState::Forgotten,
            Err(SignInRefusal::Locked { until }) => AccountState::Locked { until },
            Ok(()) if person.must_change || model.password_rule.is_expired(person.password_set_at, now) => {
                AccountState::MustChange
            }
            Ok(()) => AccountState::Open,
        }
    }
}

/// What the sign-in rule needs to know of a person.
pub fn account_of(person: &PersonRow) -> Account {
    Account {
        failures: u32::try_from(person.failures).unwrap_or(u32::MAX),
        last_failure: person.last_failure_at,
        last_seen: person.last_seen_at.unwrap_or(person.created_at),
        disabled: person.disabled_at.is_some(),
    }
}

/// A person as the list shows them. The hash of the password stays behind.
#[derive(Clone, Debug)]
pub struct PersonLine {
    pub id: PersonId,
    pub login: String,
    pub name: String,
    pub state: AccountState,
    /// Posts in force today.
    pub posts: Vec<Post>,
}

/// What the list is narrowed by. What is empty does not narrow.
#[derive(Clone, Debug, Default)]
pub struct PersonFilter {
    /// Part of a login, a name, a unit's name or a title.
    pub words: String,
    pub state: Option<AccountKind>,
    pub role: Option<Role>,
}

/// A page of the list.
pub struct PersonPage {
    pub lines: Vec<PersonLine>,
    /// How many the words and the role leave, by state, in the order of [`AccountKind::ALL`].
    pub by_state: [usize; AccountKind::ALL.len()],
    /// How many all filters leave.
    pub total: usize,
}

/// Lines `skip` to `skip + most` of the filtered list, by login. Errors: not permitted.
pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &PersonFilter,
    skip: usize,
    most: usize,
) -> Result<PersonPage, AppError> {
    actor.require(Permission::ManagePeople)?;
    let model = app.model(actor.city).await?;
    let now = app.now();
    let words = filter.words.trim().to_lowercase();
    let mut by_state = [0; AccountKind::ALL.len()];
    let mut lines = Vec::new();
    let mut total = 0;
    for row in people::all(app.db(), actor.city).await? {
        let line = line_of(&model, &row, now);
        let of_role = filter.role.is_none_or(|role| line.posts.iter().any(|post| post.role == role));
        if !of_role || !matches(&model, &line, &words) {
            continue;
        }
        by_state[line.state.kind() as usize] += 1;
        if filter.state.is_none_or(|state| line.state.kind() == state) {
            if (skip..skip + most).contains(&total) {
                lines.push(line);
            }
            total += 1;
        }
    }
    Ok(PersonPage { lines, by_state, total })
}

/// One person with every post, also those of the past, newest first.
pub struct PersonView {
    pub row: PersonRow,
    pub state: AccountState,
    pub posts: Vec<Post>,
}

/// Errors: not permitted; nobody has this login.
pub async fn view(app: &App, actor: &Actor, login: &str) -> Result<PersonView, AppError> {
    actor.require(Permission::ManagePeople)?;
    let model = app.model(actor.city).await?;
    let row = people::by_login(app.db(), actor.city, login).await?.ok_or(AppError::NotFound("person"))?;
    let mut posts: Vec<Post> =
        model.posts_of.get(&row.id).into_iter().flatten().filter_map(|post| model.posts.get(post)).cloned().collect();
    posts.sort_by_key(|post| std::cmp::Reverse((post.from, post.id)));
    let state = AccountState::of(&model, &row, app.now());
    Ok(PersonView { row, state, posts })
}

fn line_of(model: &CityModel, row: &PersonRow, now: Instant) -> PersonLine {
    let posts = model
        .posts_of
        .get(&row.id)
        .into_iter()
        .flatten()
        .filter_map(|post| model.posts.get(post))
        .filter(|post| post.in_force(model.day))
        .cloned()
        .collect();
    PersonLine {
        id: row.id,
        login: row.login.clone(),
        name: row.name.clone(),
        state: AccountState::of(model, row, now),
        posts,
    }
}

fn matches(model: &CityModel, line: &PersonLine, words: &str) -> bool {
    words.is_empty()
        || line.login.contains(words)
        || line.name.to_lowercase().contains(words)
        || line.posts.iter().any(|post| {
            let unit = model.all_units.get(&post.unit);
            post.title.to_lowercase().contains(words)
                || unit.is_some_and(|unit| {
                    unit.name.to_lowercase().contains(words) || unit.name_en.to_lowercase().contains(words)
                })
        })
}
