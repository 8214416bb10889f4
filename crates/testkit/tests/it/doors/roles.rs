//! Who is signed in and may not: every role at every address.

use changxiao_domain::{
    orgs::{Permission, Role, permissions},
    trace::TraceKind,
};
use changxiao_store::access;
use changxiao_testkit::{CITY, World, on_both_engines, on_one_engine};
use changxiao_web::Access;

use super::{GAPS, all, concrete, filled, subject};

/// One login a role.
const ROLES: [(&str, Role); 10] = [
    ("office", Role::Office),
    ("dispatcher", Role::Dispatcher),
    ("handler", Role::Handler),
    ("head", Role::UnitHead),
    ("inspector", Role::Inspector),
    ("checker", Role::Checker),
    ("leader", Role::Leader),
    ("auditor", Role::Auditor),
    ("sysadmin", Role::SystemAdmin),
    ("secadmin", Role::SecurityAdmin),
];

/// How often this was refused with this number.
async fn refusals(world: &World, what: &str, number: &str) -> anyhow::Result<usize> {
    world.web.tracer().flush().await;
    let entries = access::newest(&world.fresh.db, CITY, Some(TraceKind::Refused), 100_000).await?;
    Ok(entries.iter().filter(|entry| entry.subject.to_string() == what && entry.outcome == number).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_without_the_permission_is_refused_and_leaves_a_trace() -> anyhow::Result<()> {
    assert_eq!(ROLES.len(), Role::ALL.len());
    on_one_engine(async |world| {
        let mut refused = 0;
        for (login, role) in ROLES {
            let browser = world.sign_in(login).await?;
            for route in all() {
                let needed = match route.access {
                    Access::May(permission) => permission,
                    // A session opens the interface for reading.
                    Access::Api(permission, _) if route.method == "GET" => permission,
                    _ => continue,
                };
                if permissions(role).contains(&needed) {
                    continue;
                }
                let what = subject(&route);
                let answer = browser.bare(route.method.as_str(), &concrete(&route.path)).await?;
                assert_eq!(answer.status, 403, "{role} at {what}: {}", answer.text());
                assert!(answer.text().contains("E-1101"), "{role} at {what} is told another reason");
                assert_eq!(refusals(world, &what, "E-1101").await?, 1, "{role} at {what} leaves one line in the trace");
                world.fresh.db.execute(forget(), changxiao_store::params![CITY]).await?;
                refused += 1;
            }
        }
        assert!(refused > 50, "only {refused} refusals were tried");
        Ok(())
    })
    .await
}

/// Empties the trace, so that the next look finds only what is new.
fn forget() -> changxiao_store::engine::Built {
    let text = "DELETE FROM access_log WHERE city_id = $1".to_owned();
    changxiao_store::engine::Built { name: "testkit::forget", text }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_open_a_page_gets_an_answer_that_is_no_fault_of_ours() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        for (login, role) in ROLES {
            let browser = world.sign_in(login).await?;
            for route in all().into_iter().filter(|route| route.method == "GET") {
                let open = match route.access {
                    Access::Public | Access::Account | Access::SignedIn => true,
                    Access::May(permission) | Access::Api(permission, _) => permissions(role).contains(&permission),
                };
                for gap in GAPS {
                    if !open || (gap != "1" && !route.path.contains('{')) {
                        continue;
                    }
                    let answer = browser.get(&filled(&route.path, gap)).await?;
                    let dressed = answer.status < 400 || !answer.text().starts_with("Invalid URL");
                    assert!(answer.status < 500 && dressed, "{role} at {} ({gap}): {}", subject(&route), answer.text());
                }
            }
        }
        Ok(())
    })
    .await
}

/// A foreign page can make a browser send a form, but it does not know the CSRF token.
#[tokio::test(flavor = "multi_thread")]
async fn no_form_is_taken_without_the_word_of_the_session() -> anyhow::Result<()> {
    on_one_engine(async |world| {
        let mut tried = 0;
        for (login, role) in ROLES {
            let browser = world.sign_in(login).await?;
            let before = world.fresh.row_counts(&["access_log"]).await?;
            for route in all().into_iter().filter(|route| route.method != "GET") {
                let open = match route.access {
                    Access::Account | Access::SignedIn => true,
                    Access::May(permission) => permissions(role).contains(&permission),
                    Access::Public | Access::Api(..) => false,
                };
                if !open {
                    continue;
                }
                let what = subject(&route);
                let mut asked_for_the_token = false;
                for gap in GAPS {
                    let answer = browser.bare(route.method.as_str(), &filled(&route.path, gap)).await?;
                    assert!(
                        [403, 404].contains(&answer.status),
                        "{role} at {what}: {} {}",
                        answer.status,
                        answer.text()
                    );
                    asked_for_the_token |= answer.text().contains("E-1007");
                    if !route.path.contains('{') {
                        break;
                    }
                }
                assert!(asked_for_the_token, "{role} at {what} is not asked for its CSRF token");
                tried += 1;
            }
            assert_eq!(world.fresh.row_counts(&["access_log"]).await?, before, "{role} changed something");
        }
        assert!(tried > 20, "only {tried} forms were tried");
        Ok(())
    })
    .await
}

/// Until a first password is changed, nothing else opens.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_must_be_changed_opens_nothing_else() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let text = "UPDATE people SET must_change = 1 WHERE city_id = $1 AND login = 'office'".to_owned();
        let statement = changxiao_store::engine::Built { name: "testkit::must_change", text };
        world.fresh.db.execute(statement, changxiao_store::params![CITY]).await?;
        let browser = world.sign_in("office").await?;
        for route in all() {
            if matches!(route.access, Access::Public | Access::Account) {
                continue;
            }
            let (what, path) = (subject(&route), concrete(&route.path));
            let answer = browser.bare(route.method.as_str(), &path).await?;
            if route.method == "GET" && !route.path.starts_with("/api/") {
                assert_eq!((answer.status, answer.location()), (303, "/password"), "{what}");
            } else {
                assert!([401, 403].contains(&answer.status), "{what} answers with {}", answer.status);
            }
        }
        Ok(())
    })
    .await
}

#[test]
fn every_permission_is_somebodys() {
    for permission in Permission::ALL {
        assert!(Role::ALL.iter().any(|role| permissions(*role).contains(permission)), "nobody may {permission}");
    }
}
