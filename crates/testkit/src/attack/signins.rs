//! Wrong sign-ins by the thousand, and the people whose accounts they are aimed at.

use std::time::{Duration, Instant};

use changxiao_domain::time::HOUR;

use super::Attack;
use crate::{Browser, PASSWORD};

const WRONG: &str = "wrong sign-ins";
const HONEST: &str = "honest sign-ins beside them";

/// An honest person waits no longer.
const SOON: Duration = Duration::from_secs(1);

impl Attack<'_> {
    /// Strangers try passwords as fast as they are answered, on accounts that are there and on others, while their owners come and go. The
    /// full load of 500 a second for a minute, with the memory of the server, is measured by `changxiao bench signin`.
    #[allow(clippy::disallowed_methods, reason = "how long people wait is measured by the machine's clock")]
    pub(super) async fn wrong_sign_ins(&mut self) -> anyhow::Result<()> {
        let world = self.world;
        world.clock.advance(24 * HOUR);
        let (owner, clerk) =
            (world.stranger_from("198.51.100.200", "http")?, world.stranger_from("198.51.100.201", "http")?);
        come_in(&owner, "handler").await?;
        come_in(&clerk, "office").await?;
        for round in 0..self.scale.of(40, 3) {
            let mut all = Vec::new();
            for n in 0..50_usize {
                let stranger = world.stranger_from(&format!("203.0.113.{}", n % 10), "http")?;
                let login = if n % 3 == 0 {
                    format!("nobody-{round}-{n}")
                } else {
                    ["handler", "office", "sysadmin"][n % 3].to_owned()
                };
                all.push(tokio::spawn(async move {
                    let fields = [("login", login.as_str()), ("password", "Wrong-Password-1")];
                    stranger.post("/signin", &fields).await.map(|answer| answer.status)
                }));
            }
            for (browser, login) in [(&owner, "handler"), (&clerk, "office")] {
                browser.post("/signout", &[]).await?;
                let begun = Instant::now();
                let came = come_in(browser, login).await;
                let took = begun.elapsed();
                self.tally.judge(HONEST, came.is_ok() && took < SOON, || format!("{login}: {came:?} after {took:?}"));
            }
            for one in all {
                let status = one.await??;
                self.tally.judge(WRONG, [401, 503].contains(&status), || {
                    format!("a wrong password was answered with {status}")
                });
            }
        }
        Ok(())
    }
}

async fn come_in(browser: &Browser, login: &str) -> anyhow::Result<()> {
    browser.post("/signin", &[("login", login), ("password", PASSWORD)]).await?.expect(303)?;
    browser.remember_csrf().await
}
