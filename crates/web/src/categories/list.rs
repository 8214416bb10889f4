//! The category list in one of its versions: majors, minors, conditions with limits, each with its source.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use changxiao_app::{
    AppError,
    categories::tree::{self, MajorBranch, MinorBranch},
    model::{CategoryVersion, CityModel},
};
use changxiao_domain::{
    categories::{CategoryClass, FilingStandard, text_in},
    orgs::Permission,
    standards::Evidence,
};
use changxiao_words::{Lang, fill, texts};
use serde::Deserialize;

use crate::{
    address::encode,
    answer::{WebError, page as answer_page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words::{self, limit_words},
};

/// The address of the page.
#[derive(Deserialize)]
pub(super) struct Asked {
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
struct ListPage {
    shell: Shell,
    q: String,
    /// Value, label, chosen.
    classes: Vec<(&'static str, &'static str, bool)>,
    versions: Vec<(String, String, bool)>,
    name: String,
    facts: String,
    is_former: bool,
    notes: Vec<String>,
    majors: Vec<MajorLine>,
    found: String,
    /// Key and words of every source that a row names.
    sources: Vec<(String, String)>,
    export_href: String,
    open_href: String,
    is_open: bool,
    may_import: bool,
}

struct MajorLine {
    key: String,
    name: String,
    class: &'static str,
    counts: String,
    open: bool,
    minors: Vec<MinorLine>,
}

struct MinorLine {
    code: String,
    name: String,
    local: bool,
    photo: &'static str,
    rows: Vec<RowLine>,
}

struct RowLine {
    number: i64,
    condition: String,
    closing: Vec<String>,
    limit: String,
    lead: String,
    supervisor: String,
    inferred: bool,
    evidence: &'static str,
    source: String,
    source_words: String,
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (lang, model) = (who.lang(), &who.model);
    let shell = pages::shell(&state, &who, Section::Categories, None).await;
    let l = shell.l;
    let version = tree::version(model, &asked.edition).ok_or(AppError::NotFound("edition"))?;
    let in_force = model.category_version().map(|version| version.key.as_str());
    let class = CategoryClass::parse(&asked.class);
    let q = asked.q.trim().chars().take(100).collect::<String>();
    let branches = tree::tree(model, &version.set, class, &q);
    let rows: usize = branches.iter().flat_map(|major| &major.minors).map(|minor| minor.standards.len()).sum();
    let is_open = asked.open == "all" || !q.is_empty();
    let address = |path: &str, more: &str| {
        format!("{path}?edition={}&class={}&q={}{more}", encode(&version.key), encode(&asked.class), encode(&q))
    };
    let listed: Vec<MajorLine> =
        branches.iter().map(|branch| major_line(model, version, branch, is_open, lang)).collect();
    let class_choice = |of: CategoryClass| (of.code(), of.name(lang), class == Some(of));
    let page = ListPage {
        classes: vec![
            ("", l.categories_both, class.is_none()),
            class_choice(CategoryClass::Component),
            class_choice(CategoryClass::Event),
        ],
        versions: model
            .category_versions
            .iter()
            .map(|other| {
                let from = words::full_day(lang, other.from);
                let mark = if Some(other.key.as_str()) == in_force {
                    format!(" · {}", l.categories_in_force)
                } else {
                    String::new()
                };
                let label =
                    format!("{} {} · {from}{mark}", lang.pick(&other.set.name_zh, &other.set.name_en), other.edition);
                (other.key.clone(), label, other.key == version.key)
            })
            .collect(),
        name: lang.pick(&version.set.name_zh, &version.set.name_en).to_owned(),
        facts: fill(
            l.categories_facts,
            &[
                ("version", &version.edition),
                ("from", &words::full_day(lang, version.from)),
                ("minors", &version.set.categories.len()),
                ("rows", &version.set.categories.iter().map(|category| category.standards.len()).sum::<usize>()),
            ],
        ),
        is_former: Some(version.key.as_str()) != in_force,
        notes: version.set.notes.iter().map(|note| text_in(note, lang).to_owned()).collect(),
        found: if q.is_empty() { String::new() } else { fill(l.categories_found, &[("n", &rows)]) },
        majors: listed,
        sources: version
            .set
            .sources
            .iter()
            .map(|(key, words)| (key.clone(), text_in(words, lang).to_owned()))
            .collect(),
        export_href: format!("/categories/export.xlsx?edition={}", encode(&version.key)),
        open_href: address("/categories", if is_open { "" } else { "&open=all" }),
        is_open,
        may_import: who.actor.may(Permission::Import),
        q,
        shell,
    };
    answer_page(&page)
}

fn major_line(
    model: &CityModel,
    version: &CategoryVersion,
    branch: &MajorBranch<'_>,
    open: bool,
    lang: Lang,
) -> MajorLine {
    let l = texts(lang);
    let rows: usize = branch.minors.iter().map(|minor| minor.standards.len()).sum();
    MajorLine {
        key: branch.major.key(),
        name: branch.major.name(lang).to_owned(),
        class: branch.major.class.name(lang),
        counts: fill(l.categories_counts, &[("minors", &branch.minors.len()), ("rows", &rows)]),
        open,
        minors: branch.minors.iter().map(|minor| minor_line(model, version, minor, lang)).collect(),
    }
}

fn minor_line(model: &CityModel, version: &CategoryVersion, minor: &MinorBranch<'_>, lang: Lang) -> MinorLine {
    let l = texts(lang);
    let category = minor.category;
    MinorLine {
        code: category.code.to_string(),
        name: category.name(lang).to_owned(),
        local: category.local,
        photo: if category.photo_needed { l.categories_photo } else { l.categories_no_photo },
        rows: minor.standards.iter().map(|(number, row)| row_line(model, version, *number, row, lang)).collect(),
    }
}

fn row_line(model: &CityModel, version: &CategoryVersion, number: i64, row: &FilingStandard, lang: Lang) -> RowLine {
    let l = texts(lang);
    let unit =
        |key: &str| model.units.by_code(key).map_or_else(|| key.to_owned(), |unit| unit.name_in(lang).to_owned());
    RowLine {
        number,
        condition: text_in(&row.condition, lang).to_owned(),
        closing: row.closing.iter().map(|line| text_in(line, lang).to_owned()).collect(),
        limit: limit_words(lang, row.limit),
        lead: unit(&row.lead_key),
        supervisor: unit(&row.supervisor_key),
        inferred: row.evidence == Evidence::Inferred,
        evidence: match row.evidence {
            Evidence::Certain => l.categories_certain,
            Evidence::Inferred => l.categories_inferred,
        },
        source: row.source.clone(),
        source_words: version.set.sources.get(&row.source).map_or("", |words| text_in(words, lang)).to_owned(),
    }
}
