//! Serves the small demonstration city with a clock that stands still and the same ids every time, for pictures that can be compared:
//! name it in `CHANGXIAO_SERVER` before `playwright test --config playwright.pages.config.ts`. It takes the words of `changxiao demo`
//! and heeds `--sign-ins FILE` alone.

use anyhow::Context;
use changxiao_testkit::{Demonstration, fresh_databases};

#[tokio::main]
#[allow(clippy::print_stdout, reason = "the browser's tests read the address from here")]
async fn main() -> anyhow::Result<()> {
    let (_, fresh) = fresh_databases().await?.remove(0);
    let city = Demonstration::start(fresh).await?;
    let file = std::env::args().skip_while(|word| word != "--sign-ins").nth(1).context("--sign-ins FILE is missing")?;
    std::fs::write(file, serde_json::to_string_pretty(&city.city.sign_ins)?)?;
    println!("listening on http://{}", city.address());
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?.recv().await;
    city.end().await
}
