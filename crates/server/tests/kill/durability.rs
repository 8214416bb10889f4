//! Three servers over one PostgreSQL under load: one is killed, the database is cut off as by a power cut and comes back. Nothing that was
//! acknowledged is lost, every level of escalation comes once, and what is revoked or signed out on one server is refused on the others
//! within a second, also right after their connections were cut.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use changxiao_app::{
    clock::SystemClock,
    people::issue_token::{IssueToken, issue_token},
};
use changxiao_domain::{ids::TokenId, time::Clock};
use changxiao_store::{Db, PoolSize, engine::Built, params};
use changxiao_testkit::{Browser, CITY, Cluster, Fresh, PASSWORD, World, fresh_databases};
use tokio::{task::JoinSet, time::sleep};

use super::{
    Server,
    intake::{Acknowledged, Place, all_are_there, number_of, report},
    my_turn,
    sweep::{LEVELS, a_minute_later, all_climbed_once, fill, reached_now},
};

const SERVERS: usize = 3;
const CLIENTS: usize = 6;
/// Cases that are past every level.
const OVERDUE: i64 = 200;
/// So many tokens are revoked while the load runs.
const REVOKED: usize = 6;
const A_SECOND: Duration = Duration::from_secs(1);

fn built(text: &str) -> Built {
    Built { name: "test::durability", text: text.to_owned() }
}

/// Tokens that will be revoked.
async fn tokens(world: &World) -> anyhow::Result<Vec<(TokenId, String)>> {
    let keeper = world.actor("secadmin").await?;
    let post = world.actor("checker").await?.post;
    world.clock.set(SystemClock.now());
    let mut all = Vec::new();
    for n in 0..REVOKED {
        let (name, scopes) = (format!("revoked {n}"), vec!["read".to_owned()]);
        let new = IssueToken { post, name, scopes, days: 2, request_key: String::new() };
        let issued = issue_token(&world.app, &keeper, new).await?;
        all.push((issued.0, world.accepted(issued).await?));
    }
    world.clock.set(World::beginning());
    Ok(all)
}

/// By the machine's clock nobody was here for months, which would close the accounts.
async fn everybody_was_here(fresh: &Fresh) -> anyhow::Result<()> {
    let db = Db::open(&fresh.address, PoolSize { sqlite_readers: 1, postgres: 1, postgres_readers: 1 }).await?;
    let text = "UPDATE people SET last_seen_at = $2, password_set_at = $2 WHERE city_id = $1";
    db.execute(built(text), params![CITY, SystemClock.now()]).await?;
    db.close().await;
    Ok(())
}

/// Requests that go on until they are told to stop. Each is sent until somebody acknowledges it, to whichever server answers, as a proxy
/// does.
struct Load {
    stop: Arc<AtomicBool>,
    clients: JoinSet<anyhow::Result<()>>,
    unanswered: Arc<AtomicUsize>,
}

fn load(place: &Arc<Place>, servers: &[String], done: &Acknowledged) -> anyhow::Result<Load> {
    let (stop, unanswered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let (place, servers, done) = (place.clone(), servers.to_vec(), done.clone());
        let (stop, unanswered) = (stop.clone(), unanswered.clone());
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build()?;
        clients.spawn(async move {
            let mut at = client;
            let mut sent = 0;
            while !stop.load(Ordering::Relaxed) {
                let key = format!("kill-00-{client}-{sent:05}");
                let asked = report(&http, &servers[at % servers.len()], &place, &key, false).await;
                match asked.filter(|(status, _)| *status < 500) {
                    Some((status, body)) => {
                        done.lock().await.insert(key, number_of(status, &body)?);
                        sent += 1;
                    }
                    None => {
                        unanswered.fetch_add(1, Ordering::Relaxed);
                        at += 1;
                        sleep(Duration::from_millis(50)).await;
                    }
                }
            }
            Ok(())
        });
    }
    Ok(Load { stop, clients, unanswered })
}

impl Load {
    async fn end(mut self) -> anyhow::Result<usize> {
        self.stop.store(true, Ordering::Relaxed);
        while let Some(client) = self.clients.join_next().await {
            client??;
        }
        Ok(self.unanswered.load(Ordering::Relaxed))
    }
}

fn address(base: &str) -> anyhow::Result<SocketAddr> {
    Ok(base.trim_start_matches("http://").parse()?)
}

async fn signed_in(base: &str, login: &str) -> anyhow::Result<Browser> {
    let browser = Browser::new(address(base)?)?;
    let fields = [("login", login), ("password", PASSWORD), ("next", "/health")];
    browser.post("/signin", &fields).await?.expect(303)?;
    browser.remember_csrf().await?;
    Ok(browser)
}

/// How long after `since` a server still took what it should refuse with this status.
async fn taken_for(
    base: &str,
    since: Instant,
    refusal: u16,
    ask: impl AsyncFn(&Browser) -> anyhow::Result<u16>,
) -> anyhow::Result<Duration> {
    let browser = Browser::new(address(base)?)?;
    let mut last = Duration::ZERO;
    loop {
        let sent = since.elapsed();
        match ask(&browser).await? {
            status if status == refusal => return Ok(last),
            200 => last = sent,
            // The database is away for a moment: neither taken nor refused.
            _ => {}
        }
        ensure!(since.elapsed() < 10 * A_SECOND, "{base} never refuses");
        sleep(Duration::from_millis(10)).await;
    }
}

/// Ends every connection of the servers to the database, as a network does that forgets them.
async fn cut_connections(fresh: &Fresh) -> anyhow::Result<()> {
    let db = Db::open(&fresh.address, PoolSize { sqlite_readers: 1, postgres: 1, postgres_readers: 1 }).await?;
    let text = "SELECT pg_terminate_backend(pid) AS n FROM pg_stat_activity \
                WHERE application_name = 'changxiao' AND pid <> pg_backend_pid() AND datname = current_database()";
    db.outside_transaction(text).await?;
    db.close().await;
    Ok(())
}

/// Revokes tokens and ends a session on the first server, and measures for how long the others take them; every second time their
/// connections are cut right before. Gives the longest.
async fn revoke(fresh: &Fresh, servers: &[String], tokens: &[(TokenId, String)]) -> anyhow::Result<Duration> {
    let keeper = signed_in(&servers[0], "secadmin").await?;
    let mut longest = Duration::ZERO;
    for (n, (id, token)) in tokens.iter().enumerate() {
        let program = Browser::new(address(&servers[0])?)?;
        for base in servers {
            program.at(address(base)?).api("GET", "/api/v1/cases", token, None).await?.expect(200)?;
        }
        if n % 2 == 1 {
            cut_connections(fresh).await?;
        }
        // What was cut while it wrote is sent again by whoever sent it.
        let revocation = format!("/security/tokens/{id}/revocation");
        while keeper.post(&revocation, &[]).await?.status >= 500 {}
        let since = Instant::now();
        let refused = |base: String| async move {
            taken_for(&base, since, 401, async |browser| {
                Ok(browser.api("GET", "/api/v1/cases", token, None).await?.status)
            })
            .await
        };
        // All at once: one after another would measure the waiting for the others.
        for taken in futures::future::join_all(servers.iter().map(|base| refused(base.clone()))).await {
            longest = longest.max(taken?);
        }
    }
    let person = signed_in(&servers[0], "office").await?;
    let cookies = person.cookies();
    for base in servers {
        person.at(address(base)?).get("/units").await?.expect(200)?;
    }
    person.post("/signout", &[]).await?.expect(303)?;
    let since = Instant::now();
    let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
    for base in servers {
        let taken = taken_for(base, since, 303, async |_| {
            let asked = http.get(format!("{base}/units")).header("cookie", &cookies).send().await?;
            Ok(asked.status().as_u16())
        })
        .await?;
        longest = longest.max(taken);
    }
    Ok(longest)
}

/// Waits until so many requests were acknowledged.
async fn acknowledged(done: &Acknowledged, wanted: usize) -> anyhow::Result<()> {
    let begun = Instant::now();
    while done.lock().await.len() < wanted {
        ensure!(
            begun.elapsed() < Duration::from_secs(90),
            "only {} of {wanted} were acknowledged",
            done.lock().await.len()
        );
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Gives what was counted.
async fn story(cluster: &Cluster) -> anyhow::Result<String> {
    let world = World::start(Fresh::at(&cluster.url()).await?).await?;
    fill(&world, OVERDUE).await?;
    let tokens = tokens(&world).await?;
    let place = Arc::new(Place::of(world).await?);
    everybody_was_here(&place.fresh).await?;
    let mut servers = Vec::new();
    for _ in 0..SERVERS {
        servers.push(Server::start(&place.fresh)?);
    }
    let bases: Vec<String> = servers.iter().map(|(_, base)| base.clone()).collect();
    let done = Acknowledged::default();
    let load = load(&place, &bases, &done)?;
    acknowledged(&done, 50).await?;

    let longest = revoke(&place.fresh, &bases, &tokens).await?;
    ensure!(longest < A_SECOND, "what was revoked was still taken {longest:?} later");

    servers[2].0.kill()?;
    let before = done.lock().await.len();
    acknowledged(&done, before + 50).await.context("after one server was killed")?;
    cluster.cut()?;
    sleep(A_SECOND).await;
    cluster.begin()?;
    let before = done.lock().await.len();
    acknowledged(&done, before + 50).await.context("after the database came back")?;
    let unanswered = load.end().await?;
    ensure!(unanswered > 0, "neither the kill nor the cut met a request: the story says nothing");

    let done = done.lock().await.clone();
    all_are_there(&place, &done).await?;
    each_once(&place.fresh, &done).await?;
    let mut reached = 0;
    for _ in 0..300 {
        if reached == OVERDUE * LEVELS {
            break;
        }
        // The lease of whoever was killed runs out in a minute.
        a_minute_later(&place.fresh).await?;
        sleep(Duration::from_millis(300)).await;
        reached = reached_now(&place.fresh).await?;
    }
    all_climbed_once(&place.fresh, OVERDUE).await?;
    for (server, _) in &mut servers {
        server.kill()?;
    }
    let n = done.len();
    Ok(format!(
        "{n} acknowledged, {unanswered} sent again, {reached} levels once, refused everywhere after {longest:?}"
    ))
}

/// Every title that was acknowledged stands once.
async fn each_once(fresh: &Fresh, done: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let db = Db::open(&fresh.address, PoolSize { sqlite_readers: 1, postgres: 1, postgres_readers: 1 }).await?;
    let text = "SELECT title, COUNT(*) AS n FROM cases WHERE city_id = $1 AND title LIKE 'kill-%' GROUP BY title";
    let rows = db.rows(built(text), params![CITY]).await?;
    db.close().await;
    let mut count = 0;
    for row in &rows {
        ensure!(row.int("n")? == 1, "{} stands {} times", row.text("title")?, row.int("n")?);
        count += usize::from(done.contains_key(&row.text("title")?));
    }
    ensure!(count == done.len(), "{count} of {} are there", done.len());
    Ok(())
}

#[allow(clippy::print_stdout, reason = "the story counts, and says aloud when it is not told")]
#[tokio::test(flavor = "multi_thread")]
async fn three_servers_lose_nothing_and_hold_as_one() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    changxiao_files::tls::provide();
    let Some((_, given)) = fresh_databases().await?.into_iter().find(|(engine, _)| *engine == "PostgreSQL") else {
        println!("SKIPPED: no PostgreSQL is named by CHANGXIAO_TEST_POSTGRES");
        return Ok(());
    };
    let cluster = Cluster::start_like(&given.db).await;
    given.remove().await?;
    println!("{}", story(&cluster?).await?);
    Ok(())
}
