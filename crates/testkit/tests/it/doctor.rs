//! What `changxiao doctor` says, in the language of whoever asks.

use anyhow::ensure;
use changxiao_app::doctor::{Finding, examine};
use changxiao_domain::{cases::PhotoStage, ids::JobId, jobs::JobKind, time::Day};
use changxiao_store::{cases, jobs};
use changxiao_testkit::{CITY, World, on_both_engines};
use changxiao_words::Lang;

/// Troubles with their ways out.
async fn troubles(world: &World, lang: Lang) -> anyhow::Result<Vec<(String, String)>> {
    let found = examine(&world.app).await?;
    let trouble = |finding: &Finding| Some((finding.what.words(lang), finding.way_out.as_ref()?.words(lang)));
    Ok(found.iter().filter_map(trouble).collect())
}

fn says(troubles: &[(String, String)], what: &str, way: &str) -> bool {
    troubles.iter().any(|(trouble, out)| trouble.contains(what) && out.contains(way))
}

#[tokio::test(flavor = "multi_thread")]
async fn next_year_s_holidays_are_missed_from_november_on() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        for (day, missed) in [
            (Day::constant(2026, 6, 16), false),
            (Day::constant(2026, 10, 31), false),
            (Day::constant(2026, 11, 1), true),
            (Day::constant(2026, 12, 31), true),
            (Day::constant(2027, 1, 1), true),
        ] {
            world.set_time(day, 10, 0);
            let (zh, en) = (troubles(world, Lang::Zh).await?, troubles(world, Lang::En).await?);
            let way = "changxiao import holidays";
            ensure!(says(&zh, "漳州市：没有 2027 年放假安排", way) == missed, "{day}: {zh:?}");
            ensure!(says(&en, "Zhangzhou: the holidays of 2027 are missing", way) == missed, "{day}: {en:?}");
            ensure!(!says(&zh, "2026 年", way), "{day}: this year's are there");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_trouble_has_a_way_out() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let before = troubles(world, Lang::Zh).await?;
        ensure!(!says(&before, "死信", "") && !says(&before, "照片", ""), "{before:?}");
        // A job that nobody can do any more, and a photo that only the table knows.
        let office = world.sign_in("office").await?;
        office.post("/cases/new", &[("category", "E0405"), ("site", "1")]).await?.expect(303)?;
        let line = cases::list(world.app.db(), CITY, &Default::default(), None, world.app.now(), 1).await?.remove(0);
        let actor = world.actor("office").await?;
        let mut tx = world.app.db().begin().await?;
        let file = changxiao_store::files::FileRow {
            hash: [7; 32],
            mime: "image/jpeg".to_owned(),
            size: 1,
            width: 1,
            height: 1,
            taken_at: None,
            uploaded_at: world.app.now(),
            post: Some(actor.post),
        };
        changxiao_store::files::put(&mut tx, CITY, &file).await?;
        cases::add_photos(&mut tx, CITY, line.id, PhotoStage::Before, 1, &[[7; 32]], world.app.now()).await?;
        jobs::put(&mut tx, CITY, world.app.new_id(JobId), (JobKind::Webhook, "none"), world.app.now(), 0).await?;
        tx.commit().await?;
        world.app.db().outside_transaction("UPDATE jobs SET state = 'dead' WHERE kind = 'webhook'").await?;
        let (zh, en) = (troubles(world, Lang::Zh).await?, troubles(world, Lang::En).await?);
        ensure!(says(&zh, "1 个后台任务成了死信", "/jobs") && says(&en, "1 dead job", "/jobs"), "{zh:?} {en:?}");
        ensure!(says(&zh, "1 张照片中有 1 张不在存储里", "备份") && says(&en, "1 of 1 photos", "backup"), "{zh:?}");
        ensure!(zh.len() == en.len() && zh.iter().chain(&en).all(|(_, way)| !way.is_empty()));
        Ok(())
    })
    .await
}
