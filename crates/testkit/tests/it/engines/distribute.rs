//! The tables lie by city: the plan is read from the schema, and carried out where Citus is installed.

use anyhow::ensure;
use changxiao_store::{
    Engine,
    distribute::{DistributeError, Lies, distribute, plan},
    engine::Built,
    params,
};
use changxiao_testkit::{Demonstration, fresh_databases};

#[tokio::test]
async fn every_table_with_a_city_fits_and_comes_after_what_it_points_to() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let planned = plan(&fresh.db).await;
        if fresh.db.engine() == Engine::Sqlite {
            ensure!(matches!(planned, Err(DistributeError::NotPostgres)), "{engine}");
            fresh.remove().await?;
            continue;
        }
        let layout = planned?;
        ensure!(layout.unfit.is_empty(), "{:?}", layout.unfit);
        let everywhere: Vec<&str> =
            layout.tables.iter().filter(|table| table.lies == Lies::Everywhere).map(|table| &*table.name).collect();
        ensure!(everywhere == ["schema_steps"], "{everywhere:?}");
        ensure!(layout.tables.len() > 60, "{} tables", layout.tables.len());
        let place = |name: &str| layout.tables.iter().position(|table| table.name == name);
        ensure!(place("people") < place("posts") && place("cases") < place("case_events"));
        ensure!(layout.tables.iter().all(|table| !table.done));
        if layout.citus.is_none() {
            ensure!(matches!(distribute(&fresh.db, &layout, |_| {}).await, Err(DistributeError::NoCitus)));
        }

        // A key that forgets the city is named.
        fresh.db.outside_transaction("CREATE UNIQUE INDEX forgetful ON sites (name)").await?;
        let unfit = plan(&fresh.db).await?.unfit;
        ensure!(unfit.len() == 1 && unfit[0].name == "forgetful" && unfit[0].columns == ["name"], "{unfit:?}");
        fresh.remove().await?;
    }
    Ok(())
}

/// Whether the server can make the extension: it has to be loaded at its start.
async fn has_citus(db: &changxiao_store::Db) -> anyhow::Result<bool> {
    let text = "SELECT COUNT(*) AS n FROM pg_available_extensions, pg_settings s \
                WHERE pg_available_extensions.name = 'citus' AND s.name = 'shared_preload_libraries' AND s.setting LIKE '%citus%'";
    let row = db.row(Built { name: "test::has_citus", text: text.to_owned() }, params![]).await?;
    Ok(row.map_or(Ok(0), |row| row.int("n"))? > 0)
}

#[allow(clippy::print_stdout, reason = "says aloud when it is not told")]
#[tokio::test(flavor = "multi_thread")]
async fn where_citus_is_installed_a_city_lives_in_tables_laid_out_by_it() -> anyhow::Result<()> {
    let Some((_, fresh)) =
        fresh_databases().await?.into_iter().find(|(_, fresh)| fresh.db.engine() == Engine::Postgres)
    else {
        println!("SKIPPED: no PostgreSQL is named by CHANGXIAO_TEST_POSTGRES");
        return Ok(());
    };
    if !has_citus(&fresh.db).await? {
        println!("SKIPPED: the PostgreSQL of the tests has no Citus in shared_preload_libraries");
        return fresh.remove().await;
    }
    fresh.db.outside_transaction("CREATE EXTENSION citus").await?;
    fresh.db.migrate().await?;
    let layout = plan(&fresh.db).await?;
    distribute(&fresh.db, &layout, |_| {}).await?;
    let again = plan(&fresh.db).await?;
    ensure!(again.tables.iter().all(|table| table.done), "{again:?}");
    distribute(&fresh.db, &again, |_| {}).await?;
    let city = Demonstration::start(fresh).await?;
    let office = city.sign_in("office").await?;
    office.get("/cases?tab=all").await?.expect(200)?;
    city.end().await
}
