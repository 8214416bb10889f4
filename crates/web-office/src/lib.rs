//! What an office keeps: units, people, divisions, calendar, rules, imports; notices and the server's own work.

#![allow(clippy::cmp_owned, reason = "templates compare what they were given; the comparison is written by askama")]
#![allow(clippy::result_large_err, reason = "a refused request is answered once; its size is not copied about")]

pub mod calendar;
pub mod city;
pub mod divisions;
pub mod escalation;
pub mod founding;
pub mod grids;
mod hanging;
pub mod imports;
pub mod jobs;
pub mod notices;
pub mod orgs;
pub mod people;
pub mod rules;
pub mod signin;

use changxiao_web_kit::{
    address, answer, causes, choice, cx, download, faults, fields, filters, form, links, listing, names, pages,
    pickers, request, routes, session, shell, source, state, words,
};

/// Every address of these features.
pub fn routes(routes: routes::Routes) -> routes::Routes {
    routes
        .with(calendar::routes)
        .with(city::routes)
        .with(divisions::routes)
        .with(escalation::routes)
        .with(founding::routes)
        .with(grids::routes)
        .with(imports::routes)
        .with(jobs::routes)
        .with(notices::routes)
        .with(orgs::routes)
        .with(people::routes)
        .with(rules::routes)
        .with(signin::routes)
}
