//! The clock jumps forwards and backwards.

use changxiao_domain::{
    jobs::{JobKind, JobState, Lane},
    notices::NoticeKind,
    time::HOUR,
};
use changxiao_testkit::on_both_engines;

use super::{
    SECOND,
    channels::{set_up, text_of},
    dispatched, of_kind,
    outside::{Mood, Outside},
    urged, wants_mail, work, worker,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_freezes_nothing_for_longer_than_it_was_to_wait() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mail = Outside::mail(Mood::Refuses).await?;
        set_up(world, Some(&mail));
        wants_mail(world, "head", &[NoticeKind::Urged]).await?;
        let target = dispatched(world).await?;
        urged(world, &target).await?;
        let after = worker(world);
        work(world, &after).await?;
        assert_eq!(of_kind(world, JobKind::Mail).await?[0].tries, 1);

        // Two hours back: the retry that waits 30 seconds and the sweep that comes each minute still do.
        world.clock.advance(-2 * HOUR);
        mail.set(Mood::Takes);
        work(world, &after).await?;
        assert!(mail.taken().is_empty(), "it was to wait half a minute");
        for kind in [JobKind::Mail, JobKind::Sweep, JobKind::PassOn] {
            let wait = of_kind(world, kind).await?[0].run_at.since(world.app.now());
            assert!(wait <= kind.period().unwrap_or(30 * SECOND), "{kind:?} waits {wait}");
        }
        world.clock.advance(31 * SECOND);
        work(world, &after).await?;
        assert_eq!(mail.taken().len(), 1);

        // A worker vanishes with a lease, then the clock goes back: the lease holds for a minute and not for hours.
        let gone = worker(world);
        world.clock.advance(61 * SECOND);
        assert_eq!(gone.claim(Lane::Inside).await?.len(), 1);
        world.clock.advance(-5 * HOUR);
        let next = worker(world);
        next.look(Lane::Inside).await?;
        world.clock.advance(61 * SECOND);
        next.look(Lane::Inside).await?;
        for kind in [JobKind::Sweep, JobKind::PassOn, JobKind::DueStatus, JobKind::Tidy] {
            let job = &of_kind(world, kind).await?[0];
            assert_eq!(job.state, JobState::Waiting, "{kind:?} is frozen: {job:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jump_forwards_runs_everything_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mail = Outside::mail(Mood::Takes).await?;
        set_up(world, Some(&mail));
        wants_mail(world, "head", &[NoticeKind::Urged]).await?;
        let target = dispatched(world).await?;
        urged(world, &target).await?;
        let after = worker(world);
        work(world, &after).await?;
        for jump in [300 * HOUR, -300 * HOUR, 24 * HOUR, -24 * HOUR] {
            world.clock.advance(jump);
            work(world, &after).await?;
        }
        let urges = mail.taken().iter().filter(|mail| text_of(mail).contains(&target.number)).count();
        assert_eq!(urges, 1, "{:?}", mail.taken());
        Ok(())
    })
    .await
}
