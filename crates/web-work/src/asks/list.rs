//! The list of asks, with what nobody is asked for.

use askama::Template;
use axum::extract::Query;
use changxiao_app::{
    asks::{self as action, AskLine, AskSource, Asks, Shown},
    matters::procedures::to_begin,
};
use changxiao_domain::{matters::Fact, orgs::Permission};
use changxiao_web_kit::{
    cx::Cx,
    filtered::{Filter, Value, codes},
    filters,
    request::Request,
};
use serde::Deserialize;

use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

/// The procedure by which an ask is registered that goes round outside.
const OUTSIDE: &str = "outside_ask";

/// What may stand in the address of the list and of its sheet.
pub(super) const FILTERS: &[Filter] = &[Filter::new("shown", Value::OneOf(|| codes(&Shown::ALL, Shown::code, &[])))];

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct AsksQuery {
    /// `in_force`, or `over` for what is asked no more.
    shown: String,
}

impl AsksQuery {
    pub(super) fn shown(&self) -> Shown {
        Shown::parse(self.shown.trim()).unwrap_or(Shown::InForce)
    }
}

#[derive(Template)]
#[template(path = "asks/list.html")]
struct AsksPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    found: Asks,
    shown: Shown,
    held: Vec<Fact>,
    may_export: bool,
    /// The post may register one, or report one to the office.
    may_register: bool,
}

pub(super) async fn list(request: Request, Query(query): Query<AsksQuery>) -> Answer {
    let shown = query.shown();
    let found = action::list(request.app(), request.actor(), shown).await?;
    let offered = to_begin(request.model(), request.actor());
    request.page(&AsksPage {
        shell: request.shell(Section::Matters).await,
        cx: &request.cx,
        found,
        shown,
        held: action::held().to_vec(),
        may_export: request.may(Permission::Export),
        may_register: offered.iter().any(|kept| kept.document.key.as_str() == OUTSIDE),
    })
}

impl AsksPage<'_> {
    fn title(&self) -> &'static str {
        if self.found.is_all { self.shell.l.asks_title } else { self.shell.l.asks_of_us }
    }

    fn is_over(&self) -> bool {
        self.shown == Shown::Over
    }

    /// Where an ask leads.
    fn href(&self, line: &AskLine) -> String {
        match &line.source {
            AskSource::Procedure(kept) => format!("/matters?procedure={}", kept.document.key),
            AskSource::Outside(number) => format!("/matters/{number}"),
        }
    }

    fn source(&self, line: &AskLine) -> String {
        source(self.cx, line)
    }

    fn audience(&self, line: &AskLine) -> &'static str {
        audience(self.cx, line)
    }

    fn fact(&self, fact: &Fact) -> &'static str {
        fact.name().text(self.cx.lang)
    }
}

/// 线上 or the number under which it is registered.
pub(super) fn source(cx: &Cx, line: &AskLine) -> String {
    match &line.source {
        AskSource::Procedure(_) => cx.l.asks_by_procedure.to_owned(),
        AskSource::Outside(number) => format!("{} {number}", cx.l.asks_outside),
    }
}

pub(super) fn audience(cx: &Cx, line: &AskLine) -> &'static str {
    line.audience.map_or(cx.l.asks_audience_named, |audience| audience.words(cx.lang))
}
