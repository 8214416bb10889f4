//! Numbers that people see, counted anew every day: yymmdd and six digits of the day's counter.

use crate::{App, AppError, model::CityModel};

/// The next number of today, such as 261121000041. `counter` is `case`, `whistle` or `consultation`.
///
/// Ask before a transaction begins: SQLite has one writer.
pub async fn next_of_day(app: &App, model: &CityModel, counter: &str) -> Result<i64, AppError> {
    let day = model.day_of(app.now());
    let stamp = i64::from(day.year() % 100) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day());
    let count = app.numbers().next(app.db(), model.id(), &format!("{counter}:{stamp:06}")).await?;
    Ok(stamp * 1_000_000 + count)
}
