//! Every attempt of [`changxiao_testkit::attack`], on both engines: a small city is founded, the server started on loopback, and the table
//! of attempts printed. Ends with 1 when one of them did not hold. `cargo xtask attack` runs it beside a private PostgreSQL; a word chooses
//! the engines whose names begin like it.

use std::{process::ExitCode, time::Instant};

use changxiao_testkit::{
    World,
    attack::{Line, Scale, attack},
    fresh_databases,
};

#[allow(clippy::print_stderr, reason = "whoever waits for the table sees how far it is")]
fn told(line: &Line, attempts: u64) {
    eprintln!("{attempts:>7} attempts; {}: {} in {} s", line.what, line.attempts, line.took.as_secs());
}

#[tokio::main]
#[allow(clippy::print_stdout, reason = "the table is what it is run for")]
#[allow(clippy::disallowed_methods, reason = "how long it took is read from the machine's clock")]
async fn main() -> anyhow::Result<ExitCode> {
    let (mut attempts, mut opened) = (0, 0);
    let chosen = std::env::args().nth(1).unwrap_or_default().to_lowercase();
    let engines = fresh_databases().await?.into_iter();
    for (engine, fresh) in engines.filter(|(engine, _)| engine.to_lowercase().starts_with(&chosen)) {
        let begun = Instant::now();
        let world = World::start(fresh).await?;
        let went = attack(&world, Scale::Whole, told).await;
        world.end().await?;
        let tally = went?;
        println!("{engine}, {:.0} s\n{tally}", begun.elapsed().as_secs_f64());
        attempts += tally.attempts();
        opened += tally.opened();
    }
    println!("{attempts} attempts on both engines, {opened} did not hold");
    Ok(if opened == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
