//! `cargo xtask attack` tries what an attacker would, against servers on loopback over small cities of their own: first every address,
//! form and field (`crates/testkit/src/attack`), then wrong sign-ins by the thousand against the release build.

use std::process::Command;

use super::bench;
use crate::arguments::Arguments;
use crate::building::{build_examples, build_ui};
use crate::machine::needs::{Need, provide};
use crate::outcome::Outcome;
use crate::private_postgres::{Disk, start_private_postgres};
use crate::process::run_to_success;
use crate::step::step;

pub fn run(mut arguments: Arguments) -> Outcome {
    let no_load = arguments.take_flag("--no-load");
    arguments.expect_none()?;
    provide(&[Need::Postgres])?;
    build_ui()?;
    let program = build_examples()?.join("attack");
    step(
        "Try every address, form and field on both engines (about 10 minutes on two processors; the attempts are counted)",
        || {
            let postgres = start_private_postgres(Disk::Remembered)?;
            let mut command = Command::new(&program);
            postgres.tell(&mut command);
            run_to_success(&mut command)
        },
    )?;
    if no_load {
        return Ok(());
    }
    bench::measure(&["signin".to_owned()])
}
