//! The months that there is something to score in.

use std::sync::Arc;

use changxiao_domain::{ids::CityId, scoring::Period};

use crate::{App, AppError};

/// From the month of the first visit to the current one, newest first, at most `most`. Only the current month before any visit.
pub async fn months(app: &App, city: CityId, most: usize) -> Result<Vec<Period>, AppError> {
    let model = app.model(city).await?;
    let this = Period::month_of(model.day_of(app.now()));
    let first = match app.figures().get::<Option<Period>>(city, "first_month", app.now()) {
        Some((_, first)) => *first,
        None => {
            let span = changxiao_store::scoring::first_and_last_visit(app.db(), city).await?;
            let first = span.map(|(first, _)| Period::month_of(model.day_of(first)));
            app.figures().put(city, "first_month", app.now(), Arc::new(first));
            first
        }
    };
    let first = first.unwrap_or(this);
    let mut months = Vec::new();
    let mut at = this;
    while months.len() < most {
        months.push(at);
        if at <= first {
            break;
        }
        at = at.previous();
    }
    Ok(months)
}
