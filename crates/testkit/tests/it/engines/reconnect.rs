//! A server of the database that ends its connections, as at a restart, costs nobody an answer.

use anyhow::Context;
use changxiao_store::{Engine, engine::Built, params};
use changxiao_testkit::fresh_databases;
use futures::future::try_join_all;

#[tokio::test]
async fn a_question_over_an_ended_connection_is_asked_again() -> anyhow::Result<()> {
    for (_, fresh) in fresh_databases().await? {
        let db = &fresh.db;
        if db.engine() == Engine::Sqlite {
            fresh.remove().await?;
            continue;
        }
        db.migrate().await?;
        let ask = |text: &'static str| async move {
            db.row(Built { name: "testkit::reconnect", text: text.to_owned() }, params![]).await
        };
        // So many at once that every reader holds a connection.
        try_join_all((0..20).map(|_| ask("SELECT pg_sleep(0.05)::text AS slept"))).await?;
        let ended = ask("SELECT COUNT(*) AS n FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()) AS ended")
        .await?
        .context("a count is one row")?
        .int("n")?;
        assert!(ended >= 2, "only {ended} connections were there to end");
        for answer in try_join_all((0..20).map(|_| ask("SELECT COUNT(*) AS n FROM cities"))).await? {
            assert_eq!(answer.context("a count is one row")?.int("n")?, 0);
        }
        // And a transaction finds a living connection once the dead have rested.
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        db.begin().await?.commit().await?;
        fresh.remove().await?;
    }
    Ok(())
}
