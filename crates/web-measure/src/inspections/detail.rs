//! One visit: what was not met first, with note, photos and case.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{
    inspections::view::{VisitView, view},
    scoring::Sight,
};
use changxiao_domain::{orgs::Permission, standards::System};
use changxiao_files::photos::ContentHash;
use changxiao_store::inspections::ResultRow;
use changxiao_words::{fill, texts};

use crate::{
    answer::{WebError, page},
    names, pages,
    session::Who,
    shell::{Section, Shell},
    sites::detail::{ItemView, item_view},
    state::WebState,
    words,
};

struct Photo {
    small: String,
    large: String,
    alt: String,
}

struct CaseLink {
    href: String,
    number: String,
    state: &'static str,
    open: bool,
}

struct Answered {
    number: i64,
    item: ItemView,
    /// The content of the standard for which it counts.
    content: String,
    counted: String,
    note: String,
    photos: Vec<Photo>,
    case: Option<CaseLink>,
}

#[derive(Template)]
#[template(path = "inspections/detail.html")]
struct VisitPage {
    shell: Shell,
    number: i64,
    site_number: i64,
    site: String,
    /// Empty where the post may not open the site.
    site_href: String,
    /// Only some items are shown: those that the post's unit is scored by.
    is_part: bool,
    kind: String,
    place: String,
    unit: String,
    who: String,
    when: String,
    took: String,
    system: String,
    rate: String,
    met: i64,
    not_met: i64,
    not_applicable: i64,
    note: String,
    failed: Vec<Answered>,
    passed: Vec<Answered>,
    left_out: Vec<Answered>,
    may_inspect: bool,
    /// Under which name the browser of its inspector keeps a draft that is now sent.
    draft: String,
}

pub(super) async fn detail(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(number): Path<i64>,
) -> Result<Response, WebError> {
    let found = view(state.app(), &who.actor, number).await?;
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Inspections, jar).await;
    let year = who.model.day_of(state.app().now()).year();
    Ok((jar, page(&fill_page(&who, shell, year, &found))?).into_response())
}

fn fill_page(who: &Who, shell: Shell, year: i16, found: &VisitView) -> VisitPage {
    let (lang, model, visit) = (who.lang(), &who.model, &found.visit);
    let l = texts(lang);
    let system = model.system(visit.system).cloned();
    let of = |answer: &str| -> Vec<Answered> {
        found
            .results
            .iter()
            .filter(|result| result.answer == answer)
            .map(|result| answered(who, system.as_deref(), found, result))
            .collect()
    };
    let (failed, passed, left_out) = (of("not_met"), of("met"), of("not_applicable"));
    // Of a part, only the part is counted.
    let count = |answers: &[Answered]| i64::try_from(answers.len()).unwrap_or(i64::MAX);
    let (met, not_met, not_applicable) = match found.sight {
        Sight::Whole => (visit.met, visit.not_met, visit.not_applicable),
        Sight::Items(_) => (count(&passed), count(&failed), count(&left_out)),
    };
    VisitPage {
        number: visit.number,
        site_number: found.site.number,
        site: names::site_name(&found.site, lang),
        site_href: if found.may_open_site { format!("/sites/{}", found.site.number) } else { String::new() },
        is_part: found.sight != Sight::Whole,
        kind: model.site_type_name(&visit.site_type, lang).to_owned(),
        place: model.place_name(visit.division, lang),
        unit: visit.unit.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
        who: model.post_label(visit.post, lang),
        when: words::moment(lang, pages::wall(model, visit.submitted_at), year),
        took: fill(
            l.inspections_took,
            &[("time", &words::duration(lang, visit.submitted_at.since(visit.started_at).max(0)))],
        ),
        system: system.as_ref().map_or_else(String::new, |system| {
            format!("{} {}", lang.of_data(&system.name_zh, &system.name_en), system.version)
        }),
        rate: names::rate(met, not_met),
        met,
        not_met,
        not_applicable,
        // What is said of the whole visit is for those who may see the whole.
        note: if found.sight == Sight::Whole { visit.note.clone() } else { String::new() },
        failed,
        passed,
        left_out,
        may_inspect: who.actor.may(Permission::Inspect) && found.site.active,
        draft: format!("cx-visit:{}:{}:{}", model.id(), visit.post, found.site.number),
        shell,
    }
}

fn answered(who: &Who, system: Option<&System>, found: &VisitView, result: &ResultRow) -> Answered {
    let lang = who.lang();
    let l = texts(lang);
    let known = system.and_then(|system| system.check_items.iter().find(|item| item.code == result.item));
    let item = known.map_or_else(|| unknown_item(&result.item), |item| item_view(lang, system, item));
    let content = known.and_then(|item| item.content.as_deref());
    let node = content.and_then(|code| system.and_then(|system| system.node(code)));
    let photo = |(number, hash): (usize, &[u8; 32])| {
        let hash = ContentHash(*hash);
        let at = |size: &str| format!("/inspections/{}/photos/{hash}/{size}", found.visit.number);
        Photo {
            small: at("small"),
            large: at("large"),
            alt: fill(l.inspections_photo_alt, &[("n", &number), ("item", &item.text)]),
        }
    };
    let case = result.case.and_then(|id| {
        let place = found.case_numbers.iter().position(|(case, _)| *case == id)?;
        let (number, state) = (&found.case_numbers[place].1, *found.case_states.get(place)?);
        let href = if found.openable.contains(number) { format!("/cases/{number}") } else { String::new() };
        Some(CaseLink { href, number: number.clone(), state: state.words(lang), open: state.is_open() })
    });
    Answered {
        number: result.position,
        content: node.map_or_else(String::new, |node| format!("{} {}", node.code, node.label(lang))),
        counted: result.quantity.map_or_else(String::new, |n| fill(l.inspections_counted, &[("n", &n)])),
        note: result.note.clone(),
        photos: (1..).zip(&result.photos).map(photo).collect(),
        case,
        item,
    }
}

/// An item that its system no longer has: only the code is left.
fn unknown_item(code: &str) -> ItemView {
    ItemView {
        text: code.to_owned(),
        scoring: String::new(),
        quantity: String::new(),
        certain: true,
        source: String::new(),
    }
}
