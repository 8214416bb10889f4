//! Every address of the product, as somebody knocks at it. Read from the routes themselves, so a new one is knocked at from the day it
//! appears.

use std::sync::LazyLock;

use changxiao_web::{Access, Route};

/// Registering them makes the document of the interface, too: once is enough.
static ALL: LazyLock<Vec<Route>> = LazyLock::new(|| changxiao_web::all_routes().list().to_vec());

/// Every address.
pub fn all() -> Vec<Route> {
    ALL.clone()
}

/// The pattern with which an address was registered, whatever is asked with it.
pub fn pattern(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next().unwrap_or("");
    let fitting = ALL.iter().map(|route| &*route.path).filter(|pattern| fits(pattern, path));
    fitting.min_by_key(|pattern| pattern.matches('{').count())
}

/// Whether an address is one of this pattern.
pub fn fits(pattern: &str, address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or("");
    let (mut ours, mut theirs) = (pattern.split('/'), path.split('/'));
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one == other || one.starts_with('{') => {}
            _ => return false,
        }
    }
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
