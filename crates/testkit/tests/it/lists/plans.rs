//! The plan that was shown is the plan that is carried out, for every kind of list.

use changxiao_app::{
    AppError,
    imports::{self, ImportOptions, ImportOutcome, ImportRequest, Kind},
};
use changxiao_domain::time::HOUR;
use changxiao_testkit::{World, on_both_engines};

use super::{bring, kinds::list};

async fn plan(
    world: &World,
    kind: Kind,
    word: &str,
    expected: Option<[u8; 32]>,
) -> anyhow::Result<Result<ImportOutcome, AppError>> {
    let actor = world.actor(if kind == Kind::Standard { "office" } else { "sysadmin" }).await?;
    let (file_name, bytes) = list(world, kind, word).await?;
    let options = ImportOptions { expected, ..ImportOptions::default() };
    let request = ImportRequest { kind, file_name, bytes, dry_run: expected.is_none(), options };
    Ok(imports::import(&world.app, &actor, request, &|_, _| {}).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_shown_is_done_or_nothing_is() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        for kind in Kind::ALL.into_iter().filter(|kind| !matches!(kind, Kind::Tasks | Kind::Matters | Kind::Evidence)) {
            let actor = world.actor(if kind == Kind::Standard { "office" } else { "sysadmin" }).await?;
            let shown = plan(world, kind, "一", None).await??.plan;
            assert_eq!(plan(world, kind, "一", None).await??.plan, shown, "{kind}: the same look is the same plan");
            assert_ne!(plan(world, kind, "一一", None).await??.plan, shown, "{kind}: another list is another plan");

            // Meanwhile somebody brings another list of the same entries.
            let (name, bytes) = list(world, kind, "一一").await?;
            let other = bring(world, &actor, kind, (&name, &bytes), false).await?;
            assert!(other.added + other.changed > 0, "{kind}");
            let before = world.fresh.row_counts(&["access_log", "sessions"]).await?;
            match plan(world, kind, "一", Some(shown)).await? {
                // A version of a list that is there already is refused for what it is.
                Err(AppError::Conflict | AppError::Import(_)) => {}
                Err(problem) => anyhow::bail!("{kind}: {problem}"),
                Ok(done) => anyhow::bail!("{kind}: done otherwise than shown: {:?}", done.first),
            }
            assert_eq!(world.fresh.row_counts(&["access_log", "sessions"]).await?, before, "{kind}");

            // What is shown now is done.
            if let Ok(now) = plan(world, kind, "一", None).await? {
                plan(world, kind, "一", Some(now.plan)).await??;
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_later_the_first_day_of_a_post_is_another_plan() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        for kind in [Kind::Units, Kind::People] {
            let shown = plan(world, kind, "", None).await??.plan;
            world.clock.advance(24 * HOUR);
            let done = plan(world, kind, "", Some(shown)).await?;
            assert!(matches!(done, Err(AppError::Conflict)), "{kind}: {done:?}");
        }
        Ok(())
    })
    .await
}
