//! Evaluation systems: editions side by side, the tree and the lists beside it, one node, what changed, who answers.

mod diff;
mod draft;
mod edit;
mod edition;
mod export;
mod gaps;
mod list;
mod list_form;
mod lists;
mod node;
mod responsibility;
mod site_type;
mod system;
mod units;

use changxiao_domain::{
    orgs::Permission,
    standards::{CheckItem, Material, ScorePreset, SiteType, SurveyItem},
};

use crate::routes::{Access, Routes};

/// The addresses at which one list of a draft is edited.
macro_rules! list {
    ($routes:expr, $slug:literal, $entry:ty) => {{
        let manage = Access::May(Permission::ManageStandards);
        $routes
            .get(concat!("/standards/{system}/new/", $slug), manage, lists::new_form::<$entry>)
            .post(concat!("/standards/{system}/new/", $slug), manage, lists::add::<$entry>)
            .get(concat!("/standards/{system}/", $slug, "/{code}/edit"), manage, lists::form::<$entry>)
            .post(concat!("/standards/{system}/", $slug, "/{code}"), manage, lists::change::<$entry>)
            .post(concat!("/standards/{system}/", $slug, "/{code}/place"), manage, lists::place::<$entry>)
            .get(concat!("/standards/{system}/", $slug, "/{code}/removal"), manage, lists::removal_form::<$entry>)
            .post(concat!("/standards/{system}/", $slug, "/{code}/removal"), manage, lists::remove::<$entry>)
    }};
}

pub fn routes(routes: Routes) -> Routes {
    let read = Access::May(Permission::ReadStandards);
    let manage = Access::May(Permission::ManageStandards);
    let routes = routes
        .feature("standards")
        .get("/standards", read, list::page)
        .get("/standards/diff", read, diff::page)
        .filtered(&[diff::FILTERS])
        .get("/standards/responsibility", read, responsibility::page)
        .filtered(&[responsibility::FILTERS])
        .get("/standards/{system}", read, system::page)
        .filtered(&[system::FILTERS])
        .get("/standards/{system}/export.xlsx", read, export::workbook)
        .post("/standards/{system}/draft", manage, draft::copy)
        .post("/standards/{system}/in-force", manage, draft::put_in_force)
        .post("/standards/{system}/withdrawal", manage, draft::withdraw)
        .get("/standards/{system}/new-node", manage, edit::new_form)
        .post("/standards/{system}/nodes", manage, edit::add)
        .get("/standards/{system}/nodes/{code}", read, node::page)
        .get("/standards/{system}/nodes/{code}/edit", manage, edit::form)
        .post("/standards/{system}/nodes/{code}", manage, edit::change)
        .post("/standards/{system}/nodes/{code}/place", manage, edit::move_node)
        .post("/standards/{system}/nodes/{code}/removal", manage, edit::remove)
        // Who answers is the city's own decision: whoever keeps its reference data may say so, too.
        .post("/standards/{system}/nodes/{code}/units", read, units::set)
        .get("/standards/{system}/site-types/{code}", read, site_type::page);
    let routes = list!(routes, "site-types", SiteType);
    let routes = list!(routes, "check-items", CheckItem);
    let routes = list!(routes, "survey-items", SurveyItem);
    let routes = list!(routes, "materials", Material);
    list!(routes, "presets", ScorePreset)
}
