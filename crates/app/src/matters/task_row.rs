//! What a row of a table of tasks (任务分解表) says.

use std::collections::BTreeSet;

use changxiao_domain::{
    ids::{MatterId, PostId, UnitId},
    matters::{Code, Matter, Values},
    time::Day,
};
use serde_json::{Value as Json, json};

/// The procedure by which they are begun.
pub(crate) const TASKS: &str = "task";

/// The task of which one is a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Above {
    /// One that is there.
    There(MatterId),
    /// One of the table with this title; where no row has it, it is drafted.
    Titled(String),
}

/// What a row says of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TaskRow {
    pub title: String,
    pub what: String,
    pub above: Option<Above>,
    pub lead: Option<UnitId>,
    pub helpers: BTreeSet<UnitId>,
    pub person: Option<PostId>,
    pub starts: Option<Day>,
    pub due: Option<Day>,
    pub milestone: bool,
}

impl TaskRow {
    pub fn of(task: &Matter) -> Self {
        let text = |name: &'static str| task.values.get(Code::of(name)).and_then(Json::as_str);
        let helpers = task.values.get(Code::of("helpers")).and_then(Json::as_array);
        Self {
            title: task.title.clone(),
            what: text("what").unwrap_or_default().to_owned(),
            above: task.parent.map(Above::There),
            lead: text("lead").and_then(|id| id.parse().ok()),
            helpers: helpers.into_iter().flatten().filter_map(|line| line["unit"].as_str()?.parse().ok()).collect(),
            person: text("person").and_then(|id| id.parse().ok()),
            starts: text("starts").and_then(|day| day.parse().ok()),
            due: text("due").and_then(|day| day.parse().ok()),
            milestone: task.is_milestone(),
        }
    }

    /// The values with which it is drafted or arranged; what is not there is taken away.
    pub fn values(&self) -> Values {
        let helpers: Vec<Json> = self.helpers.iter().map(|unit| json!({ "unit": unit.to_string() })).collect();
        let all = [
            ("what", json!(Some(&self.what).filter(|what| !what.is_empty()))),
            ("lead", json!(self.lead.map(|unit| unit.to_string()))),
            ("helpers", json!(helpers)),
            ("person", json!(self.person.map(|post| post.to_string()))),
            ("starts", json!(self.starts.map(|day| day.to_string()))),
            ("due", json!(self.due.map(|day| day.to_string()))),
            ("milestone", json!(self.milestone.then_some(true))),
        ];
        Values(all.into_iter().map(|(name, value)| (Code::of(name), value)).collect())
    }

    /// The days alone, with which a published one is moved.
    pub fn days(&self) -> Values {
        let mut values = self.values();
        values.0.retain(|name, _| matches!(name.as_str(), "starts" | "due"));
        values
    }
}
