//! Lines of a form that name units and what each is wanted for, and the numbers of cases.

use changxiao_app::AppError;
use changxiao_domain::ids::UnitId;
use changxiao_web_kit::{cx::Cx, fields::Typed};
use changxiao_words::say;

use crate::{choice::ChoiceGroup, pickers::unit_groups};

/// So many units can be named at least.
pub(crate) const LINES: usize = 6;

/// How many lines the form has.
pub(crate) fn lines(typed: &Typed) -> usize {
    (LINES..).find(|place| typed.all(&format!("unit_{place}")).next().is_none()).unwrap_or(LINES)
}

/// The units that are named, each with what it is wanted for.
pub(crate) fn calls_in(typed: &Typed) -> Result<Vec<(UnitId, String)>, AppError> {
    let unknown = |_| AppError::field("units", say!(whistles_there_no_such_unit));
    let line = |place| (typed.get(&format!("unit_{place}")), typed.get(&format!("task_{place}")));
    let named = (0..lines(typed)).map(line).filter(|(unit, _)| !unit.is_empty());
    named.map(|(unit, task)| Ok((unit.parse().map_err(unknown)?, task.to_owned()))).collect()
}

/// The form with these units in its lines.
pub(crate) fn with_calls(typed: Typed, calls: impl IntoIterator<Item = (UnitId, String)>) -> Typed {
    let calls = calls.into_iter().enumerate();
    calls.fold(typed, |typed, (place, (unit, task))| {
        typed.with(&format!("unit_{place}"), unit).with(&format!("task_{place}"), task)
    })
}

/// The units that a line offers.
pub(crate) fn units_to_call(cx: &Cx, chosen: &str) -> Vec<ChoiceGroup> {
    unit_groups(&cx.model, cx.lang, |unit| unit.id.to_string(), chosen)
}

/// Case numbers with anything between them.
pub(crate) fn numbers_in(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c.is_whitespace() || [',', '，', '、', ';', '；'].contains(&c));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
