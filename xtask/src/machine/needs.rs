//! What tests need beyond Rust and Node, and how it gets here.

use std::process::Command;

use super::chromium::{find_chromium, would_be_quicker};
use super::fonts::find_chinese_font;
use super::package_manager::{PackageManager, Right};
use super::postgres_binaries::{OLDEST_VERSION, find_postgres_binaries};
use crate::outcome::{Failure, Outcome};
use crate::process::run_to_success;
use crate::step::step;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Need {
    Postgres,
    Chromium,
    ChineseFonts,
}

impl Need {
    pub const ALL: [Self; 3] = [Self::Postgres, Self::Chromium, Self::ChineseFonts];

    pub fn name(self) -> String {
        match self {
            Self::Postgres => format!("PostgreSQL server, version {OLDEST_VERSION} or newer"),
            Self::Chromium => "Chromium or Chrome".to_owned(),
            Self::ChineseFonts => "a font with Chinese characters".to_owned(),
        }
    }

    /// What meets the need on this machine.
    pub fn found(self) -> Option<String> {
        match self {
            Self::Postgres => {
                find_postgres_binaries().map(|found| format!("{} in {}", found.version, found.folder.display()))
            }
            Self::Chromium => find_chromium().map(|found| format!("{} at {}", found.version, found.program.display())),
            Self::ChineseFonts => find_chinese_font(),
        }
    }
}

/// Installs with the system's package manager what is missing of these needs.
///
/// # Errors
/// Where we may not install: the one line to type. Where the installation does not help: what is still missing.
pub fn provide(needs: &[Need]) -> Outcome {
    if needs.contains(&Need::Chromium) && would_be_quicker() {
        provide_light_chromium();
    }
    let missing = missing_of(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let names = names_of(&missing);
    let manager = PackageManager::find().ok_or_else(|| {
        Failure::new(format!("missing: {names}")).with_remedy(
            "install them; no package manager that we know (apt-get, dnf, apk, pacman, zypper, brew) is here",
        )
    })?;
    let right = manager.right();
    if right == Right::None {
        return Err(Failure::new(format!("missing: {names}")).with_remedy(manager.line(&missing, right)));
    }
    step(&format!("Install with {}: {names}", manager.program), || {
        for words in manager.commands(&missing, right) {
            run_to_success(Command::new(&words[0]).args(&words[1..]))?;
        }
        let still_missing = missing_of(&missing);
        if still_missing.is_empty() {
            return Ok(());
        }
        Err(Failure::new(format!(
            "{} has run, and this is still missing: {}",
            manager.program,
            names_of(&still_missing)
        ))
        .with_remedy("`cargo xtask doctor` shows what was looked for"))
    })
}

/// Installs the browser that is quickest for tests, where that is ours to decide. Without it they run in any other.
fn provide_light_chromium() {
    let Some(commands) = PackageManager::find().and_then(PackageManager::light_chromium) else {
        return;
    };
    let installed = step("Install a browser without windows, in which the stories are quicker", || {
        commands.iter().try_for_each(|words| run_to_success(Command::new(&words[0]).args(&words[1..])))
    });
    if installed.is_err() {
        eprintln!("   the stories run in another one");
    }
}

pub fn missing_of(needs: &[Need]) -> Vec<Need> {
    needs.iter().copied().filter(|need| need.found().is_none()).collect()
}

fn names_of(needs: &[Need]) -> String {
    needs.iter().map(|need| need.name()).collect::<Vec<_>>().join("; ")
}
