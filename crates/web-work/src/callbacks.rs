//! Call-backs to whoever reported a case: the JSON interface; the pages are those of cases.

mod json;

pub use json::routes;
