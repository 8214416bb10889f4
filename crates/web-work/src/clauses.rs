//! 征求意见: the draft in clauses with its comments beside them, commenting and deciding, the next version with its difference, the adoption
//! table. What becomes of the matter as a whole is done on its own page.

mod adoption;
mod difference;
mod form;
mod json;
mod page;

use changxiao_domain::orgs::Permission;

use crate::{
    acting,
    routes::{Access, Routes},
};

pub fn routes(routes: Routes) -> Routes {
    const READ: Access = Access::May(Permission::ReadMatters);
    const WORK: Access = Access::May(Permission::WorkOnMatters);
    let routes = routes
        .feature("clauses")
        .get("/matters/{number}/clauses", READ, page::show)
        .get("/matters/{number}/clauses/comment", WORK, form::comment)
        .get("/matters/{number}/clauses/decide", WORK, form::decide)
        .get("/matters/{number}/difference", READ, difference::show)
        .get("/matters/{number}/adoption.docx", Access::May(Permission::Export), adoption::docx);
    json::routes(acting::steps::<form::ClauseForms>(routes, WORK))
}
