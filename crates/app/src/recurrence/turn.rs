//! A chronic problem as it is carried out: whose turn it is next is told in the transaction of the decision.

use changxiao_domain::{
    ids::{CityId, UnitId},
    orgs::{Actor, NoLead, Permission},
    recurrence::{Command, Problem},
    workflow::Procedure,
};
use changxiao_store::{
    StoreError, Tx,
    notices::{self, Notice},
};
use changxiao_words::say;

use super::{scope, told};
use crate::{
    App, AppError,
    model::CityModel,
    workflow::{Carried, Step},
};

impl Carried for Problem {
    const NAME: &'static str = "chronic problem";
    const READ: Permission = Permission::ReadCases;
    const WORK: Permission = Permission::ReadCases;
    type Beside = Vec<Notice>;

    fn may_see(&self, actor: &Actor) -> bool {
        scope::may_see(actor, self)
    }

    fn rules(model: &CityModel) -> <Self as Procedure>::Rules<'_> {
        (&model.calendar, &model.recurrence)
    }

    async fn beside(step: &Step<'_, Self>) -> Result<Vec<Notice>, AppError> {
        if let Command::Confirm { unit } | Command::Assign { unit, .. } = step.command {
            answerable(step.model, *unit)?;
        }
        Ok(told::happened(step.app, step.model, &step.decided.after, &step.decided.event))
    }

    async fn put(tx: &mut Tx, city: CityId, told: Vec<Notice>) -> Result<(), StoreError> {
        notices::put(tx, city, &told).await
    }

    fn forget(app: &App, city: CityId) {
        app.figures().forget(city);
    }
}

/// Errors: the unit cannot answer for a problem.
fn answerable(model: &CityModel, unit: UnitId) -> Result<(), AppError> {
    let message = match model.units.lead(unit) {
        Ok(_) => return Ok(()),
        Err(NoLead::Community(_)) => say!(recurrence_community_does_not_answer_choose),
        Err(NoLead::Unknown) => say!(recurrence_there_no_such_unit),
    };
    Err(AppError::field("unit", message))
}
