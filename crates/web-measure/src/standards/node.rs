//! One node: what it asks, who answers, which sites serve it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    AppError,
    standards::{self, node::NodeView, set_units},
};
use changxiao_domain::{
    orgs::Permission,
    standards::{Duty, Evidence, ListEntry, Node, NodeKind},
};
use changxiao_web_kit::{cx::Cx, filters};

use super::edition::{Edition, mendable, status_of};
use crate::{
    answer::WebError,
    choice::Choice,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "standards/node.html")]
struct NodePage<'a> {
    shell: Shell,
    cx: &'a Cx,
    edition: Edition<'a>,
    href: String,
    view: NodeView<'a>,
    may_read_scores: bool,
    may_set: bool,
    may_edit: bool,
    may_copy: bool,
    problem: Option<&'a AppError>,
}

impl NodePage<'_> {
    fn label(&self) -> &str {
        self.view.node.label(self.cx.lang)
    }

    fn other_label(&self) -> &str {
        self.view.node.label(self.cx.lang.other_of_data())
    }

    /// The node above whose units answer for this one.
    fn inherited(&self) -> Option<&Node> {
        let answering = &self.view.answering;
        let above = self.edition.system.node(&answering.at)?;
        (above.code != self.view.node.code && !answering.rows.is_empty()).then_some(above)
    }

    /// The scores of the month that runs.
    fn score_href(&self) -> String {
        let day = self.cx.model.day_of(self.cx.now);
        let code = crate::address::encode(&self.view.node.code);
        format!("/scores/{:04}-{:02}/nodes/{code}", day.year(), day.month())
    }

    fn grades(&self) -> String {
        let grades = self.view.node.extra.grades.iter().map(|grade| format!("{} {}", grade.grade, grade.rule));
        grades.collect::<Vec<_>>().join(self.cx.l.standards_between_grades)
    }

    fn thresholds(&self) -> String {
        let thresholds = &self.view.node.extra.thresholds;
        thresholds.iter().map(|one| format!("{} {}", one.name_zh, one.rule)).collect::<Vec<_>>().join("；")
    }

    fn minimum(&self) -> String {
        self.view.node.extra.minimum_thousandths.map_or_else(String::new, words::score)
    }

    fn share(&self) -> String {
        self.view.node.extra.share_thousandths.map_or_else(String::new, |share| words::percent(share, 100_000))
    }

    fn note(&self) -> &str {
        let extra = &self.view.node.extra;
        self.cx.lang.of_data(extra.note_zh.as_deref().unwrap_or(""), extra.note_en.as_deref().unwrap_or(""))
    }

    /// How one real district divided the work, in Chinese.
    fn examples(&self) -> Vec<(Duty, String)> {
        let Some(units) = &self.view.node.extra.example_units else { return Vec::new() };
        let duties = [(Duty::Lead, &units.lead), (Duty::Responsible, &units.responsible)];
        duties
            .into_iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(duty, names)| (duty, names.join("、")))
            .collect()
    }

    fn duties(&self, chosen: Duty) -> Vec<Choice> {
        let choice = |duty: Duty| Choice::new(duty.code(), duty.words(self.cx.lang), duty == chosen);
        Duty::ALL.into_iter().map(choice).collect()
    }

    fn parents(&self) -> Vec<Choice> {
        let (node, lang) = (self.view.node, self.cx.lang);
        let choice = |parent: &Option<&Node>| match parent {
            Some(parent) => {
                let label = format!("{} {}", parent.code, parent.label(lang));
                Choice::of(&parent.code, label, node.parent.as_deref().unwrap_or(""))
            }
            None => Choice::new("", self.cx.l.standards_top, node.parent.is_none()),
        };
        self.view.parents.iter().map(choice).collect()
    }
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
    problem: AppError,
) -> Result<Response, WebError> {
    let problem = mendable(problem)?;
    let shell = pages::shell(state, who, Section::Standards, None).await;
    show(state, who, shell, named, code, Some(&problem)).await
}

async fn show(
    state: &WebState,
    who: &Who,
    shell: Shell,
    named: &str,
    code: &str,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let cx = Cx::new(who.lang(), state.app().model(who.actor.city).await?, state.app().now());
    let edition = Edition::find(&cx.model, named)?;
    edition.system.node(code).ok_or(AppError::NotFound("node"))?;
    let sites = standards::site_counts(state.app(), &who.actor).await?;
    let may_manage = who.actor.may(Permission::ManageStandards);
    let page = NodePage {
        shell,
        view: standards::node::node(&cx.model, edition.system, code, &sites)?,
        href: edition.node_href(code),
        may_read_scores: who.actor.may(Permission::ReadScores),
        may_set: may_manage || who.actor.may(Permission::ManageReference),
        may_edit: may_manage && edition.is_draft(),
        may_copy: may_manage && !edition.is_draft(),
        edition,
        problem,
        cx: &cx,
    };
    cx.page_with(status_of(problem), &page)
}
