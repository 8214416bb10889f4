//! Addresses of systems and nodes; editions and codes may hold any letter.

use changxiao_app::standards::slug;
use changxiao_store::standards::SystemRow;

use crate::address::encode;

/// `/standards/national-2017-district~2017`.
pub fn system_href(row: &SystemRow) -> String {
    format!("/standards/{}", encode(&slug(row)))
}

pub fn node_href(row: &SystemRow, code: &str) -> String {
    format!("{}/nodes/{}", system_href(row), encode(code))
}
