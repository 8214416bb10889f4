//! `cargo xtask pages` pictures every page, to be looked at by people.

use crate::arguments::Arguments;
use crate::building::{Profile, build_server, build_ui, npm};
use crate::environment::{target_folder, workspace_root};
use crate::machine::chromium::{CHROMIUM_VARIABLE, find_chromium};
use crate::machine::needs::{Need, provide};
use crate::outcome::{Failure, Outcome};
use crate::process::run_to_success;
use crate::step::step;

pub fn run(arguments: Arguments) -> Outcome {
    let words = arguments.words()?;
    provide(&[Need::Chromium, Need::ChineseFonts])?;
    build_ui()?;
    let server = build_server(Profile::Debug)?;
    let chromium = find_chromium().ok_or_else(|| Failure::new("Chromium has gone"))?;
    let pictures = target_folder().join("pages");
    step("Picture every page in both languages and two widths", || {
        let mut command = npm(&["exec", "--no", "--", "playwright", "test", "--config", "playwright.pages.config.ts"]);
        command.current_dir(workspace_root().join("e2e")).args(words);
        command.env(CHROMIUM_VARIABLE, chromium.program).env("CHANGXIAO_SERVER", server);
        run_to_success(command.env("CHANGXIAO_PICTURES", &pictures))
    })?;
    eprintln!("\nThe pictures are in {}", pictures.display());
    Ok(())
}
