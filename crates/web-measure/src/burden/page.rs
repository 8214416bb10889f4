//! The meter as a page and on paper.

use askama::Template;
use axum::extract::Query;
use changxiao_app::{
    burden::{Burden, BurdenRow, EmergencySpan, measured},
    matters::procedures::to_begin,
};
use changxiao_domain::{burden::Figures, orgs::Permission, scoring::Period};
use changxiao_web_kit::{cx::Cx, filters, request::Request};
use serde::Deserialize;

use crate::{
    answer::Answer,
    shell::{Section, Shell},
};

/// The procedure by which an emergency is switched on.
const EMERGENCY: &str = "emergency";

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct MonthQuery {
    /// 2026-11; the present one where nothing is said.
    month: String,
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

pub(super) async fn show(request: Request, Query(query): Query<MonthQuery>) -> Answer {
    let cx = &request.cx;
    let month = query.month(cx);
    let burden = measured(request.app(), request.actor(), month).await?;
    let offered = to_begin(request.model(), request.actor());
    request.page(&BurdenPage {
        shell: request.shell(Section::Matters).await,
        cx,
        burden,
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

    /// Whose figures are all zero in both months stands in no table.
    fn rows(&self) -> Vec<&BurdenRow> {
        self.burden.rows.iter().filter(|row| something(row)).collect()
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

/// +30, −15 or ±0.
pub(super) fn moved(now: i64, before: i64) -> String {
    match now - before {
        0 => "±0".to_owned(),
        more if more > 0 => format!("+{more}"),
        fewer => format!("−{}", -fewer),
    }
}
