//! Work that nobody waits for gives way: between its transactions it rests while others are at work, so that a report never
//! stands behind it for long and most of the writer's time is left to people.

use std::time::Duration;

use changxiao_store::Db;
use tokio::time::{Instant, sleep};

/// The rest after a piece of work, in times of what the work took: a quarter of the time is worked.
const REST: u32 = 3;
const LONGEST_REST: Duration = Duration::from_secs(1);

/// Carries out one piece of work, then rests unless the database is idle.
pub async fn paced<T>(db: &Db, work: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let done = work.await;
    let rest = (began.elapsed() * REST).min(LONGEST_REST);
    if !db.is_quiet() {
        sleep(rest).await;
    }
    done
}
