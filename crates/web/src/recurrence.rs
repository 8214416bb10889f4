//! 顽疾与激增: the list of what comes back and of alarms, one chronic problem with its cases and its plan, and the numbers behind both.

mod act;
mod list;
mod print;
mod rules;
mod sheet;
mod show;

use changxiao_domain::orgs::Permission;

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    // Who may take which action on which problem is decided by the table of the workflow with the problem in hand.
    const READ: Access = Access::May(Permission::ReadCases);
    routes
        .feature("recurrence")
        .get("/recurrence", READ, list::list)
        .get("/recurrence/rules", READ, rules::rules)
        .post("/recurrence/alarms/{alarm}/answer", READ, act::answer)
        .get("/recurrence/{number}", READ, show::show)
        .get("/recurrence/{number}/print", READ, print::print)
        .get("/recurrence/{number}/map.json", READ, show::points)
        .post("/recurrence/{number}/confirmation", READ, act::confirm)
        .post("/recurrence/{number}/dismissal", READ, act::dismiss)
        .post("/recurrence/{number}/assignment", READ, act::assign)
        .post("/recurrence/{number}/plan", READ, act::plan)
        .post("/recurrence/{number}/approval", READ, act::approve)
        .post("/recurrence/{number}/sending-back", READ, act::send_back)
        .post("/recurrence/{number}/completion", READ, act::report_done)
        .post("/recurrence/{number}/observation", READ, act::observe)
        .post("/recurrence/{number}/end", READ, act::end)
}
