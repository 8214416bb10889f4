//! One unit: facts, what lies below, posts, and everything it answers for.

use askama::Template;
use axum::extract::{Path, Query};
use changxiao_app::orgs::{
    dated::tree_of,
    view::{self, NodeDuty, UnitView, holder_name},
};
use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
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
}

const MOST_CHILDREN: usize = 60;
const MOST_DUTIES: usize = 60;

pub(super) async fn view(request: Request, Path(code): Path<String>, Query(query): Query<DayQuery>) -> Answer {
    let (cx, actor) = (&request.cx, request.actor());
    let day = read_day(query.day.as_deref()).unwrap_or(cx.model.day);
    let shell = request.shell(Section::Units).await;
    let view = view::view(request.app(), actor, &code, day).await?;
    let tree = tree_of(&cx.model, day).unwrap_or_default();
    request.page(&ViewPage { shell, cx, actor, day, tree, view })
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

    /// A unit of any day, on the page of a day on which it was there.
    fn linked(&self, unit: UnitId) -> Option<(&str, String)> {
        let unit = self.cx.model.all_units.get(&unit)?;
        let today = self.cx.model.day;
        let last = unit.valid_until.and_then(|until| until.yesterday().ok()).unwrap_or(today);
        let day = if unit.in_force(today) { String::new() } else { last.max(unit.valid_from).to_string() };
        Some((unit.name_in(self.cx.lang), address(&format!("/units/{}", encode(&unit.code)), &[("day", &day)])))
    }

    /// Units that took over what it had to do.
    fn followers(&self) -> Vec<(&str, String)> {
        self.view.followers.iter().filter_map(|unit| self.linked(*unit)).collect()
    }

    /// Units whose work it took over; their scores stay with them.
    fn followed(&self) -> Vec<(&str, String)> {
        self.view.followed.iter().filter_map(|unit| self.linked(*unit)).collect()
    }

    /// Where its latest score stands; empty where it has none or the post may not read it.
    fn score_href(&self) -> String {
        let unit = &self.view.unit;
        let shows = unit.kind.is_ranked() && self.actor.may(Permission::ReadScores);
        if shows { score_href(self.cx.model.day, &unit.code) } else { String::new() }
    }
}
