//! Writes refusals to the trace without making anybody wait. A storm of strangers is counted, not written line by line. Who belongs to
//! no city knocks at the one that the address is for: its auditor reads of it.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::http::Method;
use changxiao_app::App;
use changxiao_domain::{
    ids::CityId,
    orgs::Actor,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::access::{self, Entry};
use tokio::sync::{mpsc, oneshot};

/// So many refusals wait at most; more are counted and the count is written.
const MOST_WAITING: usize = 512;

/// Who was refused, or where.
#[derive(Clone, Debug)]
pub enum Knocked {
    As(Actor),
    /// A stranger at the address of a city.
    At(CityId),
    /// A stranger at an address that is no city's; nobody keeps a trace of it.
    Nowhere,
}

enum Message {
    Refused { knocked: Knocked, subject: String, number: &'static str, address: Option<IpAddr> },
    Flush(oneshot::Sender<()>),
}

#[derive(Clone)]
pub struct Tracer {
    send: mpsc::Sender<Message>,
    dropped: Arc<AtomicU64>,
}

impl Tracer {
    pub fn start(app: App) -> Self {
        let (send, receive) = mpsc::channel(MOST_WAITING);
        let dropped = Arc::new(AtomicU64::new(0));
        tokio::spawn(write(app, receive, dropped.clone()));
        Self { send, dropped }
    }

    /// Notes that somebody who came from `address` was refused at a path.
    pub fn refused(
        &self,
        knocked: Knocked,
        method: &Method,
        path: &str,
        number: &'static str,
        address: Option<IpAddr>,
    ) {
        let message = Message::Refused { knocked, subject: format!("{method} {path}"), number, address };
        if self.send.try_send(message).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many refusals wait to be written.
    pub fn waiting(&self) -> usize {
        MOST_WAITING.saturating_sub(self.send.capacity())
    }

    /// Returns when everything noted before is written.
    pub async fn flush(&self) {
        let (done, wait) = oneshot::channel();
        if self.send.send(Message::Flush(done)).await.is_ok() {
            // The writer ends only with the process.
            let _ = wait.await;
        }
    }
}

async fn write(app: App, mut receive: mpsc::Receiver<Message>, dropped: Arc<AtomicU64>) {
    let mut batch = Vec::new();
    while receive.recv_many(&mut batch, 128).await > 0 {
        let mut entries = Vec::new();
        let mut waiting = Vec::new();
        for message in batch.drain(..) {
            match message {
                Message::Refused { knocked, subject, number, address } => {
                    let from = address.map_or("{}".to_owned(), |address| format!("{{\"address\":\"{address}\"}}"));
                    entries.extend(entry(&app, &knocked, subject, number, &from));
                }
                Message::Flush(done) => waiting.push(done),
            }
        }
        // At which city they were is not counted: each is told that there were some.
        let cities = app.cities_seen();
        let lost = if cities.is_empty() { 0 } else { dropped.swap(0, Ordering::Relaxed) };
        if lost > 0 {
            let not_listed = format!("{{\"refusals_not_listed\":{lost}}}");
            let told = |city| entry(&app, &Knocked::At(city), "*".to_owned(), "E-1001", &not_listed);
            entries.extend(cities.into_iter().filter_map(told));
        }
        if let Err(problem) = save(&app, entries).await {
            tracing::warn!(%problem, "refusals were not written to the trace");
        }
        for done in waiting {
            let _ = done.send(());
        }
    }
}

async fn save(app: &App, entries: Vec<Entry>) -> Result<(), changxiao_store::StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut tx = app.db().begin().await?;
    for entry in entries {
        access::record(&mut tx, entry).await?;
    }
    tx.commit().await
}

fn entry(app: &App, knocked: &Knocked, subject: String, number: &str, particulars: &str) -> Option<Entry> {
    let (city, actor) = match knocked {
        Knocked::As(actor) => (actor.city, Some(actor)),
        Knocked::At(city) => (*city, None),
        Knocked::Nowhere => return None,
    };
    Some(Entry {
        city,
        id: app.new_id(|id| id),
        at: app.now(),
        kind: TraceKind::Refused,
        person: actor.map(|actor| actor.person),
        post: actor.map(|actor| actor.post),
        subject: TraceSubject::Request(subject),
        outcome: number.to_owned(),
        particulars: particulars.to_owned(),
    })
}
