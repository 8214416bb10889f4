//! A code that the program does not know is refused where it is read, and column and row are named.

use changxiao_store::{engine::Built, params, standards};
use changxiao_testkit::{CITY, on_both_engines};

#[tokio::test]
async fn an_unknown_code_names_column_and_row() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let db = &world.fresh.db;
        let known = standards::systems(db, CITY).await?;
        let text = "UPDATE systems SET status = 'nonsense' WHERE city_id = $1".to_owned();
        db.execute(Built { name: "testkit::codes", text }, params![CITY]).await?;
        let refused = standards::systems(db, CITY).await.err().map(|problem| problem.to_string()).unwrap_or_default();
        assert!(refused.starts_with("column status of the row system_id "), "{refused}");
        assert!(refused.contains(&known[0].key) && refused.contains("“nonsense”"), "{refused}");
        Ok(())
    })
    .await
}
