//! Numbers that people see, counted anew every day: yymmdd and six digits of the day's counter.

use crate::{App, AppError, model::CityModel};
use changxiao_words::say;

/// The next number of today, such as 261121000041. `counter` is `case`, `whistle` or `consultation`.
///
/// Ask before a transaction begins: SQLite has one writer.
pub async fn next_of_day(app: &App, model: &CityModel, counter: &str) -> Result<i64, AppError> {
    let day = model.day_of(app.now());
    let stamp = i64::from(day.year() % 100) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day());
    let count = app.numbers().next(app.db(), model.id(), &format!("{counter}:{stamp:06}")).await?;
    Ok(stamp * 1_000_000 + count)
}

/// So many numbers of today that follow each other. Errors: the day has fewer left (999,999 a day).
pub async fn many_of_day(
    app: &App,
    model: &CityModel,
    counter: &str,
    many: usize,
) -> Result<std::ops::Range<i64>, AppError> {
    let day = model.day_of(app.now());
    let stamp = i64::from(day.year() % 100) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day());
    let many = i64::try_from(many).unwrap_or(i64::MAX);
    let taken = app.numbers().take(app.db(), model.id(), &format!("{counter}:{stamp:06}"), many).await?;
    if taken.end > 1_000_000 {
        return Err(AppError::field("file", say!(numbers_numbers_day_used_up_999)));
    }
    Ok(stamp * 1_000_000 + taken.start..stamp * 1_000_000 + taken.end)
}
