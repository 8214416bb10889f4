//! Removes read notices and sent messages that are older than the city keeps them.

use changxiao_domain::{ids::CityId, time::HOUR};
use changxiao_store::notices;

use crate::{App, AppError};

/// Returns how many rows went.
pub async fn tidy(app: &App, city: CityId) -> Result<u64, AppError> {
    let model = app.model(city).await?;
    let before = app.now().plus_micros(-model.notice_rules.keep_days * 24 * HOUR);
    let mut tx = app.db().begin().await?;
    let removed =
        notices::tidy(&mut tx, city, before).await? + notices::deliveries::tidy(&mut tx, city, before).await?;
    tx.commit().await?;
    Ok(removed)
}
