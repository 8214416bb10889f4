//! The browser in which the stories run. It comes from the system, never from a download of Playwright's.

use std::path::PathBuf;

use super::program::{answer_of, find_program, is_program};
use crate::environment::variable;

/// The variable that names the browser, for the stories and for whoever wants another one.
pub const CHROMIUM_VARIABLE: &str = "CHANGXIAO_CHROMIUM";

/// Chromium without windows: stories need two thirds of the time in it. Debian has it.
const LIGHT: &str = "chromium-headless-shell";
const NAMES: [&str; 6] =
    [LIGHT, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable"];
const PLACES: [&str; 3] = [
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

#[derive(Debug)]
pub struct Chromium {
    pub program: PathBuf,
    pub version: String,
}

/// Whether the tests would run in another browser than the one that is quickest for them.
pub fn would_be_quicker() -> bool {
    variable(CHROMIUM_VARIABLE).is_none() && find_program(LIGHT).is_none()
}

/// The browser that `CHANGXIAO_CHROMIUM` names, or the first one found that starts. (Ubuntu's `chromium-browser` may be
/// a script that only says that Chromium is to be had as a snap.)
pub fn find_chromium() -> Option<Chromium> {
    let named = variable(CHROMIUM_VARIABLE).map(PathBuf::from);
    let usual = NAMES.iter().filter_map(|name| find_program(name));
    let elsewhere = PLACES.iter().map(PathBuf::from);
    named.into_iter().chain(usual).chain(elsewhere).filter(|program| is_program(program)).find_map(|program| {
        let version = answer_of(&program, &["--version"])?;
        Some(Chromium { program, version })
    })
}
