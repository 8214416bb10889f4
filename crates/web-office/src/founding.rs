//! The founding of the first city in the browser, and the check-list by which a city is set up.

mod card;
mod city;
mod steps;

use changxiao_domain::orgs::Permission::Import;

pub use card::card;

use crate::routes::{
    Access::{May, Public},
    Routes,
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("founding")
        .get("/founding/city", Public, city::form)
        .post("/founding/city", Public, city::found)
        .get("/founding", May(Import), steps::page)
        .get("/founding/samples/{file}", May(Import), steps::sample)
        .post("/founding/{step}", May(Import), steps::carry_out)
        .post("/founding/{step}/removal", May(Import), steps::undo)
}
