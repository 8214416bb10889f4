//! `cargo xtask demo`: from a fresh clone to a city in the browser.

use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::arguments::Arguments;
use crate::building::{Profile, build_server, build_ui};
use crate::environment::workspace_root;
use crate::outcome::{Failure, Outcome};

/// 漳州市: the city of the README.
const CITY: &str = "3506";

pub fn run(mut arguments: Arguments) -> Outcome {
    let city = arguments.take_value("--city")?.unwrap_or_else(|| CITY.to_owned());
    let scale = arguments.take_value("--scale")?.unwrap_or_else(|| "city".to_owned());
    // A folder holds one city; another city gets another folder.
    let data = arguments.take_value("--data")?.unwrap_or_else(|| match city.as_str() {
        CITY => "demo-data".to_owned(),
        other => format!("demo-data-{other}"),
    });
    build_ui()?;
    let program = build_server(Profile::Demo)?;
    let mut server = Command::new(&program);
    server.current_dir(workspace_root()).args(["demo", "--data", &data, "--city", &city, "--scale", &scale]);
    // The server takes our place, so that ctrl-C and the process id are its own. This returns only on failure.
    let error = server.args(arguments.rest()).exec();
    Err(Failure::new(format!("starting {}: {error}", program.display())))
}
