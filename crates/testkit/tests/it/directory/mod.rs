//! Sign-in through the city's own directory: who comes in, who does not, and what each is told.

mod cities;
mod provider;

use changxiao_app::notices::send::OutletConfig;
use changxiao_domain::{notices::InsideHosts, time::MINUTE, trace::TraceKind};
use changxiao_store::{access, directory, people};
use changxiao_testkit::{Answer, Browser, CITY, PASSWORD, World, on_both_engines};

use provider::{CLIENT, Lie, Provider, SECRET};

/// A directory in use, set up by two of the three.
pub(crate) async fn set_up(world: &World) -> anyhow::Result<Provider> {
    world
        .app
        .outlets()
        .set(OutletConfig { inside: InsideHosts::read(&["127.0.0.1".to_owned()])?, ..OutletConfig::default() });
    let provider = Provider::start(world.app.now()).await?;
    change(world, &provider.issuer, &[("is_on", "on")]).await?.expect(303)?;
    confirm(world).await?;
    Ok(provider)
}

/// The security administrator saves the form.
pub(crate) async fn change(world: &World, issuer: &str, more: &[(&str, &str)]) -> anyhow::Result<Answer> {
    let security = world.sign_in("secadmin").await?;
    let model = world.app.model(CITY).await?;
    let version = changxiao_app::people::directory::setting::version(&model).to_string();
    let mut fields = vec![
        ("version", version.as_str()),
        ("name", "市统一身份认证"),
        ("issuer", issuer),
        ("client_id", CLIENT),
        ("client_secret", SECRET),
        ("claim", "sub"),
    ];
    fields.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    fields.extend(more);
    security.post("/security/directory", &fields).await
}

/// Another administrator confirms what waits.
pub(crate) async fn confirm(world: &World) -> anyhow::Result<()> {
    let auditor = world.sign_in("auditor").await?;
    let page = auditor.get("/administrators").await?.expect(200)?.text();
    let id = page.split("/administrators/").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    auditor.post(&format!("/administrators/{id}/confirmation"), &[]).await?.expect(303)?;
    Ok(())
}

/// Goes to the directory, is let in there, and comes back.
async fn come_back(browser: &Browser, provider: &Provider, subject: &str) -> anyhow::Result<Answer> {
    let sent = browser.get("/signin/directory").await?.expect(303)?;
    browser.get(&provider.lets_in(sent.location(), subject)?).await
}

/// Links whoever is signed in.
pub(crate) async fn link(browser: &Browser, provider: &Provider, subject: &str) -> anyhow::Result<()> {
    let sent = browser.get("/account/directory/way").await?.expect(303)?;
    let back = browser.get(&provider.lets_in(sent.location(), subject)?).await?.expect(303)?;
    assert_eq!(back.location(), "/account/directory");
    browser.get("/account/directory").await?.expect(200)?.says(subject)?;
    browser.post("/account/directory", &[("password", PASSWORD)]).await?.expect(303)?;
    Ok(())
}

async fn sign_in(browser: &Browser, login: &str) -> anyhow::Result<Answer> {
    browser.post("/signin", &[("login", login), ("password", PASSWORD)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_links_and_signs_in_and_gets_what_the_post_here_gives() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        world.stranger()?.get("/signin/directory").await?.expect(401)?.says("未启用统一身份认证")?;
        let provider = set_up(world).await?;
        let person = world.sign_in("handler").await?;
        person.get("/signin").await?.says("用“市统一身份认证”登录")?;
        // Nobody is linked by what the directory says alone: it knows the handler's mail address, too.
        let answer = come_back(&world.stranger()?, &provider, "u-handler").await?.expect(401)?;
        answer.says("E-1011")?.says("u-handler 尚未关联")?;
        // Nor by an open desk: the password is asked for.
        let sent = person.get("/account/directory/way").await?.expect(303)?;
        person.get(&provider.lets_in(sent.location(), "u-handler")?).await?.expect(303)?;
        person.get("/account/directory").await?.expect(200)?.says("确认您是 u-handler")?;
        person.post("/account/directory", &[("password", "wrong")]).await?.expect(422)?.says("原密码不对")?;
        assert_eq!(directory::count(&world.fresh.db, CITY).await?, 0);
        person.post("/account/directory", &[("password", PASSWORD)]).await?.expect(303)?;
        person.post("/account/directory", &[("password", PASSWORD)]).await?.expect(422)?;

        let other = world.stranger()?;
        let sent = other.get("/signin/directory?next=/cases").await?.expect(303)?;
        assert!(!sent.location().contains("prompt="), "{}", sent.location());
        let back = other.get(&provider.lets_in(sent.location(), "u-handler")?).await?.expect(303)?;
        assert_eq!(back.location(), "/cases");
        other.get("/units").await?.expect(200)?;
        other.get("/security").await?.expect(403)?;
        let lines = access::newest(&world.fresh.db, CITY, Some(TraceKind::SignIn), 1).await?;
        assert!(lines[0].particulars.contains("directory") && lines[0].outcome == "done", "{lines:?}");
        // After signing out the directory has to ask anew.
        other.remember_csrf().await?;
        other.post("/signout", &[]).await?.expect(303)?;
        other.get("/units").await?.expect(303)?;
        let sent = other.get("/signin/directory").await?.expect(303)?;
        assert!(sent.location().contains("prompt=login"), "{}", sent.location());
        // So it has where the session was opened by a password: the directory may know the person from the linking.
        let desk = world.sign_in("handler").await?;
        desk.remember_csrf().await?;
        desk.post("/signout", &[]).await?.expect(303)?;
        let sent = desk.get("/signin/directory").await?.expect(303)?;
        assert!(sent.location().contains("prompt=login"), "{}", sent.location());

        // Unlinked, the way is closed; who is linked can be nobody else.
        let office = world.sign_in("office").await?;
        let sent = office.get("/account/directory/way").await?.expect(303)?;
        office.get(&provider.lets_in(sent.location(), "u-handler")?).await?.expect(303)?;
        let taken = office.post("/account/directory", &[("password", PASSWORD)]).await?.expect(422)?;
        taken.says("已关联别的账号")?;
        person.post("/account/directory/removal", &[]).await?.expect(303)?;
        come_back(&world.stranger()?, &provider, "u-handler").await?.expect(401)?;
        let trace = world.sign_in("auditor").await?.get("/trace?kind=change").await?.expect(200)?;
        trace.says("关联统一身份认证")?.says("解除统一身份认证关联")?;
        // The directory asks anew, too, where nobody signed out but the session ended by itself.
        let open = world.sign_in("handler").await?;
        world.clock.advance(31 * MINUTE);
        open.get("/units").await?.expect(303)?;
        let sent = open.get("/signin/directory").await?.expect(303)?;
        assert!(sent.location().contains("prompt=login"), "{}", sent.location());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_hold_lets_nobody_in() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let provider = set_up(world).await?;
        link(&world.sign_in("office").await?, &provider, "u-office").await?;
        let lies = [
            (Lie::OtherAudience, "凭据无效"),
            (Lie::AudienceBeside, "凭据无效"),
            (Lie::OtherParty, "凭据无效"),
            (Lie::OtherIssuer, "凭据无效"),
            (Lie::OtherNonce, "凭据无效"),
            (Lie::NoNonce, "凭据无效"),
            (Lie::Expired, "凭据无效"),
            (Lie::NotYetIssued, "凭据无效"),
            (Lie::Unsigned, "凭据无效"),
            (Lie::SharedSecret, "凭据无效"),
            (Lie::ForeignKey, "凭据无效"),
            (Lie::Altered, "凭据无效"),
            (Lie::NoClaim, "凭据无效"),
            (Lie::NoToken, "应答不对"),
        ];
        for (lie, words) in lies {
            provider.lie(lie);
            let stranger = world.stranger()?;
            let answer = come_back(&stranger, &provider, "u-office").await?;
            assert!(matches!(answer.status, 401 | 502), "{lie:?}: {}", answer.status);
            answer.says(words)?.says("E-1011")?;
            stranger.get("/units").await?.expect(303)?;
        }
        provider.lie(Lie::None);

        // An answer that this browser did not ask for: none was begun, another state, another's code, the same once more.
        let stranger = world.stranger()?;
        let bare = "/signin/directory/answer?code=code-1&state=x";
        stranger.get(bare).await?.expect(401)?.says("不是在本浏览器发起的")?;
        let sent = stranger.get("/signin/directory").await?.expect(303)?;
        let (code, state) = provider.gives_code(sent.location(), "u-office")?;
        let other_state = format!("/signin/directory/answer?code={code}&state={state}x");
        stranger.get(&other_state).await?.expect(401)?.says("不是在本浏览器发起的")?;
        // A code that was meant for another browser does not fit what this one keeps (PKCE), and is used up by the attempt.
        let sent = stranger.get("/signin/directory").await?.expect(303)?;
        let (_, state) = provider.gives_code(sent.location(), "u-office")?;
        let stolen = format!("/signin/directory/answer?code={code}&state={state}");
        stranger.get(&stolen).await?.expect(401)?.says("没有放行")?;
        stranger.get("/units").await?.expect(303)?;

        let honest = world.stranger()?;
        let sent = honest.get("/signin/directory").await?.expect(303)?;
        let back = provider.lets_in(sent.location(), "u-office")?;
        honest.get(&back).await?.expect(303)?;
        honest.get(&back).await?.expect(401)?.says("不是在本浏览器发起的")?;
        let sent = world.stranger()?;
        let begun = sent.get("/signin/directory").await?.expect(303)?;
        let (_, state) = provider.gives_code(begun.location(), "u-office")?;
        let used = back.split("code=").nth(1).and_then(|rest| rest.split('&').next()).unwrap_or_default();
        let replayed = format!("/signin/directory/answer?code={used}&state={state}");
        sent.get(&replayed).await?.expect(401)?.says("没有放行")?;
        // The directory itself says no; somebody else answers in its name; it took too long.
        let begun = sent.get("/signin/directory").await?.expect(303)?;
        let (code, state) = provider.gives_code(begun.location(), "u-office")?;
        let no = format!("/signin/directory/answer?error=access_denied&state={state}");
        sent.get(&no).await?.expect(401)?.says("没有放行")?;
        let begun = sent.get("/signin/directory").await?.expect(303)?;
        let (_, state) = provider.gives_code(begun.location(), "u-office")?;
        let mixed = format!("/signin/directory/answer?code={code}&state={state}&iss=https://id.evil.example");
        sent.get(&mixed).await?.expect(401)?.says("凭据无效")?;
        let begun = sent.get("/signin/directory").await?.expect(303)?;
        let late = provider.lets_in(begun.location(), "u-office")?;
        world.clock.advance(10 * MINUTE);
        sent.get(&late).await?.expect(401)?.says("超过 10 分钟")?;
        let lines = access::newest(&world.fresh.db, CITY, Some(TraceKind::SignIn), 100).await?;
        let failed = lines.iter().filter(|line| line.outcome == "failed" && line.particulars.contains("directory"));
        assert!(failed.count() >= lies.len() + 4, "each leaves a line");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_is_away_or_talks_nonsense_leaves_passwords_alone() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let provider = set_up(world).await?;
        link(&world.sign_in("office").await?, &provider, "u-office").await?;
        let asked = provider.asked();
        for _ in 0..5 {
            come_back(&world.stranger()?, &provider, "u-office").await?.expect(303)?;
        }
        assert_eq!(provider.asked(), asked, "what it says of itself is believed for a while");
        // Gone between the way there and the way back.
        let stranger = world.stranger()?;
        let sent = stranger.get("/signin/directory").await?.expect(303)?;
        let back = provider.lets_in(sent.location(), "u-office")?;
        provider.lie(Lie::Away);
        stranger.get(&back).await?.expect(503)?.says("暂时连不上")?;
        world.clock.advance(10 * MINUTE);
        provider.set_time(world.app.now());
        for (lie, status, words) in [(Lie::Away, 503, "暂时连不上"), (Lie::Nonsense, 502, "应答不对")] {
            provider.lie(lie);
            let asked = provider.asked();
            for _ in 0..5 {
                world.stranger()?.get("/signin/directory").await?.expect(status)?.says(words)?;
            }
            assert_eq!(provider.asked(), asked + 1, "who does not answer is left alone for a while");
            sign_in(&world.stranger()?, "office").await?.expect(303)?;
            world.clock.advance(MINUTE);
        }
        // It comes back with another key.
        provider.lie(Lie::None);
        provider.set_time(world.app.now());
        come_back(&world.stranger()?, &provider, "u-office").await?.expect(303)?;
        world.clock.advance(MINUTE);
        provider.set_time(world.app.now());
        provider.change_key();
        let asked = provider.asked();
        come_back(&world.stranger()?, &provider, "u-office").await?.expect(303)?;
        assert_eq!(provider.asked(), asked + 1, "a key that is not known is asked for");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_city_asks_for_it_everybody_but_administrators_comes_through_the_directory() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let provider = set_up(world).await?;
        link(&world.sign_in("office").await?, &provider, "u-office").await?;
        // This closes ways and opens none: one administrator does it.
        let more = [("is_on", "on"), ("is_required", "on"), ("client_secret", "")];
        change(world, &provider.issuer, &more).await?.expect(303)?;
        world.stranger()?.get("/signin").await?.says("本市要求由此登录")?;
        sign_in(&world.stranger()?, "office").await?.expect(401)?.says("E-1002")?;
        come_back(&world.stranger()?, &provider, "u-office").await?.expect(303)?;
        // Who is not linked yet comes in to be linked, and does nothing before.
        let handler = world.stranger()?;
        sign_in(&handler, "handler").await?.expect(303)?;
        handler.remember_csrf().await?;
        assert_eq!(handler.get("/cases").await?.expect(303)?.location(), "/account/directory");
        handler.post("/cases/new", &[]).await?.expect(403)?.says("E-1010")?;
        link(&handler, &provider, "u-handler").await?;
        handler.get("/cases").await?.expect(200)?;
        handler.post("/account/directory/removal", &[]).await?.expect(422)?.says("本市要求")?;
        // An old password holds up nobody who does not need it.
        world.clock.advance(89 * 24 * 60 * MINUTE);
        provider.set_time(world.app.now());
        let through = world.stranger()?;
        come_back(&through, &provider, "u-handler").await?.expect(303)?;
        world.clock.advance(2 * 24 * 60 * MINUTE);
        provider.set_time(world.app.now());
        let through = world.stranger()?;
        come_back(&through, &provider, "u-handler").await?.expect(303)?;
        through.get("/cases").await?.expect(200)?;
        for login in ["sysadmin", "secadmin", "auditor"] {
            assert_eq!(sign_in(&world.stranger()?, login).await?.expect(303)?.location(), "/password", "{login}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_holds_for_passwords_holds_for_the_directory() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let provider = set_up(world).await?;
        link(&world.sign_in("dispatcher").await?, &provider, "u-dispatcher").await?;
        // What strangers guess at the password holds up nobody who does not use one.
        for _ in 0..6 {
            let fields = [("login", "dispatcher"), ("password", "wrong")];
            world.stranger()?.post("/signin", &fields).await?.expect(401)?;
        }
        sign_in(&world.stranger()?, "dispatcher").await?.expect(401)?;
        let browser = world.stranger()?;
        come_back(&browser, &provider, "u-dispatcher").await?.expect(303)?;
        // Idle time.
        world.clock.advance(16 * MINUTE);
        provider.set_time(world.app.now());
        browser.get("/units").await?.expect(303)?;
        // A second factor is asked for behind it, too.
        come_back(&browser, &provider, "u-dispatcher").await?.expect(303)?;
        browser.remember_csrf().await?;
        let page = browser.post("/account/second-factor", &[]).await?.expect(200)?.text();
        let secret = page.split("<code class=\"cx-mono\">").nth(1).and_then(|rest| rest.split("</code>").next());
        let secret = secret.unwrap_or_default().replace("&#45;", "-");
        let code = || changxiao_app::people::second_factor::code_at(&secret, world.app.now()).unwrap_or_default();
        browser.post("/account/second-factor/confirmation", &[("code", &code())]).await?.expect(200)?;
        world.clock.advance(MINUTE);
        provider.set_time(world.app.now());
        let other = world.stranger()?;
        let to = come_back(&other, &provider, "u-dispatcher").await?.expect(303)?;
        assert_eq!(to.location(), "/signin/code");
        other.get("/units").await?.expect(303)?;
        other.post("/signin/code", &[("code", &code())]).await?.expect(303)?;
        other.get("/units").await?.expect(200)?;
        // A closed account is closed.
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/people/dispatcher/closing", &[]).await?.expect(303)?;
        other.get("/units").await?.expect(303)?;
        come_back(&other, &provider, "u-dispatcher").await?.expect(401)?.says("E-1002")?;
        // Tries count on the address before the directory is asked.
        let guesser = world.stranger_from("203.0.113.9", "https")?;
        let mut last = 0;
        for _ in 0..51 {
            last = come_back(&guesser, &provider, "u-nobody").await?.status;
        }
        assert_eq!(last, 401);
        let answer = come_back(&guesser, &provider, "u-nobody").await?;
        answer.says("E-1002")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_is_set_up_by_two_and_turned_off_by_one() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        // An inner address only where the owner of the machine has listed it.
        for (issuer, words) in [
            ("http://127.0.0.1:9", "https://"),
            ("https://10.1.2.3", "10.1.2.3"),
            ("https://id.example.gov.cn/?a=b", "不带"),
            ("not an address", ""),
        ] {
            change(world, issuer, &[("is_on", "on")]).await?.expect(422)?.says(words)?;
            let security = world.sign_in("secadmin").await?;
            security.post("/security/directory/try", &[("issuer", issuer)]).await?.expect(422)?;
        }
        change(world, "https://id.example.gov.cn", &[("claim", "email")]).await?.expect(422)?.says("不能用来认人")?;
        world.sign_in("sysadmin").await?.get("/security/directory").await?.expect(403)?;

        let provider = set_up(world).await?;
        let model = world.app.model(CITY).await?;
        assert!(!model.directory.client_secret.contains(SECRET), "the secret is sealed");
        let security = world.sign_in("secadmin").await?;
        let tried = security.post("/security/directory/try", &[("issuer", &provider.issuer)]).await?.expect(200)?;
        tried.says("公钥 1 个")?;
        security.get("/security/directory").await?.expect(200)?.says("/signin/directory/answer")?;
        link(&world.sign_in("office").await?, &provider, "u-office").await?;

        // Another claim waits for the other hand, and then everybody is a stranger to it.
        let staff = [("claim", "staff_number"), ("is_on", "on")];
        change(world, &provider.issuer, &staff).await?.expect(303)?;
        come_back(&world.stranger()?, &provider, "u-office").await?.expect(303)?;
        confirm(world).await?;
        assert_eq!(directory::count(&world.fresh.db, CITY).await?, 0);
        come_back(&world.stranger()?, &provider, "u-office").await?.expect(401)?.says("4711 尚未关联")?;
        let row = people::by_login(&world.fresh.db, CITY, "office").await?.expect("office");
        assert_eq!(row.directory_at, None);

        // The system administrator links somebody; an administrator's account takes two.
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/people/office/directory", &[("subject", "")]).await?.expect(422)?;
        admin.post("/people/office/directory", &[("subject", "4711")]).await?.expect(303)?;
        admin.post("/people/handler/directory", &[("subject", "4711")]).await?.expect(422)?.says("已关联别的账号")?;
        come_back(&world.stranger()?, &provider, "u-office").await?.expect(303)?;
        admin.post("/people/office/directory/removal", &[]).await?.expect(303)?;
        admin.post("/people/secadmin/directory", &[("subject", "4711")]).await?.expect(303)?;
        come_back(&world.stranger()?, &provider, "u").await?.expect(401)?;
        confirm(world).await?;
        come_back(&world.stranger()?, &provider, "u").await?.expect(303)?;

        security.post("/security/directory/off", &[]).await?.expect(303)?;
        world.stranger()?.get("/signin/directory").await?.expect(401)?.says("未启用")?;
        let trace = world.sign_in("auditor").await?.get("/trace?kind=change").await?.expect(200)?;
        trace.says(&provider.issuer)?.says("解除关联")?;
        let checked = world.sign_in("auditor").await?.post("/trace/verification", &[]).await?.expect(200)?;
        checked.says("都完整，没有改动")?;
        Ok(())
    })
    .await
}
