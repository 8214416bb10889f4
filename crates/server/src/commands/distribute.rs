//! `changxiao distribute`: lays the tables out by city over the servers of a Citus cluster.

use std::process::ExitCode;

use changxiao_store::{
    Db, PoolSize,
    distribute::{Layout, Lies, Table, distribute, plan},
};

use crate::{Place, config::Config, print::answer};

#[derive(clap::Args)]
pub struct Distribute {
    /// Only says what would be done; Citus need not be installed for that.
    #[arg(long)]
    dry_run: bool,
}

impl Distribute {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let config = Config::read(place)?;
        let db = Db::open(&config.address, PoolSize { postgres: 1, ..PoolSize::default() }).await?;
        let done = self.lay_out(&db).await;
        db.close().await;
        done
    }

    async fn lay_out(&self, db: &Db) -> anyhow::Result<ExitCode> {
        let layout = plan(db).await?;
        tell(&layout);
        if !self.dry_run {
            distribute(db, &layout, |table| answer!("laying out {} …", table.name)).await?;
            answer!("every table lies as planned");
        }
        Ok(if layout.unfit.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn tell(layout: &Layout) {
    match &layout.citus {
        Some(version) => answer!("Citus {version}"),
        None => answer!("Citus is not installed in this database"),
    }
    for table in &layout.tables {
        answer!("  {:<28} {}{}", table.name, lies(table), if table.done { " (already)" } else { "" });
    }
    let count = |lies: Lies| layout.tables.iter().filter(|table| table.lies == lies).count();
    answer!("{} tables by city_id, {} on every server", count(Lies::ByCity), count(Lies::Everywhere));
    for unfit in &layout.unfit {
        answer!("DOES NOT FIT {} {} ({}): without city_id", unfit.table, unfit.name, unfit.columns.join(", "));
    }
}

const fn lies(table: &Table) -> &'static str {
    match table.lies {
        Lies::ByCity => "by city_id",
        Lies::Everywhere => "on every server",
    }
}
