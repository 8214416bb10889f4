//! Every address of the product, as somebody knocks at it. Read from the routes themselves, so a new one is knocked at from the day it
//! appears.

use changxiao_web::{Access, Route};

/// Every address.
pub fn all() -> Vec<Route> {
    changxiao_web::all_routes().list().to_vec()
}

/// The pattern with something in its gaps.
pub fn concrete(path: &str) -> String {
    filled(path, "1")
}

/// The pattern with this in its gaps; a case and a file have names of their own kind.
pub fn filled(path: &str, gap: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{number}" if path.contains("/cases/") => "260616-0001",
        part if part.starts_with("{*") => "x.css",
        part if part.starts_with('{') => gap,
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// One of each kind of name that an address may ask for.
pub const GAPS: [&str; 6] = [
    "1",
    "01890a5d-ac96-774b-bcce-b302099a8057",
    "2026-06",
    "S1",
    "office",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
];

/// How the trace names an address.
pub fn subject(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

pub fn is_api(route: &Route) -> bool {
    matches!(route.access, Access::Api(..))
}
