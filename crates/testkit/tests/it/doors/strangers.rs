//! Who is not signed in.

use std::collections::BTreeSet;

use changxiao_domain::trace::TraceKind;
use changxiao_store::access;
use changxiao_testkit::{CITY, on_both_engines, open_to_strangers};
use changxiao_web::{Access, Knocked};

use super::{all, concrete, is_api, subject};

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_refused_everywhere_and_leave_a_trace() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let stranger = world.stranger()?;
        let routes = all();
        let open: BTreeSet<String> =
            routes.iter().filter(|route| route.access == Access::Public).map(subject).collect();
        assert_eq!(open, open_to_strangers(), "open to strangers (left) and reviewed (right)");
        for route in routes.iter().filter(|route| route.access != Access::Public) {
            let (what, path) = (subject(route), concrete(&route.path));
            let before = access::count(&world.fresh.db, CITY, TraceKind::Refused, &what).await?;
            let answer = stranger.bare(route.method.as_str(), &path).await?;
            if route.method == "GET" && !is_api(route) && !route.path.starts_with("/api/") {
                assert_eq!(answer.status, 303, "{what}: {}", answer.text());
                assert!(answer.location().starts_with("/signin"), "{what} leads to {}", answer.location());
            } else {
                assert!([401, 403].contains(&answer.status), "{what} answers a stranger with {}", answer.status);
            }
            world.web.tracer().flush().await;
            let after = access::count(&world.fresh.db, CITY, TraceKind::Refused, &what).await?;
            assert_eq!(after, before + 1, "{what} leaves one line in the trace");
        }
        // The auditor reads of it.
        let auditor = world.sign_in("auditor").await?;
        auditor.get("/trace.csv?kind=refused").await?.expect(200)?.says("GET /jobs")?.says("POST /people")?;
        Ok(())
    })
    .await
}

/// Storms are counted when there are too many to write down, and what is served meanwhile is served.
#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_strangers_is_written_or_counted() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let knocks = 1500_i64;
        for _ in 0..knocks {
            world.web.tracer().refused(Knocked::At(CITY), &"GET".parse()?, "/password", "E-1001", None);
        }
        world.web.tracer().flush().await;
        // A line about what was not written stands with the next ones that are.
        world.web.tracer().refused(Knocked::At(CITY), &"GET".parse()?, "/password", "E-1001", None);
        world.web.tracer().flush().await;
        let written = access::count(&world.fresh.db, CITY, TraceKind::Refused, "GET /password").await?;
        let mut counted = 0;
        for entry in access::newest(&world.fresh.db, CITY, Some(TraceKind::Refused), 5000).await? {
            if entry.subject.to_string() == "*" {
                let particulars: serde_json::Value = serde_json::from_str(&entry.particulars)?;
                counted += particulars["refusals_not_listed"].as_i64().unwrap_or(0);
            }
        }
        assert_eq!(written + counted, knocks + 1, "{written} written, {counted} counted");
        Ok(())
    })
    .await
}
