//! 事项 for programs: procedures with the schema of what each action takes, lists, one matter, beginning, acting.

use axum::extract::Path;
use changxiao_app::{
    App, AppError,
    matters::{
        begin::{Beginning, begin as begin_it},
        list::{Line, list as page_of},
        procedures::of_key,
        todo::turns,
        values::{self, Given},
        view::{MatterView, view as view_matter},
    },
    workflow::{Target, carry_out, load_visible},
};
use changxiao_domain::{
    divisions::DivisionCode,
    matters::{Action, Command, Event, Level, LoadedDocument, Matter, Refusal, may_begin},
    orgs::Permission::{ReadMatters, WorkOnMatters},
    sealing::Word as _,
    time::{Day, Instant},
    workflow::Procedure as _,
};
use changxiao_store::matters::MatterFilter;
use changxiao_web_kit::{
    filtered::division,
    json::{
        query::optional_code,
        shapes::{DivisionName, Moment, Named, division_named, ok, unit_named, unit_of_code},
    },
    routes::{Access, Routes, routes},
};
use changxiao_words::say;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{fields, list::begun, long, schema};
use crate::{answer::Answer, session::Who};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("matters")
        .api(Access::read(ReadMatters), routes!(procedures))
        .api(Access::read(ReadMatters), routes!(procedure))
        .api(Access::read(ReadMatters), routes!(list))
        .api(Access::handle(WorkOnMatters), routes!(begin))
        .api(Access::read(ReadMatters), routes!(view))
        .api(Access::handle(WorkOnMatters), routes!(act))
}

/// The procedures in force.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcedureList<'a> {
    procedures: Vec<ProcedureItem<'a>>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ProcedureItem<'a> {
    #[schema(example = "supply")]
    key: &'a str,
    #[schema(example = "2026-1")]
    edition: &'a str,
    name: &'a str,
    purpose: &'a str,
    source: &'a str,
    /// Whether the post may begin something by it.
    may_begin: bool,
}

/// A procedure with its document and, for each action of the whole and of a part, the JSON Schema of its values.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcedureShape<'a> {
    #[serde(flatten)]
    item: ProcedureItem<'a>,
    #[schema(value_type = Object)]
    document: &'a changxiao_domain::matters::Document,
    #[schema(value_type = Object)]
    whole: Value,
    #[schema(value_type = Option<Object>)]
    part: Option<Value>,
}

impl ProcedureItem<'static> {
    fn of(who: &Who, kept: &'static LoadedDocument) -> Self {
        let (document, lang) = (&kept.document, who.lang());
        Self {
            key: document.key.as_str(),
            edition: &document.edition,
            name: document.name(lang),
            purpose: lang.of_data(&document.purpose_zh, &document.purpose_en),
            source: lang.of_data(&document.source_zh, &document.source_en),
            may_begin: who.actor.may(WorkOnMatters) && may_begin(kept, who.actor.role),
        }
    }
}

impl ProcedureShape<'static> {
    fn of(who: &Who, kept: &'static LoadedDocument) -> Self {
        let (whole, part) = (schema::of_table(kept.whole()), kept.part().map(schema::of_table));
        Self { item: ProcedureItem::of(who, kept), document: &kept.document, whole, part }
    }
}

#[utoipa::path(
    get, path = "/api/v1/procedures", tag = "matters", operation_id = "list_procedures",
    responses((status = 200, body = ProcedureList, description = "Those in force today"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn procedures(who: Who) -> Answer {
    ok(&ProcedureList { procedures: who.model.procedures.iter().map(|kept| ProcedureItem::of(&who, kept)).collect() })
}

#[utoipa::path(
    get, path = "/api/v1/procedures/{key}", tag = "matters", operation_id = "procedure", params(("key" = String, Path)),
    responses((status = 200, body = ProcedureShape, description = "With the schema of what each action takes"), (status = "4XX", response = changxiao_web_kit::openapi::Refused))
)]
pub(crate) async fn procedure(who: Who, Path(key): Path<String>) -> Answer {
    ok(&ProcedureShape::of(&who, of_key(&who.model, &key)?))
}

changxiao_web_kit::listed! {
    "matters" "/api/v1/matters" "list_matters"
    /// Filters; what is left out does not narrow.
    MatterQuery {
        /// The key of a procedure.
        procedure: Option<String>,
        /// `true`: open ones; `false`: those that are over.
        open: Option<bool>,
        /// `whole`, `part` or `copy`.
        level: Option<String>,
        /// The code of the unit that has it.
        holder: Option<String>,
        /// The code of the unit that began it.
        beginner: Option<String>,
        /// The code of a division, with what lies below it.
        division: Option<String>,
        /// The first and the last day on which it was begun: 2026-11-30.
        from: Option<String>,
        to: Option<String>,
        /// A number, or words of the title.
        words: Option<String>,
        /// `true`: open ones that are past due.
        late: Option<bool>,
        /// `true`: what waits for the post, or for one for which it stands in today; alone, the first due first.
        mine: Option<bool>,
    }
    /// A page of matters.
    MatterList { matters: MatterItem }
    list |app, who, asked, most| page_of(app, &who.actor, &asked.filter(app, &who).await?, asked.after.as_deref(), most)
}

changxiao_web_kit::viewed! {
    "matters" "/api/v1/matters/{number}" "matter"
    MatterShape "As much of it as the post may see"
    view |app, who, number| view_matter(app, &who.actor, &number)
}

changxiao_web_kit::begun! {
    "matters" "/api/v1/matters" "begin_matter"
    /// Something that is begun by a procedure.
    NewMatter {
        #[schema(example = "supply")]
        procedure: String,
        title: String,
        division: Option<String>,
        /// By the names of the fields; the procedure has the schema.
        #[serde(default)]
        #[schema(value_type = Object)]
        values: serde_json::Map<String, Value>,
        /// Codes of the units to which it is issued, where the procedure issues it.
        #[serde(default)]
        units: Vec<String>,
        /// All units of a kind besides: `department`, `higher_station`, `district`, `management_committee`, `new_district`, `town`,
        /// `community`, `enterprise` or `state_company`; several with `+` between them; `all` for every kind that answers for a trade or for
        /// places, which communities do not.
        audience: Option<String>,
    }
    MatterAfter done "Begun"
    place "Address of the matter"
    once "8 to 120 characters; the same key again begins nothing and gives the first answer"
    begin |app, who, sent| begin_it(app, &who.actor, sent.value.beginning(&who)?, sent.key)
}

changxiao_web_kit::documents! {
    /// An action of the procedure.
    MatterAct {
        #[schema(example = "grant")]
        action: String,
        #[serde(default)]
        #[schema(value_type = Object)]
        values: serde_json::Map<String, Value>,
        #[serde(default)]
        reason: String,
        /// Codes of units, where parts or copies are issued.
        #[serde(default)]
        units: Vec<String>,
        audience: Option<String>,
    }
}

changxiao_web_kit::actions! {
    "matters" MatterAfter;
    /// Does what the document lets the post do now; `actions` of the matter names it.
    act "/api/v1/matters/{number}/actions" "act_on_matter" (MatterAct)
        |app, who, target, sent| carried(app, &who, target, sent.value);
}

async fn carried(app: &App, who: &Who, target: &Target, sent: MatterAct) -> Result<Matter, AppError> {
    let matter: Matter = load_visible(app, &who.actor, &target.number).await?;
    let unknown = |_| AppError::field("action", say!(matters_no_such_action));
    let (action, _) = long::asked(&matter, &who.actor, app.now(), &sent.action).map_err(unknown)?;
    let values = values::read(app, &who.actor, matter.table(), given(sent.values), &matter.values).await?;
    let units = units(who, &sent.units, sent.audience.as_deref())?;
    carry_out(app, &who.actor, target, Command { action, values, reason: sent.reason, units }).await
}

fn given(values: serde_json::Map<String, Value>) -> Vec<(String, Given)> {
    values.into_iter().map(|(name, value)| (name, Given::Sent(value))).collect()
}

fn units(who: &Who, codes: &[String], audience: Option<&str>) -> Result<Vec<changxiao_domain::ids::UnitId>, AppError> {
    let kinds = optional_code("audience", audience, fields::audience)?.unwrap_or_default();
    let mut units: Vec<_> =
        kinds.into_iter().flat_map(|kind| who.model.units.of_kind(kind).map(|unit| unit.id)).collect();
    for code in codes {
        units.push(unit_of_code(&who.model, "units", code)?);
    }
    let mut seen = std::collections::BTreeSet::new();
    units.retain(|unit| seen.insert(*unit));
    Ok(units)
}

/// What an action made of a matter.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatterAfter<'a> {
    #[schema(example = "M261130-0001")]
    number: &'a str,
    /// As its document names it.
    #[schema(example = "granted")]
    state: &'a str,
    version: i64,
    changed_at: Moment,
    /// What the post can do now.
    actions: Vec<String>,
}

impl<'a> MatterAfter<'a> {
    fn of(who: &'a Who, matter: &'a Matter, now: Instant) -> Self {
        let actions = matter.allowed(&who.actor.stamp(), now);
        Self {
            number: &matter.number,
            state: matter.state.code(),
            version: matter.version,
            changed_at: Moment::new(&who.model, matter.changed_at),
            actions: actions.iter().map(|action| action.code().to_owned()).collect(),
        }
    }
}

/// What a list and a page say of a matter alike.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatterHead<'a> {
    #[schema(example = "M261130-0001")]
    number: &'a str,
    #[schema(example = "supply")]
    procedure: &'a str,
    /// `whole`, `part` or `copy`.
    level: &'static str,
    /// As its document names it.
    state: &'a str,
    state_name: String,
    title: &'a str,
    beginner: Named<'a>,
    holder: Named<'a>,
    division: DivisionName<'a>,
    begun_at: Moment,
    due_at: Option<Moment>,
    ended_at: Option<Moment>,
}

/// The same of a matter and of a line of a list, which call everything alike.
macro_rules! head {
    ($who:expr, $one:expr) => {{
        let moment = |at| Moment::new(&$who.model, at);
        MatterHead {
            number: &$one.number,
            procedure: $one.kept.document.key.as_str(),
            level: $one.level.code(),
            state: $one.state.code(),
            state_name: $one.state.words($who.lang()),
            title: &$one.title,
            beginner: unit_named(&$who.model, $one.beginner, $who.lang()),
            holder: unit_named(&$who.model, $one.holder, $who.lang()),
            division: division_named(&$who.model, $one.division),
            begun_at: moment($one.begun_at),
            due_at: $one.due_at.map(moment),
            ended_at: $one.ended_at.map(moment),
        }
    }};
}

#[derive(Serialize, ToSchema)]
pub(crate) struct MatterItem<'a> {
    #[serde(flatten)]
    head: MatterHead<'a>,
    /// Of a whole.
    parts: i64,
    parts_done: i64,
}

impl<'a> MatterItem<'a> {
    fn of(who: &'a Who, line: &'a Line, _: Instant) -> Self {
        Self { head: head!(who, line), parts: line.parts.0, parts_done: line.parts.1 }
    }
}

/// A matter, a part of it or a copy.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatterShape<'a> {
    #[serde(flatten)]
    head: MatterHead<'a>,
    /// The edition that it began with.
    edition: &'a str,
    /// What was entered and the post may read.
    #[schema(value_type = Object)]
    values: Value,
    /// The number of what it is a part or a copy of, or out of which it came.
    whole: Option<&'a str>,
    /// Parts and copies, 300 at most; the list filters the rest.
    parts: Vec<MatterItem<'a>>,
    /// What came out of it, 300 at most.
    children: Vec<MatterItem<'a>>,
    /// The number that it had before a year was closed; null where it does not go on from one.
    carried_from: Option<&'a str>,
    /// The number under which it goes on in the next year.
    carried_to: Option<&'a str>,
    submissions: Vec<Submission>,
    version: i64,
    actions: Vec<String>,
    /// What the post could do were it not for a condition.
    held_up: Vec<HeldUp>,
}

/// An action, and why it cannot be taken yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct HeldUp {
    action: String,
    /// The condition, as refusals name it.
    #[schema(example = "leaf_lacks")]
    code: &'static str,
    message: String,
}

/// What was entered at once.
#[derive(Serialize, ToSchema)]
pub(crate) struct Submission {
    at: Moment,
    action: String,
    #[schema(value_type = Object)]
    values: Value,
}

impl<'a> MatterShape<'a> {
    fn of(who: &'a Who, view: &'a MatterView, now: Instant) -> Self {
        let (matter, item) = (&view.matter, |line| MatterItem::of(who, line, now));
        let submission = |event: &Event| {
            let values = event.particulars.get("values")?.clone();
            let at = Moment::new(&who.model, event.at);
            Some(Submission { at, action: event.action.code().to_owned(), values })
        };
        let held_up = |(action, refusal): &(Action, Refusal)| HeldUp {
            action: action.code().to_owned(),
            code: refusal.code(),
            message: refusal.message().words(who.lang()),
        };
        Self {
            head: head!(who, matter),
            edition: &matter.kept.document.edition,
            values: matter.values.to_json(),
            whole: view.whole.as_ref().map(|whole| whole.number.as_str()),
            parts: view.parts.iter().map(item).collect(),
            children: view.children.iter().map(item).collect(),
            carried_from: told(view, "carried_from"),
            carried_to: told(view, "carried_to"),
            submissions: view.events.iter().filter_map(submission).collect(),
            version: matter.version,
            actions: view.actions.iter().map(|action| action.code().to_owned()).collect(),
            held_up: view.held_up.iter().map(held_up).collect(),
        }
    }
}

/// What an event of a matter says under a name.
pub(super) fn told<'v>(view: &'v MatterView, name: &str) -> Option<&'v str> {
    view.events.iter().find_map(|event| event.particulars.get(name)?.as_str())
}

impl MatterQuery {
    async fn filter(&self, app: &App, who: &Who) -> Result<MatterFilter, AppError> {
        let unit =
            |name, code: &Option<String>| code.as_deref().map(|code| unit_of_code(&who.model, name, code)).transpose();
        let day = |name, text: &Option<String>| optional_code(name, text.as_deref(), |text| text.parse::<Day>().ok());
        let is = |asked: Option<bool>| asked.unwrap_or_default();
        let turns = match is(self.mine) {
            true => turns(app, &who.actor).await?.into_iter().flatten().collect(),
            false => Vec::new(),
        };
        let in_city = |text: &str| division(&who.model, text);
        Ok(MatterFilter {
            procedure: self.procedure.as_deref().map(|key| known(who, key)).transpose()?,
            open: self.open,
            late_at: is(self.late).then(|| app.now()),
            levels: optional_code("level", self.level.as_deref(), Level::parse)?.into_iter().collect(),
            holder: unit("holder", &self.holder)?,
            beginner: unit("beginner", &self.beginner)?,
            divisions: optional_code("division", self.division.as_deref(), in_city)?.map(DivisionCode::range),
            begun: begun(&who.model, (day("from", &self.from)?, day("to", &self.to)?)),
            words: self.words.clone().filter(|words| !words.trim().is_empty()),
            now: Some(app.now()).filter(|_| !turns.is_empty()),
            turns,
            ..MatterFilter::default()
        })
    }
}

/// Errors: no procedure has the key.
fn known(who: &Who, key: &str) -> Result<String, AppError> {
    let found = of_key(&who.model, key).map(|kept| kept.document.key.to_string());
    found.map_err(|_| {
        AppError::field("procedure", say!(matters_no_such_procedure, name = key.chars().take(60).collect::<String>()))
    })
}

impl NewMatter {
    fn beginning(self, who: &Who) -> Result<Beginning, AppError> {
        let division: Option<DivisionCode> =
            optional_code("division", self.division.as_deref(), |text| text.parse().ok())?;
        Ok(Beginning {
            procedure: self.procedure,
            title: self.title,
            division,
            values: given(self.values),
            units: units(who, &self.units, self.audience.as_deref())?,
        })
    }
}
