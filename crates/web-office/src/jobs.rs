//! The server's own work: what waits, runs, is tried again and has died.

mod json;
mod list;

use changxiao_domain::orgs::Permission::ManageJobs;

use changxiao_web_kit::{
    json::READ,
    routes::{
        Access::{Api, May},
        Routes, routes,
    },
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("jobs")
        .get("/jobs", May(ManageJobs), list::show)
        .post("/jobs/{job}/retry", May(ManageJobs), list::retry)
        .post("/jobs/{job}/drop", May(ManageJobs), list::drop_dead)
        .api(Api(ManageJobs, READ), routes!(json::list))
}
