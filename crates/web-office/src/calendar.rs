//! The working calendar of the city, the change of a day, and the arithmetic of a deadline.

pub(crate) mod deadline;
mod edit;
pub(crate) mod recount;
mod year;

use changxiao_domain::orgs::Permission::{ManageReference, ReadUnits};

use crate::routes::{Access::May, Routes};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("calendar")
        .get("/calendar", May(ReadUnits), year::show)
        .filtered(&[year::FILTERS])
        .post("/calendar/{day}", May(ManageReference), edit::change)
        .get("/calendar/deadline", May(ReadUnits), deadline::show)
        .get("/calendar/recounts/{recount}", May(ManageReference), recount::show)
}
