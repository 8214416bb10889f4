//! One command, one file; the list of them.

mod attack;
mod bench;
mod ci;
mod demo;
mod doctor;
mod format;
mod generate;
mod pages;
mod postgres;
mod test;
mod tools;
mod ui;

use crate::arguments::Arguments;
use crate::outcome::Outcome;

pub struct CommandEntry {
    pub name: &'static str,
    pub arguments: &'static str,
    pub purpose: &'static str,
    pub run: fn(Arguments) -> Outcome,
}

/// What `cargo xtask` prints and CONTRIBUTING.md shows.
pub const COMMANDS: [CommandEntry; 12] = [
    CommandEntry {
        name: "demo",
        arguments: "[--city CODE] [--port N]",
        purpose: "build everything, load a city (漳州市, 3506) into `demo-data`, serve it on 127.0.0.1 and print the \
                  address and the sign-ins; more options go to `changxiao demo`",
        run: demo::run,
    },
    CommandEntry {
        name: "test",
        arguments: "[--only rust|ui|browser] [--no-browser] [WORD…]",
        purpose: "install what tests need, run Rust's tests on SQLite and PostgreSQL, the user interface's and the \
                  browser stories; words choose tests by name",
        run: test::run,
    },
    CommandEntry {
        name: "ci",
        arguments: "[--no-tests]",
        purpose: "format, lints, types, dependencies, no circles of files, generated files unchanged, then `test`: \
                  what has to pass before a merge",
        run: ci::run,
    },
    CommandEntry { name: "format", arguments: "", purpose: "format Rust code and templates", run: format::run },
    CommandEntry {
        name: "generate",
        arguments: "[--check]",
        purpose: "write the generated files again, or only say which would change",
        run: generate::run,
    },
    CommandEntry { name: "ui", arguments: "", purpose: "install npm packages and build `ui/dist`", run: ui::run },
    CommandEntry {
        name: "pages",
        arguments: "[WORD…]",
        purpose: "picture every page, in both languages, 1366 and 390 px wide, into `target/pages`",
        run: pages::run,
    },
    CommandEntry {
        name: "bench",
        arguments: "[intake] [pages] [signin] [backup] [audit]",
        purpose: "measure the release build on both engines with every commit synced; figures go to `target/bench`",
        run: bench::run,
    },
    CommandEntry {
        name: "attack",
        arguments: "[--no-load]",
        purpose: "try what an attacker would against servers on loopback, on both engines: every address, form and field, \
                  then 500 wrong sign-ins a second for a minute; print the attempts and fail where one does not hold",
        run: attack::run,
    },
    CommandEntry {
        name: "postgres",
        arguments: "[-- COMMAND…]",
        purpose: "run a command beside a private PostgreSQL, for example `-- cargo test -p changxiao-store`",
        run: postgres::run,
    },
    CommandEntry {
        name: "tools",
        arguments: "",
        purpose: "compile cargo-deny and cargo-machete, which `ci` asks about the dependencies",
        run: tools::run,
    },
    CommandEntry { name: "doctor", arguments: "", purpose: "say what is missing on this machine", run: doctor::run },
];
