//! The category list in one of its versions: majors, minors, conditions with limits, each with its source.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    categories::tree::{self, MajorBranch},
    model::CategoryVersion,
};
use changxiao_domain::{
    categories::{CategoryClass, text_in},
    orgs::Permission,
    standards::Evidence,
};
use changxiao_web_kit::filtered::{Filter, Value, codes};
use changxiao_web_kit::{
    address::Address,
    answer::WebError,
    choice::Choice,
    cx::Cx,
    filters, pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};
use serde::{Deserialize, Serialize};

/// The version of the list that is shown.
pub(super) const VERSION: &[Filter] =
    &[Filter::new("edition", Value::Known(|model, key| tree::version(model, key).is_some()))];

/// What else may stand in the address of the list.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("class", Value::OneOf(|| codes(&CategoryClass::ALL, CategoryClass::code, &[]))),
    Filter::new("q", Value::Words),
    Filter::new("open", Value::OneOf(|| vec!["all"])),
];

/// The address of the page.
#[derive(Deserialize, Serialize)]
pub(super) struct Filters {
    /// Key of a version, such as `filing-standard/2026-11-21`; the one in force where it is empty.
    #[serde(default)]
    pub edition: String,
    #[serde(default)]
    class: String,
    #[serde(default)]
    q: String,
    /// `all` shows every branch open, which is also how the list is printed.
    #[serde(default)]
    open: String,
}

#[derive(Template)]
#[template(path = "categories/list.html")]
struct ListPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    q: &'a str,
    classes: Vec<Choice>,
    versions: Vec<Choice>,
    version: &'a CategoryVersion,
    is_former: bool,
    majors: Vec<MajorBranch<'a>>,
    export_href: Address,
    /// The same list with every branch open, or with every branch closed.
    open_href: Address,
    is_open: bool,
    may_import: bool,
}

impl ListPage<'_> {
    /// How many conditions are listed.
    fn found(&self) -> usize {
        self.majors.iter().map(conditions_of).sum()
    }

    /// How many conditions the version has.
    fn conditions(&self) -> usize {
        self.version.set.categories.iter().map(|category| category.standards.len()).sum()
    }

    /// What to say of a list that waits until its codes are led, to whoever may do that.
    fn waiting(&self) -> Option<String> {
        let list = self.cx.model.waiting_list().filter(|_| self.may_import)?;
        Some(changxiao_words::fill(self.cx.l.categories_leading_waits, &[("version", &list.edition)]))
    }

    /// The name of a unit; its key where the city has no such unit.
    fn unit<'a>(&'a self, key: &'a str) -> &'a str {
        self.cx.model.units.by_code(key).map_or(key, |unit| unit.name_in(self.cx.lang))
    }

    /// What a key of the list's sources stands for.
    fn source(&self, key: &str) -> &str {
        self.version.set.sources.get(key).map_or("", |words| text_in(words, self.cx.lang))
    }
}

fn conditions_of(major: &MajorBranch<'_>) -> usize {
    major.minors.iter().map(|minor| minor.standards.len()).sum()
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<Filters>,
) -> Result<Response, WebError> {
    let cx = Cx::of(&state, &who);
    let model = &who.model;
    let version = tree::version(model, &query.edition).ok_or(AppError::NotFound("edition"))?;
    let class = CategoryClass::parse(&query.class);
    let q = query.q.trim().chars().take(100).collect::<String>();
    let is_open = query.open == "all" || !q.is_empty();
    let shown = Address::of("/categories", &query).with("edition", &version.key).with("q", &q);
    cx.page(&ListPage {
        shell: pages::shell(&state, &who, Section::Categories, None).await,
        classes: classes(&cx, class),
        versions: versions(&cx, version),
        is_former: model.category_version().map(|current| &current.key) != Some(&version.key),
        majors: tree::tree(model, &version.set, class, &q),
        export_href: Address::new("/categories/export.xlsx").with("edition", &version.key),
        open_href: shown.with("open", if is_open { "" } else { "all" }),
        is_open,
        may_import: who.actor.may(Permission::Import),
        q: &q,
        version,
        cx: &cx,
    })
}

fn classes(cx: &Cx, class: Option<CategoryClass>) -> Vec<Choice> {
    let of = |one: CategoryClass| Choice::new(one.code(), one.words(cx.lang), class == Some(one));
    let both = Choice::new("", cx.l.categories_both, class.is_none());
    vec![both, of(CategoryClass::Component), of(CategoryClass::Event)]
}

fn versions(cx: &Cx, shown: &CategoryVersion) -> Vec<Choice> {
    let in_force = cx.model.category_version().map(|version| &version.key);
    let choice = |one: &CategoryVersion| {
        let mark = if Some(&one.key) == in_force { format!(" · {}", cx.l.categories_in_force) } else { String::new() };
        let from = changxiao_web_kit::words::full_day(cx.lang, one.from);
        let label = format!("{} {} · {from}{mark}", cx.lang.of_data(&one.set.name_zh, &one.set.name_en), one.edition);
        Choice::new(&one.key, label, one.key == shown.key)
    };
    cx.model.category_versions.iter().map(choice).collect()
}
