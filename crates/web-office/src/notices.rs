//! The inbox of a person, the channels that the person chose, and the city's webhooks.

mod hooks;
mod inbox;
mod json;
mod preferences;

use changxiao_domain::orgs::Permission::{ManageJobs, ReadUnits};
use changxiao_web_kit::{
    json::READ,
    routes::{
        Access::{Api, May, SignedIn},
        Routes, routes,
    },
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("notices")
        .get("/notices", SignedIn, inbox::show)
        .filtered(&[inbox::FILTERS])
        .post("/notices/read", SignedIn, inbox::read_all)
        .post("/notices/{notice}/read", SignedIn, inbox::read)
        .get("/notices/channels", SignedIn, preferences::show)
        .post("/notices/channels", SignedIn, preferences::choose)
        .post("/notices/channels/test", SignedIn, preferences::test)
        .get("/webhooks", May(ManageJobs), hooks::show)
        .post("/webhooks", May(ManageJobs), hooks::add)
        .post("/webhooks/{hook}/test", May(ManageJobs), hooks::test)
        .post("/webhooks/{hook}/end", May(ManageJobs), hooks::end)
        .api(Api(ReadUnits, READ), routes!(json::list))
}
