//! Who answers for a node: the form of its page.

use axum::{
    extract::{Path, State},
    response::Response,
};
use axum_extra::extract::PrivateCookieJar;
use changxiao_app::{AppError, standards::set_units::set_units};
use changxiao_domain::ids::UnitId;
use changxiao_words::{say, texts};

use super::{edition::Edition, node::again};
use crate::{
    answer::{WebError, redirect_with_notice},
    form::Form,
    session::Who,
    state::WebState,
};

pub(super) async fn set(
    State(state): State<WebState>,
    who: Who,
    Path((named, code)): Path<(String, String)>,
    jar: PrivateCookieJar,
    form: Form,
) -> Result<Response, WebError> {
    let edition = Edition::find(&who.model, &named)?;
    let done = match read(&who, &form) {
        Ok(units) => set_units(state.app(), &who.actor, edition.row.id, &code, form.text("seen"), units).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => {
            let notice = texts(who.lang()).standards_units_saved;
            Ok(redirect_with_notice(jar, &edition.node_href(&code), notice))
        }
        Err(problem) => again(&state, &who, &named, &code, problem).await,
    }
}

/// The rows that stay, with their duty, and the one that is added. A duty of `none` takes a unit off the node.
fn read(who: &Who, form: &Form) -> Result<Vec<(UnitId, String)>, AppError> {
    let mut units = Vec::new();
    for (unit, duty) in form.starting_with("duty_") {
        let unit: UnitId = unit.parse().map_err(|_| AppError::NotFound("unit"))?;
        if duty != "none" {
            units.push((unit, duty.to_owned()));
        }
    }
    let wanted = form.text("add_unit");
    if !wanted.is_empty() {
        // A suggestion of the list reads “code name”; code or name alone will do, too.
        let code = wanted.split_whitespace().next().unwrap_or_default();
        let unit = who
            .model
            .unit_named(wanted)
            .or_else(|| who.model.units.by_code(code))
            .ok_or_else(|| AppError::field("add_unit", say!(standards_there_no_unit_wanted_write, wanted)))?;
        units.push((unit.id, form.text("add_duty").to_owned()));
    }
    Ok(units)
}
