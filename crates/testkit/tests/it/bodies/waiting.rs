//! While somebody writes for long, everybody else reads on.

use std::time::{Duration, Instant};

use changxiao_app::people::authenticate::flush_seen;
use changxiao_domain::{time::MINUTE, trace::TraceKind};
use changxiao_store::{Tx, access, engine::Built, params};
use changxiao_testkit::{CITY, World, on_both_engines};
use tokio::time::timeout;

/// A transaction that writes and does not end.
async fn long_write(world: &World) -> anyhow::Result<Tx> {
    let mut tx = world.app.db().begin().await?;
    let text = "UPDATE cities SET name_en = name_en WHERE city_id = $1".to_owned();
    tx.execute(Built { name: "testkit::long_write", text }, params![CITY]).await?;
    Ok(tx)
}

/// When the newest used session was last used.
async fn last_seen(world: &World) -> anyhow::Result<i64> {
    let text = "SELECT MAX(seen_at) AS at FROM sessions WHERE city_id = $1".to_owned();
    let row = world.fresh.db.row(Built { name: "testkit::last_seen", text }, params![CITY]).await?;
    row.map_or(Ok(0), |row| Ok(row.int("at")?))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_waits_for_no_writer() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browsers = [world.sign_in("office").await?, world.sign_in("inspector").await?];
        let held = long_write(world).await?;
        for _ in 0..3 {
            // That a session is used is written once a minute.
            world.clock.advance(2 * MINUTE);
            for browser in &browsers {
                for path in ["/", "/cases", "/sites"] {
                    let begun = Instant::now();
                    let page = timeout(Duration::from_secs(20), browser.get(path)).await??;
                    assert_eq!(page.status, 200, "{path}: {}", page.text());
                    assert!(begun.elapsed() < Duration::from_secs(2), "{path} waited {:?}", begun.elapsed());
                }
            }
        }
        let now = world.app.now();
        drop(held);
        timeout(Duration::from_secs(10), flush_seen(&world.app)).await?;
        assert_eq!(last_seen(world).await?, now.micros(), "what was not written at once is written afterwards");
        Ok(())
    })
    .await
}

/// A session lives as long as it is used, also while that cannot be written down.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_outlives_a_long_write() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let held = long_write(world).await?;
        for _ in 0..5 {
            world.clock.advance(10 * MINUTE);
            office.get("/cases").await?.expect(200)?;
        }
        drop(held);
        timeout(Duration::from_secs(10), flush_seen(&world.app)).await?;
        office.get("/cases").await?.expect(200)?;
        Ok(())
    })
    .await
}

/// What leaves the system does so with its line in the trace, or not at all.
#[tokio::test(flavor = "multi_thread")]
async fn no_look_goes_untraced_and_none_waits_for_long() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let looks = async || {
            Ok::<_, anyhow::Error>(access::newest(&world.fresh.db, CITY, Some(TraceKind::Read), 100).await?.len())
        };
        let before = looks().await?;
        let held = long_write(world).await?;
        let begun = Instant::now();
        let answer = timeout(Duration::from_secs(20), office.get("/sites/export.xlsx")).await??;
        assert!(begun.elapsed() < Duration::from_secs(6), "the look waited {:?}", begun.elapsed());
        let written = looks().await? - before;
        match answer.status {
            // One writer: there was no turn for the trace, so nothing was shown.
            503 => assert!(written == 0 && answer.text().contains("E-1901"), "{written}: {}", answer.text()),
            200 => assert_eq!(written, 1),
            other => anyhow::bail!("{other}: {}", answer.text()),
        }
        drop(held);
        office.get("/sites/export.xlsx").await?.expect(200)?;
        assert_eq!(looks().await? - before, written + 1);
        Ok(())
    })
    .await
}
