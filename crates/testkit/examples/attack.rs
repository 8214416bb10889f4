//! Every attempt of [`changxiao_testkit::attack`], on both engines: a small city is founded, the server started on loopback, and the table
//! of attempts printed. Ends with 1 when one of them did not hold. `cargo xtask attack` runs it beside a private PostgreSQL; a word chooses
//! the engines whose names begin like it.

use std::{process::ExitCode, time::Instant};

use changxiao_testkit::{
    World,
    attack::{Scale, attack},
    fresh_databases,
};

#[tokio::main]
#[allow(clippy::print_stdout, reason = "the table is what it is run for")]
#[allow(clippy::disallowed_methods, reason = "how long it took is read from the machine's clock")]
async fn main() -> anyhow::Result<ExitCode> {
    let (mut attempts, mut opened) = (0, 0);
    for (engine, fresh) in fresh_databases().await? {
        let begun = Instant::now();
        let world = World::start(fresh).await?;
        let went = attack(&world, Scale::Whole).await;
        world.end().await?;
        let tally = went?;
        println!("{engine}, {:.0} s\n{tally}", begun.elapsed().as_secs_f64());
        attempts += tally.attempts();
        opened += tally.opened();
    }
    println!("{attempts} attempts on both engines, {opened} did not hold");
    Ok(if opened == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
