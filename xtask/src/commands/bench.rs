//! `cargo xtask bench` measures the release build on both engines, each write synced to disk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::arguments::Arguments;
use crate::building::{Profile, build_server, build_ui};
use crate::environment::target_folder;
use crate::machine::needs::{Need, provide};
use crate::machine::program::answer_of;
use crate::outcome::{During, Failure, Outcome};
use crate::private_postgres::{Disk, start_private_postgres};
use crate::process::run_to_success;
use crate::step::step;

const MEASUREMENTS: [&str; 10] =
    ["intake", "pages", "worklists", "lifecycle", "sweep", "signin", "backup", "audit", "country", "matters"];

pub fn run(arguments: Arguments) -> Outcome {
    let mut chosen = arguments.words()?;
    if let Some(unknown) = chosen.iter().find(|word| !MEASUREMENTS.contains(&word.as_str())) {
        return Err(Failure::new(format!("`{unknown}` cannot be measured; {} can", MEASUREMENTS.join(" and "))));
    }
    if chosen.is_empty() {
        chosen = MEASUREMENTS.map(str::to_owned).to_vec();
    }
    measure(&chosen)
}

/// Builds what is measured and takes these measurements, on both engines.
pub fn measure(chosen: &[String]) -> Outcome {
    // Both engines write below the temporary folder: PostgreSQL's cluster is there already.
    let temporary = std::env::temp_dir();
    refuse_memory(&temporary)?;
    provide(&[Need::Postgres])?;
    build_ui()?;
    let program = build_server(Profile::Release)?;
    let figures = target_folder().join("bench");
    fs::create_dir_all(&figures).during("making the folder for figures")?;
    for measurement in chosen {
        step(&format!("Measure {measurement} on sqlite"), || {
            let data = Place::new(&temporary, measurement, "sqlite");
            run_to_success(&mut data.command(&program, &figures))
        })?;
        step(&format!("Measure {measurement} on postgres"), || {
            // A server of its own, because a measurement begins with an empty database.
            let postgres = start_private_postgres(Disk::Waited)?;
            let data = Place::new(&temporary, measurement, "postgres");
            let mut command = data.command(&program, &figures);
            run_to_success(command.args(["--database", &postgres.address.url("postgres")]))
        })?;
    }
    eprintln!("\nFigures, as JSON and as Markdown, are in {}", figures.display());
    Ok(())
}

/// The data folder of one measurement, removed when it has ended, however it ended.
struct Place {
    folder: PathBuf,
    measurement: String,
    engine: &'static str,
}

impl Place {
    fn new(temporary: &Path, measurement: &str, engine: &'static str) -> Self {
        let folder = temporary.join(format!("changxiao-bench-{}-{measurement}-{engine}", std::process::id()));
        Self { folder, measurement: measurement.to_owned(), engine }
    }

    fn command(&self, program: &Path, figures: &Path) -> Command {
        let mut command = Command::new(program);
        command.args(["bench", &self.measurement]).arg("--data").arg(&self.folder);
        command.arg("--out").arg(figures.join(format!("{}-{}", self.measurement, self.engine)));
        command
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.folder.exists()
            && let Err(problem) = fs::remove_dir_all(&self.folder)
        {
            eprintln!("{} could not be removed: {problem}", self.folder.display());
        }
    }
}

/// A sync to memory costs nothing and proves nothing.
fn refuse_memory(folder: &Path) -> Outcome {
    let kind = answer_of("stat", &["-f", "-c", "%T", &folder.display().to_string()]);
    match kind.as_deref() {
        Some("tmpfs" | "ramfs") => Err(Failure::new(format!("{} is in memory, not on a disk", folder.display()))
            .with_remedy("name a folder on a disk: TMPDIR=/var/tmp cargo xtask bench")),
        _ => Ok(()),
    }
}
