//! 会商与联合行动: the list, convening, one record with its participants and the result that they share.

mod act;
mod convene;
pub(crate) mod json;
mod list;
mod narration;
mod show;

use changxiao_domain::orgs::Permission;
use changxiao_web_kit::{form_page, procedure};

use self::convene::ConveneForm;
use crate::{
    acting,
    routes::{Access, Routes},
};

/// The forms of a consultation.
struct ConsultationForms;

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    const READ: Access = Access::May(Permission::ReadConsultations);
    const WORK: Access = Access::May(Permission::WorkOnConsultations);
    let routes = routes
        .feature("consultations")
        .get("/consultations", READ, list::list)
        .filtered(&[list::FILTERS])
        .get("/consultations/new", WORK, form_page::open::<ConveneForm>)
        .post("/consultations/new", WORK, form_page::send::<ConveneForm>)
        .get("/consultations/{number}", READ, procedure::show::<ConsultationForms>);
    acting::steps::<ConsultationForms>(routes, WORK)
}
