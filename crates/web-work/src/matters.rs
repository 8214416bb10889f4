//! 事项: the register, beginning by a procedure, one matter with its parts, its sheet. Every word of a procedure comes from its document.

mod act;
mod closing;
mod export;
mod fields;
mod files;
pub(crate) mod json;
mod kept_views;
mod list;
mod long;
mod narration;
mod new;
mod places;
mod plan;
mod print;
mod review;
mod said;
mod schema;
mod show;
mod views;

use changxiao_domain::orgs::Permission;
use changxiao_web_kit::{form_page, procedure};

use self::new::BeginForm;
use crate::{
    acting,
    bodies::Takes,
    routes::{Access, Routes},
};

/// The forms of a matter.
struct MatterForms;

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    const READ: Access = Access::May(Permission::ReadMatters);
    const WORK: Access = Access::May(Permission::WorkOnMatters);
    let routes = routes
        .feature("matters")
        .get("/matters", READ, list::list)
        .filtered(&[list::FILTERS])
        .get("/matters/export.xlsx", Access::May(Permission::Export), export::xlsx)
        .filtered(&[list::FILTERS])
        .post("/matters/views", READ, kept_views::save)
        .post("/matters/views/{view}/deletion", READ, kept_views::delete)
        .get("/matters/new", WORK, form_page::open::<BeginForm>)
        .post("/matters/new", WORK, form_page::send::<BeginForm>)
        .taking(Takes::Files(files::MOST))
        .get("/matters/board", READ, views::board_page)
        .filtered(&[views::BOARD_FILTERS])
        .get("/matters/places", READ, places::page)
        .filtered(&[places::FILTERS])
        .get("/matters/calendar", READ, views::month_page)
        .filtered(&[views::MONTH_FILTERS])
        .with(closing::routes)
        .get("/matters/{number}", READ, procedure::show::<MatterForms>)
        .get("/matters/{number}/print", READ, print::print)
        .get("/matters/{number}/plan", READ, plan::page)
        .get("/matters/{number}/act", WORK, long::page)
        .post("/matters/{number}/review", WORK, review::review);
    acting::steps::<MatterForms>(routes, WORK).taking(Takes::Files(files::MOST))
}
