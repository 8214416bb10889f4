//! SQLite and PostgreSQL say the same: statements, catalogue, keys, filters. And the schema holds nothing that it must not.

mod case_filters;
mod cases;
pub mod catalogue;
mod codes;
mod distribute;
mod migrations;
mod reconnect;
mod schema;
mod site_filters;
mod statements;
