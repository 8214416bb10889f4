//! `changxiao migrate`

use std::process::ExitCode;

use changxiao_store::{Db, PoolSize};

use crate::{Place, config::Config, print::answer};

pub async fn run(place: &Place) -> anyhow::Result<ExitCode> {
    let config = Config::read(place)?;
    let db = Db::open(&config.address, PoolSize::default()).await?;
    let steps = db.migrate().await?;
    if steps.is_empty() {
        answer!("the schema is up to date");
    }
    for step in steps {
        answer!("took step {step}");
    }
    db.close().await;
    Ok(ExitCode::SUCCESS)
}
