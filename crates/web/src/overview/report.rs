//! The daily report: numbers at a cut-off time, what is late, the digest of the chains. To be printed, or as a table.

use askama::Template;
use axum::{extract::State, response::Response};
use changxiao_app::{AppError, overview::report};
use changxiao_domain::{
    consultations,
    orgs::Scope,
    sealing::{Hash, Verb as _},
    whistles,
};
use changxiao_files::sheets::{Cell, CsvWriter, WriteError};
use changxiao_store::cases::DueCounts;
use changxiao_words::{Lang, Texts, fill, texts};

use super::clock::clock;
use crate::{
    answer::{WebError, page as answer_page},
    download::{CSV, attachment},
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
    words,
};

#[derive(Template)]
#[template(path = "overview/report.html")]
struct ReportPage {
    shell: Shell,
    as_of: String,
    /// Today's figures, for posts that see the whole city.
    today: Vec<(&'static str, String)>,
    lamps: Vec<(&'static str, String)>,
    parts: Vec<(String, DueCounts, i64)>,
    late: Vec<LateRow>,
    /// That of cases first.
    digests: Vec<DigestView>,
}

struct LateRow {
    number: String,
    title: String,
    place: String,
    lead: String,
    due: String,
    late: String,
}

struct DigestView {
    text: String,
    note: String,
}

pub(super) async fn page(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let app = state.app();
    let report = report(app, &who.actor).await?;
    let shell = pages::shell(&state, &who, Section::Overview, None).await;
    let (l, lang) = (shell.l, who.lang());
    let today = if who.actor.scope == Scope::WholeCity {
        vec![
            (l.overview_reported_today, words::count(report.today.reported)),
            (l.overview_closed_today, words::count(report.today.closed)),
            (l.overview_visits_today, words::count(report.today.visits)),
            (l.overview_not_met_today, words::count(report.today.not_met)),
        ]
    } else {
        Vec::new()
    };
    let of_cases = report.digest.map(|(day, heads, hash, at)| DigestView {
        text: in_fours(&hash),
        note: fill(
            l.overview_digest_note,
            &[
                ("day", &words::full_day(lang, day)),
                ("n", &words::count(heads)),
                ("time", &pages::moment(&who, app.now(), at)),
            ],
        ),
    });
    let others = report.digests.iter().map(|one| DigestView {
        text: in_fours(&one.digest),
        note: fill(l.overview_digest_other, &[("name", &kind_of(&one.words, l)), ("n", &one.heads)]),
    });
    let digests = of_cases.into_iter().chain(others).collect();
    answer_page(&ReportPage {
        as_of: fill(l.overview_cut_off, &[("time", &words::full_moment(lang, pages::wall(&who.model, report.as_of)))]),
        today,
        lamps: vec![
            (l.overview_open_cases, words::count(report.lamps.total())),
            (l.lamp_late, words::count(report.lamps.late)),
            (l.lamp_near, words::count(report.lamps.near)),
            (l.lamp_ok, words::count(report.lamps.ok)),
            (l.lamp_idle, words::count(report.lamps.idle)),
        ],
        parts: report
            .parts
            .iter()
            .map(|(padded, lamps)| (who.model.division_name(*padded, lang).to_owned(), *lamps, lamps.total()))
            .collect(),
        late: rows(&who, &report, lang),
        digests,
        shell,
    })
}

/// A hash as people compare it.
fn in_fours(hash: &Hash) -> String {
    let four = |four: &[u8]| four.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    hash.chunks(4).map(four).collect::<Vec<_>>().join(" ")
}

/// Of which chains a digest is, by the words that it begins with.
fn kind_of(begins: &str, l: &'static Texts) -> &'static str {
    match begins {
        whistles::Action::HEADS => l.whistles_title,
        consultations::Action::HEADS => l.consultations_title,
        _ => l.recurrence_title,
    }
}

pub(super) async fn csv(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    let report = report(state.app(), &who.actor).await?;
    let (l, lang) = (texts(who.lang()), who.lang());
    let write = || -> Result<Vec<u8>, WriteError> {
        let titles = [
            l.overview_number,
            l.overview_problem,
            l.overview_place,
            l.overview_lead,
            l.overview_deadline,
            l.overview_late_by,
        ];
        let mut csv = CsvWriter::new(titles)?;
        for row in rows(&who, &report, lang) {
            csv.row(&[row.number, row.title, row.place, row.lead, row.due, row.late].map(Cell::Text))?;
        }
        csv.finish()
    };
    let content = write().map_err(|problem| AppError::Broken(format!("sheet: {problem}")))?;
    let day = who.model.day_of(report.as_of);
    Ok(attachment(CSV, &format!("daily-{day}.csv"), content))
}

fn rows(who: &Who, report: &changxiao_app::overview::Report, lang: Lang) -> Vec<LateRow> {
    let row = |line: &changxiao_store::overview::OpenLine| LateRow {
        number: line.number.clone(),
        title: who.model.case_title(&line.title, &line.category, lang).to_owned(),
        place: format!("{} · {}", who.model.place_name(line.division, who.lang()), line.place),
        lead: line.lead.map_or_else(String::new, |lead| who.model.unit_name(lead, lang).to_owned()),
        due: line.due_at.map_or_else(String::new, |due| pages::moment(who, report.as_of, due)),
        late: clock(&who.model, line, lang, report.as_of).words,
    };
    report.late.iter().map(row).collect()
}
