//! Cases like one, as a page of its own and as the part that the case's page takes in when somebody opens it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use changxiao_app::cases::similar::{SimilarCase, similar as similar_to};
use changxiao_domain::{cases::hex, time::Instant};
use changxiao_words::{fill, texts};
use serde::Deserialize;

use crate::{
    answer::{WebError, page},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

struct Line {
    number: String,
    href: String,
    title: String,
    category: String,
    /// 32 米, or the place in words.
    place: String,
    state: &'static str,
    when: String,
    /// How long the work took, where it is done.
    took: String,
    result: String,
    by_words: bool,
    /// Address and words of the photos.
    photos: Vec<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "cases/similar.html")]
struct SimilarPage {
    shell: Shell,
    number: String,
    title: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "cases/similar_part.html")]
struct SimilarPart {
    shell: Shell,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    /// Anything: the part without the page around it.
    part: Option<String>,
}

pub(super) async fn similar(
    State(state): State<WebState>,
    who: Who,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let (row, found) = similar_to(state.app(), &who.actor, &number).await?;
    let now = state.app().now();
    let lines = found.iter().map(|one| line(&who, one, now)).collect();
    let shell = pages::shell(&state, &who, Section::Cases, None).await;
    match asked.part {
        Some(_) => page(&SimilarPart { shell, lines }),
        None => {
            let title = who.model.case_title(&row.case.title, &row.case.category, who.lang()).to_owned();
            page(&SimilarPage { shell, number: row.case.number, title, lines })
        }
    }
}

fn line(who: &Who, one: &SimilarCase, now: Instant) -> Line {
    let (lang, model, line) = (who.lang(), &who.model, &one.line);
    let l = texts(lang);
    let photo = |hash: Option<changxiao_domain::cases::Hash>, word| {
        Some((format!("/cases/{}/photos/{}", line.number, hex(&hash?)), word))
    };
    let took = line.clock_from.zip(line.handled_at).map(|(from, done)| done.since(from).max(0));
    Line {
        href: format!("/cases/{}", line.number),
        number: line.number.clone(),
        title: model.case_title(&line.title, &line.category, lang).to_owned(),
        category: model.category_name(&line.category, lang).to_owned(),
        place: match one.metres {
            Some(metres) => format!("{} · {}", words::distance(lang, metres), line.place),
            None => format!("{} · {}", model.place_name(line.division, lang), line.place),
        },
        state: line.state.words(lang),
        when: pages::moment(who, now, line.reported_at),
        took: took.map_or_else(String::new, |took| {
            fill(l.recurrence_similar_took, &[("time", &words::duration(lang, took))])
        }),
        result: one.result.clone().unwrap_or_default(),
        by_words: one.by_words,
        photos: photo(one.before, l.cases_before).into_iter().chain(photo(one.after, l.cases_after)).collect(),
    }
}
