//! Whatever leaves the system as a file leaves with its line in the trace: asked at every address there is.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use changxiao_domain::{
    orgs::{Permission, Role, permissions},
    trace::TraceKind,
};
use changxiao_store::access;
use changxiao_testkit::{Browser, CITY, World, on_both_engines, photo};
use changxiao_web::Access;

use super::{all, subject};

/// Files with nothing of the city in them, and photos as the page of the case shows them.
const UNTRACED: [&str; 2] = ["/imports/templates/{file}", "/cases/{number}/photos/{hash}/{size} full"];

/// Words of addresses behind which a file is expected.
pub(crate) const FILES: [&str; 5] = ["export.", ".csv", ".xlsx", "/basis.", "/templates/"];

const PEOPLE: [(&str, Role); 6] = [
    ("office", Role::Office),
    ("sysadmin", Role::SystemAdmin),
    ("auditor", Role::Auditor),
    ("secadmin", Role::SecurityAdmin),
    ("leader", Role::Leader),
    ("dispatcher", Role::Dispatcher),
];

/// What stands in the gaps of addresses.
struct Gaps {
    number: String,
    hash: String,
    system: String,
}

impl Gaps {
    async fn of(world: &World) -> anyhow::Result<Self> {
        let inspector = world.sign_in("inspector").await?;
        let fields = [("category", "E0301"), ("site", "1"), ("title", "积存垃圾"), ("text", "路面有积存垃圾")];
        let made = inspector.upload("/cases/new", &fields, &[("photos", "a.jpg", photo(4))]).await?.expect(303)?;
        let number = made.location().trim_start_matches("/cases/").split('?').next().unwrap_or_default().to_owned();
        let shown = inspector.get(&format!("/api/v1/cases/{number}")).await?.expect(200)?.json()?;
        let hash = shown["photos"][0]["hash"].as_str().context("the case has a photo")?.to_owned();
        let page = inspector.get("/standards").await?.expect(200)?.text();
        // The slug of an edition: its key and its version.
        let mut linked = page.split("href=\"/standards/").skip(1).filter_map(|rest| rest.split(['"', '/', '?']).next());
        let system = linked.find(|slug| slug.contains('~') || slug.contains("%7E"));
        Ok(Self { number, hash, system: system.context("a system is linked")?.to_owned() })
    }

    /// The pattern with something that is there in each gap.
    fn fill(&self, pattern: &str, size: &str) -> String {
        let named = [
            ("{number}", self.number.as_str()),
            ("{hash}", &self.hash),
            ("{system}", &self.system),
            ("{size}", size),
            ("{period}", "2026-06"),
            ("{code}", "CG"),
            ("{file}", "units.xlsx"),
            ("{source}", "12345"),
        ];
        named.iter().fold(pattern.to_owned(), |path, (gap, value)| path.replace(gap, value))
    }
}

/// The first of [`PEOPLE`] who may.
fn opener(access: Access) -> Option<&'static str> {
    let may = |permission: Permission| PEOPLE.iter().find(|(_, role)| permissions(*role).contains(&permission));
    match access {
        Access::May(permission) | Access::Api(permission, _) => may(permission).map(|(login, _)| *login),
        Access::SignedIn | Access::Account => Some("office"),
        Access::Public => None,
    }
}

async fn lines(world: &World) -> anyhow::Result<usize> {
    Ok(access::newest(&world.fresh.db, CITY, Some(TraceKind::Read), 100_000).await?.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_leaves_with_its_line_in_the_trace() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let gaps = Gaps::of(world).await?;
        let mut browsers: BTreeMap<&str, Browser> = BTreeMap::new();
        for (login, _) in PEOPLE {
            browsers.insert(login, world.sign_in(login).await?);
        }
        let (mut untraced, mut seen) = (BTreeSet::new(), BTreeSet::new());
        for route in all().iter().filter(|route| route.method == "GET") {
            let Some(browser) = opener(route.access).and_then(|login| browsers.get(login)) else { continue };
            let sizes: &[&str] = if route.path.contains("{size}") { &["full", "original"] } else { &[""] };
            for size in sizes {
                let before = lines(world).await?;
                let answer = browser.get(&gaps.fill(&route.path, size)).await?;
                let is_file = answer.headers.contains_key("content-disposition");
                let is_wanted = FILES.iter().any(|word| route.path.contains(word));
                assert!(is_file || !is_wanted, "{} gives no file: {} {}", subject(route), answer.status, answer.text());
                if !is_file {
                    continue;
                }
                seen.insert(route.path.to_string());
                let name = format!("{} {size}", route.path).trim_end().to_owned();
                match lines(world).await? - before {
                    0 => drop(untraced.insert(name)),
                    written => assert_eq!(written, 1, "{name} is written down more than once"),
                }
            }
        }
        assert_eq!(untraced, BTreeSet::from(UNTRACED.map(str::to_owned)), "files without a line in the trace");
        assert!(seen.len() >= 18, "only {} addresses give files: {seen:?}", seen.len());

        // The line says which file, to whoever reads the trace in Chinese.
        browsers["auditor"].get("/trace?kind=read").await?.expect(200)?.says("下载 /overview/report.csv")?;
        Ok(())
    })
    .await
}
