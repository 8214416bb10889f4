//! Scores: rankings of like units, pass rates, why a score is what it is, and their exports.

mod export;
pub mod json;
mod list;
mod names;
mod ranks;
mod rates;
mod roll_up;
mod trace;
mod why;

use changxiao_domain::orgs::Permission;

pub use ranks::{RankRow, Scale, rank_rows, scale_of};

use crate::routes::{Access, Routes};

pub fn routes(routes: Routes) -> Routes {
    json::routes(pages(routes))
}

fn pages(routes: Routes) -> Routes {
    let read = Access::May(Permission::ReadScores);
    let export = Access::May(Permission::Export);
    routes
        .feature("scoring")
        .get("/scores", read, list::page)
        .filtered(&[list::FILTERS])
        .get("/scores/{period}/city", read, why::city)
        .get("/scores/{period}/units/{code}", read, why::unit)
        .get("/scores/{period}/site-types/{code}", read, roll_up::site_type)
        .get("/scores/{period}/nodes/{code}", read, roll_up::node)
        .get("/scores/{period}/divisions/{code}", read, roll_up::division)
        .get("/scores/{period}/export.csv", export, export::ranking_csv)
        .get("/scores/{period}/export.xlsx", export, export::ranking_xlsx)
        .get("/scores/{period}/city/basis.csv", export, export::city_csv)
        .get("/scores/{period}/city/basis.xlsx", export, export::city_xlsx)
        .get("/scores/{period}/units/{code}/basis.csv", export, export::unit_csv)
        .get("/scores/{period}/units/{code}/basis.xlsx", export, export::unit_xlsx)
}
