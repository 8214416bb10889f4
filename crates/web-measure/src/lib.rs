//! What is measured: standards and categories, sites and inspections, scores and indicators.

#![allow(clippy::cmp_owned, reason = "templates compare what they were given; the comparison is written by askama")]
#![allow(clippy::result_large_err, reason = "a refused request is answered once; its size is not copied about")]

pub mod burden;
pub mod categories;
pub mod indicators;
pub mod inspections;
pub mod scoring;
pub mod sites;
pub mod standards;

use changxiao_web_kit::{
    address, answer, choice, download, fields, form, names, pages, pickers, routes, session, shell, state, words,
};

/// Every address of these features.
pub fn routes(routes: routes::Routes) -> routes::Routes {
    routes
        .with(burden::routes)
        .with(categories::routes)
        .with(indicators::routes)
        .with(inspections::routes)
        .with(scoring::routes)
        .with(sites::routes)
        .with(standards::routes)
}
