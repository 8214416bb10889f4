//! The daily work: cases, whistles, consultations, chronic problems, evidence, orders of other systems.

#![allow(clippy::cmp_owned, reason = "templates compare what they were given; the comparison is written by askama")]
#![allow(clippy::result_large_err, reason = "a refused request is answered once; its size is not copied about")]

pub mod asks;
pub mod callbacks;
pub mod cases;
pub mod clauses;
pub mod consultations;
pub mod evidence;
pub mod exchange;
pub mod letters;
pub mod materials;
pub mod matters;
pub mod procedures;
pub mod recurrence;
pub mod whistles;

use changxiao_web_kit::{
    acted, acting, address, answer, bodies, choice, clock, cx, download, faults, fields, filters, form, links, listing,
    names, pages, pickers, routes, session, shell, state, timeline, words,
};

/// Every address of these features.
pub fn routes(routes: routes::Routes) -> routes::Routes {
    routes
        .with(asks::routes)
        .with(callbacks::routes)
        .with(cases::routes)
        .with(clauses::routes)
        .with(consultations::routes)
        .with(evidence::routes)
        .with(exchange::routes)
        .with(letters::routes)
        .with(materials::routes)
        .with(matters::routes)
        .with(procedures::routes)
        .with(recurrence::routes)
        .with(whistles::routes)
}
