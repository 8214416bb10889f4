//! The JSON interface: the same actions as the pages, under `/api/v1`.
//!
//! Names are snake_case, codes are those of the domain, times are ISO 8601 with the city's offset, scores thousandths of a point.
//! Units, posts and roles are named, persons never. Every refusal is problem details with a stable number.

use changxiao_domain::orgs::Permission::{ReadStandards, ReadUnits};
use changxiao_web_kit::{
    json::{query, shapes},
    openapi,
    routes::{Access, Routes, routes},
};

mod me;
mod reference;

/// Who asks, and the city's reference data. What belongs to a feature is registered there.
pub fn routes(routes: Routes) -> Routes {
    routes
        .feature("api")
        .api(Access::read(ReadUnits), routes!(me::me))
        .api(Access::read(ReadUnits), routes!(reference::divisions))
        .api(Access::read(ReadUnits), routes!(reference::units))
        .api(Access::read(ReadStandards), routes!(reference::categories))
        .api(Access::read(ReadStandards), routes!(reference::standards))
        .api(Access::read(ReadStandards), routes!(reference::standard))
}
