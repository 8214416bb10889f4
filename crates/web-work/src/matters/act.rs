//! What the forms of a matter carry, and the page of an action that needs one.

use axum::{extract::{Path, Query}, http::StatusCode};
use changxiao_app::{AppError, matters::values, workflow::load_visible};
use changxiao_domain::{
    matters::{Action, Code, Command, Effect, Matter, Ruled},
    orgs::Actor,
};
use changxiao_web_kit::{
    fields::Typed,
    cx::Cx,
    form_page::{FormFrame, declared_page},
    procedure::{PageRequest, ProcedurePage},
    request::Request,
};
use changxiao_words::{Key, keys};
use serde::Deserialize;

use super::{MatterForms, fields, narration::NARRATION, show};
use crate::{
    acted::Acted,
    acting::{Answer, Steps},
    form::Form,
    shell::{Section, Shell},
    timeline::Narration,
};

impl ProcedurePage for MatterForms {
    type Procedure = Matter;

    const LIST: &'static str = "/matters";
    const NAME: Key = keys::matters_nav;
    const SECTION: Section = Section::Matters;
    /// One address for all: which action it is, the form says, because the document names it.
    const FORMS: Steps<Self> = &[("/matters/{number}/act", Action::ISSUE)];
    const HAS_SHEET: bool = true;
    const NARRATION: &'static Narration<Action> = &NARRATION;

    async fn command(request: &Acted, _: Action) -> Result<Command, AppError> {
        let typed = Typed::of(&request.form);
        let matter: Matter = load_visible(request.app(), request.actor(), &request.number).await?;
        let (action, ruled) = asked(&matter, request.actor(), request.app().now(), typed.get("action"))?;
        let Some(ruled) = ruled else {
            // The table says why not.
            return Ok(Command { reason: request.reason(), ..Command::of(action) });
        };
        let model = request.app().model(request.actor().city).await?;
        let table = matter.table();
        let given = fields::given(&fields::of_row(ruled, &table.flow.fields), &typed);
        let issues = ruled.has(&Effect::Issue) || ruled.has(&Effect::Copy);
        Ok(Command {
            action,
            values: values::read(request.app(), request.actor(), table, given).await?,
            reason: request.reason(),
            units: if issues { fields::units(&model, &typed)? } else { Vec::new() },
        })
    }

    fn key(_: Action, form: &Form) -> String {
        form.text("action").to_owned()
    }

    fn render(request: PageRequest) -> impl Future<Output = Answer> + Send {
        show::render(request)
    }
}

/// The action of this name, and its row where the actor may take it now.
///
/// Errors: the document has no such action.
pub(super) fn asked(
    matter: &Matter,
    actor: &Actor,
    now: changxiao_domain::time::Instant,
    name: &str,
) -> Result<(Action, Option<&'static Ruled>), AppError> {
    let action = Code::parse(name).and_then(|code| matter.table().action(code)).ok_or(AppError::NotFound("page"))?;
    Ok((action, matter.granting(action, &actor.stamp(), now.max(matter.changed_at)).ok()))
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct ActQuery {
    action: String,
}

/// The form of one action on a page of its own.
pub(super) async fn page(request: Request, Path(number): Path<String>, Query(query): Query<ActQuery>) -> Answer {
    let matter: Matter = load_visible(request.app(), request.actor(), &number).await?;
    let (_, ruled) = asked(&matter, request.actor(), request.app().now(), &query.action)?;
    let ruled = ruled.ok_or(AppError::NotFound("page"))?;
    let asked = fields::of_row(ruled, &matter.table().flow.fields);
    let typed = fields::first(&request.cx, request.actor(), &asked, &matter.values);
    let shell = request.shell(Section::Matters).await;
    form(&request.cx, request.actor(), shell, (&matter, ruled), typed, StatusCode::OK)
}

/// The page with what was typed.
pub(super) fn form(
    cx: &Cx,
    actor: &Actor,
    shell: Shell,
    (matter, ruled): (&Matter, &'static Ruled),
    typed: Typed,
    status: StatusCode,
) -> Answer {
    let flow = matter.table().flow;
    let label = flow.action(ruled.row.action).map_or("", |action| action.label(cx.lang));
    let drawn = fields::draw(cx, actor, ruled, &flow.fields, &typed);
    let place = format!("/matters/{}", matter.number);
    let form = FormFrame {
        heading: format!("{label} · {}", matter.title),
        hint: "",
        list: ("/matters", cx.l.matters_nav),
        action: format!("{place}/act"),
        back: place,
        button: label,
        hidden: vec![("version", matter.version.to_string()), ("action", ruled.row.action.to_string())],
        typed,
    };
    declared_page(cx, shell, form, drawn, status)
}
