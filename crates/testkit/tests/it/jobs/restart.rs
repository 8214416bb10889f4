//! A restart between claim and end, for every kind of work: a worker that claimed a job and is gone, and another one that comes
//! after the lease has run out.

use changxiao_app::{jobs::Worker, notices::send::OutletConfig};
use changxiao_domain::{
    jobs::{JobKind, JobState, Lane},
    notices::NoticeKind,
};
use changxiao_store::{
    jobs,
    notices::{self, Receiver},
};
use changxiao_testkit::{CITY, World, on_both_engines};

use super::{
    SECOND, all_jobs, at,
    channels::set_up,
    dispatched, look, of_kind,
    outside::{Mood, Outside},
    put, urged, wants_mail, work, worker,
};

/// Claims exactly this kind of work and vanishes with it.
async fn claimed_and_gone(world: &World, kind: JobKind) -> anyhow::Result<()> {
    let gone = worker(world);
    let claimed = gone.claim(kind.lane()).await?;
    assert!(claimed.iter().any(|job| job.kind == kind), "{kind:?} was not due: {claimed:?}");
    Ok(())
}

/// While the lease holds nobody takes the job; after it somebody does.
async fn taken_up_after_the_lease(world: &World, after: &Worker, kind: JobKind) -> anyhow::Result<()> {
    world.clock.advance(59 * SECOND);
    look(after).await?;
    let held = of_kind(world, kind).await?;
    assert!(held.iter().any(|job| job.state == JobState::Running && job.tries == 1), "{kind:?}: {held:?}");
    world.clock.advance(2 * SECOND);
    work(world, after).await
}

#[tokio::test(flavor = "multi_thread")]
async fn work_inside_the_database_is_taken_up_again() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        for kind in JobKind::ALL.into_iter().filter(|kind| kind.lane() != Lane::Outward) {
            // A case that the search has not taken in yet, or it would have nothing to do.
            dispatched(world).await?;
            put(world, kind, "").await?;
            claimed_and_gone(world, kind).await?;
            taken_up_after_the_lease(world, &worker(world), kind).await?;
            let now = of_kind(world, kind).await?;
            assert_eq!((now.len(), now[0].state, now[0].tries), (1, JobState::Waiting, 0), "{kind:?}");
            // The next kind finds an empty table.
            let text = "DELETE FROM jobs WHERE city_id = $1".to_owned();
            let clear = changxiao_store::engine::Built { name: "test::clear", text };
            world.fresh.db.execute(clear, changxiao_store::params![CITY]).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_a_morning_and_a_handing_out_that_were_cut_off_lose_and_repeat_nothing() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mail = Outside::mail(Mood::Takes).await?;
        set_up(world, Some(&mail));
        wants_mail(world, "head", &[NoticeKind::DueStatus, NoticeKind::Escalated]).await?;
        dispatched(world).await?;
        // Late, and a new morning.
        world.clock.set(at(26, 9, 0));
        for kind in [JobKind::Sweep, JobKind::DueStatus, JobKind::PassOn] {
            put(world, kind, "").await?;
        }
        let gone = worker(world);
        for _ in 0..3 {
            assert_eq!(gone.claim(Lane::Inside).await?.len(), 1);
        }
        drop(gone);
        world.clock.advance(61 * SECOND);
        let after = worker(world);
        work(world, &after).await?;
        let head = Receiver::Person(world.actor("head").await?.person);
        let count = async |kind| notices::count_of(&world.fresh.db, CITY, head, kind).await;
        // Deputy and head are one person here.
        assert_eq!((count(NoticeKind::Escalated).await?, count(NoticeKind::DueStatus).await?), (2, 1));
        // Everything once more, as after another restart: nothing is told again.
        for _ in 0..30 {
            world.clock.advance(61 * SECOND);
            work(world, &after).await?;
        }
        assert_eq!((count(NoticeKind::Escalated).await?, count(NoticeKind::DueStatus).await?), (2, 1));
        assert_eq!(mail.taken().len(), 3, "{:?}", mail.taken());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_and_a_push_that_were_cut_off_before_they_went_out_go_out_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (mail, webhook) = (Outside::mail(Mood::Takes).await?, Outside::webhook(Mood::Takes).await?);
        set_up(world, Some(&mail));
        super::channels::add_hook(world, &webhook, "wecom", &[NoticeKind::Urged]).await?;
        wants_mail(world, "head", &[NoticeKind::Urged]).await?;
        let target = dispatched(world).await?;
        urged(world, &target).await?;
        worker(world).look(Lane::Inside).await?;
        for kind in [JobKind::Mail, JobKind::Webhook] {
            assert_eq!(of_kind(world, kind).await?.len(), 1, "{kind:?}");
        }
        claimed_and_gone(world, JobKind::Mail).await?;
        let after = worker(world);
        taken_up_after_the_lease(world, &after, JobKind::Mail).await?;
        assert_eq!((mail.taken().len(), webhook.taken().len()), (1, 1));
        assert!(all_jobs(world).await?.iter().all(|job| job.kind.lane() != Lane::Outward), "what is done is gone");
        world.clock.advance(3600 * SECOND);
        work(world, &after).await?;
        assert_eq!((mail.taken().len(), webhook.taken().len()), (1, 1));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_taken_without_a_word_is_sent_again_with_the_same_id() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (mail, webhook) =
            (Outside::mail(Mood::TakesAndHangsUp).await?, Outside::webhook(Mood::TakesAndHangsUp).await?);
        set_up(world, Some(&mail));
        super::channels::add_hook(world, &webhook, "signed", &[NoticeKind::Urged]).await?;
        wants_mail(world, "head", &[NoticeKind::Urged]).await?;
        let target = dispatched(world).await?;
        urged(world, &target).await?;
        let after = worker(world);
        work(world, &after).await?;
        assert_eq!((mail.taken().len(), webhook.taken().len()), (1, 1));
        mail.set(Mood::Takes);
        webhook.set(Mood::Takes);
        world.clock.advance(31 * SECOND);
        work(world, &after).await?;
        // This is the at-least-once that docs/notices.md describes: twice, and to be told by the id.
        let same = |taken: Vec<String>, name: &str| {
            let ids: Vec<String> = taken
                .iter()
                .filter_map(|text| {
                    text.lines().find(|line| line.to_ascii_lowercase().starts_with(name)).map(str::to_owned)
                })
                .collect();
            assert_eq!(ids.len(), 2, "{taken:?}");
            assert_eq!(ids[0], ids[1]);
        };
        same(mail.taken(), "message-id:");
        same(webhook.taken(), "x-changxiao-id:");
        world.clock.advance(7200 * SECOND);
        work(world, &after).await?;
        assert_eq!((mail.taken().len(), webhook.taken().len()), (2, 2));
        Ok(())
    })
    .await
}

/// Without a mail server a mail waits, is tried, and dies visibly; nothing else is held up.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_go_out_dies_visibly_and_lives_again_by_hand() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        wants_mail(world, "head", &[NoticeKind::Urged]).await?;
        let target = dispatched(world).await?;
        urged(world, &target).await?;
        let after = worker(world);
        work(world, &after).await?;
        let keeper = world.sign_in("sysadmin").await?;
        let page = keeper.get("/jobs").await?.expect(200)?;
        page.says("重试中")?.says("no mail server is set up")?.says("没有配置邮件服务器")?;
        for _ in 0..20 {
            world.clock.advance(3601 * SECOND);
            work(world, &after).await?;
        }
        let keeper = world.sign_in("sysadmin").await?;
        let dead = of_kind(world, JobKind::Mail).await?;
        assert_eq!((dead.len(), dead[0].state, dead[0].tries), (1, JobState::Dead, 12));
        keeper.get("/jobs").await?.expect(200)?.says("死信")?.says("立即重试")?;
        let json = keeper.api("GET", "/api/v1/jobs", "", None).await?.expect(200)?.json()?;
        assert_eq!(json["dead"], 1);

        // The mail server comes; the dead letter is sent by hand.
        let mail = Outside::mail(Mood::Takes).await?;
        set_up(world, Some(&mail));
        keeper.post(&format!("/jobs/{}/retry", dead[0].id), &[]).await?.expect(303)?;
        work(world, &after).await?;
        assert_eq!(mail.taken().len(), 1);
        assert!(of_kind(world, JobKind::Mail).await?.is_empty());

        // Another one dies and is given up: it is never sent, and its record says so.
        world.app.outlets().set(OutletConfig::default());
        world.clock.set(at(17, 9, 0));
        urged(world, &target).await?;
        for _ in 0..20 {
            world.clock.advance(3601 * SECOND);
            work(world, &after).await?;
        }
        let keeper = world.sign_in("sysadmin").await?;
        let dead = of_kind(world, JobKind::Mail).await?;
        keeper.post(&format!("/jobs/{}/drop", dead[0].id), &[]).await?.expect(303)?;
        assert!(of_kind(world, JobKind::Mail).await?.is_empty());
        keeper.post(&format!("/jobs/{}/drop", dead[0].id), &[]).await?.expect(404)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_is_renewed_keeps_others_away() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        put(world, JobKind::Recurrence, "").await?;
        let (mine, other) = (worker(world), worker(world));
        let job = mine.claim(Lane::Inside).await?.remove(0);
        let renew = async || {
            let mut tx = world.app.db().begin().await?;
            let held = jobs::renew(&mut tx, CITY, &job, world.app.now(), 60 * SECOND).await?;
            tx.commit().await?;
            anyhow::Ok(held)
        };
        world.clock.advance(40 * SECOND);
        assert!(renew().await?);
        world.clock.advance(40 * SECOND);
        assert!(other.claim(Lane::Inside).await?.is_empty(), "the first lease is over, the renewed one is not");
        world.clock.advance(40 * SECOND);
        assert_eq!(other.claim(Lane::Inside).await?.len(), 1);
        assert!(!renew().await?, "what was lost cannot be renewed");
        Ok(())
    })
    .await
}
