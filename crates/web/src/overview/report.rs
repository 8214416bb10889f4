//! The daily report: numbers at a cut-off time, what is late, the digest of the newest seal. To be printed, or as a table.

use askama::Template;
use changxiao_app::overview::{Report, report};
use changxiao_domain::{orgs::Scope, sealing::Hash};
use changxiao_store::overview::OpenLine;

use super::clock::clock;
use crate::{
    answer::Answer,
    cx::Cx,
    download, filters,
    request::Request,
    shell::{Section, Shell},
    words,
};

#[derive(Template)]
#[template(path = "overview/report.html")]
struct ReportPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    report: Report,
    /// Today's figures are those of the whole city.
    sees_all: bool,
}

pub(super) async fn page(request: Request) -> Answer {
    let report = report(request.app(), request.actor()).await?;
    let shell = request.shell(Section::Overview).await;
    let sees_all = request.actor().scope == Scope::WholeCity;
    request.page(&ReportPage { shell, cx: &request.cx, report, sees_all })
}

/// A hash as people compare it.
fn in_fours(hash: &Hash) -> String {
    let four = |four: &[u8]| four.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    hash.chunks(4).map(four).collect::<Vec<_>>().join(" ")
}

pub(super) async fn csv(request: Request) -> Answer {
    let (cx, l, lang) = (&request.cx, request.cx.l, request.lang());
    let report = report(request.app(), request.actor()).await?;
    let row = |line: &OpenLine| {
        vec![
            line.number.clone(),
            cx.model.case_title(&line.title, &line.category, lang).to_owned(),
            format!("{} · {}", cx.model.place_name(line.division, lang), line.place),
            line.lead.map_or_else(String::new, |lead| cx.model.unit_name(lead, lang).to_owned()),
            line.due_at.map_or_else(String::new, |due| words::moment(lang, cx.wall(due), cx.this_year())),
            clock(cx, line).words,
        ]
    };
    let titles = [
        l.overview_number,
        l.overview_problem,
        l.overview_place,
        l.overview_lead,
        l.overview_deadline,
        l.overview_late_by,
    ];
    let name = download::called(l.overview_report, cx.model.day_of(report.as_of), "csv");
    download::csv(&name, &titles, report.late.iter().map(row).collect())
}
