//! Takes the backlog of a city's search into its index: new cases, and after an update of the program all that came before it.

use std::time::Duration;

use changxiao_domain::{ids::CityId, jobs::JobKind};
use changxiao_store::cases::search;
use tokio::time::Instant;

use crate::{App, AppError, jobs::faults::Faults, pace::paced};

/// A try is given back after so long, well within its lease, and the next one goes on.
const LONGEST_TRY: Duration = Duration::from_secs(20);

/// Goes on until nothing is left or its time is over, a batch a transaction, so that intake runs beside it and a restart loses
/// nothing. `true`: something is left.
pub async fn catch_up(app: &App, city: CityId) -> Result<bool, AppError> {
    let began = Instant::now();
    while began.elapsed() < LONGEST_TRY {
        let done = paced(app.db(), search::catch_up(app.db(), city)).await?;
        for one in done.left_out {
            let faults = Faults::begin(app, city, JobKind::Search);
            faults.past::<()>(&one.number, Err(one.problem.into())).await?;
        }
        if done.waiting == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
