//! People: accounts, posts, roles that exclude each other, tokens, rules, the trace.

use changxiao_app::{AppError, people::authenticate};
use changxiao_domain::{
    notices::NoticeKind,
    time::{HOUR, MINUTE},
};
use changxiao_store::{
    admin_requests,
    notices::{self, Receiver},
    people,
};
use changxiao_testkit::{Browser, CITY, PASSWORD, World, on_both_engines};

/// The secret that a result page shows.
fn secret(page: &str) -> String {
    let text = page.split("<code>").nth(1).and_then(|rest| rest.split("</code>").next()).unwrap_or("");
    text.replace("&#45;", "-")
}

async fn post_of(world: &World, login: &str, role: &str) -> anyhow::Result<String> {
    let model = world.app.model(CITY).await?;
    let person = people::by_login(world.app.db(), CITY, login).await?.unwrap_or_else(|| panic!("{login} is there"));
    let post = model.posts.values().find(|post| post.person == person.id && post.role.code() == role);
    Ok(post.unwrap_or_else(|| panic!("{login} is {role}")).id.to_string())
}

async fn give(admin: &Browser, login: &str, unit: &str, role: &str) -> anyhow::Result<changxiao_testkit::Answer> {
    let fields = [("unit", unit), ("role", role), ("title", ""), ("from", "2026-06-16")];
    admin.post(&format!("/people/{login}/posts"), &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_person_gets_a_password_once_changes_it_and_works() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let page = admin.post("/people", &[("name", "林晓"), ("login", "Lin.Xiao")]).await?.expect(200)?;
        assert_eq!(page.headers.get("cache-control").and_then(|value| value.to_str().ok()), Some("no-store"));
        let first = secret(&page.text());
        assert_eq!(first.len(), 14, "{first}");
        // The form sent again opens nothing and shows nothing.
        admin.post("/people", &[("name", "林晓"), ("login", "lin.xiao")]).await?.expect(422)?.says("已有人用")?;

        let person = world.stranger()?;
        let sign_in = [("login", "lin.xiao"), ("password", first.as_str())];
        // No post yet: there is nothing to act in.
        let without_post = person.post("/signin", &sign_in).await?;
        assert!(matches!(without_post.status, 303 | 403));
        give(&admin, "lin.xiao", "CG", "handler").await?.expect(303)?;
        let model = world.app.model(CITY).await?;
        let posts = model.posts.len();
        give(&admin, "lin.xiao", "CG", "handler").await?.expect(303)?;
        assert_eq!(world.app.model(CITY).await?.posts.len(), posts, "a form sent twice gives one post");

        let person = world.stranger()?;
        person.post("/signin", &sign_in).await?.expect(303)?;
        person.remember_csrf().await?;
        assert_eq!(person.get("/units").await?.expect(303)?.location(), "/password");
        let change = |new: &'static str| [("new_password", new), ("new_again", new)];
        for weak in ["short1A", "alllowercase", "lower1234", "Lin.Xiao-2026"] {
            let mut fields = change(weak).to_vec();
            fields.push(("old_password", &first));
            person.post("/password", &fields).await?.expect(422)?;
        }
        let mut fields = change("Wuyi-Mountain-26").to_vec();
        fields.push(("old_password", &first));
        person.post("/password", &fields).await?.expect(303)?;
        person.get("/units").await?.expect(200)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_three_administrators_are_three_people() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        for (login, role) in [("auditor", "system_admin"), ("auditor", "security_admin"), ("secadmin", "auditor")] {
            give(&admin, login, "OFFICE", role).await?.expect(422)?.says("须由不同的人担任")?;
        }
        // Beside any other work they may be held.
        give(&admin, "handler", "CG", "unit_head").await?.expect(303)?;
        // Each of the three keeps somebody who can come in.
        for (login, role) in [("auditor", "auditor"), ("secadmin", "security_admin"), ("sysadmin", "system_admin")] {
            let post = post_of(world, login, role).await?;
            let ending = format!("/people/{login}/posts/{post}/ending");
            admin.post(&ending, &[("until", "2026-06-16")]).await?.expect(422)?.says("这是最后一个能登录的")?;
        }
        admin.post("/people/auditor/closing", &[]).await?.expect(422)?.says("这是最后一个能登录的")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_acts_through_one_of_several_posts_at_a_time() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        give(&admin, "street1", "OFFICE", "office").await?.expect(303)?;
        let person = world.sign_in("street1").await?;
        // The first post is a street's handler: no reference data.
        person.get("/units/new").await?.expect(403)?;
        let office = post_of(world, "street1", "office").await?;
        person.post("/session/post", &[("post_id", &office)]).await?.expect(303)?;
        person.get("/units/new").await?.expect(200)?;
        let street = post_of(world, "street1", "handler").await?;
        person.post("/session/post", &[("post_id", &street)]).await?.expect(303)?;
        person.get("/units/new").await?.expect(403)?;
        // A post of somebody else is no choice.
        let other = post_of(world, "leader", "leader").await?;
        person.post("/session/post", &[("post_id", &other)]).await?.expect(404)?;
        // The chosen post ends while the session runs: the next page is in the one that is left.
        person.post("/session/post", &[("post_id", &office)]).await?.expect(303)?;
        admin.post(&format!("/people/street1/posts/{office}/ending"), &[("until", "2026-06-17")]).await?.expect(303)?;
        person.get("/units/new").await?.expect(200)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_an_account_ends_its_sessions_and_opening_gives_a_new_password() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let person = world.sign_in("handler").await?;
        person.get("/units").await?.expect(200)?;
        admin.post("/people/handler/closing", &[]).await?.expect(303)?;
        person.get("/units").await?.expect(303)?;
        let stranger = world.stranger()?;
        stranger.post("/signin", &[("login", "handler"), ("password", PASSWORD)]).await?.expect(401)?.says("E-1002")?;
        admin.get("/people?state=closed").await?.expect(200)?.says("测试handler")?;
        admin.post("/people/sysadmin/closing", &[]).await?.expect(422)?.says("不能停用自己的账号")?;

        let page = admin.post("/people/handler/opening", &[]).await?.expect(200)?.text();
        stranger.post("/signin", &[("login", "handler"), ("password", PASSWORD)]).await?.expect(401)?;
        let fields = [("login", "handler"), ("password", &secret(&page))];
        assert_eq!(stranger.post("/signin", &fields).await?.expect(303)?.location(), "/password");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_twelve_hours_of_work_and_an_account_after_ninety_days_of_silence() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let person = world.sign_in("dispatcher").await?;
        for _ in 0..71 {
            world.clock.advance(10 * MINUTE);
            person.get("/units").await?.expect(200)?;
        }
        world.clock.advance(10 * MINUTE);
        person.get("/units").await?.expect(303)?;

        world.clock.advance(91 * 24 * HOUR);
        let stranger = world.stranger()?;
        stranger.post("/signin", &[("login", "dispatcher"), ("password", PASSWORD)]).await?.expect(401)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_security_administrator_releases_a_lock_and_changes_rules_within_their_limits() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let stranger = world.stranger()?;
        for _ in 0..5 {
            stranger.post("/signin", &[("login", "handler"), ("password", "wrong")]).await?;
        }
        let right = [("login", "handler"), ("password", PASSWORD)];
        stranger.post("/signin", &right).await?.expect(401)?;
        let security = world.sign_in("secadmin").await?;
        security.get("/security").await?.expect(200)?.says("连续失败 5 次")?;
        security.post("/security/locks/handler/release", &[]).await?.expect(303)?;
        stranger.post("/signin", &right).await?.expect(303)?;

        let rule = |lock_after: &'static str, version: &'static str| {
            [
                ("lock_after", lock_after),
                ("lock_minutes", "20"),
                ("idle_minutes", "10"),
                ("absolute_hours", "8"),
                ("disable_after_idle_days", "60"),
                ("source", "市网信办通知 2026 第 3 号"),
                ("version", version),
            ]
        };
        security.post("/security/sign-in-rule", &rule("11", "1")).await?.expect(422)?.says("须在 1 至 10 之间")?;
        security.post("/security/sign-in-rule", &rule("3", "1")).await?.expect(303)?;
        security.post("/security/sign-in-rule", &rule("4", "1")).await?.expect(422)?.says("E-1203")?;
        // Another browser: the first one is signed in by now, and its forms would need their word.
        let stranger = world.stranger()?;
        for _ in 0..3 {
            stranger.post("/signin", &[("login", "head"), ("password", "wrong")]).await?.expect(401)?;
        }
        stranger.post("/signin", &[("login", "head"), ("password", PASSWORD)]).await?.expect(401)?;

        let weaker =
            [("min_chars", "6"), ("min_classes", "3"), ("max_age_days", "90"), ("source", "无"), ("version", "0")];
        security.post("/security/password-rule", &weaker).await?.expect(422)?.says("须在 8 至 64 之间")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_stops_when_it_is_revoked() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let security = world.sign_in("secadmin").await?;
        let post = post_of(world, "dispatcher", "dispatcher").await?;
        let fields = [
            ("name", "12345 热线"),
            ("post", post.as_str()),
            ("days", "30"),
            ("scope", "read"),
            ("request_key", "k-1"),
        ];
        let page = security.post("/security/tokens", &fields).await?.expect(200)?.text();
        let token = secret(&page);
        assert!(token.starts_with("cx.3506."), "{token}");
        security.post("/security/tokens", &fields).await?.expect(422)?.says("E-1204")?;
        let list = security.get("/security").await?.expect(200)?.text();
        assert!(list.contains("12345 热线") && !list.contains(&token));

        let (city, given) = changxiao_app::people::issue_token::read_token(&token).unwrap_or_else(|| panic!("{token}"));
        let id = people::tokens(world.app.db(), CITY).await?.remove(0).id;
        // Nothing works with it before the holder of the post has agreed, on the own page and nowhere else.
        let waits = authenticate::token(&world.app, city, &given).await;
        assert!(matches!(waits, Err(AppError::SignInRequired)));
        let consent = format!("/account/programs/{id}/consent");
        security.post(&consent, &[]).await?.expect(404)?;
        let holder = world.sign_in("dispatcher").await?;
        holder.get("/account").await?.expect(200)?.says("12345 热线")?.says("待岗位本人同意")?;
        holder.post(&consent, &[]).await?.expect(303)?;
        authenticate::token(&world.app, city, &given).await?;
        security.post(&format!("/security/tokens/{id}/revocation"), &[]).await?.expect(303)?;
        let refused = authenticate::token(&world.app, city, &given).await;
        assert!(matches!(refused, Err(AppError::SignInRequired)));
        security
            .post("/security/tokens", &[("name", "x"), ("post", post.as_str()), ("days", "400"), ("scope", "read")])
            .await?
            .expect(422)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_auditor_reads_what_happened_takes_it_out_and_checks_the_chains() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let page = admin.post("/people", &[("name", "林晓"), ("login", "lin.xiao")]).await?.expect(200)?;
        let password = secret(&page.text());
        let auditor = world.sign_in("auditor").await?;
        let changes = auditor.get("/trace?kind=change").await?.expect(200)?.says("lin.xiao")?.text();
        assert!(!changes.contains(&password), "no secret is written down");
        auditor.get("/trace?kind=sign_in").await?.expect(200)?.says("测试system_admin")?;
        auditor.get("/trace?from=2026-06-17").await?.expect(200)?.says("没有符合的记录")?;
        let file = auditor.get("/trace.csv").await?.expect(200)?.text();
        assert!(file.contains("lin.xiao") && !file.contains(&password));
        auditor.get("/trace?kind=read").await?.expect(200)?.says("审计日志")?;
        auditor.post("/trace/verification", &[]).await?.expect(200)?.says("事件链、各表内容和封签都完整")?;
        auditor.get("/trace?kind=verify").await?.says("全部事件链")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_page_opens_to_its_own_role_only() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let doors = [
            ("/people", "sysadmin"),
            ("/people/new", "sysadmin"),
            ("/people/handler", "sysadmin"),
            ("/security", "secadmin"),
            ("/trace", "auditor"),
            ("/trace.csv", "auditor"),
        ];
        for login in [
            "office",
            "dispatcher",
            "inspector",
            "checker",
            "leader",
            "auditor",
            "sysadmin",
            "secadmin",
            "handler",
            "head",
        ] {
            let browser = world.sign_in(login).await?;
            for (path, owner) in doors {
                let status = browser.get(path).await?.status;
                assert_eq!(status, if owner == login { 200 } else { 403 }, "{login} at {path}");
            }
            for path in ["/units", "/units/matrix", "/units/gaps", "/divisions", "/calendar", "/calendar/deadline"] {
                assert_eq!(browser.get(path).await?.status, 200, "{login} at {path}");
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_renamed_and_the_trace_keeps_the_name_before() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let rename = async |name: &str| admin.post("/people/handler/name", &[("name", name)]).await;
        rename(" 郑小海 ").await?.expect(303)?;
        admin.get("/people/handler").await?.expect(200)?.says("<h1>郑小海</h1>")?;
        admin.get("/people?q=郑小海").await?.expect(200)?.says("/people/handler")?;
        // Who is signed in reads the new name at once.
        world.sign_in("handler").await?.get("/").await?.expect(200)?.says("郑小海")?;
        for wrong in ["", "  ", &"海".repeat(41)] {
            rename(wrong).await?.expect(422)?.says("姓名 1–40 字")?;
        }
        admin.post("/people/nobody/name", &[("name", "某人")]).await?.expect(404)?;
        world.sign_in("office").await?.post("/people/handler/name", &[("name", "某人")]).await?.expect(403)?;

        let notes = |text: &str| text.matches("郑小海").count();
        let auditor = world.sign_in("auditor").await?;
        let trace = auditor.get("/trace.csv?kind=change").await?.expect(200)?.says("测试handler")?.text();
        // The same name again changes nothing, and nothing is written down.
        rename("郑小海").await?.expect(303)?;
        let after = auditor.get("/trace.csv?kind=change").await?.expect(200)?.text();
        assert_eq!(notes(&after), notes(&trace), "{after}");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deputy_names_the_post_it_stands_in_for() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let of_head = post_of(world, "head", "unit_head").await?;
        let of_handler = post_of(world, "handler", "handler").await?;
        let page = admin.get("/people/handler").await?.expect(200)?.text();
        assert!(page.contains(&format!("value=\"{of_head}\"")), "the post of another person may be chosen");
        assert!(!page.contains(&format!("<option value=\"{of_handler}\"")), "one's own may not");

        let stand_in = async |login: &str, unit: &str, role: &str, of: &str| {
            let fields = [("unit", unit), ("role", role), ("title", ""), ("from", "2026-06-16"), ("deputy_of", of)];
            admin.post(&format!("/people/{login}/posts"), &fields).await
        };
        stand_in("handler", "OFFICE", "unit_head", &of_head).await?.expect(422)?.says("单位、角色须一致")?;
        stand_in("handler", "CG", "handler", &of_head).await?.expect(422)?.says("单位、角色须一致")?;
        stand_in("head", "CG", "unit_head", &of_head).await?.expect(422)?.says("不能代理自己的岗位")?;
        stand_in("handler", "CG", "unit_head", "no-such-post").await?.expect(422)?.says("没有这个岗位")?;
        let posts = world.app.model(CITY).await?.posts.len();
        stand_in("handler", "CG", "unit_head", &of_head).await?.expect(303)?;
        stand_in("handler", "CG", "unit_head", &of_head).await?.expect(303)?;
        let model = world.app.model(CITY).await?;
        assert_eq!(model.posts.len(), posts + 1, "a form sent twice gives one post");
        admin.get("/people/handler").await?.expect(200)?.says("代理 市城管局 · 单位负责人 测试unit_head")?;

        // Nobody stands in for a post that has ended by then.
        admin.post(&format!("/people/head/posts/{of_head}/ending"), &[("until", "2026-06-16")]).await?.expect(303)?;
        stand_in("street1", "CG", "unit_head", &of_head).await?.expect(422)?.says("此岗届时已离任")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_stand_in_english_too() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/preferences", &[("lang", "en"), ("back", "/people")]).await?.expect(303)?;
        admin.get("/people").await?.expect(200)?.says("Add person")?;
        admin.get("/people/handler").await?.expect(200)?.says("Unit handler")?;
        admin.get("/units/CG").await?.expect(200)?.says("City management bureau")?.says("Duty matrix")?;
        admin.get("/calendar").await?.expect(200)?.says("Make-up workday")?;
        admin.get("/divisions/350602").await?.expect(200)?.says("Directly below")?;
        Ok(())
    })
    .await
}

/// A token was issued for any post, and what was done with it was sealed as that person's own deed.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_program_does_is_told_as_done_by_the_program() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let security = world.sign_in("secadmin").await?;
        let post = post_of(world, "inspector", "inspector").await?;
        let fields = [("name", "巡查小程序"), ("post", post.as_str()), ("days", "30"), ("scope", "report")];
        let token = secret(&security.post("/security/tokens", &fields).await?.expect(200)?.text());
        let program = world.stranger()?;
        let new = serde_json::json!({ "category": "E0104", "text": "垃圾箱满溢，污水流到人行道", "site": 1 });
        program.api("POST", "/api/v1/cases", &token, Some(&new)).await?.expect(401)?;
        let holder = world.sign_in("inspector").await?;
        let id = people::tokens(world.app.db(), CITY).await?.remove(0).id;
        holder.post(&format!("/account/programs/{id}/consent"), &[]).await?.expect(303)?;
        let made = program.api("POST", "/api/v1/cases", &token, Some(&new)).await?.json()?;
        let number = made["number"].as_str().unwrap_or_default().to_owned();
        let page = world.sign_in("dispatcher").await?.get(&format!("/cases/{number}")).await?.expect(200)?;
        page.says("检查员（程序“巡查小程序”）")?;
        let told = holder.get(&format!("/api/v1/cases/{number}")).await?.expect(200)?.json()?;
        assert_eq!(
            (&told["events"][0]["by_program"], &told["events"][0]["by_system"]),
            (&"巡查小程序".into(), &false.into())
        );
        let auditor = world.sign_in("auditor").await?;
        auditor.post("/trace/verification", &[]).await?.expect(200)?.says("都完整，没有改动")?;
        // Who agreed may end it.
        holder.post(&format!("/account/programs/{id}/revocation"), &[]).await?.expect(303)?;
        program.api("POST", "/api/v1/cases", &token, Some(&new)).await?.expect(401)?;
        Ok(())
    })
    .await
}

/// Words of our own codes that a cell of the trace holds: small letters outside of addresses, logins and what somebody typed.
fn codes_in(page: &str) -> Vec<String> {
    const KNOWN: [&str; 8] =
        ["office", "sysadmin", "secadmin", "auditor", "handler", "inspector", "system_admin", "security_admin"];
    let (mut in_cell, mut found) = (false, Vec::new());
    for piece in changxiao_testkit::walk::pieces(page) {
        match piece {
            changxiao_testkit::walk::Piece::Open { name: "td", .. } => in_cell = true,
            changxiao_testkit::walk::Piece::Close("td") => in_cell = false,
            changxiao_testkit::walk::Piece::Text(text) if in_cell => {
                let said = text.split_whitespace().filter(|part| !part.contains(['/', '.', '@', '=']));
                let words = said.flat_map(|part| part.split(|sign: char| !sign.is_ascii_lowercase() && sign != '_'));
                let codes = words.filter(|word| word.len() > 2 && !KNOWN.contains(word));
                found.extend(codes.map(str::to_owned));
            }
            _ => {}
        }
    }
    found.sort();
    found.dedup();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trace_is_told_in_the_readers_words() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        world.stranger()?.get("/jobs").await?;
        let office = world.sign_in("office").await?;
        for file in
            ["/cases/export.csv?tab=all", "/indicators/export.csv", "/overview/report.csv", "/sites/export.xlsx"]
        {
            office.get(file).await?.expect(200)?;
        }
        office.get("/webhooks").await?.expect(403)?;
        office.bare("POST", "/signout").await?.expect(403)?;
        let admin = world.sign_in("sysadmin").await?;
        let sheet = "代码,名称,类型,上级单位\nNEW1,市数据局,department,OFFICE\n";
        admin
            .upload("/imports/units/preview", &[], &[("file", "u.csv", sheet.as_bytes().to_vec())])
            .await?
            .expect(200)?;
        let unit = [
            ("code", "NEW2"),
            ("name", "市气象局"),
            ("kind", "department"),
            ("parent", "OFFICE"),
            ("from", "2026-06-16"),
        ];
        admin.post("/units", &unit).await?.expect(303)?;
        let security = world.sign_in("secadmin").await?;
        let post = post_of(world, "inspector", "inspector").await?;
        let token = [("name", "巡查"), ("post", post.as_str()), ("days", "30"), ("scope", "report"), ("scope", "read")];
        security.post("/security/tokens", &token).await?.expect(200)?;
        office.post("/absences", &[("first", "2026-06-20"), ("last", "2026-06-21")]).await?.expect(303)?;
        let auditor = world.sign_in("auditor").await?;
        auditor.get("/trace.csv").await?.expect(200)?;
        auditor.post("/trace/verification", &[]).await?.expect(200)?;
        world.web.tracer().flush().await;
        let page = auditor.get("/trace").await?.expect(200)?.says("上报问题、读取")?.says("无此权限 E-1101")?;
        let page = page.says("下载 /overview/report.csv")?.says("案件办理指标")?.text();
        assert_eq!(codes_in(&page), Vec::<String>::new(), "codes of ours in the trace");
        Ok(())
    })
    .await
}

/// He made himself a security administrator through a second account.
#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_is_made_by_two_of_the_three() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/people", &[("name", "二号"), ("login", "second")]).await?.expect(200)?;
        let posts = world.app.model(CITY).await?.posts.len();
        give(&admin, "second", "OFFICE", "security_admin").await?.expect(303)?;
        assert_eq!(world.app.model(CITY).await?.posts.len(), posts, "it waits");
        let page = admin.get("/administrators").await?.expect(200)?.says("是您提出的")?.text();
        let id = page
            .split("/administrators/")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .unwrap_or_default()
            .to_owned();
        let confirm = format!("/administrators/{id}/confirmation");
        admin.post(&confirm, &[]).await?.expect(422)?.says("须另一名管理员确认")?;
        assert_eq!(world.app.model(CITY).await?.posts.len(), posts);
        world.sign_in("office").await?.post(&confirm, &[]).await?.expect(403)?;
        let auditor = world.sign_in("auditor").await?;
        auditor.post(&confirm, &[]).await?.expect(303)?;
        assert_eq!(world.app.model(CITY).await?.posts.len(), posts + 1);
        auditor.post(&confirm, &[]).await?.expect(404)?;
        auditor.get("/trace?kind=change").await?.says("second")?.says("确认")?;

        // A sheet is no way around it.
        let sheet = "login,name,unit,role\nthird,三号,OFFICE,auditor\n";
        let file = [("file", "people.csv", sheet.as_bytes().to_vec())];
        admin.upload("/imports/people/preview", &[], &file).await?.says("三种管理员不能用表格任岗")?;

        // With two security administrators either may go.
        let post = post_of(world, "secadmin", "security_admin").await?;
        let ending = format!("/people/secadmin/posts/{post}/ending");
        admin.post(&ending, &[("until", "2026-06-17")]).await?.expect(303)?;
        Ok(())
    })
    .await
}

/// The system administrator could come into the accounts of the other two.
#[tokio::test(flavor = "multi_thread")]
async fn an_administrators_password_is_reset_by_two_of_the_three() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        let first = secret(&admin.post("/people/secadmin/opening", &[]).await?.expect(200)?.says("前半段")?.text());
        // Until it is confirmed nothing has changed.
        let security = world.sign_in("secadmin").await?;
        let page = security.get("/administrators").await?.expect(200)?.says("事关您本人")?.text();
        let id = page
            .split("/administrators/")
            .nth(1)
            .and_then(|rest| rest.split('/').next())
            .unwrap_or_default()
            .to_owned();
        security.post(&format!("/administrators/{id}/confirmation"), &[]).await?.expect(422)?;
        let auditor = world.sign_in("auditor").await?;
        let answer = auditor.post(&format!("/administrators/{id}/confirmation"), &[]).await?.expect(200)?;
        let second = secret(&answer.says("后半段")?.text());
        security.get("/units").await?.expect(303)?;
        let sign_in = async |password: &str| {
            world.stranger()?.post("/signin", &[("login", "secadmin"), ("password", password)]).await
        };
        for half in [first.as_str(), second.as_str(), PASSWORD] {
            sign_in(half).await?.expect(401)?;
        }
        assert_eq!(sign_in(&format!("{first}-{second}")).await?.expect(303)?.location(), "/password");
        // Of anybody else it is the system administrator's alone.
        admin.post("/people/handler/opening", &[]).await?.expect(200)?.says("一次性口令")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_is_never_shut_out_and_the_owner_has_a_way_back() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        world.clock.advance(200 * 24 * HOUR);
        let stranger = world.stranger()?;
        stranger.post("/signin", &[("login", "dispatcher"), ("password", PASSWORD)]).await?.expect(401)?;
        for login in ["sysadmin", "secadmin", "auditor"] {
            let answer = world.stranger()?.post("/signin", &[("login", login), ("password", PASSWORD)]).await?;
            assert_eq!(
                answer.expect(303)?.location(),
                "/password",
                "{login}: the password is too old, the account is not"
            );
        }
        let password = changxiao_app::people::unlock::unlock(&world.app, CITY, "dispatcher").await?;
        let fields = [("login", "dispatcher"), ("password", password.as_str())];
        assert_eq!(stranger.post("/signin", &fields).await?.expect(303)?.location(), "/password");
        let line = changxiao_store::access::newest(&world.fresh.db, CITY, None, 20).await?;
        assert!(line.iter().any(|line| line.particulars.contains("owner")), "it leaves a trace");
        Ok(())
    })
    .await
}

async fn told(world: &World, login: &str, kind: NoticeKind) -> anyhow::Result<i64> {
    let person = people::by_login(world.app.db(), CITY, login).await?.unwrap_or_else(|| panic!("{login} is there"));
    Ok(notices::count_of(&world.fresh.db, CITY, Receiver::Person(person.id), kind).await?)
}

/// The same password asked for twice stood twice on the list, and only one of the halves opened anything.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_asked_for_again_waits_once() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/people/secadmin/opening", &[]).await?.expect(200)?;
        let newest = secret(&admin.post("/people/secadmin/opening", &[]).await?.expect(200)?.text());
        let waiting = async || -> anyhow::Result<_> {
            let since = world.app.now().plus_micros(-HOUR);
            Ok(admin_requests::waiting(&world.fresh.db, CITY, since).await?)
        };
        let rows = waiting().await?;
        assert_eq!(rows.len(), 1);
        // Twenty at once leave one, too.
        let asks = (0..20).map(|_| admin.post("/people/auditor/opening", &[]));
        let answers = futures::future::try_join_all(asks).await?;
        assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 409)), "each is answered");
        assert_eq!(waiting().await?.len(), 2);
        // The half that was given last is the one that counts.
        let auditor = world.sign_in("auditor").await?;
        let answer = auditor.post(&format!("/administrators/{}/confirmation", rows[0].id), &[]).await?.expect(200)?;
        let second = secret(&answer.text());
        let password = format!("{newest}-{second}");
        let fields = [("login", "secadmin"), ("password", password.as_str())];
        world.stranger()?.post("/signin", &fields).await?.expect(303)?;
        // A post that is asked for twice waits once as well.
        for _ in 0..2 {
            give(&admin, "handler", "OFFICE", "auditor").await?.expect(303)?;
        }
        assert_eq!(waiting().await?.len(), 2);
        Ok(())
    })
    .await
}

/// Nothing said that something waits but the page on which it waits.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_to_consent_is_told() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let admin = world.sign_in("sysadmin").await?;
        admin.post("/people/secadmin/opening", &[]).await?.expect(200)?;
        let kind = NoticeKind::Confirmation;
        assert_eq!(told(world, "auditor", kind).await?, 1);
        for nobody in ["sysadmin", "secadmin", "office"] {
            assert_eq!(told(world, nobody, kind).await?, 0, "{nobody}");
        }
        let auditor = world.sign_in("auditor").await?;
        let page = auditor.get("/notices").await?.expect(200)?.says("待另一名管理员确认")?;
        page.says("/administrators")?;

        let security = world.sign_in("secadmin").await?;
        let post = post_of(world, "inspector", "inspector").await?;
        let fields = [("name", "巡查小程序"), ("post", post.as_str()), ("days", "30"), ("scope", "report")];
        security.post("/security/tokens", &fields).await?.expect(200)?;
        assert_eq!(told(world, "inspector", NoticeKind::Consent).await?, 1);
        let inspector = world.sign_in("inspector").await?;
        inspector.get("/notices").await?.expect(200)?.says("巡查小程序")?.says("/account#programs")?;
        Ok(())
    })
    .await
}
