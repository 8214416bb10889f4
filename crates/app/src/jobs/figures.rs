//! What a monitor is told of the queue.

use changxiao_domain::{
    ids::CityId,
    jobs::{JobState, Lane},
};
use changxiao_store::jobs;

use crate::{App, AppError};

/// One lane of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneFigures {
    pub lane: Lane,
    pub waiting: i64,
    pub running: i64,
    pub dead: i64,
    /// For so many microseconds the job has been due that is due longest; 0 where none is.
    pub late: i64,
}

/// Every lane, in their order.
pub async fn figures(app: &App, city: CityId) -> Result<Vec<LaneFigures>, AppError> {
    let counts = jobs::count_kinds(app.db(), city).await?;
    let now = app.now();
    let of_lane = |lane: Lane| {
        let mut figures = LaneFigures { lane, waiting: 0, running: 0, dead: 0, late: 0 };
        for (_, state, jobs, oldest) in counts.iter().filter(|(kind, ..)| kind.lane() == lane) {
            match state {
                JobState::Waiting => {
                    figures.waiting += jobs;
                    figures.late = figures.late.max(now.since(*oldest));
                }
                JobState::Running => figures.running += jobs,
                JobState::Dead => figures.dead += jobs,
            }
        }
        figures
    };
    Ok(Lane::ALL.map(of_lane).to_vec())
}
