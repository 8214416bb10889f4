//! One unit: facts, what lies below, posts, and everything it answers for.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::orgs::{
    dated::tree_of,
    view::{self, UnitView, holder_name},
};
use changxiao_domain::{
    divisions::DivisionCode,
    orgs::{Permission, UnitTree},
    standards::Duty,
};
use changxiao_words::{Lang, fill, texts};
use serde::Deserialize;

use crate::{
    address::{address, encode},
    answer::{WebError, page, page_with},
    faults::Faults,
    links::{node_href, score_href},
    names::key_name,
    pages,
    pickers::read_day,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Deserialize)]
pub(super) struct Asked {
    day: Option<String>,
}

#[derive(Template)]
#[template(path = "orgs/view.html")]
pub(super) struct ViewPage {
    shell: Shell,
    name: String,
    /// The other language's name, where there is one.
    other_name: String,
    code: String,
    href: String,
    version: i64,
    kind: &'static str,
    path: Vec<Link>,
    division: Option<Link>,
    from: String,
    until: String,
    in_force: bool,
    is_today: bool,
    day_label: String,
    children: Vec<Link>,
    children_more: String,
    children_href: String,
    posts: Vec<PostLine>,
    shows_names: bool,
    leads: Vec<NodeLine>,
    helps: Vec<NodeLine>,
    duties: Vec<DutyLine>,
    duties_note: String,
    sites: Option<(String, String)>,
    open: Option<Open>,
    scores_href: String,
    may_manage: bool,
    may_people: bool,
    faults: Faults,
    until_value: String,
}

pub(super) struct Link {
    pub href: String,
    pub label: String,
    pub note: String,
}

struct PostLine {
    role: &'static str,
    title: String,
    name: String,
    since: String,
}

struct NodeLine {
    href: String,
    code: String,
    name: String,
    duty: &'static str,
}

struct DutyLine {
    href: String,
    place: String,
    what: String,
    side: &'static str,
}

struct Open {
    href: String,
    total: String,
    late: String,
    near: String,
    ok: String,
    idle: String,
}

const MOST_CHILDREN: usize = 60;
const MOST_DUTIES: usize = 60;

pub(super) async fn view(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<(PrivateCookieJar, Response), WebError> {
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Units, jar).await;
    let day = asked.day.as_deref();
    let page_data = fill_page(&state, &who, shell, &code, day, Faults::default(), String::new()).await?;
    Ok((jar, page(&page_data)?))
}

/// The page with the form for the end of the unit as it came back.
pub(super) async fn again(
    state: &WebState,
    who: &Who,
    code: &str,
    faults: Faults,
    until: &str,
) -> Result<Response, WebError> {
    let shell = pages::shell(state, who, Section::Units, faults.notice.clone()).await;
    let page_data = fill_page(state, who, shell, code, None, faults, until.to_owned()).await?;
    page_with(axum::http::StatusCode::UNPROCESSABLE_ENTITY, &page_data)
}

async fn fill_page(
    state: &WebState,
    who: &Who,
    shell: Shell,
    code: &str,
    day: Option<&str>,
    faults: Faults,
    until_value: String,
) -> Result<ViewPage, WebError> {
    let lang = who.lang();
    let l = texts(lang);
    let model = &who.model;
    let asked = read_day(day).unwrap_or(model.day);
    let UnitView { unit, version, posts, nodes, rows, sites, open } =
        view::view(state.app(), &who.actor, code, asked).await?;
    let tree = tree_of(model, asked).unwrap_or_default();
    let day_text = if asked == model.day { String::new() } else { asked.to_string() };
    let to_unit = |code: &str| address(&format!("/units/{}", encode(code)), &[("day", &day_text)]);

    let mut path: Vec<Link> = tree
        .path(unit.id)
        .into_iter()
        .map(|above| Link { href: to_unit(&above.code), label: above.name_in(lang).to_owned(), note: String::new() })
        .collect();
    path.pop();
    let below: Vec<_> = tree.children(unit.id).collect();
    let children = below
        .iter()
        .take(MOST_CHILDREN)
        .map(|child| Link {
            href: to_unit(&child.code),
            label: child.name_in(lang).to_owned(),
            note: note_of(&tree, child.id, tree.kind_name(child, lang), lang),
        })
        .collect();
    let children_more = if below.len() > MOST_CHILDREN {
        fill(l.orgs_more_below, &[("n", &(below.len() - MOST_CHILDREN))])
    } else {
        String::new()
    };
    let posts = posts
        .into_iter()
        .map(|post| PostLine {
            name: holder_name(model, &who.actor, post.person).unwrap_or_default().to_owned(),
            role: post.role.words(lang),
            title: post.title,
            since: words::full_day(lang, post.from),
        })
        .collect();
    let system = model.current_system();
    let node_line = |node: &view::NodeDuty| NodeLine {
        href: node_href(model, &node.code),
        name: system
            .and_then(|system| system.node(&node.code))
            .map_or_else(String::new, |found| found.label(lang).to_owned()),
        code: node.code.clone(),
        duty: match node.duty {
            Duty::Lead => l.orgs_duty_lead,
            Duty::Responsible => l.orgs_duty_responsible,
            Duty::Assist => l.orgs_duty_assist,
        },
    };
    let (leads, helps): (Vec<_>, Vec<_>) = nodes.iter().partition(|node| node.duty == Duty::Lead);
    let duties_note =
        if rows.len() > MOST_DUTIES { fill(l.orgs_duties_more, &[("n", &rows.len())]) } else { String::new() };
    let duties = rows
        .iter()
        .take(MOST_DUTIES)
        .filter_map(|row| {
            let place = DivisionCode::from_padded(row.division).ok()?;
            Some(DutyLine {
                href: address("/units/matrix", &[("division", &place.to_string()), ("key", &row.category)]),
                place: model.name_of_division(place, lang).to_owned(),
                what: key_name(model, &row.category, lang, l),
                side: if row.line_unit == Some(unit.id) { l.orgs_line } else { l.orgs_territory },
            })
        })
        .collect();
    let n = |n: i64| words::count(n);
    Ok(ViewPage {
        name: unit.name_in(lang).to_owned(),
        other_name: lang.other_of_data().of_data(&unit.name, &unit.name_en).to_owned(),
        href: format!("/units/{}", encode(&unit.code)),
        version,
        kind: tree.kind_name(&unit, lang),
        path,
        division: unit.division.map(|code| Link {
            href: format!("/divisions/{code}"),
            label: model.name_of_division(code, lang).to_owned(),
            note: code.to_string(),
        }),
        from: words::full_day(lang, unit.valid_from),
        until: unit.valid_until.map_or_else(String::new, |until| words::full_day(lang, until)),
        in_force: unit.in_force(asked),
        is_today: asked == model.day,
        day_label: words::full_day(lang, asked),
        children,
        children_more,
        children_href: address("/units", &[("day", &day_text), ("q", unit.name.as_str())]),
        posts,
        shows_names: who.actor.may(Permission::ManagePeople),
        leads: leads.into_iter().map(node_line).collect(),
        helps: helps.into_iter().map(node_line).collect(),
        duties,
        duties_note,
        sites: sites.map(|sites| (address("/sites", &[("unit", &unit.code)]), n(sites))),
        open: open.map(|open| Open {
            href: address("/cases", &[("tab", "open"), ("lead", &unit.code)]),
            total: n(open.total()),
            late: n(open.late),
            near: n(open.near),
            ok: n(open.ok),
            idle: n(open.idle),
        }),
        scores_href: if unit.kind.is_ranked() && who.actor.may(Permission::ReadScores) {
            score_href(model.day, &unit.code)
        } else {
            String::new()
        },
        may_manage: who.actor.may(Permission::ManageReference) && unit.valid_until.is_none(),
        may_people: who.actor.may(Permission::ManagePeople),
        code: unit.code,
        faults,
        until_value,
        shell,
    })
}

fn note_of(tree: &UnitTree, unit: changxiao_domain::ids::UnitId, kind: &str, lang: Lang) -> String {
    let below = tree.subtree(unit).len().saturating_sub(1);
    if below == 0 { kind.to_owned() } else { format!("{kind} · {}", fill(texts(lang).orgs_below_n, &[("n", &below)])) }
}
