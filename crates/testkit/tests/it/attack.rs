//! A part of what `cargo xtask attack` tries, so that a door that opens is seen with the other tests.

use changxiao_testkit::{
    attack::{Scale, attack},
    on_both_engines,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_an_attacker_tries_holds() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let tally = attack(world, Scale::Part, |_, _| {}).await?;
        eprintln!("{tally}");
        assert_eq!(tally.opened(), 0, "{tally}");
        assert!(tally.attempts() > 2_000, "only {} attempts", tally.attempts());
        assert!(tally.lines.iter().all(|line| line.attempts > 0) && tally.lines.len() >= 19, "{tally}");
        Ok(())
    })
    .await
}
