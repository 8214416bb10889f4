//! One system: its tree, its gaps, its site types, questions, presets and sources.

use changxiao_words::{fill, texts};
use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    model::CityModel,
    standards::{self, coverage, status::standing},
};
use changxiao_domain::{
    orgs::Permission,
    standards::{ListEntry, Material, ScorePreset, SiteType, SurveyItem, System, SystemStatus},
};
use changxiao_store::standards::SystemRow;
use serde::Deserialize;

use super::{
    address::{node_href, system_href},
    gaps::{Gap, gap_cards},
    list::{StandingTag, level_word, standing_tag},
    lists::{Tools, add_href, sentence, site_type_href, status_of, tools},
    site_type::{ItemLine, item_lines},
    tree::{self, Line, evidence_word, method_name, source_words},
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

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    tab: Option<String>,
    q: Option<String>,
}

#[derive(Template)]
#[template(path = "standards/system.html")]
struct SystemPage {
    shell: Shell,
    href: String,
    name: String,
    edition: String,
    facts: String,
    standing: StandingTag,
    tab: String,
    tabs: Vec<(String, &'static str, String, bool)>,
    q: String,
    found: String,
    lines: Vec<Line>,
    gaps: Vec<Gap>,
    led: String,
    site_types: Vec<TypeLine>,
    survey: Vec<SurveyLine>,
    materials: Vec<MaterialLine>,
    presets: Vec<PresetLine>,
    /// The form for a new entry of the list that is shown; empty where this post may not add one.
    add: String,
    notes: Vec<String>,
    sources: Vec<(String, String)>,
    version: i64,
    may_manage: bool,
    is_draft: bool,
    is_in_force: bool,
    name_zh: String,
    name_en: String,
    edition_typed: String,
    problem: String,
    today: String,
}

struct TypeLine {
    code: String,
    href: String,
    name: String,
    sites: i64,
    sites_words: String,
    sites_href: String,
    route: String,
    sample: String,
    inferred: bool,
    evidence: &'static str,
    items: Vec<ItemLine>,
    tools: Option<Tools>,
}

struct SurveyLine {
    code: String,
    tools: Option<Tools>,
    topic: String,
    measure: String,
    options: String,
    threshold: String,
    content: String,
    content_href: String,
    inferred: bool,
    evidence: &'static str,
    source: String,
}

struct MaterialLine {
    code: String,
    name: String,
    /// How many nodes ask for it.
    asked: usize,
    inferred: bool,
    evidence: &'static str,
    tools: Option<Tools>,
}

struct PresetLine {
    key: String,
    tools: Option<Tools>,
    name: String,
    from: String,
    /// Name, points, share of the total.
    items: Vec<(String, String, u8)>,
    total: String,
    weights: String,
    rule: String,
    inferred: bool,
    evidence: &'static str,
    source: String,
    source_words: String,
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    Query(wanted): Query<Wanted>,
    jar: PrivateCookieJar,
) -> Result<Response, WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Standards, jar).await;
    let shown = show(&state, &who, shell, &named, &wanted, axum::http::StatusCode::OK, Typed::default()).await?;
    Ok((jar, shown).into_response())
}

/// What came back with a form that was refused.
#[derive(Default)]
pub(super) struct Typed {
    pub problem: String,
    pub edition: String,
    pub names: Option<(String, String)>,
}

/// The page once more, with what was typed into one of its forms and why it was refused.
pub(super) async fn again(state: &WebState, who: &Who, named: &str, typed: Typed) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Standards, None).await;
    show(state, who, shell, named, &Wanted::default(), axum::http::StatusCode::UNPROCESSABLE_ENTITY, typed).await
}

/// A tab once more, with why its list could not be put in another order.
pub(super) async fn tab_again(
    state: &WebState,
    who: &Who,
    named: &str,
    tab: &str,
    problem: &AppError,
) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Standards, None).await;
    let wanted = Wanted { tab: Some(tab.to_owned()), q: None };
    let typed = Typed { problem: sentence(Some(problem), who.lang()), ..Typed::default() };
    show(state, who, shell, named, &wanted, status_of(Some(problem)), typed).await
}

async fn show(
    state: &WebState,
    who: &Who,
    shell: Shell,
    named: &str,
    wanted: &Wanted,
    status: axum::http::StatusCode,
    typed: Typed,
) -> Result<Response, WebError> {
    let (lang, l) = (who.lang(), shell.l);
    // The model is asked anew: the action before may have changed it.
    let model = state.app().model(who.actor.city).await?;
    let (row, system) = standards::find(&model, named)?;
    let sites = standards::site_counts(state.app(), &who.actor).await?;
    let gaps = coverage::coverage(&model, system, &sites);
    let tab = wanted.tab.clone().unwrap_or_else(|| "tree".to_owned());
    let q = wanted.q.clone().unwrap_or_default();
    let href = system_href(row);
    let lines = if tab == "tree" { tree::lines(&model, row, system, &q, lang) } else { Vec::new() };
    let found = lines.iter().filter(|line| line.found).count();
    let n = |count: usize| words::count(i64::try_from(count).unwrap_or(0));
    let tabs = [
        ("tree", l.standards_tab_tree, n(system.nodes.len())),
        ("coverage", l.standards_tab_coverage, n(gaps.gaps())),
        ("sites", l.standards_tab_sites, n(system.site_types.len())),
        ("survey", l.standards_tab_survey, n(system.survey_items.len())),
        ("materials", l.standards_tab_materials, n(system.material_types.len())),
        ("presets", l.standards_tab_presets, n(system.score_presets.len())),
        ("about", l.standards_tab_about, String::new()),
    ];
    let is = |name: &str| tab == name;
    let standing = standing(&model, row);
    let (name_zh, name_en) = typed.names.unwrap_or_else(|| (system.name_zh.clone(), system.name_en.clone()));
    let page = SystemPage {
        name: lang.of_data(&system.name_zh, &system.name_en).to_owned(),
        edition: row.edition.clone(),
        facts: format!(
            "{} · {}",
            level_word(l, system.level),
            fill(l.standards_effective, &[("day", &words::full_day(lang, row.effective_from))])
        ),
        standing: standing_tag(l, standing),
        tabs: tabs
            .into_iter()
            .map(|(code, label, count)| {
                (if code == "tree" { href.clone() } else { format!("{href}?tab={code}") }, label, count, tab == code)
            })
            .collect(),
        found: if q.trim().is_empty() { String::new() } else { fill(l.standards_found, &[("n", &found)]) },
        q,
        lines,
        led: fill(l.standards_led, &[("n", &gaps.led()), ("all", &gaps.contents)]),
        gaps: if is("coverage") { gap_cards(&model, row, system, &gaps, lang) } else { Vec::new() },
        site_types: if is("sites") { type_lines(&model, who, row, system, &sites) } else { Vec::new() },
        survey: if is("survey") { survey_lines(who, row, system) } else { Vec::new() },
        materials: if is("materials") { material_lines(who, row, system) } else { Vec::new() },
        presets: if is("presets") { preset_lines(who, row, system) } else { Vec::new() },
        add: match tab.as_str() {
            "sites" => add_href::<SiteType>(who, row, ""),
            "survey" => add_href::<SurveyItem>(who, row, ""),
            "materials" => add_href::<Material>(who, row, ""),
            "presets" => add_href::<ScorePreset>(who, row, ""),
            _ => String::new(),
        },
        notes: system.notes.iter().map(|note| note.pick(lang).to_owned()).collect(),
        sources: system.sources.iter().map(|(key, text)| (key.clone(), text.clone())).collect(),
        version: row.version,
        may_manage: who.actor.may(Permission::ManageStandards),
        is_draft: row.status == SystemStatus::Draft,
        is_in_force: row.status == SystemStatus::InForce,
        name_zh,
        name_en,
        edition_typed: typed.edition,
        problem: typed.problem,
        today: model.day.to_string(),
        tab,
        href,
        shell,
    };
    page_with(status, &page)
}

fn type_lines(
    model: &CityModel,
    who: &Who,
    row: &SystemRow,
    system: &System,
    sites: &HashMap<String, i64>,
) -> Vec<TypeLine> {
    let lang = who.lang();
    let l = texts(lang);
    let line = |(index, kind): (usize, &SiteType)| {
        let count = sites.get(&kind.code).copied().unwrap_or(0);
        let text = |zh: &Option<String>, en: &Option<String>| {
            lang.of_data(zh.as_deref().unwrap_or(""), en.as_deref().unwrap_or("")).to_owned()
        };
        TypeLine {
            href: site_type_href(row, &kind.code),
            items: item_lines(model, who, row, system, &kind.code),
            code: kind.code.clone(),
            name: lang.of_data(&kind.name_zh, &kind.name_en).to_owned(),
            sites: count,
            sites_words: fill(l.standards_sites_n, &[("n", &words::count(count))]),
            sites_href: format!("/sites?type={}", encode(&kind.code)),
            route: text(&kind.route_zh, &kind.route_en),
            sample: text(&kind.sample_zh, &kind.sample_en),
            inferred: kind.evidence.code() == "inferred",
            evidence: evidence_word(l, kind.evidence.code()),
            tools: tools(who, row, kind, index + 1, system.site_types.len()),
        }
    };
    system.site_types.iter().enumerate().map(line).collect()
}

fn survey_lines(who: &Who, row: &SystemRow, system: &System) -> Vec<SurveyLine> {
    let lang = who.lang();
    let l = texts(lang);
    system
        .survey_items
        .iter()
        .enumerate()
        .map(|(index, item)| SurveyLine {
            tools: tools(who, row, item, index + 1, system.survey_items.len()),
            code: item.code.clone(),
            topic: lang.of_data(&item.topic_zh, &item.topic_en).to_owned(),
            measure: lang.of_data(&item.measure_zh, &item.measure_en).to_owned(),
            options: item
                .options
                .iter()
                .map(|option| option.pick(lang))
                .collect::<Vec<_>>()
                .join(texts(lang).standards_text_3),
            threshold: item.threshold.clone().unwrap_or_default(),
            content: item.content.clone(),
            content_href: node_href(row, &item.content),
            inferred: item.evidence.code() == "inferred",
            evidence: evidence_word(l, item.evidence.code()),
            source: item.source.clone(),
        })
        .collect()
}

fn material_lines(who: &Who, row: &SystemRow, system: &System) -> Vec<MaterialLine> {
    let lang = who.lang();
    let count = system.material_types.len();
    let line = |(index, kind): (usize, &Material)| MaterialLine {
        code: kind.code.clone(),
        name: lang.of_data(&kind.name_zh, &kind.name_en).to_owned(),
        asked: Material::references(system, &kind.code).nodes.len(),
        inferred: kind.evidence.code() == "inferred",
        evidence: evidence_word(texts(lang), kind.evidence.code()),
        tools: tools(who, row, kind, index + 1, count),
    };
    system.material_types.iter().enumerate().map(line).collect()
}

fn preset_lines(who: &Who, row: &SystemRow, system: &System) -> Vec<PresetLine> {
    let lang = who.lang();
    let l = texts(lang);
    system
        .score_presets
        .iter()
        .enumerate()
        .map(|(index, preset)| {
            let total = preset
                .total_thousandths
                .unwrap_or_else(|| preset.items.iter().map(|item| item.points_thousandths).sum());
            let items = preset.items.iter().map(|item| {
                let mut name = lang.of_data(&item.name_zh, &item.name_en).to_owned();
                if name.is_empty() {
                    name = item.method.as_deref().map_or_else(String::new, |code| method_name(system, code, lang));
                }
                (name, words::score(item.points_thousandths), words::share(item.points_thousandths, total))
            });
            PresetLine {
                key: preset.key.clone(),
                tools: tools(who, row, preset, index + 1, system.score_presets.len()),
                name: lang.of_data(&preset.name_zh, &preset.name_en).to_owned(),
                from: words::full_day(lang, preset.effective_from),
                items: items.collect(),
                total: if total == 0 { String::new() } else { words::score(total) },
                weights: preset
                    .year_weights_thousandths
                    .iter()
                    .map(|weight| words::percent(*weight, 1000))
                    .collect::<Vec<_>>()
                    .join(" : "),
                rule: lang
                    .of_data(preset.rule_zh.as_deref().unwrap_or(""), preset.rule_en.as_deref().unwrap_or(""))
                    .to_owned(),
                inferred: preset.evidence.code() == "inferred",
                evidence: evidence_word(l, preset.evidence.code()),
                source_words: source_words(system, &preset.source),
                source: preset.source.clone(),
            }
        })
        .collect()
}
