//! One system: its tree, its gaps, its site types, questions, presets and sources.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    standards::{
        self,
        coverage::{self, Coverage},
        duties::Answering,
        status::{Standing, standing},
        tree::{self, Line},
    },
};
use changxiao_domain::{
    orgs::Permission,
    standards::{Duty, Evidence, ListEntry, Material, PresetItem, ScorePreset, SiteType, SurveyItem, SystemStatus},
};
use changxiao_web_kit::filtered::{Filter, Value, codes};
use changxiao_web_kit::{cx::Cx, filters};
use changxiao_words::fill;
use serde::Deserialize;

use super::{
    edition::{Edition, joined, mendable, standing_tag, status_of},
    gaps::{GapEntry, gaps},
    list_form::{ListForm, SystemTab},
    site_type::{counted, optional},
};
use crate::{
    answer::WebError,
    choice::Tab,
    fields::Typed,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

/// What may stand in the address of a system.
pub(super) const FILTERS: &[Filter] = &[
    Filter::new("tab", Value::OneOf(|| codes(&SystemTab::ALL, SystemTab::code, &[]))),
    Filter::new("q", Value::Words),
];

/// The address of the page.
#[derive(Deserialize, Default)]
pub(super) struct Shown {
    tab: Option<String>,
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "standards/system.html")]
struct SystemPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    edition: Edition<'a>,
    href: String,
    standing: Standing,
    tab: SystemTab,
    tabs: Vec<Tab>,
    q: &'a str,
    lines: Vec<Line<'a>>,
    gaps: &'a Coverage,
    sites: HashMap<String, i64>,
    may_manage: bool,
    may_edit: bool,
    typed: Typed,
    problem: Option<&'a AppError>,
}

impl SystemPage<'_> {
    /// How many nodes have the words that were asked for.
    fn found(&self) -> usize {
        self.lines.iter().filter(|line| line.found).count()
    }

    /// Whether the forms for the whole system stand below.
    fn has_forms(&self) -> bool {
        self.may_manage && self.tab == SystemTab::Tree && self.q.is_empty()
    }

    /// Who leads, and how many others answer.
    fn leads(&self, answering: &Answering<'_>) -> String {
        let (lang, l) = (self.cx.lang, self.cx.l);
        let leads: Vec<&str> = answering.of_duty(Duty::Lead).map(|unit| self.cx.model.unit_name(unit, lang)).collect();
        let rest = answering.rows.len() - leads.len();
        let others = if rest > 0 { fill(l.standards_and_others, &[("n", &rest)]) } else { String::new() };
        match (leads.is_empty(), answering.rows.is_empty()) {
            (_, true) => l.standards_nobody.to_owned(),
            (true, _) => format!("{}{others}", l.standards_no_lead),
            _ => format!("{} {}{others}", l.standards_duty_lead, joined(leads.into_iter(), lang)),
        }
    }

    /// Methods and materials, and how many hang below.
    fn detail(&self, line: &Line<'_>) -> String {
        let (lang, node) = (self.cx.lang, line.node);
        let below = match line.below {
            0 => String::new(),
            n => fill(self.cx.l.standards_below, &[("n", &n)]),
        };
        let parts = [self.edition.methods(&node.methods, lang), self.edition.materials(&node.materials, lang), below];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn sites_of(&self, code: &str) -> i64 {
        self.sites.get(code).copied().unwrap_or(0)
    }

    fn options(&self, item: &SurveyItem) -> String {
        let options = item.options.iter().map(|option| option.pick(self.cx.lang));
        options.collect::<Vec<_>>().join(self.cx.l.standards_between_options)
    }

    /// How many nodes ask for a material.
    fn asked(&self, code: &str) -> usize {
        Material::references(self.edition.system, code).nodes.len()
    }

    fn item_label<'a>(&'a self, item: &'a PresetItem) -> &'a str {
        let (name, lang) = (self.cx.lang.of_data(&item.name_zh, &item.name_en), self.cx.lang);
        let method = item.method.as_deref().filter(|_| name.is_empty());
        method.map_or(name, |code| self.edition.system.method_name(code, lang))
    }

    fn share(&self, item: &PresetItem, preset: &ScorePreset) -> u8 {
        words::share(item.points_thousandths, preset.total())
    }

    fn weights(&self, preset: &ScorePreset) -> String {
        let weights = preset.year_weights_thousandths.iter().map(|weight| words::percent(*weight, 1000));
        weights.collect::<Vec<_>>().join(" : ")
    }
}

pub(super) async fn page(
    State(state): State<WebState>,
    who: Who,
    Path(named): Path<String>,
    Query(shown): Query<Shown>,
    jar: PrivateCookieJar,
) -> Result<Response, WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Standards, jar).await;
    Ok((jar, show(&state, &who, shell, &named, &shown, None, None).await?).into_response())
}

/// The page once more, with what was typed into its form for a copy and why one of its forms was refused.
pub(super) async fn again(
    state: &WebState,
    who: &Who,
    named: &str,
    typed: Option<Typed>,
    problem: AppError,
) -> Result<Response, WebError> {
    let problem = mendable(problem)?;
    let shell = pages::shell(state, who, Section::Standards, None).await;
    let mut page = show(state, who, shell, named, &Shown::default(), typed, Some(&problem)).await?;
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(page)
}

/// A tab once more, with why its list could not be put in another order.
pub(super) async fn tab_again(
    state: &WebState,
    who: &Who,
    named: &str,
    tab: SystemTab,
    problem: AppError,
) -> Result<Response, WebError> {
    let problem = mendable(problem)?;
    let shell = pages::shell(state, who, Section::Standards, None).await;
    let shown = Shown { tab: Some(tab.code().to_owned()), q: String::new() };
    show(state, who, shell, named, &shown, None, Some(&problem)).await
}

async fn show(
    state: &WebState,
    who: &Who,
    shell: Shell,
    named: &str,
    shown: &Shown,
    typed: Option<Typed>,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    // The model is asked anew: the action before may have changed it.
    let cx = Cx::new(who.lang(), state.app().model(who.actor.city).await?, state.app().now());
    let edition = Edition::find(&cx.model, named)?;
    let system = edition.system;
    let sites = standards::site_counts(state.app(), &who.actor).await?;
    let gaps = coverage::coverage(&cx.model, system, &sites);
    let tab = shown.tab.as_deref().map_or(SystemTab::Tree, |tab| SystemTab::parse(tab).unwrap_or(SystemTab::About));
    let is_tree = tab == SystemTab::Tree;
    let href = edition.href();
    let of_tab = |one: SystemTab| {
        let count = match one {
            SystemTab::Tree => Some(system.nodes.len()),
            SystemTab::Coverage => Some(gaps.gaps()),
            SystemTab::Sites => Some(system.site_types.len()),
            SystemTab::Survey => Some(system.survey_items.len()),
            SystemTab::Materials => Some(system.material_types.len()),
            SystemTab::Presets => Some(system.score_presets.len()),
            SystemTab::About => None,
        };
        Tab {
            href: if one == SystemTab::Tree { href.clone() } else { format!("{href}?tab={}", one.code()) },
            label: one.key().text(cx.lang).to_owned(),
            count: count.map_or_else(String::new, |n| words::count(i64::try_from(n).unwrap_or(0))),
            current: one == tab,
        }
    };
    let page = SystemPage {
        shell,
        standing: standing(&cx.model, edition.row),
        tabs: SystemTab::ALL.into_iter().map(of_tab).collect(),
        q: &shown.q,
        lines: if is_tree { tree::lines(&cx.model, system, &shown.q) } else { Vec::new() },
        may_manage: who.actor.may(Permission::ManageStandards),
        may_edit: edition.may_edit(who),
        typed: typed
            .unwrap_or_else(|| Typed::default().with("name_zh", &system.name_zh).with("name_en", &system.name_en)),
        gaps: &gaps,
        href: edition.href(),
        cx: &cx,
        edition,
        tab,
        sites,
        problem,
    };
    cx.page_with(status_of(problem), &page)
}
