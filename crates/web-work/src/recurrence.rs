//! 顽疾与激增: the list of what comes back and of alarms, one chronic problem with its cases and its plan, and the numbers behind both.

mod act;
pub(crate) mod json;
mod list;
mod narration;
mod print;
mod rules;
mod show;

use changxiao_domain::orgs::Permission;
use changxiao_web_kit::procedure;

use crate::{
    acting,
    routes::{Access, Routes},
};

/// The forms of a chronic problem.
struct ProblemForms;

/// Days of follow-up inspections that the form of a plan offers; further ones stay empty.
const FOLLOW_UP_FIELDS: [&str; 4] = ["look_1", "look_2", "look_3", "look_4"];

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    // Who may take which action on which problem is decided by the table of the workflow with the problem in hand.
    const READ: Access = Access::May(Permission::ReadCases);
    let routes = routes
        .feature("recurrence")
        .get("/recurrence", READ, list::list)
        .filtered(&[list::FILTERS])
        .get("/recurrence/rules", READ, rules::rules)
        .post("/recurrence/alarms/{alarm}/answer", READ, act::answer)
        .get("/recurrence/{number}", READ, procedure::show::<ProblemForms>)
        .get("/recurrence/{number}/print", READ, print::print)
        .get("/recurrence/{number}/map.json", READ, show::points);
    acting::steps::<ProblemForms>(routes, READ)
}
