//! What hangs on something that is to end, and what was decided, for other systems that keep the city's lists.

use changxiao_app::departures::{Decided, Hangs};
use changxiao_domain::departures::Leaving;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// On which day.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EndingDay {
    /// The first day without it; today if left out.
    #[param(example = "2026-12-01")]
    pub until: Option<String>,
}

/// So many of a kind.
#[derive(Serialize, ToSchema)]
pub(crate) struct HangingShape {
    #[schema(example = "cases")]
    kind: &'static str,
    count: i64,
    /// Somebody has to be named who takes it over.
    needs_heir: bool,
}

impl HangingShape {
    pub(crate) fn of(hangs: &Hangs, leaving: Leaving) -> Self {
        Self { kind: hangs.kind.code(), count: hangs.count, needs_heir: hangs.kind.needs_heir(leaving) }
    }
}

/// What was decided.
#[derive(Serialize, ToSchema)]
pub(crate) struct Ended {
    departure: String,
    /// How much went over at once.
    moved: usize,
    /// The rest goes over on the day, or by the job.
    waits: bool,
}

impl From<&Decided> for Ended {
    fn from(decided: &Decided) -> Self {
        Self { departure: decided.departure.to_string(), moved: decided.moved, waits: decided.waits }
    }
}
