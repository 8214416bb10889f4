//! Signing in, being refused, and the trace that it leaves.

use changxiao_domain::{time::MINUTE, trace::TraceKind};
use changxiao_store::access;
use changxiao_testkit::{Answer, Browser, CITY, PASSWORD, World, on_both_engines};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_signs_in_and_out() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        browser.get("/password").await?.expect(200)?;
        browser.post("/signout", &[]).await?.expect(303)?;
        let answer = browser.get("/password").await?.expect(303)?;
        assert_eq!(answer.location(), "/signin?next=/password");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sixth_try_waits_and_every_refusal_reads_the_same() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let stranger = world.stranger()?;
        let refused = async |login: &str, password: &str| -> anyhow::Result<String> {
            let answer = stranger.post("/signin", &[("login", login), ("password", password)]).await?;
            Ok(answer.expect(401)?.says("E-1002")?.text().replace(login, "LOGIN"))
        };
        let wrong = refused("handler", "wrong").await?;
        for _ in 0..4 {
            assert_eq!(refused("handler", "wrong").await?, wrong);
        }
        assert_eq!(refused("handler", PASSWORD).await?, wrong, "the sixth has to wait, also with the right password");
        assert_eq!(refused("nobody-of-that-name", PASSWORD).await?, wrong);
        for _ in 0..8 {
            assert_eq!(refused("nobody-of-that-name", PASSWORD).await?, wrong, "who is not there is counted alike");
        }
        world.clock.advance(MINUTE);
        sign_in(&stranger, "handler").await?.expect(303)?;
        Ok(())
    })
    .await
}

pub(super) async fn sign_in(browser: &Browser, login: &str) -> anyhow::Result<Answer> {
    browser.post("/signin", &[("login", login), ("password", PASSWORD)]).await
}

/// Ten strangers at addresses of their own.
fn strangers(world: &World) -> anyhow::Result<Vec<Browser>> {
    (1..=10).map(|place| world.stranger_from(&format!("198.51.100.{place}"), "https")).collect()
}

/// 300 at once passed the lock of five.
#[tokio::test(flavor = "multi_thread")]
async fn tries_are_counted_before_they_are_looked_at() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        // From ten addresses, none of which has to wait: only the account counts.
        let strangers = strangers(world)?;
        let all = strangers.iter().cycle().take(300).map(|stranger| async move {
            let fields = [("login", "handler"), ("password", "wrong")];
            anyhow::Ok(stranger.post("/signin", &fields).await?.status)
        });
        let answers = futures::future::try_join_all(all).await?;
        assert!(answers.iter().all(|status| *status == 401), "{answers:?}");
        let lines = access::newest(&world.fresh.db, CITY, Some(TraceKind::SignIn), 1000).await?;
        assert_eq!(lines.iter().filter(|line| line.outcome == "failed").count(), 5, "the others were not looked at");
        Ok(())
    })
    .await
}

/// Anybody could lock anybody with five requests, and a wave of tries held honest people for 15 seconds.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_comes_in_from_a_known_browser_whatever_strangers_try() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let known = world.stranger()?;
        sign_in(&known, "handler").await?.expect(303)?;
        known.remember_csrf().await?;
        known.post("/signout", &[]).await?.expect(303)?;

        let strangers = strangers(world)?;
        let storm = strangers.iter().cycle().take(500).zip(0..).map(|(stranger, place)| async move {
            let login = if place / 10 % 2 == 0 { "handler".to_owned() } else { format!("login-{place}") };
            anyhow::Ok(stranger.post("/signin", &[("login", login.as_str()), ("password", "wrong")]).await?.status)
        });
        let honest = async {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            let began = std::time::Instant::now();
            let status = sign_in(&known, "handler").await?.status;
            anyhow::Ok((status, began.elapsed()))
        };
        let (answers, (status, took)) = futures::future::try_join(futures::future::try_join_all(storm), honest).await?;
        assert!(answers.iter().all(|status| *status == 401));
        assert_eq!(status, 303, "five failures of strangers lock nobody out of their own browser");
        eprintln!("an honest sign-in among 500 wrong ones took {took:?}");
        assert!(took < std::time::Duration::from_secs(1), "{took:?}");

        // From a browser that does not know the person, the same account has to wait.
        sign_in(&world.stranger()?, "handler").await?.expect(401)?;
        // Nor is a known browser a way to guess.
        let thief = &known;
        thief.remember_csrf().await?;
        thief.post("/signout", &[]).await?.expect(303)?;
        for _ in 0..5 {
            thief.post("/signin", &[("login", "handler"), ("password", "wrong")]).await?.expect(401)?;
        }
        sign_in(thief, "handler").await?.expect(401)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_that_tries_many_names_has_to_wait() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let guesser = world.stranger_from("203.0.113.9", "https")?;
        for place in 0..50 {
            let fields = [("login", format!("name-{place}")), ("password", "wrong".to_owned())];
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            guesser.post("/signin", &fields).await?.expect(401)?;
        }
        sign_in(&guesser, "office").await?.expect(401)?;
        // Another address is not held up, and what a stranger writes into the header of a proxy changes nothing.
        sign_in(&world.stranger_from("203.0.113.10", "https")?, "office").await?.expect(303)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_password_is_not_guessed_in_a_borrowed_session() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        let change =
            [("old_password", "wrong"), ("new_password", "Wuyi-Mountain-26"), ("new_again", "Wuyi-Mountain-26")];
        for _ in 0..5 {
            browser.post("/password", &change).await?.expect(422)?.says("原密码不对")?;
        }
        browser.post("/password", &change).await?.expect(401)?;
        browser.get("/units").await?.expect(303)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_neither_common_nor_one_of_the_last_five() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        let change = async |old: &str, new: &str| {
            let fields = [("old_password", old), ("new_password", new), ("new_again", new)];
            browser.post("/password", &fields).await
        };
        change(PASSWORD, "Admin@123").await?.expect(422)?.says("最先被猜到")?;
        change(PASSWORD, PASSWORD).await?.expect(422)?.says("新密码与原密码相同")?;
        let mut old = PASSWORD.to_owned();
        for place in 1..=5 {
            world.clock.advance(MINUTE);
            let new = format!("Wuyi-Mountain-{place}");
            change(&old, &new).await?.expect(303)?;
            old = new;
        }
        world.clock.advance(MINUTE);
        change(&old, PASSWORD).await?.expect(422)?.says("近 5 次用过")?;
        change(&old, "Wuyi-Mountain-1").await?.expect(422)?.says("近 5 次用过")?;
        change(&old, "Wuyi-Mountain-6").await?.expect(303)?;
        change("Wuyi-Mountain-6", PASSWORD).await?.expect(303)?;
        // The browser goes on knowing the person.
        browser.post("/signout", &[]).await?.expect(303)?;
        for _ in 0..5 {
            world.stranger()?.post("/signin", &[("login", "dispatcher"), ("password", "wrong")]).await?.expect(401)?;
        }
        sign_in(&browser, "dispatcher").await?.expect(303)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_secure_where_a_trusted_proxy_says_https() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let secure = |answer: &Answer| {
            let cookies: Vec<String> = answer
                .headers
                .get_all("set-cookie")
                .iter()
                .filter_map(|value| value.to_str().ok().map(str::to_owned))
                .collect();
            assert!(cookies.len() >= 2, "{cookies:?}");
            let marked = cookies.iter().any(|cookie| cookie.contains("; Secure"));
            assert_eq!(
                answer.headers.contains_key("strict-transport-security"),
                marked,
                "asked to come encrypted again"
            );
            cookies.iter().filter(|cookie| cookie.contains("; Secure")).count() * 10 + cookies.len()
        };
        let behind = world.stranger_from("203.0.113.9", "https")?;
        assert_eq!(secure(&sign_in(&behind, "office").await?.expect(303)?), 22, "both cookies");
        let plain = world.stranger_from("203.0.113.9", "http")?;
        assert_eq!(secure(&sign_in(&plain, "office").await?.expect(303)?), 2, "none");
        world.clock.advance(MINUTE);
        assert_eq!(secure(&sign_in(&world.stranger()?, "office").await?.expect(303)?), 2, "none");
        // The trace has the address of the client, not that of the proxy.
        let lines = access::newest(&world.fresh.db, CITY, Some(TraceKind::SignIn), 3).await?;
        let from = |place: usize| lines[place].particulars.clone();
        assert!(from(1).contains("203.0.113.9") && from(0).contains("127.0.0.1"), "{} {}", from(0), from(1));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_after_a_sign_in_is_a_page_of_ours() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        for (next, to) in [("/cases?lamp=late", "/cases?lamp=late"), ("/\t/evil.example", "/"), ("//evil.example", "/")]
        {
            let fields = [("login", "office"), ("password", PASSWORD), ("next", next)];
            let answer = world.stranger()?.post("/signin", &fields).await?.expect(303)?;
            assert_eq!(answer.location(), to, "{next:?}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_keeps_a_session_alive() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        for _ in 0..4 {
            world.clock.advance(14 * MINUTE);
            browser.post("/session/alive", &[]).await?.expect(204)?;
        }
        browser.get("/password").await?.expect(200)?;
        world.clock.advance(15 * MINUTE);
        browser.post("/session/alive", &[]).await?.expect(401)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_sign_in_ends_the_former_one_where_the_city_says_so() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let first = world.sign_in("dispatcher").await?;
        world.sign_in("dispatcher").await?;
        first.get("/units").await?.expect(200)?;
        let security = world.sign_in("secadmin").await?;
        let rule = [
            ("lock_after", "5"),
            ("lock_minutes", "15"),
            ("idle_minutes", "15"),
            ("absolute_hours", "12"),
            ("disable_after_idle_days", "90"),
            ("single_session", "on"),
            ("source", "市网信办通知 2026 第 3 号"),
            ("version", "1"),
        ];
        let hasty: Vec<_> = rule.iter().map(|(n, v)| (*n, if *n == "idle_minutes" { "1" } else { *v })).collect();
        security.post("/security/sign-in-rule", &hasty).await?.expect(422)?.says("须在 5 至 120 之间")?;
        security.post("/security/sign-in-rule", &rule).await?.expect(303)?;
        let second = world.sign_in("dispatcher").await?;
        first.get("/units").await?.expect(303)?;
        second.get("/units").await?.expect(200)?;
        Ok(())
    })
    .await
}

/// Opened as one post and sent after a switch in another tab, it was sealed as the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_taken_only_in_the_post_that_it_was_shown_for() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let give = [("unit", "OFFICE"), ("role", "office"), ("title", ""), ("from", "2026-06-16")];
        admin.post("/people/street1/posts", &give).await?.expect(303)?;
        let browser = world.sign_in("street1").await?;
        let of_street = browser.csrf();
        let page = browser.get("/password").await?.text();
        let office = page.split("name=\"post_id\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let office = office.unwrap_or_default().to_owned();
        browser.post("/session/post", &[("post_id", &office)]).await?.expect(303)?;

        let photos = [("photos", "a.jpg", changxiao_testkit::photo(1))];
        let written = "垃圾桶满溢，污水流到人行道";
        let old = [("category", "E0104"), ("site", "1"), ("text", written)];
        let before = world.fresh.row_counts(&["access_log"]).await?;
        let answer = browser.upload_as("/cases/new", &of_street, &old, &photos).await?.expect(409)?.says("E-1008")?;
        answer.says(written)?;
        assert_eq!(world.fresh.row_counts(&["access_log"]).await?, before, "nothing was done");
        // What is about the person and not about a post is taken.
        browser.post_as("/session/alive", &of_street, &[]).await?.expect(204)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_session_ends() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        world.clock.advance(14 * MINUTE);
        browser.get("/password").await?.expect(200)?;
        world.clock.advance(14 * MINUTE);
        browser.get("/password").await?.expect(200)?;
        world.clock.advance(16 * MINUTE);
        browser.get("/password").await?.expect(303)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_changes_nothing_and_leaves_a_trace() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        browser.bare("POST", "/signout").await?.expect(403)?.says("E-1007")?;
        browser.get("/password").await?.expect(200)?;
        world.web.tracer().flush().await;
        assert_eq!(access::count(&world.fresh.db, CITY, TraceKind::Refused, "POST /signout").await?, 1);
        Ok(())
    })
    .await
}
