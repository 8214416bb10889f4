//! 吹哨报到: the list, drafting, one whistle with what can be done to it, its sheet of paper, and the figures of both sides.

mod act;
mod draft;
mod figures;
mod list;
mod print;
mod show;

use changxiao_domain::orgs::Permission;

use crate::routes::{Access, Routes};

pub(crate) use draft::numbers_in;
pub(crate) use list::may_blow;

pub fn routes(routes: Routes) -> Routes {
    const READ: Access = Access::May(Permission::ReadWhistles);
    // Which side may take which action is decided by the table of the workflow with the whistle in hand.
    const WORK: Access = Access::May(Permission::WorkOnWhistles);
    routes
        .feature("whistles")
        .get("/whistles", READ, list::list)
        .get("/whistles/figures", READ, figures::figures)
        .get("/whistles/new", WORK, draft::form)
        .post("/whistles/new", WORK, draft::draft)
        .get("/whistles/{number}", READ, show::show)
        .get("/whistles/{number}/print", READ, print::print)
        .get("/whistles/{number}/revision", WORK, draft::revision)
        .post("/whistles/{number}/revision", WORK, draft::revise)
        .post("/whistles/{number}/approval-request", WORK, act::ask_approval)
        .post("/whistles/{number}/approval", WORK, act::blow)
        .post("/whistles/{number}/refusal", WORK, act::refuse)
        .post("/whistles/{number}/arrival", WORK, act::report_in)
        .post("/whistles/{number}/absence", WORK, act::declare_absence)
        .post("/whistles/{number}/objection", WORK, act::object)
        .post("/whistles/{number}/referral", WORK, act::refer)
        .post("/whistles/{number}/plan", WORK, act::plan)
        .post("/whistles/{number}/result", WORK, act::conclude)
        .post("/whistles/{number}/unit-rating", WORK, act::rate_unit)
        .post("/whistles/{number}/call-rating", WORK, act::rate_street)
        .post("/whistles/{number}/closure", WORK, act::close)
        .post("/whistles/{number}/withdrawal", WORK, act::withdraw)
}
