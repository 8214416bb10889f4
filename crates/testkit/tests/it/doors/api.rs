//! The interface for programs: a token opens what its scopes and its post's role open together, and nothing else.

use changxiao_app::people::issue_token::{IssueToken, SCOPES, issue_token, revoke_token};
use changxiao_domain::{
    ids::TokenId,
    orgs::{Role, permissions},
    time::HOUR,
    trace::TraceKind,
};
use changxiao_store::access;
use changxiao_testkit::{CITY, World, on_both_engines, on_one_engine};
use changxiao_web::Access;

use super::{all, concrete, is_api, subject};

const LOGINS: [(&str, Role); 4] = [
    ("dispatcher", Role::Dispatcher),
    ("inspector", Role::Inspector),
    ("handler", Role::Handler),
    ("auditor", Role::Auditor),
];

async fn token(world: &World, login: &str, scopes: &[&str]) -> anyhow::Result<(TokenId, String)> {
    let keeper = world.actor("secadmin").await?;
    let post = world.actor(login).await?.post;
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let new = IssueToken { post, name: format!("{login} token"), scopes, days: 30, request_key: String::new() };
    let (id, text) = issue_token(&world.app, &keeper, new).await?;
    Ok((id, world.accepted((id, text)).await?))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_opens_what_scope_and_role_open_together() -> anyhow::Result<()> {
    on_one_engine(async |world| {
        let program = world.stranger()?;
        for (login, role) in LOGINS {
            for scope in SCOPES {
                let (_, token) = token(world, login, &[scope]).await?;
                for route in all() {
                    let Access::Api(permission, needed) = route.access else { continue };
                    let what = subject(&route);
                    assert!(SCOPES.contains(&needed), "{what} asks for a scope that no token can have: {needed}");
                    if needed == *scope && permissions(role).contains(&permission) {
                        continue;
                    }
                    let before = access::count(&world.fresh.db, CITY, TraceKind::Refused, &what).await?;
                    let answer = program.api(route.method.as_str(), &concrete(&route.path), &token, None).await?;
                    assert_eq!(answer.status, 403, "{role} with {scope} at {what}: {}", answer.text());
                    assert_eq!(answer.json()?["number"], "E-1101", "{what}");
                    world.web.tracer().flush().await;
                    let after = access::count(&world.fresh.db, CITY, TraceKind::Refused, &what).await?;
                    assert_eq!(after, before + 1, "{role} with {scope} at {what} leaves one line in the trace");
                }
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_wrong_revoked_or_old_opens_nothing() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let program = world.stranger()?;
        let (_, old) = token(world, "dispatcher", SCOPES).await?;
        let routes: Vec<_> = all().into_iter().filter(is_api).collect();
        if let Some(route) = routes.iter().find(|route| route.method == "GET" && &*route.path == "/api/v1/cases") {
            program.api("GET", &route.path, &old, None).await?.expect(200)?;
        }
        world.clock.advance(31 * 24 * HOUR);
        let (id, revoked) = token(world, "dispatcher", SCOPES).await?;
        program.api("GET", "/api/v1/cases", &revoked, None).await?;
        revoke_token(&world.app, &world.actor("secadmin").await?, id).await?;
        let other_city = revoked.replacen("cx.3506.", "cx.530100.", 1);
        let secret = revoked.rsplit('.').next().unwrap_or_default().to_owned();
        for wrong in [old.as_str(), &revoked, &other_city, &secret, "cx.3506.", "cx.3506.AAAA", "x"] {
            for route in &routes {
                let answer = program.api(route.method.as_str(), &concrete(&route.path), wrong, None).await?;
                assert_eq!(answer.status, 401, "{} with a wrong token: {}", subject(route), answer.text());
            }
        }
        Ok(())
    })
    .await
}

/// A session's cookie opens the interface for reading only; a token opens no page.
#[tokio::test(flavor = "multi_thread")]
async fn cookies_change_nothing_there_and_tokens_open_no_page() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("office").await?;
        let (_, token) = token(world, "office", SCOPES).await?;
        let program = world.stranger()?;
        for route in all() {
            let (what, path) = (subject(&route), concrete(&route.path));
            if is_api(&route) && route.method != "GET" {
                let answer = browser.bare(route.method.as_str(), &path).await?;
                assert_eq!(answer.status, 401, "{what} with a cookie: {}", answer.text());
            }
            if matches!(route.access, Access::May(_) | Access::SignedIn | Access::Account) {
                let answer = program.api(route.method.as_str(), &path, &token, None).await?;
                assert!([303, 401, 403].contains(&answer.status), "{what} with a token answers {}", answer.status);
                world.web.tracer().flush().await;
                let traced = access::count(&world.fresh.db, CITY, TraceKind::Refused, &what).await?;
                assert!(traced >= 1, "{what} with a token leaves a trace");
            }
        }
        Ok(())
    })
    .await
}
