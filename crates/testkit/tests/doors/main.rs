//! Knocks at every address of the product as everybody: strangers, every role, forms from elsewhere. The addresses are read
//! from the routes themselves, so a new one is knocked at from the day it appears.

mod api;
mod roles;
mod strangers;
mod words;

use changxiao_testkit::World;
use changxiao_web::{Access, Route};

/// The pattern with something in its gaps.
fn concrete(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{number}" => "260616-0001",
        part if part.starts_with("{*") => "x.css",
        part if part.starts_with('{') => "1",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// How the trace names an address.
fn subject(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

fn all(world: &World) -> Vec<Route> {
    changxiao_web::routes(&world.web).list().to_vec()
}

fn is_api(route: &Route) -> bool {
    matches!(route.access, Access::Api(..))
}
