//! The meter as a page and on paper.

use askama::Template;
use axum::extract::Query;
use changxiao_app::{
    burden::{Burden, BurdenRow, EmergencySpan, measured},
    matters::procedures::to_begin,
};
use changxiao_domain::{burden::Figures, orgs::Permission, scoring::Period};
use changxiao_web_kit::{cx::Cx, filters, request::Request, words::count};
use serde::Deserialize;

use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

/// Rows of one page; more are read unit by unit.
const MOST: usize = 200;

/// The procedure by which an emergency is switched on.
const EMERGENCY: &str = "emergency";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct MonthQuery {
    /// 2026-11; the present one where nothing is said.
    month: String,
    /// The id of the unit whose communities are read.
    unit: String,
}

impl MonthQuery {
    pub(super) fn month(&self, cx: &Cx) -> Period {
        self.month.trim().parse().unwrap_or_else(|_| Period::month_of(cx.today()))
    }
}

#[derive(Template)]
#[template(path = "burden/show.html")]
struct BurdenPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    burden: Burden,
    /// Whose communities are read.
    opened: String,
    /// The month behind, where it has begun.
    next: Option<Period>,
    may_export: bool,
    may_lift: bool,
}

#[derive(Template)]
#[template(path = "burden/print.html")]
struct PrintPage {
    shell: Shell,
    burden: Burden,
}

/// A row of the page, and how many below it are left to a page of their own.
struct Shown<'a> {
    row: &'a BurdenRow,
    below: usize,
}

impl<'a> Shown<'a> {
    fn each(rows: &'a [BurdenRow]) -> Vec<Self> {
        rows.iter().filter(|row| something(row)).map(|row| Self { row, below: 0 }).collect()
    }
}

pub(super) async fn show(request: Request, Query(query): Query<MonthQuery>) -> Answer {
    let cx = &request.cx;
    let month = query.month(cx);
    let burden = measured(request.app(), request.actor(), month).await?;
    let offered = to_begin(request.model(), request.actor());
    request.page(&BurdenPage {
        shell: request.shell(Section::Matters).await,
        cx,
        burden,
        opened: query.unit,
        next: Some(month.next()).filter(|next| next.first_day() <= cx.today()),
        may_export: request.may(Permission::Export),
        may_lift: offered.iter().any(|kept| kept.document.key.as_str() == EMERGENCY),
    })
}

pub(super) async fn print(request: Request, Query(query): Query<MonthQuery>) -> Answer {
    let burden = measured(request.app(), request.actor(), query.month(&request.cx)).await?;
    request.page(&PrintPage { shell: request.shell(Section::Matters).await, burden })
}

impl BurdenPage<'_> {
    fn moved(&self) -> String {
        moved(self.burden.total.minutes_asked, self.burden.total_before.minutes_asked)
    }

    fn moved_of(&self, row: &BurdenRow) -> String {
        moved(row.now.minutes_asked, row.before.minutes_asked)
    }

    /// Whose figures are all zero in both months stands in no table. Where they are many, each unit is read with what is below it.
    fn rows(&self) -> Vec<Shown<'_>> {
        let groups = self.burden.rows.chunk_by(|_, next| next.depth > 0);
        let asked = |group: &[BurdenRow]| group.iter().filter(|row| something(row)).count();
        if asked(&self.burden.rows) <= MOST {
            return Shown::each(&self.burden.rows);
        }
        if let Some(group) = groups.clone().find(|group| self.is_opened(&group[0])) {
            return Shown::each(group);
        }
        // A unit of which nothing was asked stands for those below it of which something was.
        let heads = groups.map(|group| Shown { row: &group[0], below: asked(&group[1..]) });
        heads.filter(|shown| shown.below > 0 || something(shown.row)).collect()
    }

    fn is_opened(&self, row: &BurdenRow) -> bool {
        row.unit.to_string() == self.opened
    }

    /// Where one unit is read with its communities.
    fn href(&self, row: &BurdenRow) -> String {
        format!("/burden?month={}&unit={}", self.burden.month, row.unit)
    }

    fn is_on(&self, span: &EmergencySpan) -> bool {
        (span.from..span.until).contains(&self.cx.now)
    }

    /// The last moment at which it lasts.
    fn last(&self, span: &EmergencySpan) -> changxiao_domain::time::Instant {
        span.until.plus_micros(-1)
    }

    fn asker(&self, asker: &(String, String, i64)) -> String {
        self.cx.lang.of_data(&asker.0, &asker.1).to_owned()
    }
}

impl PrintPage {
    fn rows(&self) -> Vec<&BurdenRow> {
        self.burden.rows.iter().filter(|row| something(row)).collect()
    }

    fn moved_of(&self, row: &BurdenRow) -> String {
        moved(row.now.minutes_asked, row.before.minutes_asked)
    }
}

fn something(row: &BurdenRow) -> bool {
    row.now != Figures::default() || row.before != Figures::default()
}

/// +1,030, −15 or ±0.
pub(super) fn moved(now: i64, before: i64) -> String {
    match now - before {
        0 => "±0".to_owned(),
        more if more > 0 => format!("+{}", count(more)),
        fewer => format!("−{}", count(-fewer)),
    }
}
