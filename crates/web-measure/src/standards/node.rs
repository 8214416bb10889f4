//! One node: what it asks, who answers, which sites serve it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    model::CityModel,
    standards::{self, duties, set_units},
};
use changxiao_domain::{
    orgs::Permission,
    standards::{Duty, Node, NodeKind, System, SystemStatus},
};
use changxiao_store::standards::{ResponsibilityRow, SystemRow};
use changxiao_words::{Lang, Texts, fill, texts};

use super::{
    address::{node_href, system_href},
    lists::site_type_href,
    tree::{evidence_word, kind_word, material_name, method_name, site_type_name, source_words},
};
use crate::{
    address::encode,
    answer::{WebError, page_with},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "standards/node.html")]
struct NodePage {
    shell: Shell,
    system_href: String,
    system_name: String,
    href: String,
    code: String,
    kind: &'static str,
    label: String,
    other_label: String,
    path: Vec<(String, String, String)>,
    inferred: bool,
    evidence: &'static str,
    facts: Vec<(&'static str, String)>,
    source: String,
    source_words: String,
    examples: Vec<(&'static str, String)>,
    duties: Vec<DutyLine>,
    groups: Vec<DutyGroup>,
    inherited: Option<(String, String)>,
    children: Vec<(String, String, String, bool)>,
    /// Address and name of the type, address and number of its sites.
    site_types: Vec<(String, String, String, String)>,
    check_items: Vec<(String, String)>,
    /// Empty for a post that does not read scores.
    score_href: String,
    may_set: bool,
    may_edit: bool,
    may_copy: bool,
    units: Vec<(String, String)>,
    seen: String,
    problem: String,
    version: i64,
    parents: Vec<(String, String, bool)>,
    order: u32,
    child_kinds: bool,
    version_conflict: bool,
}

/// All units of one duty; the rest opens where there are many.
pub struct DutyGroup {
    pub word: &'static str,
    pub first: Vec<(String, String)>,
    pub rest: Vec<(String, String)>,
    pub more: String,
}

/// One unit that answers.
pub struct DutyLine {
    pub id: String,
    pub duty: Duty,
    pub word: &'static str,
    pub unit: String,
    pub href: String,
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
) -> Result<Response, WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Standards, jar).await;
    Ok((jar, show(&state, &who, shell, &named, &code, None).await?).into_response())
}

/// The page once more, with why a change was refused.
pub(super) async fn again(
    state: &WebState,
    who: &Who,
    named: &str,
    code: &str,
    problem: &AppError,
) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Standards, None).await;
    show(state, who, shell, named, code, Some(problem)).await
}

async fn show(
    state: &WebState,
    who: &Who,
    shell: Shell,
    named: &str,
    code: &str,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let (lang, l) = (who.lang(), shell.l);
    let model = state.app().model(who.actor.city).await?;
    let (row, system) = standards::find(&model, named)?;
    let node = system.node(code).ok_or(AppError::NotFound("node"))?;
    let sites = standards::site_counts(state.app(), &who.actor).await?;
    let own: &[ResponsibilityRow] =
        model.responsibilities.get(&row.id).and_then(|nodes| nodes.get(code)).map_or(&[], Vec::as_slice);
    let answering = duties::answering(&model, system, code);
    let inherited = (answering.at != node.code && !answering.rows.is_empty()).then(|| {
        let label = system.node(&answering.at).map_or("", |node| node.label(lang));
        (node_href(row, &answering.at), format!("{} {label}", answering.at))
    });
    let source = node.source.clone().unwrap_or_else(|| system.source.clone());
    let may_manage = who.actor.may(Permission::ManageStandards);
    let is_draft = row.status == SystemStatus::Draft;
    let month = month_of(&model, state);
    let other = lang.other_of_data();
    let page = NodePage {
        system_href: system_href(row),
        system_name: format!("{} · {}", lang.of_data(&system.name_zh, &system.name_en), row.edition),
        href: node_href(row, code),
        code: node.code.clone(),
        kind: kind_word(l, node.kind),
        label: node.label(lang).to_owned(),
        other_label: node.label(other).to_owned(),
        path: path(row, system, node, lang),
        inferred: node.evidence.code() == "inferred",
        evidence: evidence_word(l, node.evidence.code()),
        facts: facts(l, system, node, lang),
        source_words: source_words(system, &source),
        source,
        examples: examples(l, node),
        groups: groups(l, &duty_lines(&model, l, answering.rows, lang)),
        duties: duty_lines(&model, l, answering.rows, lang),
        inherited,
        children: children(row, system, node, lang),
        site_types: site_types(row, l, system, node, &sites, lang),
        check_items: check_items(system, node, lang),
        score_href: match who.actor.may(Permission::ReadScores) {
            true => format!("/scores/{month}/nodes/{}", encode(code)),
            false => String::new(),
        },
        may_set: may_manage || who.actor.may(Permission::ManageReference),
        may_edit: may_manage && is_draft,
        may_copy: may_manage && !is_draft,
        units: model.units.iter().map(|unit| (unit.code.clone(), unit.name_in(lang).to_owned())).collect(),
        seen: set_units::fingerprint(own),
        problem: problem.map_or_else(String::new, |problem| format!("{} ({})", problem.words(lang), problem.number())),
        version: row.version,
        parents: parents(system, node, lang),
        order: node.order,
        child_kinds: node.kind != NodeKind::Standard,
        version_conflict: matches!(problem, Some(AppError::Conflict)),
        shell,
    };
    let status = problem.map_or(StatusCode::OK, |problem| {
        StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
    });
    page_with(status, &page)
}

/// The month that the scores show first: the one that runs.
fn month_of(model: &CityModel, state: &WebState) -> String {
    let day = model.day_of(state.app().now());
    format!("{:04}-{:02}", day.year(), day.month())
}

fn path(row: &SystemRow, system: &System, node: &Node, lang: Lang) -> Vec<(String, String, String)> {
    let mut path = Vec::new();
    let mut at = node.parent.as_deref().and_then(|parent| system.node(parent));
    while let Some(above) = at {
        path.push((node_href(row, &above.code), above.code.clone(), above.label(lang).to_owned()));
        at = above.parent.as_deref().and_then(|parent| system.node(parent));
    }
    path.reverse();
    path
}

fn facts(l: &'static Texts, system: &System, node: &Node, lang: Lang) -> Vec<(&'static str, String)> {
    let list = |codes: &[String], name: &dyn Fn(&str) -> String| {
        codes.iter().map(|code| name(code)).collect::<Vec<_>>().join(texts(lang).standards_text)
    };
    let extra = &node.extra;
    let grades = extra
        .grades
        .iter()
        .map(|grade| format!("{} {}", grade.grade, grade.rule))
        .collect::<Vec<_>>()
        .join(texts(lang).standards_text_2);
    let thresholds = extra
        .thresholds
        .iter()
        .map(|threshold| format!("{} {}", threshold.name_zh, threshold.rule))
        .collect::<Vec<_>>()
        .join("；");
    let points = |value: Option<i64>| value.map_or_else(String::new, words::score);
    let note = lang.of_data(extra.note_zh.as_deref().unwrap_or(""), extra.note_en.as_deref().unwrap_or(""));
    let facts = [
        (l.standards_methods, list(&node.methods, &|code| method_name(system, code, lang))),
        (l.standards_materials, list(&node.materials, &|code| material_name(system, code, lang))),
        (l.standards_grades, grades),
        (l.standards_thresholds, thresholds),
        (l.standards_edition, extra.version.clone().unwrap_or_default()),
        (l.standards_minimum, points(extra.minimum_thousandths)),
        (l.standards_share, extra.share_thousandths.map_or_else(String::new, |share| words::percent(share, 100_000))),
        (l.standards_note, note.to_owned()),
    ];
    facts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn examples(l: &'static Texts, node: &Node) -> Vec<(&'static str, String)> {
    let Some(units) = &node.extra.example_units else { return Vec::new() };
    let lines =
        [(l.standards_duty_lead, units.lead.join("、")), (l.standards_duty_responsible, units.responsible.join("、"))];
    lines.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

pub(super) const fn duty_word(l: &Texts, duty: Duty) -> &'static str {
    match duty {
        Duty::Lead => l.standards_duty_lead,
        Duty::Responsible => l.standards_duty_responsible,
        Duty::Assist => l.standards_duty_assist,
    }
}

fn groups(l: &'static Texts, lines: &[DutyLine]) -> Vec<DutyGroup> {
    const SHOWN: usize = 8;
    let mut groups: Vec<DutyGroup> = Vec::new();
    for line in lines {
        if groups.last().is_none_or(|group| group.word != line.word) {
            groups.push(DutyGroup { word: line.word, first: Vec::new(), rest: Vec::new(), more: String::new() });
        }
        let Some(group) = groups.last_mut() else { continue };
        let part = if group.first.len() < SHOWN { &mut group.first } else { &mut group.rest };
        part.push((line.href.clone(), line.unit.clone()));
    }
    for group in &mut groups {
        group.more = fill(l.standards_and_more, &[("n", &group.rest.len())]);
    }
    groups
}

pub(super) fn duty_lines(
    model: &CityModel,
    l: &'static Texts,
    rows: &[ResponsibilityRow],
    lang: Lang,
) -> Vec<DutyLine> {
    let mut rows: Vec<&ResponsibilityRow> = rows.iter().collect();
    rows.sort_by_key(|row| (row.duty, model.all_units.get(&row.unit).map(|unit| (unit.kind, unit.code.clone()))));
    rows.into_iter()
        .map(|row| DutyLine {
            id: row.unit.to_string(),
            duty: row.duty,
            word: duty_word(l, row.duty),
            unit: model.unit_name(row.unit, lang).to_owned(),
            href: model
                .all_units
                .get(&row.unit)
                .map_or_else(String::new, |unit| format!("/units/{}", encode(&unit.code))),
        })
        .collect()
}

fn children(row: &SystemRow, system: &System, node: &Node, lang: Lang) -> Vec<(String, String, String, bool)> {
    let children = system.children(Some(&node.code));
    children
        .into_iter()
        .map(|child| {
            (
                node_href(row, &child.code),
                child.code.clone(),
                child.label(lang).to_owned(),
                child.evidence.code() == "inferred",
            )
        })
        .collect()
}

/// The contents at or below the node, whose check items and sites count for it.
fn below(system: &System, node: &Node) -> Vec<String> {
    let mut codes = duties::subtree(system, &node.code);
    if node.kind == NodeKind::Standard
        && let Some(parent) = &node.parent
    {
        codes.push(parent.clone());
    }
    codes
}

fn site_types(
    row: &SystemRow,
    l: &'static Texts,
    system: &System,
    node: &Node,
    sites: &std::collections::HashMap<String, i64>,
    lang: Lang,
) -> Vec<(String, String, String, String)> {
    let codes = below(system, node);
    let mut types: Vec<&str> = system
        .check_items
        .iter()
        .filter(|item| item.content.as_ref().is_some_and(|content| codes.contains(content)))
        .map(|item| item.site_type.as_str())
        .chain(
            system
                .nodes
                .iter()
                .filter(|other| codes.contains(&other.code))
                .flat_map(|other| other.site_types.iter().map(String::as_str)),
        )
        .collect();
    types.sort_unstable();
    types.dedup();
    let mut lines: Vec<(i64, (String, String, String, String))> = types
        .into_iter()
        .map(|code| {
            let count = sites.get(code).copied().unwrap_or(0);
            let words = fill(l.standards_sites_n, &[("n", &words::count(count))]);
            let sites = format!("/sites?type={}", encode(code));
            (count, (site_type_href(row, code), site_type_name(system, code, lang), sites, words))
        })
        .collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.0));
    lines.into_iter().map(|(_, line)| line).collect()
}

fn check_items(system: &System, node: &Node, lang: Lang) -> Vec<(String, String)> {
    let codes = below(system, node);
    system
        .check_items
        .iter()
        .filter(|item| item.content.as_ref().is_some_and(|content| codes.contains(content)))
        .map(|item| {
            let kind = system.site_types.iter().find(|kind| kind.code == item.site_type);
            (
                kind.map_or_else(String::new, |kind| lang.of_data(&kind.name_zh, &kind.name_en).to_owned()),
                lang.of_data(&item.text_zh, &item.text_en).to_owned(),
            )
        })
        .collect()
}

/// Where the node may hang: `(code or "", label, chosen)`.
fn parents(system: &System, node: &Node, lang: Lang) -> Vec<(String, String, bool)> {
    let own = duties::subtree(system, &node.code);
    let mut choices = Vec::new();
    if node.kind.may_hang_on(None) {
        choices.push((String::new(), texts(lang).standards_top.to_owned(), node.parent.is_none()));
    }
    for other in &system.nodes {
        if node.kind.may_hang_on(Some(other.kind)) && !own.contains(&other.code) {
            choices.push((
                other.code.clone(),
                format!("{} {}", other.code, other.label(lang)),
                node.parent.as_deref() == Some(other.code.as_str()),
            ));
        }
    }
    choices
}
