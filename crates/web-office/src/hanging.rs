//! What hangs on something that is to end, and what was decided, for other systems that keep the city's lists.

use std::collections::BTreeMap;

use changxiao_app::{
    AppError,
    departures::{Decided, HEIR, Hangs},
};
use changxiao_domain::departures::{Hanging, Leaving};
use changxiao_web_kit::json::query::code;
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

/// Who takes over, as a document names them: by the field of the form that names each kind, and [`HEIR`] for the rest.
pub(crate) struct NamedHeirs<'t> {
    by_field: BTreeMap<&'static str, &'t str>,
}

impl<'t> NamedHeirs<'t> {
    /// `heirs` names the kind of what hangs there, and who takes it over.
    ///
    /// Errors: of the field `heirs`, for a kind that does not go over from what ends: a misspelt one would go to whoever takes over the
    /// rest.
    pub(crate) fn read(leaving: Leaving, heir: &'t str, heirs: &'t BTreeMap<String, String>) -> Result<Self, AppError> {
        let goes_over = |text: &str| Hanging::going_over(leaving).find(|kind| kind.code() == text);
        let mut by_field = BTreeMap::from([(HEIR, heir)]);
        for (kind, heir) in heirs {
            by_field.insert(code("heirs", kind, goes_over)?.field(), heir);
        }
        Ok(Self { by_field })
    }

    /// What stands in a field; empty for one that names nobody.
    pub(crate) fn text(&self, field: &str) -> &'t str {
        self.by_field.get(field).copied().unwrap_or_default()
    }

    /// Each field with what stands in it.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &'t str)> {
        self.by_field.iter().map(|(field, heir)| (*field, *heir))
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
