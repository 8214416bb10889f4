//! The end of a unit: what hangs on it, and who takes each kind over.

use askama::Template;
use axum::extract::{Path, Query};
use changxiao_app::{
    AppError,
    departures::{
        Hangs,
        end_unit::{EndUnit, end_unit, preview},
    },
};
use changxiao_domain::{
    departures::{Hanging, Leaving},
    orgs::{Actor, Permission, Unit},
    time::Day,
};
use changxiao_words::{fill, say};
use serde::Deserialize;

use crate::{
    address::encode,
    answer::Answer,
    choice::Choice,
    cx::Cx,
    faults::Faults,
    fields::Typed,
    filters,
    form::Form,
    pickers::{read_day, unit_choices},
    request::Request,
    shell::{Section, Shell},
};

#[derive(Deserialize)]
pub(super) struct EndingQuery {
    until: Option<String>,
}

#[derive(Template)]
#[template(path = "orgs/ending.html")]
struct EndingPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    actor: &'a Actor,
    unit: Unit,
    version: i64,
    day: Day,
    hanging: Vec<Hangs>,
    units: Vec<Choice>,
    typed: Typed,
    faults: Faults,
}

/// The day is chosen first: what hangs on the unit depends on it.
pub(super) async fn form(request: Request, Path(code): Path<String>, Query(query): Query<EndingQuery>) -> Answer {
    let day = read_day(query.until.as_deref()).unwrap_or(request.model().day);
    show(&request, &code, day, Typed::default(), Faults::default()).await
}

pub(super) async fn end(request: Request, Path(code): Path<String>, form: Form) -> Answer {
    let version = form.number("version").unwrap_or(0);
    let day = read_day(Some(form.text("until")));
    let done = match day {
        None => Err(AppError::field("until", say!(orgs_write_day_2026_11_21))),
        Some(until) => {
            let heirs = |field: &str| form.text(field);
            let end = EndUnit { until, version, new_name: form.text("new_name"), heirs: &heirs };
            end_unit(request.app(), request.actor(), &code, &end).await
        }
    };
    match done {
        Ok(decided) => {
            let l = request.cx.l;
            let notice = match decided.waits {
                true => l.departures_waits.to_owned(),
                false => fill(l.departures_done, &[("n", &decided.moved)]),
            };
            request.redirect(&format!("/units/{}?day={}", encode(&code), before(day)), notice)
        }
        Err(problem) => {
            let faults = request.faults(problem)?;
            show(&request, &code, day.unwrap_or(request.model().day), Typed::of(&form), faults).await
        }
    }
}

/// The last day of the unit, on which its page shows it.
fn before(day: Option<Day>) -> String {
    day.and_then(|day| day.yesterday().ok()).map_or_else(String::new, |day| day.to_string())
}

async fn show(request: &Request, code: &str, day: Day, typed: Typed, faults: Faults) -> Answer {
    let (cx, model) = (&request.cx, request.model());
    let (unit, hanging) = preview(request.app(), request.actor(), code, day).await?;
    let version = model.unit_versions.get(&unit.id).copied().unwrap_or(1);
    let mut units = unit_choices(model, cx.lang);
    units.retain(|choice| choice.value != unit.code);
    let shell = request.form_shell(Section::Units, &faults).await;
    let page = EndingPage { shell, cx, actor: request.actor(), unit, version, day, hanging, units, typed, faults };
    request.form_page(&page.faults, &page)
}

impl EndingPage<'_> {
    fn href(&self) -> String {
        format!("/units/{}", encode(&self.unit.code))
    }

    fn needs(&self, kind: Hanging) -> bool {
        kind.needs_heir(Leaving::Unit)
    }

    /// The list of what hangs there; empty where the post may not read it or there is no list of its own.
    fn list(&self, kind: Hanging) -> String {
        let code = encode(&self.unit.code);
        let may = |permission| self.actor.may(permission);
        match kind {
            Hanging::Below | Hanging::Posts => self.href(),
            Hanging::Cases if may(Permission::ReadCases) => format!("/cases?tab=open&lead={code}"),
            Hanging::Whistles if may(Permission::ReadWhistles) => "/whistles".to_owned(),
            Hanging::Matters if may(Permission::ReadMatters) => format!("/matters?holder={code}"),
            Hanging::Sites if may(Permission::ReadSites) => format!("/sites?unit={code}"),
            Hanging::Matrix | Hanging::Responsibilities => self.href(),
            _ => String::new(),
        }
    }
}
