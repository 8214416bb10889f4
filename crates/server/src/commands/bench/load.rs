//! The requests, and the run that sends them as fast as they are answered.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use bytes::Bytes;

use super::{
    What,
    city::BenchCity,
    client::{Client, Prepared},
    report::Line,
    server::Server,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Report,
    ReportWithPhoto,
    Newest,
    OneCase,
    ListPage,
    Overview,
    /// A list or map as the office or a handler opens it.
    Worklist(&'static Worklist),
}

/// An address that somebody works from.
#[derive(Debug, PartialEq, Eq)]
pub struct Worklist {
    name: &'static str,
    path: &'static str,
    by_handler: bool,
}

pub const fn office(name: &'static str, path: &'static str) -> Worklist {
    Worklist { name, path, by_handler: false }
}

pub const fn handler(name: &'static str, path: &'static str) -> Worklist {
    Worklist { name, path, by_handler: true }
}

/// Percent-encoded: 积存垃圾, which every case holds, and 公交站和学校 with a street.
static WORKLISTS: [Worklist; 15] = [
    handler("handler: mine to do", "/cases?tab=mine"),
    handler("handler: due today", "/cases?tab=today"),
    handler("handler: late", "/cases?tab=late"),
    office("office: mine to do", "/cases?tab=mine"),
    office("office: due today", "/cases?tab=today"),
    office("office: late", "/cases?tab=late"),
    office("office: sent back to work", "/cases?tab=reworked"),
    office("office: open, due first", "/cases?tab=open&sort=due"),
    office("office: closed", "/cases?tab=closed"),
    office("a street's open cases", "/cases?tab=open&division=350602003"),
    office("a unit's open cases", "/cases?tab=open&lead=bench-department-7"),
    office("search: a common word", "/cases?tab=all&q=%E7%A7%AF%E5%AD%98%E5%9E%83%E5%9C%BE"),
    office("search: in one street", "/cases?tab=open&division=350602003&q=%E5%85%AC%E4%BA%A4%E7%AB%99"),
    office("map: points", "/cases/map.json"),
    office("map: outlines", "/cases/outlines.json"),
];

pub fn kinds(what: What) -> Vec<Kind> {
    match what {
        What::Intake => vec![Kind::Report, Kind::ReportWithPhoto],
        What::Pages => vec![Kind::Newest, Kind::OneCase, Kind::ListPage, Kind::Overview],
        What::Worklists => WORKLISTS.iter().map(Kind::Worklist).collect(),
        What::Lifecycle | What::Sweep | What::Signin | What::Backup | What::Audit | What::Country | What::Matters => {
            Vec::new()
        }
    }
}

/// Whether each request leaves a case behind.
pub fn creates(kind: Kind) -> bool {
    matches!(kind, Kind::Report | Kind::ReportWithPhoto)
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Report => "report a case",
            Kind::ReportWithPhoto => "report with photo",
            Kind::Newest => "newest 20 (JSON)",
            Kind::OneCase => "one case (page)",
            Kind::ListPage => "case list (page)",
            Kind::Overview => "overview (page)",
            Kind::Worklist(list) => list.name,
        }
    }
}

/// `connections` clients, each sending the next request when the one before is answered, for `length`.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the machine's monotonic clock")]
pub async fn measure(
    server: &Server,
    city: &BenchCity,
    kind: Kind,
    connections: usize,
    length: Duration,
) -> anyhow::Result<Line> {
    let cookie = if matches!(kind, Kind::Newest | Kind::Report | Kind::ReportWithPhoto) {
        String::new()
    } else {
        let by_handler = matches!(kind, Kind::Worklist(list) if list.by_handler);
        sign_in(server, city, by_handler).await?
    };
    let number = if matches!(kind, Kind::OneCase) { newest_number(server, city).await? } else { String::new() };
    let stop = Arc::new(AtomicBool::new(false));
    let mut clients = Vec::new();
    for place in 0..connections {
        let (stop, city, cookie, number, kind) = (stop.clone(), city.clone(), cookie.clone(), number.clone(), kind);
        let mut client = Client::connect(server.address).await?;
        clients.push(tokio::spawn(async move {
            let (mut latencies, mut errors, mut sent) = (Vec::with_capacity(100_000), 0, 0_u64);
            while !stop.load(Ordering::Relaxed) {
                sent += 1;
                let request = prepare(kind, &city, &cookie, &number, place as u64, sent);
                let begun = Instant::now();
                match client.send(&request).await {
                    Ok((200 | 201, ..)) => {
                        latencies.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX))
                    }
                    Ok((status, _, body)) => {
                        errors += 1;
                        if errors == 1 && place == 0 {
                            tracing::error!(status, body = %String::from_utf8_lossy(&body), "an unexpected answer");
                        }
                    }
                    Err(_) => {
                        errors += 1;
                        break;
                    }
                }
            }
            (latencies, errors)
        }));
    }
    let begun = Instant::now();
    tokio::time::sleep(length).await;
    stop.store(true, Ordering::Relaxed);
    let mut latencies = Vec::new();
    let mut errors = 0;
    for client in clients {
        let (mine, failed) = client.await?;
        latencies.extend(mine);
        errors += failed;
    }
    Ok(Line::from_latencies(kind.name(), connections, latencies, errors, begun.elapsed().as_secs_f64()))
}

fn prepare(kind: Kind, city: &BenchCity, cookie: &str, number: &str, place: u64, sent: u64) -> Prepared {
    let page = |path: String| Prepared {
        method: "GET",
        path,
        headers: vec![("cookie", cookie.to_owned())],
        body: Bytes::new(),
    };
    let bearer = ("authorization", format!("Bearer {}", city.token));
    match kind {
        Kind::Report => Prepared {
            method: "POST",
            path: "/api/v1/cases".to_owned(),
            headers: vec![bearer, ("content-type", "application/json".to_owned())],
            body: Bytes::from(city.report_body(place, sent)),
        },
        Kind::ReportWithPhoto => {
            let (content_type, body) = city.report_with_photo(place, sent);
            Prepared {
                method: "POST",
                path: "/api/v1/cases".to_owned(),
                headers: vec![bearer, ("content-type", content_type)],
                body: Bytes::from(body),
            }
        }
        Kind::Newest => Prepared {
            method: "GET",
            path: "/api/v1/cases?limit=20".to_owned(),
            headers: vec![bearer],
            body: Bytes::new(),
        },
        Kind::OneCase => page(format!("/cases/{number}")),
        Kind::ListPage => page("/cases".to_owned()),
        Kind::Overview => page("/".to_owned()),
        Kind::Worklist(list) => page(list.path.to_owned()),
    }
}

/// Signs in through the page and gives the session's cookie.
async fn sign_in(server: &Server, city: &BenchCity, by_handler: bool) -> anyhow::Result<String> {
    let (login, password) =
        if by_handler { (&city.handler_login, &city.handler_password) } else { (&city.login, &city.password) };
    let mut client = Client::connect(server.address).await?;
    let request = Prepared {
        method: "POST",
        path: "/signin".to_owned(),
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: Bytes::from(format!("login={login}&password={password}&next=/")),
    };
    let (status, headers, body) = client.send(&request).await?;
    if status != 303 {
        bail!("the benchmark's own account could not sign in: {status} {}", String::from_utf8_lossy(&body));
    }
    let mut cookies = headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let cookie = cookies.find(|cookie| cookie.starts_with("cx_session=")).context("no session")?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

async fn newest_number(server: &Server, city: &BenchCity) -> anyhow::Result<String> {
    let mut client = Client::connect(server.address).await?;
    let mut request = prepare(Kind::Newest, city, "", "", 0, 0);
    request.path = "/api/v1/cases?limit=1".to_owned();
    let (_, _, body) = client.send(&request).await?;
    let answer: serde_json::Value = serde_json::from_slice(&body)?;
    if let Some(number) = answer["cases"][0]["number"].as_str() {
        return Ok(number.to_owned());
    }
    // An empty database: the one case that the page shows is made here.
    let (status, _, body) = client.send(&prepare(Kind::Report, city, "", "", 999, 1)).await?;
    let answer: serde_json::Value = serde_json::from_slice(&body)?;
    answer["number"].as_str().map(str::to_owned).with_context(|| format!("no case could be made: {status}"))
}
