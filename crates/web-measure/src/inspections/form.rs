//! The check list of a site as a form. It works without script; with it, answered items fold and nothing typed is lost.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use changxiao_app::{
    AppError,
    inspections::check_list::{CheckList, check_list, counting_rule},
};
use changxiao_domain::{
    inspections::{Answer, NOTE_CHARS, QuantityRule},
    standards::CheckItem,
};
use changxiao_files::photos::Stored;
use changxiao_web_kit::{
    answer::{WebError, redirect},
    cx::Cx,
    filters, kept_photos, pages,
    session::Who,
    shell::{Notice, NoticeKind, Section, Shell},
    state::WebState,
};
use serde::Deserialize;

use super::sheet::{Entry, Sheet};

#[derive(Deserialize)]
pub(super) struct FormQuery {
    site: Option<i64>,
}

/// How an item is counted on the spot.
struct Counted {
    at_least: i64,
    /// Metres walked or rooms drawn that the rule names, with the label of their field.
    base: Option<(i64, &'static str)>,
}

#[derive(Template)]
#[template(path = "inspections/form.html")]
struct VisitForm<'a> {
    shell: Shell,
    who: &'a Who,
    /// Makes the tokens of photos that an earlier try has left.
    secret: &'a [u8; 64],
    list: &'a CheckList,
    sheet: &'a Sheet,
    came_back: bool,
}

impl VisitForm<'_> {
    fn rows(&self) -> impl Iterator<Item = (&CheckItem, &Entry)> {
        self.list.items.iter().zip(&self.sheet.entries)
    }

    fn answered(&self) -> usize {
        self.sheet.entries.iter().filter(|entry| entry.answer.is_some()).count()
    }

    fn problems(&self) -> usize {
        self.sheet.entries.iter().filter(|entry| !entry.errors.is_empty()).count() + self.sheet.errors.len()
    }

    fn route(&self) -> Option<&str> {
        self.who.model.site_type(&self.list.site.site_type)?.route(self.shell.lang)
    }

    /// The field for a count, where the rule of the item can be judged on the spot.
    fn counted(&self, item: &CheckItem) -> Option<Counted> {
        let (at_least, base) = match counting_rule(item.quantity.as_ref()?)? {
            QuantityRule::AtLeast { at_least } => (at_least, None),
            QuantityRule::PerMetres { at_least, per_metres } => {
                (at_least, Some((per_metres, self.shell.l.inspections_over_metres)))
            }
            QuantityRule::OutOf { at_least, out_of } => (at_least, Some((out_of, self.shell.l.inspections_over_drawn))),
            // Nothing in a check list counts what is too much; a finding says it.
            QuantityRule::AtMost { .. } => return None,
        };
        Some(Counted { at_least, base })
    }

    /// A photo helps to show the fix; where people would be in it, none is asked for.
    fn photo_hint(&self, item: &CheckItem) -> &'static str {
        let filing = self.who.model.filing_of_item(item);
        match filing.is_none_or(|filing| filing.category.photo_needed) {
            true => self.shell.l.inspections_photo_hint,
            false => self.shell.l.inspections_no_people,
        }
    }

    fn token(&self, photo: &Stored) -> String {
        kept_photos::token(self.secret, &self.who.actor, photo.facts.hash)
    }
}

/// Without a site there is nothing to fill in: the list of sites that wait.
pub(super) async fn new_form(
    State(state): State<WebState>,
    who: Who,
    Query(query): Query<FormQuery>,
) -> Result<Response, WebError> {
    let Some(site) = query.site else { return Ok(redirect("/inspections#choose")) };
    let list = check_list(state.app(), &who.actor, site).await?;
    show(&state, &who, &list, &Sheet::blank(&state, &list), StatusCode::OK, None).await
}

/// The form, empty or as it was sent.
pub(super) async fn show(
    state: &WebState,
    who: &Who,
    list: &CheckList,
    sheet: &Sheet,
    status: StatusCode,
    problem: Option<&AppError>,
) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let notice = problem.map(|problem| Notice {
        kind: NoticeKind::Failed,
        text: format!("{} {}", problem.words(cx.lang), problem.number()),
        link: None,
    });
    cx.page_with(
        status,
        &VisitForm {
            shell: pages::shell(state, who, Section::Inspections, notice).await,
            who,
            secret: &state.config().cookie_secret,
            list,
            sheet,
            came_back: status != StatusCode::OK,
        },
    )
}
