//! Takes the backlog of the search into its index: new cases, and after an update of the program all that came before it.

use changxiao_store::cases::search;

use crate::{App, AppError, pace::paced};

/// Goes on until nothing is left, a batch a transaction, so that intake runs beside it and a restart loses nothing.
pub async fn catch_up(app: &App) -> Result<(), AppError> {
    while paced(app.db(), search::catch_up(app.db())).await? > 0 {}
    Ok(())
}
