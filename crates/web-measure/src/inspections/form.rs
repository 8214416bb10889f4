//! The check list of a site as a form. It works without script; with it, answered items fold and nothing typed is lost.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use changxiao_app::{
    AppError,
    inspections::check_list::{CheckList, check_list},
};
use changxiao_domain::{
    inspections::{Answer, NOTE_CHARS, QuantityRule},
    standards::CheckItem,
};
use changxiao_words::{Lang, fill, texts};
use serde::Deserialize;

use super::typed::{Typed, TypedItem};
use crate::{
    answer::{WebError, page_with, redirect},
    names::{self, quantity_words},
    pages,
    session::Who,
    shell::{Notice, NoticeKind, Section, Shell},
    state::WebState,
};

#[derive(Deserialize)]
pub(super) struct Wanted {
    site: Option<i64>,
}

/// What is counted for an item, and the rule that judges it.
struct Counted {
    words: String,
    quantity: String,
    /// Metres walked or rooms drawn, where the rule names a base.
    over: String,
    over_label: String,
    base: i64,
    at_least: i64,
}

struct KeptPhoto {
    token: String,
    number: usize,
}

struct Item {
    number: usize,
    code: String,
    text: String,
    scoring: String,
    answer: &'static str,
    note: String,
    counted: Option<Counted>,
    kept: Vec<KeptPhoto>,
    /// A photo helps to show the fix; where people would be in it, none is asked for.
    photo_hint: &'static str,
    errors: Vec<String>,
}

#[derive(Template)]
#[template(path = "inspections/form.html")]
struct VisitForm {
    shell: Shell,
    site: i64,
    name: String,
    line: String,
    items: Vec<Item>,
    note: String,
    request_key: String,
    started_at: i64,
    progress: String,
    problems: usize,
    others: Vec<String>,
    /// Under which name a browser keeps the draft.
    draft: String,
    came_back: bool,
    note_chars: usize,
}

/// Without a site there is nothing to fill in: the list of sites that wait.
pub(super) async fn new_form(
    State(state): State<WebState>,
    who: Who,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let Some(site) = wanted.site else { return Ok(redirect("/inspections#choose")) };
    let list = check_list(state.app(), &who.actor, site).await?;
    let typed = Typed {
        request_key: state.app().new_id(|id| id).to_string(),
        started_at: state.app().now().micros(),
        ..Typed::default()
    };
    show(&state, &who, &list, &typed, StatusCode::OK, None, Vec::new()).await
}

/// The form, empty or as it was sent.
pub(super) async fn show(
    state: &WebState,
    who: &Who,
    list: &CheckList,
    typed: &Typed,
    status: StatusCode,
    problem: Option<&AppError>,
    others: Vec<String>,
) -> Result<Response, WebError> {
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let kind = model.site_type(&list.site.site_type);
    let route = kind.and_then(|kind| match lang {
        Lang::Zh => kind.route_zh.clone(),
        _ => kind.route_en.clone().or_else(|| kind.route_zh.clone()),
    });
    let parts = [
        model.place_name(list.site.division, lang),
        model.site_type_name(&list.site.site_type, lang).to_owned(),
        route.unwrap_or_default(),
    ];
    let items: Vec<Item> = (1..)
        .zip(&list.items)
        .map(|(number, item)| view(state, who, number, item, typed.items.get(&item.code)))
        .collect();
    let answered = items.iter().filter(|item| !item.answer.is_empty()).count();
    let notice = problem.map(|problem| Notice {
        kind: NoticeKind::Failed,
        text: format!("{} {}", problem.words(lang), problem.number()),
        link: None,
    });
    let form = VisitForm {
        shell: pages::shell(state, who, Section::Inspections, notice).await,
        site: list.site.number,
        name: names::site_name(&list.site, lang),
        line: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        progress: fill(l.inspections_progress, &[("n", &answered), ("all", &items.len())]),
        problems: items.iter().filter(|item| !item.errors.is_empty()).count() + others.len(),
        items,
        note: typed.note.clone(),
        request_key: typed.request_key.clone(),
        started_at: typed.started_at,
        others,
        draft: format!("cx-visit:{}:{}:{}", model.id(), who.actor.post, list.site.number),
        came_back: status != StatusCode::OK,
        note_chars: NOTE_CHARS,
    };
    page_with(status, &form)
}

fn view(state: &WebState, who: &Who, number: usize, item: &CheckItem, typed: Option<&TypedItem>) -> Item {
    let lang = who.lang();
    let l = texts(lang);
    let photo_needed = item
        .category
        .and_then(|code| who.model.filing_of_finding(code))
        .is_none_or(|filing| filing.category.photo_needed);
    Item {
        number,
        code: item.code.clone(),
        text: lang.of_data(&item.text_zh, &item.text_en).to_owned(),
        scoring: lang.of_data(&item.scoring_zh, &item.scoring_en).to_owned(),
        answer: typed.and_then(|typed| typed.answer).map_or("", Answer::code),
        note: typed.map_or_else(String::new, |typed| typed.note.clone()),
        counted: counted(lang, item, typed),
        kept: typed.map_or_else(Vec::new, |typed| {
            let tokens = Typed::tokens(state, who, typed).into_iter();
            (1..).zip(tokens).map(|(number, token)| KeptPhoto { token, number }).collect()
        }),
        photo_hint: if photo_needed { l.inspections_photo_hint } else { l.inspections_no_people },
        errors: typed.map_or_else(Vec::new, |typed| typed.errors.clone()),
    }
}

/// The field for a count, where the rule of the item can be judged on the spot.
fn counted(lang: Lang, item: &CheckItem, typed: Option<&TypedItem>) -> Option<Counted> {
    let l = texts(lang);
    let quantity = item.quantity.as_ref()?;
    let rule: QuantityRule = serde_json::from_value(serde_json::to_value(quantity).ok()?).ok()?;
    let (at_least, base, over_label) = match rule {
        QuantityRule::AtLeast { at_least } => (at_least, 0, ""),
        QuantityRule::PerMetres { at_least, per_metres } => (at_least, per_metres, l.inspections_over_metres),
        QuantityRule::OutOf { at_least, out_of } => (at_least, out_of, l.inspections_over_drawn),
        // Nothing in a check list counts what is too much; a finding says it.
        QuantityRule::AtMost { .. } => return None,
    };
    let typed_over = typed.map_or_else(String::new, |typed| typed.over.clone());
    Some(Counted {
        words: quantity_words(lang, quantity),
        quantity: typed.map_or_else(String::new, |typed| typed.quantity.clone()),
        over: if typed_over.is_empty() && base > 0 { base.to_string() } else { typed_over },
        over_label: over_label.to_owned(),
        base,
        at_least,
    })
}
