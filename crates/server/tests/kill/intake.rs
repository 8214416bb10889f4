//! `kill -9` under intake load: what was acknowledged is there afterwards, once, with an unbroken chain; and a byte changed by
//! hand is found and named.

use std::{collections::BTreeMap, path::Path, process::Output, sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use changxiao_app::{
    clock::SystemClock,
    people::issue_token::{IssueToken, issue_token},
};
use changxiao_domain::{cases::verify_case, time::Clock};
use changxiao_files::photos::{ContentHash, FilesConfig, PhotoStore};
use changxiao_store::{Db, PoolSize, cases, doctor, engine::Built, params};
use changxiao_testkit::{CITY, Fresh, World, fresh_databases, photo};
use reqwest::multipart::{Form, Part};
use tokio::{sync::Mutex, task::JoinSet, time::sleep};

use super::{Server, changxiao, my_turn};

/// Rounds over all engines together.
const ROUNDS: usize = 20;
pub(super) const CONNECTIONS: usize = 8;

/// The installation on which the rounds are played.
pub struct Place {
    pub fresh: Fresh,
    token: String,
    photo: Vec<u8>,
}

/// The requests that were answered with a number, by their key.
pub type Acknowledged = Arc<Mutex<BTreeMap<String, String>>>;

impl Place {
    pub async fn found(fresh: Fresh) -> anyhow::Result<Self> {
        Self::of(World::start(fresh).await?).await
    }

    /// What the world is when it is left to other processes.
    pub async fn of(world: World) -> anyhow::Result<Self> {
        let keeper = world.actor("secadmin").await?;
        let post = world.actor("inspector").await?.post;
        // The server reads the machine's clock, so the token must be valid by it. The accounts are looked up before: by that
        // clock they were not used for months.
        world.clock.set(SystemClock.now());
        let new = IssueToken {
            post,
            name: "intake".to_owned(),
            scopes: vec!["read".to_owned(), "report".to_owned()],
            days: 2,
            request_key: String::new(),
        };
        let token = world.accepted(issue_token(&world.app, &keeper, new).await?).await?;
        Ok(Self { fresh: world.leave().await?, token, photo: photo(5) })
    }

    fn data(&self) -> &Path {
        self.fresh.folder.path()
    }

    fn verify_audit(&self) -> anyhow::Result<Output> {
        Ok(changxiao(&self.fresh, &["verify-audit"]).output()?)
    }
}

/// One report, with a photo of its own on every fourth connection. `None`: no answer came.
pub async fn report(
    client: &reqwest::Client,
    base: &str,
    place: &Place,
    key: &str,
    with_photo: bool,
) -> Option<(u16, String)> {
    let document = serde_json::json!({ "category": "E0301", "site": 1, "title": key, "text": "路面有积存垃圾，影响通行。".repeat(8) });
    let request = client.post(format!("{base}/api/v1/cases")).bearer_auth(&place.token).header("idempotency-key", key);
    let request = if with_photo {
        // A comment before the picture makes each photo a file of its own.
        let mut own = place.photo[..2].to_vec();
        own.extend_from_slice(&[0xFF, 0xFE]);
        own.extend_from_slice(&u16::try_from(key.len() + 2).ok()?.to_be_bytes());
        own.extend_from_slice(key.as_bytes());
        own.extend_from_slice(&place.photo[2..]);
        let part = Part::bytes(own).file_name("a.jpg");
        request.multipart(Form::new().text("json", document.to_string()).part("photo", part))
    } else {
        request.json(&document)
    };
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    Some((status, answer.text().await.ok()?))
}

pub fn number_of(status: u16, body: &str) -> anyhow::Result<String> {
    ensure!(status == 200 || status == 201, "{status}: {body}");
    let body: serde_json::Value = serde_json::from_str(body)?;
    Ok(body["number"].as_str().context("an answer without a number")?.to_owned())
}

/// Sends reports on many connections until the server is gone. Returns the keys of requests that were not answered.
pub(super) async fn load(
    base: &str,
    place: &Arc<Place>,
    round: usize,
    done: &Acknowledged,
) -> anyhow::Result<JoinSet<anyhow::Result<Option<String>>>> {
    let mut all = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let (base, place, done) = (base.to_owned(), place.clone(), done.clone());
        let client = reqwest::Client::builder().no_proxy().build()?;
        all.spawn(async move {
            for sent in 0.. {
                let key = format!("kill-{round:02}-{connection}-{sent:05}");
                let Some((status, body)) = report(&client, &base, &place, &key, connection % 4 == 3).await else {
                    return Ok(Some(key));
                };
                let number = number_of(status, &body)?;
                done.lock().await.insert(key, number);
            }
            Ok(None)
        });
    }
    Ok(all)
}

/// Every acknowledged case is there with the title that was sent, and its chain holds.
pub async fn all_are_there(place: &Place, done: &BTreeMap<String, String>) -> anyhow::Result<()> {
    let db = Db::open(&place.fresh.address, PoolSize { sqlite_readers: 1, postgres: 2, postgres_readers: 1 }).await?;
    for (key, number) in done {
        let row = cases::by_number(&db, CITY, number).await?;
        let row = row.with_context(|| format!("{number} was acknowledged for {key} and is gone"))?;
        ensure!(row.case.title == *key, "{number} was acknowledged for {key} and is {}", row.case.title);
        let events = cases::events_of(&db, CITY, row.case.id).await?;
        verify_case(&row.case, &events).with_context(|| number.clone())?;
    }
    db.close().await;
    Ok(())
}

async fn rounds(place: &Arc<Place>, rounds: usize) -> anyhow::Result<()> {
    changxiao_files::tls::provide();
    let done = Acknowledged::default();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let mut lost: Vec<String> = Vec::new();
    for round in 0..rounds {
        let (mut server, base) = Server::start(&place.fresh)?;
        // What got no answer is sent again, as a phone does: it is carried out now, or it was carried out before and says so.
        for key in std::mem::take(&mut lost) {
            let with_photo = key.split('-').nth(2).is_some_and(|connection| matches!(connection, "3" | "7"));
            let (status, body) = report(&client, &base, place, &key, with_photo).await.context("no answer")?;
            done.lock().await.insert(key, number_of(status, &body)?);
        }
        let before = done.lock().await.len();
        let mut clients = load(&base, place, round, &done).await?;
        sleep(Duration::from_millis(250 + 37 * (round as u64 % 8))).await;
        server.kill()?;
        while let Some(client) = clients.join_next().await {
            lost.extend(client??);
        }
        let now = done.lock().await.clone();
        ensure!(now.len() > before, "nothing was acknowledged in round {round}: the load says nothing");
        all_are_there(place, &now).await.with_context(|| format!("after round {round}"))?;
    }
    // The last unanswered ones, so that the sum can be drawn: every key is one case, and there is no other.
    let (mut server, base) = Server::start(&place.fresh)?;
    for key in lost {
        let with_photo = key.split('-').nth(2).is_some_and(|connection| matches!(connection, "3" | "7"));
        let (status, body) = report(&client, &base, place, &key, with_photo).await.context("no answer")?;
        done.lock().await.insert(key, number_of(status, &body)?);
    }
    server.kill()?;
    let done = done.lock().await.clone();
    all_are_there(place, &done).await?;
    let db = Db::open(&place.fresh.address, PoolSize { sqlite_readers: 1, postgres: 2, postgres_readers: 1 }).await?;
    let all: i64 = cases::tally(&db, CITY).await?.into_iter().map(|(_, count)| count).sum();
    ensure!(all == i64::try_from(done.len())?, "{all} cases for {} requests", done.len());
    let shelf = PhotoStore::open(FilesConfig { folder: place.data().join("photos"), s3: None }).await?;
    let photos = doctor::photos_of_cases(&db, CITY).await?;
    ensure!(!photos.is_empty(), "no photo was sent");
    for hash in photos {
        shelf.verify(&ContentHash(hash)).await?;
    }
    db.close().await;
    Ok(())
}

/// Changes one byte of one event, as somebody with access to the database could. Returns the case's number and the event's.
async fn change_one_byte(place: &Place) -> anyhow::Result<(String, i64)> {
    let db = Db::open(&place.fresh.address, PoolSize { sqlite_readers: 1, postgres: 2, postgres_readers: 1 }).await?;
    let ask = "SELECT c.number, e.case_id, e.seq, e.particulars FROM case_events e \
               JOIN cases c ON c.city_id = e.city_id AND c.case_id = e.case_id \
               WHERE e.city_id = $1 ORDER BY c.number DESC LIMIT 1";
    let built = |text: &str| Built { name: "test::change_one_byte", text: text.to_owned() };
    let row = db.row(built(ask), params![CITY]).await?.context("no event")?;
    let (case, seq) = (row.blob("case_id")?, row.int("seq")?);
    let before = row.text("particulars")?;
    let mut changed = before.clone().into_bytes();
    let at = before.find("kill-").context("the event carries the title")?;
    changed[at] ^= 0x01;
    let after = String::from_utf8(changed)?;
    let change = "UPDATE case_events SET particulars = $4 WHERE city_id = $1 AND case_id = $2 AND seq = $3";
    ensure!(db.execute(built(change), params![CITY, case, seq, after]).await? == 1);
    db.close().await;
    Ok((cases::number_text(row.int("number")?), seq))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_kill_9_and_what_was_changed_is_named() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    let engines = fresh_databases().await?;
    let each = ROUNDS.div_ceil(engines.len());
    for (engine, fresh) in engines {
        let place = Arc::new(Place::found(fresh).await?);
        rounds(&place, each).await.with_context(|| format!("on {engine}"))?;

        let audit = place.verify_audit()?;
        let said = String::from_utf8_lossy(&audit.stdout).into_owned();
        ensure!(audit.status.success() && said.contains("every chain holds"), "{engine}: {said}");

        let (number, seq) = change_one_byte(&place).await?;
        let audit = place.verify_audit()?;
        let said = String::from_utf8_lossy(&audit.stdout).into_owned();
        ensure!(audit.status.code() == Some(1), "{engine}: the change was not found: {said}");
        ensure!(
            said.contains(&format!("BROKEN case_events {number}: event {seq}")),
            "{engine}: {number} is not named: {said}"
        );
        ensure!(said.matches("BROKEN").count() == 1, "{engine}: others are accused: {said}");

        let place = Arc::into_inner(place).context("a client still runs")?;
        place.fresh.remove().await?;
    }
    Ok(())
}
