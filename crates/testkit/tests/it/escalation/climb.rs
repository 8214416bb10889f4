//! When a case climbs, and how often.

use changxiao_app::{
    calendar::{ChangeDay, change_day},
    cases::{Target, carry_out},
    escalation::sweep::sweep,
};
use changxiao_domain::{
    calendar::DayKind,
    cases::{Command, State},
    time::Day,
};
use changxiao_testkit::{CITY, on_both_engines};

use super::{DAY, LEVELS, at, dispatched, levels, rows_by_level, stored, swept_at, told};

#[tokio::test(flavor = "multi_thread")]
async fn a_case_climbs_each_level_at_its_moment_and_never_past_the_top() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, DAY).await?;
        let before = stored(world, &number).await?.0;
        for (reached, (day, hour, minute)) in LEVELS.into_iter().enumerate() {
            let moment = at(day, hour, minute);
            assert_eq!(swept_at(world, moment.plus_micros(-1)).await?.levels, 0, "level {} came early", reached + 1);
            let swept = swept_at(world, moment).await?;
            assert_eq!((swept.looked, swept.levels, swept.left), (1, 1, 0), "level {}", reached + 1);
            assert_eq!(swept_at(world, moment).await?.looked, 0, "a second sweep looks at nothing");
        }
        assert_eq!(swept_at(world, at(30, 10, 0)).await?.looked, 0, "there is nothing above the top");
        let (after, events) = stored(world, &number).await?;
        assert_eq!(levels(&events), [1, 2, 3, 4, 5]);
        assert_eq!((after.state, after.due_at, after.handler), (before.state, before.due_at, before.handler));
        assert_eq!(rows_by_level(world).await?, (1..=5).map(|level| (level, 1)).collect());
        // Handler and contact are the one handler of the unit; deputy and head its one head; the top is the city's leader.
        assert_eq!(
            (told(world, "handler").await?, told(world, "head").await?, told(world, "leader").await?),
            (2, 2, 1)
        );

        let leader = world.sign_in("leader").await?;
        leader.get("/notices").await?.expect(200)?.says(&number)?.says("升级到组长")?;
        leader.get(&format!("/cases/{number}")).await?.expect(200)?.says("升级到组长")?.says("链校验通过")?;
        leader.get("/escalation").await?.expect(200)?.says(&number)?.says("300%")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_jumps_forwards_and_backwards_and_each_level_comes_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, DAY).await?;
        // A jump over everything: all levels at once, in their order.
        assert_eq!(swept_at(world, at(26, 10, 0)).await?.levels, 5);
        // Back to the beginning, and forwards once more.
        for now in [at(16, 10, 0), at(17, 8, 24), at(18, 12, 0), at(30, 12, 0), at(16, 9, 0)] {
            assert_eq!(swept_at(world, now).await?.levels, 0);
        }
        let (_, events) = stored(world, &number).await?;
        assert_eq!(levels(&events), [1, 2, 3, 4, 5]);
        // Time in the chain never runs back, whatever the clock does.
        assert!(events.windows(2).all(|pair| pair[0].at <= pair[1].at));
        assert_eq!(rows_by_level(world).await?.len(), 5);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_stops_the_ladder_and_a_rework_begins_it_anew() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, DAY).await?;
        let target = Target { number: number.clone(), version: None };
        let (handler, dispatcher) = (world.actor("handler").await?, world.actor("dispatcher").await?);
        assert_eq!(swept_at(world, at(17, 11, 0)).await?.levels, 2);
        carry_out(&world.app, &handler, &target, Command::Accept { handler: None }, &[]).await?;
        carry_out(
            &world.app,
            &handler,
            &target,
            Command::Submit {
                text: "已清理".to_owned(),
                after_photos: Vec::new(),
                without_photo: Some("夜间".to_owned()),
            },
            &[],
        )
        .await?;
        assert_eq!(swept_at(world, at(26, 10, 0)).await?.looked, 0, "what is handed in does not climb");
        // Friday, 26 June, 10:00: a working day from then ends on Monday at 10:00, and yellow is Monday at 08:24.
        carry_out(&world.app, &dispatcher, &target, Command::Rework { reason: "未清理干净".to_owned() }, &[]).await?;
        assert_eq!(swept_at(world, at(29, 8, 23)).await?.levels, 0);
        assert_eq!(swept_at(world, at(29, 8, 24)).await?.levels, 1);
        let (case, events) = stored(world, &number).await?;
        assert_eq!((case.state, levels(&events)), (State::Dispatched, vec![1, 2, 1]));
        assert_eq!(rows_by_level(world).await?, [(1, 2), (2, 1)].into());
        Ok(())
    })
    .await
}

/// Who writes a result while the case climbs does not have to write it again; who was overtaken by a person does.
#[tokio::test(flavor = "multi_thread")]
async fn a_level_that_is_reached_meanwhile_is_no_conflict() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, DAY).await?;
        let (handler, head) = (world.actor("handler").await?, world.actor("head").await?);
        let seen = Target { version: Some(stored(world, &number).await?.0.version), number: number.clone() };
        assert_eq!(swept_at(world, at(18, 11, 0)).await?.levels, 4);
        carry_out(&world.app, &handler, &seen, Command::Accept { handler: None }, &[]).await?;
        let late = carry_out(
            &world.app,
            &head,
            &seen,
            Command::Submit {
                text: "已清理".to_owned(),
                after_photos: Vec::new(),
                without_photo: Some("夜间".to_owned()),
            },
            &[],
        )
        .await;
        assert!(matches!(late, Err(changxiao_app::AppError::Conflict)), "{late:?}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holiday_that_is_entered_late_moves_the_ladder_with_the_deadline() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = dispatched(world, DAY).await?;
        assert_eq!(swept_at(world, at(16, 18, 0)).await?.looked, 0);
        let off = |day: i8| ChangeDay {
            day: Day::constant(2026, 6, day),
            kind: Some(DayKind::Off),
            name: "端午节".to_owned(),
            source: "测试通知".to_owned(),
            was: Default::default(),
        };
        let office = world.actor("office").await?;
        for day in [17, 18, 19] {
            change_day(&world.app, &office, &off(day)).await?;
        }
        // The three days and the weekend do not count: yellow is Monday, 22 June, 08:24.
        for (day, hour) in [(17, 9), (17, 17), (18, 12), (19, 12), (20, 12), (22, 8)] {
            assert_eq!(swept_at(world, at(day, hour, 0)).await?.levels, 0, "on the {day}th");
        }
        assert_eq!(swept_at(world, at(22, 8, 24)).await?.levels, 1);
        assert_eq!(levels(&stored(world, &number).await?.1), [1]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn sweeps_at_the_same_time_and_people_in_between_still_give_each_level_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mut numbers = Vec::new();
        for _ in 0..30 {
            numbers.push(dispatched(world, DAY).await?);
        }
        world.clock.set(at(26, 10, 0));
        let handler = world.actor("handler").await?;
        let people = async {
            for number in numbers.iter().step_by(3) {
                let target = Target { number: number.clone(), version: None };
                // Told that the case has moved meanwhile, a person tries again.
                while let Err(problem) =
                    carry_out(&world.app, &handler, &target, Command::Accept { handler: None }, &[]).await
                {
                    anyhow::ensure!(matches!(problem, changxiao_app::AppError::Conflict), "{problem}");
                }
            }
            anyhow::Ok(())
        };
        let sweeps = futures::future::join_all((0..4).map(|_| sweep(&world.app, CITY)));
        let (acted, swept) = tokio::join!(people, sweeps);
        acted?;
        let mut sum = 0;
        for swept in swept {
            sum += swept?.levels;
        }
        // What a person was just changing is left for the next minute.
        sum += sweep(&world.app, CITY).await?.levels;
        assert_eq!(sum, 150);
        for number in &numbers {
            assert_eq!(levels(&stored(world, number).await?.1), [1, 2, 3, 4, 5], "{number}");
        }
        Ok(())
    })
    .await
}
