//! The list of consultations and joint actions, newest first: two statements a page.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::consultations::list::list as page_of;
use changxiao_domain::{
    consultations::{Action, Kind, State as Standing, TRANSITIONS},
    orgs::Permission,
    time::Instant,
};
use changxiao_store::consultations::{ConsultationFilter, ConsultationLine};
use changxiao_words::{fill, texts};
use serde::Deserialize;

use crate::{
    address::encode,
    answer::{WebError, page},
    choice::Choice,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

const ROWS: usize = 30;

#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    kind: Option<String>,
    state: Option<String>,
    /// The number of the last row of the page before.
    after: Option<String>,
}

struct Row {
    href: String,
    number: String,
    title: String,
    kind: &'static str,
    convener: String,
    units: String,
    given: String,
    when: String,
    state: &'static str,
    mine: bool,
}

#[derive(Template)]
#[template(path = "consultations/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    kinds: Vec<Choice>,
    states: Vec<Choice>,
    narrowed: bool,
    range: String,
    next: String,
    may_convene: bool,
    may_read_whistles: bool,
}

pub(super) async fn list(
    State(state): State<WebState>,
    who: Who,
    jar: PrivateCookieJar,
    Query(wanted): Query<Wanted>,
) -> Result<Response, WebError> {
    let (lang, app) = (who.lang(), state.app());
    let l = texts(lang);
    let (kind, standing) = (wanted.kind.clone().unwrap_or_default(), wanted.state.clone().unwrap_or_default());
    let filter = ConsultationFilter {
        kind: Kind::parse(&kind),
        state: Standing::parse(&standing),
        ..ConsultationFilter::default()
    };
    let found =
        page_of(app, &who.actor, &filter, wanted.after.as_deref().filter(|after| !after.is_empty()), ROWS).await?;
    let choice = |value: &str, label: &str, chosen: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: value == chosen,
    };
    let (shell, jar) = pages::shell_with_notice(&state, &who, Section::Whistles, jar).await;
    let list = ListPage {
        shell,
        rows: found.lines.iter().map(|line| row(&who, line, app.now())).collect(),
        kinds: std::iter::once(choice("", l.consultations_all_kinds, &kind))
            .chain(Kind::ALL.map(|one| choice(one.code(), one.words(lang), &kind)))
            .collect(),
        states: std::iter::once(choice("", l.whistles_all, &standing))
            .chain(Standing::ALL.map(|one| choice(one.code(), one.words(lang), &standing)))
            .collect(),
        narrowed: filter.kind.is_some() || filter.state.is_some(),
        range: fill(l.whistles_range, &[("n", &found.lines.len())]),
        next: match found.lines.last() {
            Some(last) if found.more => {
                format!("/consultations?kind={}&state={}&after={}", encode(&kind), encode(&standing), last.number)
            }
            _ => String::new(),
        },
        may_convene: may_convene(&who),
        may_read_whistles: who.actor.may(Permission::ReadWhistles),
    };
    Ok((jar, page(&list)?).into_response())
}

/// Whether the table of the workflow lets this role convene.
fn may_convene(who: &Who) -> bool {
    let convenes = TRANSITIONS.iter().any(|row| row.action == Action::Convene && row.who.contains(&who.actor.role));
    convenes && who.actor.may(Permission::WorkOnConsultations)
}

fn row(who: &Who, line: &ConsultationLine, now: Instant) -> Row {
    let (lang, model) = (who.lang(), &who.model);
    let l = texts(lang);
    let names: Vec<&str> = line.participants.iter().map(|(unit, _)| model.unit_name(*unit, lang)).collect();
    let given = line.participants.iter().filter(|(_, given)| *given).count();
    let open = line.state == Standing::Open;
    Row {
        href: format!("/consultations/{}", line.number),
        number: line.number.clone(),
        title: line.title.clone(),
        kind: line.kind.words(lang),
        convener: model.unit_name(line.convener, lang).to_owned(),
        units: names.join(l.whistles_comma),
        given: fill(l.consultations_given_of, &[("n", &given), ("all", &line.participants.len())]),
        when: words::moment(lang, pages::wall(model, line.convened_at), model.day_of(now).year()),
        state: line.state.words(lang),
        mine: open && line.participants.iter().any(|(unit, given)| *unit == who.actor.unit && !given),
    }
}
