//! The ladder with its source, what has climbed, and a person's own absences.

mod absences;
mod ladder;

use changxiao_domain::orgs::Permission::ReadCases;

use crate::routes::{
    Access::{May, SignedIn},
    Routes,
};

pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("escalation")
        .get("/escalation", May(ReadCases), ladder::show)
        .get("/absences", SignedIn, absences::show)
        .post("/absences", SignedIn, absences::enter)
        .post("/absences/{absence}/end", SignedIn, absences::end)
}
