//! While the database is away or a disk is full, that is what is said: to people in their language, to programs by code.

use changxiao_app::AppError;
use changxiao_domain::time::MINUTE;
use changxiao_files::photos::PhotoError;
use changxiao_store::Engine;
use changxiao_testkit::{Answer, World, on_both_engines};

use crate::durability::reports;

/// A page and a document that say so.
fn says(page: &Answer, program: &Answer, number: &str, code: &str, words: &str) -> anyhow::Result<()> {
    for answer in [page, program] {
        anyhow::ensure!(answer.status == 503, "{} {}", answer.status, answer.text());
        anyhow::ensure!(answer.headers["retry-after"] == "10");
        anyhow::ensure!(answer.text().contains(number), "{}", answer.text());
    }
    anyhow::ensure!(page.text().contains(words), "{}", page.text());
    let problem = program.json()?;
    anyhow::ensure!(problem["code"] == code && problem["status"] == 503, "{problem}");
    Ok(())
}

async fn readiness(world: &World) -> anyhow::Result<(u16, String)> {
    let answer = world.stranger()?.get("/health/ready").await?;
    Ok((answer.status, answer.json()?["status"].as_str().unwrap_or_default().to_owned()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_said_to_be_away() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("inspector").await?;
        let token = reports::token(world, "inspector").await?;
        browser.get("/cases").await?.expect(200)?;
        world.app.db().close().await;
        // Who asks is believed for five seconds.
        world.clock.advance(MINUTE / 6);
        let program = reports::by_program(&browser, &token, 1).await?;
        says(&browser.get("/cases").await?, &program, "E-1904", "database_away", "数据库暂时连不上")?;
        says(&reports::by_page(&browser, 1).await?, &program, "E-1904", "database_away", "数据库暂时连不上")?;
        let english = world.stranger_reading("en")?;
        let answer = english.post("/signin", &[("login", "office"), ("password", "x")]).await?;
        says(&answer, &program, "E-1904", "database_away", "The database cannot be reached")?;
        assert_eq!(readiness(world).await?, (503, "no database".to_owned()));
        browser.get("/health").await?.expect(200)?;
        Ok(())
    })
    .await
}

/// Makes the database's disk full, or gives it room again.
async fn fill(world: &World, full: bool) -> anyhow::Result<()> {
    let text = match (world.app.db().engine(), full) {
        (Engine::Sqlite, true) => "PRAGMA max_page_count = 1",
        (Engine::Sqlite, false) => "PRAGMA max_page_count = 4294967294",
        (Engine::Postgres, true) => {
            "CREATE FUNCTION no_space() RETURNS trigger AS $$ BEGIN \
             RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql; \
             CREATE TRIGGER no_space BEFORE INSERT ON cases FOR EACH ROW EXECUTE FUNCTION no_space()"
        }
        (Engine::Postgres, false) => "DROP FUNCTION no_space CASCADE",
    };
    Ok(world.app.db().outside_transaction(text).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_said_to_be_full() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("inspector").await?;
        let token = reports::token(world, "inspector").await?;
        assert_eq!(readiness(world).await?, (200, "ready".to_owned()));
        fill(world, true).await?;
        let mut page = reports::by_page(&browser, 0).await?;
        // What is free inside of the file is used up first.
        for n in 1..400 {
            if page.status != 303 {
                break;
            }
            page = reports::by_page(&browser, n).await?;
        }
        let program = reports::by_program(&browser, &token, 1).await?;
        says(&page, &program, "E-1905", "disk_full", "服务器磁盘已满")?;
        assert_eq!(readiness(world).await?, (503, "disk full".to_owned()));
        browser.get("/cases").await?.expect(200)?;
        fill(world, false).await?;
        reports::by_page(&browser, 500).await?.expect(303)?;
        world.clock.advance(2 * MINUTE);
        assert_eq!(readiness(world).await?, (200, "ready".to_owned()));
        Ok(())
    })
    .await
}

#[test]
fn a_full_disk_of_photos_is_the_same_trouble() {
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    let problem = AppError::from(PhotoError::Storage(full.into()));
    assert_eq!((problem.number(), problem.status()), ("E-1905", 503));
    let problem = AppError::from(PhotoError::Storage(std::io::Error::other("broken").into()));
    assert_eq!((problem.number(), problem.status()), ("E-1401", 500));
}
