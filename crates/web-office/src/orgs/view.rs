//! One unit: facts, what lies below, posts, and everything it answers for.

use askama::Template;
use axum::extract::{Path, Query};
use changxiao_app::orgs::{
    dated::tree_of,
    view::{self, NodeDuty, UnitView, holder_name},
};
use changxiao_domain::{
    divisions::DivisionCode,
    orgs::{Actor, Permission, Post, Unit, UnitTree},
    standards::Duty,
    time::Day,
};
use changxiao_store::orgs::MatrixRow;
use changxiao_web_kit::filtered::{Filter, Value};
use serde::Deserialize;

use crate::{
    address::{address, encode},
    answer::Answer,
    cx::Cx,
    faults::Faults,
    filters,
    links::{node_href, score_href},
    pickers::read_day,
    request::Request,
    shell::{Section, Shell},
};

/// The day on which a unit is shown.
pub(super) const FILTERS: &[Filter] = &[Filter::new("day", Value::Day)];

#[derive(Deserialize)]
pub(super) struct DayQuery {
    day: Option<String>,
}

#[derive(Template)]
#[template(path = "orgs/view.html")]
struct ViewPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    day: Day,
    tree: UnitTree,
    view: UnitView,
    /// What was typed as the end of the unit, and what is wrong with it.
    until: &'a str,
    faults: Faults,
}

const MOST_CHILDREN: usize = 60;
const MOST_DUTIES: usize = 60;

pub(super) async fn view(request: Request, Path(code): Path<String>, Query(query): Query<DayQuery>) -> Answer {
    show(&request, &code, query.day.as_deref(), "", Faults::default()).await
}

/// The page; `until` and `faults` are those of the form for the end of the unit.
pub(super) async fn show(request: &Request, code: &str, day: Option<&str>, until: &str, faults: Faults) -> Answer {
    let (cx, actor) = (&request.cx, request.actor());
    let day = read_day(day).unwrap_or(cx.model.day);
    let shell = request.form_shell(Section::Units, &faults).await;
    let view = view::view(request.app(), actor, code, day).await?;
    let tree = tree_of(&cx.model, day).unwrap_or_default();
    let page = ViewPage { shell, cx, actor, day, tree, view, until, faults };
    request.form_page(&page.faults, &page)
}

impl ViewPage<'_> {
    fn name(&self) -> &str {
        self.view.unit.name_in(self.cx.lang)
    }

    /// The other language's name, where there is one.
    fn other_name(&self) -> &str {
        let unit = &self.view.unit;
        self.cx.lang.other_of_data().of_data(&unit.name, &unit.name_en)
    }

    fn is_today(&self) -> bool {
        self.day == self.cx.model.day
    }

    fn may_manage(&self) -> bool {
        self.actor.may(Permission::ManageReference) && self.view.unit.valid_until.is_none()
    }

    fn href(&self, unit: &Unit) -> String {
        address(&format!("/units/{}", encode(&unit.code)), &[("day", &self.other_day())])
    }

    /// The units of the day below this one.
    fn below_href(&self) -> String {
        address("/units", &[("day", &self.other_day()), ("q", &self.view.unit.name)])
    }

    /// The day of the page as its links carry it on; empty for today.
    fn other_day(&self) -> String {
        if self.is_today() { String::new() } else { self.day.to_string() }
    }

    /// The units above, without this one.
    fn above(&self) -> Vec<&Unit> {
        let mut path = self.tree.path(self.view.unit.id);
        path.pop();
        path
    }

    fn children(&self) -> Vec<&Unit> {
        self.tree.children(self.view.unit.id).collect()
    }

    fn holder(&self, post: &Post) -> &str {
        holder_name(&self.cx.model, self.actor, post.person).unwrap_or_default()
    }

    fn nodes(&self, of: impl Fn(Duty) -> bool) -> Vec<&NodeDuty> {
        self.view.nodes.iter().filter(|node| of(node.duty)).collect()
    }

    fn leads(&self) -> Vec<&NodeDuty> {
        self.nodes(|duty| duty == Duty::Lead)
    }

    fn helps(&self) -> Vec<&NodeDuty> {
        self.nodes(|duty| duty != Duty::Lead)
    }

    fn node_name(&self, code: &str) -> &str {
        let system = self.cx.model.current_system();
        system.and_then(|system| system.node(code)).map_or("", |node| node.label(self.cx.lang))
    }

    fn duty_href(&self, row: &MatrixRow) -> String {
        let place = DivisionCode::from_padded(row.division).map_or_else(|_| String::new(), |place| place.to_string());
        address("/units/matrix", &[("division", &place), ("key", &row.category)])
    }

    /// Where its latest score stands; empty where it has none or the post may not read it.
    fn score_href(&self) -> String {
        let unit = &self.view.unit;
        let shows = unit.kind.is_ranked() && self.actor.may(Permission::ReadScores);
        if shows { score_href(self.cx.model.day, &unit.code) } else { String::new() }
    }
}
