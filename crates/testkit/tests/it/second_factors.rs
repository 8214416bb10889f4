//! A second factor: asked for at the sign-in, needed by administrators where the rule says so, sealed where it is kept.

use changxiao_app::people::second_factor;
use changxiao_domain::time::MINUTE;
use changxiao_store::{engine::Built, params, people, second_factors};
use changxiao_testkit::{Browser, CITY, World, on_both_engines};

use super::signin::sign_in;

/// What the app on somebody's phone shows now.
pub(super) fn code(world: &World, secret: &str) -> String {
    second_factor::code_at(secret, world.app.now()).unwrap_or_default()
}

fn between<'a>(page: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

/// Sets the second factor up; gives the secret and the recovery codes.
pub(super) async fn set_up(world: &World, browser: &Browser) -> anyhow::Result<(String, Vec<String>)> {
    let page = browser.post("/account/second-factor", &[]).await?.expect(200)?.says("<path d=\"M")?.text();
    let secret = between(&page, "<code class=\"cx-mono\">", "</code>")[0].replace("&#45;", "-");
    browser
        .post("/account/second-factor/confirmation", &[("code", "000000")])
        .await?
        .expect(422)?
        .says(&secret[..4])?;
    let first = [("code", &*code(world, &secret))];
    let page = browser.post("/account/second-factor/confirmation", &first).await?.expect(200)?.text();
    let codes: Vec<String> = between(&page, "<code class=\"cx-mono\">", "</code>")
        .into_iter()
        .map(|code| code.replace("&#45;", "-"))
        .collect();
    assert_eq!(codes.len(), 10);
    Ok((secret, codes))
}

/// The city asks its administrators for a second factor, and the one who set the rule has none yet.
pub(super) async fn ask_of_administrators(security: &Browser) -> anyhow::Result<()> {
    let rule = [
        ("lock_after", "5"),
        ("lock_minutes", "15"),
        ("idle_minutes", "15"),
        ("absolute_hours", "12"),
        ("disable_after_idle_days", "90"),
        ("second_factor", "on"),
        ("source", "GB/T 22239-2019 8.1.4.1"),
        ("version", "1"),
    ];
    security.post("/security/sign-in-rule", &rule).await?.expect(303)?;
    assert_eq!(security.get("/security").await?.expect(303)?.location(), "/account");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_asked_for_and_no_code_is_taken_twice() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        let (secret, recovery) = set_up(world, &browser).await?;
        world.clock.advance(MINUTE);

        let other = world.stranger()?;
        other.get("/signin/code").await?.expect(303)?;
        other.post("/signin/code", &[("code", &code(world, &secret))]).await?.expect(303)?;
        let answer = sign_in(&other, "dispatcher").await?.expect(303)?;
        assert_eq!(answer.location(), "/signin/code");
        other.get("/units").await?.expect(303)?;
        other.get("/signin/code").await?.expect(200)?.says("验证码")?;
        other.post("/signin/code", &[("code", "000000")]).await?.expect(401)?.says("验证码不对")?;
        let now = code(world, &secret);
        other.post("/signin/code", &[("code", &now)]).await?.expect(303)?;
        other.get("/units").await?.expect(200)?;

        // The same digits, seen over a shoulder, open nothing.
        let thief = world.stranger()?;
        sign_in(&thief, "dispatcher").await?.expect(303)?;
        thief.post("/signin/code", &[("code", &now)]).await?.expect(401)?;
        // Nor do many: the fifth wrong one makes the next wait.
        for _ in 0..4 {
            thief.post("/signin/code", &[("code", "111111")]).await?.expect(401)?;
        }
        world.clock.advance(MINUTE / 2);
        thief.post("/signin/code", &[("code", &code(world, &secret))]).await?.expect(401)?;

        // Without the phone, each recovery code signs in once; the browser knows the person and is not held up by the thief.
        other.remember_csrf().await?;
        other.post("/signout", &[]).await?.expect(303)?;
        sign_in(&other, "dispatcher").await?.expect(303)?;
        other.post("/signin/code", &[("code", &recovery[0])]).await?.expect(303)?;
        other.remember_csrf().await?;
        other.post("/signout", &[]).await?.expect(303)?;
        sign_in(&other, "dispatcher").await?.expect(303)?;
        other.post("/signin/code", &[("code", &recovery[0])]).await?.expect(401)?;
        // The right password is good for five minutes.
        world.clock.advance(5 * MINUTE);
        other.post("/signin/code", &[("code", &code(world, &secret))]).await?.expect(401)?.says("E-1002")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_need_a_second_factor_where_the_rule_says_so() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let security = world.sign_in("secadmin").await?;
        ask_of_administrators(&security).await?;
        security.post("/security/password-rule", &[]).await?.expect(403)?.says("E-1009")?;
        security.get("/account").await?.expect(200)?.says("管理员须启用两步验证")?;
        let (secret, _) = set_up(world, &security).await?;
        security.get("/security").await?.expect(200)?;
        world.clock.advance(MINUTE);
        let off = [("code", &*code(world, &secret))];
        security.post("/account/second-factor/removal", &off).await?.expect(422)?.says("管理员须启用两步验证")?;
        // Nobody else is asked for one, and may have one and give it up.
        let office = world.sign_in("office").await?;
        office.get("/units").await?.expect(200)?;
        let (secret, _) = set_up(world, &office).await?;
        world.clock.advance(MINUTE);
        office.post("/account/second-factor/removal", &[("code", &code(world, &secret))]).await?.expect(303)?;
        world.sign_in("office").await?;
        Ok(())
    })
    .await
}

/// Whoever read the database could make codes.
#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_second_factors_are_sealed_and_those_from_before_are_taken_over() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let db = &world.fresh.db;
        let id = async |login: &str| -> anyhow::Result<_> {
            Ok(people::by_login(db, CITY, login).await?.map(|person| person.id).expect("is there"))
        };
        let dispatcher = id("dispatcher").await?;
        let (secret, recovery) = set_up(world, &world.sign_in("dispatcher").await?).await?;
        let plain = totp_bytes(&secret);
        let kept = second_factors::secret(db, CITY, dispatcher).await?.expect("a secret");
        assert!(kept.is_sealed && !kept.secret.windows(plain.len()).any(|part| part == plain));
        let comes_in = async |login: &str, code: &str| -> anyhow::Result<u16> {
            world.clock.advance(MINUTE);
            let browser = world.stranger()?;
            sign_in(&browser, login).await?.expect(303)?;
            Ok(browser.post("/signin/code", &[("code", code)]).await?.status)
        };
        let next = || second_factor::code_at(&secret, world.app.now().plus_micros(MINUTE)).unwrap_or_default();
        assert_eq!(comes_in("dispatcher", &next()).await?, 303);

        // A database from before: the secret stands as it is, counts, and is sealed at the next start.
        let text = "UPDATE second_factors SET secret = $2, sealed = 0 WHERE city_id = $1".to_owned();
        db.execute(Built { name: "test::before", text }, params![CITY, plain.clone()]).await?;
        assert_eq!(comes_in("dispatcher", &next()).await?, 303);
        assert_eq!(second_factor::seal_all(&world.app).await?, 1);
        assert_eq!(second_factor::seal_all(&world.app).await?, 0);
        let kept = second_factors::secret(db, CITY, dispatcher).await?.expect("a secret");
        assert!(kept.is_sealed && kept.secret != plain);
        assert_eq!(comes_in("dispatcher", &next()).await?, 303);

        // Put in another's place it opens nothing.
        let (other, _) = set_up(world, &world.sign_in("office").await?).await?;
        let text = "UPDATE second_factors SET secret = $3 WHERE city_id = $1 AND person_id = $2".to_owned();
        let values = params![CITY, id("office").await?, kept.secret.clone()];
        db.execute(Built { name: "test::moved", text }, values).await?;
        assert_eq!(comes_in("office", &next()).await?, 401);
        let others = second_factor::code_at(&other, world.app.now().plus_micros(MINUTE)).unwrap_or_default();
        assert_eq!(comes_in("office", &others).await?, 401);

        // Without the key a recovery code is left, and the owner is told.
        let (sealed, opens) = second_factor::sealed(&world.app).await?;
        assert!(sealed == 2 && opens.is_ok());
        std::fs::remove_file(world.app.vault().key_path())?;
        assert_eq!(comes_in("dispatcher", &next()).await?, 401);
        assert_eq!(comes_in("dispatcher", &recovery[0]).await?, 303);
        let found = changxiao_app::doctor::examine(&world.app).await?;
        let trouble = found.iter().filter(|finding| !finding.is_good());
        let words: Vec<String> = trouble.map(|finding| finding.what.words(changxiao_words::Lang::En)).collect();
        assert!(words.iter().any(|words| words.contains("vault.key")), "{words:?}");
        Ok(())
    })
    .await
}

/// The bytes behind the letters that an app is shown (RFC 4648, 6).
fn totp_bytes(secret: &str) -> Vec<u8> {
    let letters = secret.bytes().filter(|letter| *letter != b'-');
    let five = |letter: u8| u64::from(if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' });
    let all: Vec<u64> = letters.map(five).collect();
    let bytes = |group: &[u64]| {
        let whole = group.iter().fold(0, |sum, five| sum << 5 | five);
        whole.to_be_bytes()[3..].to_vec()
    };
    all.chunks(8).flat_map(bytes).collect()
}
