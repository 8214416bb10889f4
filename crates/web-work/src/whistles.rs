//! 吹哨报到: the list, drafting, one whistle with what can be done to it, its sheet of paper, and the figures of both sides.

mod act;
pub(crate) mod calls;
mod draft;
mod figures;
pub(crate) mod json;
mod list;
mod narration;
mod print;
mod show;

use changxiao_domain::orgs::Permission;
use changxiao_web_kit::{form_page, procedure};

use self::draft::{DraftForm, RevisionForm};
use crate::{
    acting,
    routes::{Access, Routes},
};

pub(crate) use list::may_blow;

/// The forms of a whistle.
struct WhistleForms;

/// The key of the form that rates this unit.
fn rating_key(unit: &str) -> String {
    format!("{}-{unit}", changxiao_domain::whistles::Action::RateUnit.code())
}

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    const READ: Access = Access::May(Permission::ReadWhistles);
    // Which side may take which action is decided by the table of the workflow with the whistle in hand.
    const WORK: Access = Access::May(Permission::WorkOnWhistles);
    let routes = routes
        .feature("whistles")
        .get("/whistles", READ, list::list)
        .filtered(&[list::FILTERS])
        .get("/whistles/figures", READ, figures::figures)
        .filtered(&[figures::FILTERS])
        .get("/whistles/new", WORK, form_page::open::<DraftForm>)
        .post("/whistles/new", WORK, form_page::send::<DraftForm>)
        .get("/whistles/{number}", READ, procedure::show::<WhistleForms>)
        .get("/whistles/{number}/print", READ, print::print)
        .get("/whistles/{number}/revision", WORK, form_page::open::<RevisionForm>)
        .post("/whistles/{number}/revision", WORK, form_page::send::<RevisionForm>);
    acting::steps::<WhistleForms>(routes, WORK)
}
