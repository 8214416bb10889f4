//! Who says nothing, or says it too slowly, or takes no answer.

use std::{net::SocketAddr, time::Duration};

use changxiao_web::{
    Pace, WebConfig, WebState,
    serving::{Patience, serve},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use super::{Attack, judge::first_of};
use crate::World;

const SLOW: &str = "slow, half-sent and untaken";

/// An impatient server beside that of the world, so that nobody has to wait for half a minute.
pub struct Impatient {
    pub address: SocketAddr,
    pub end: oneshot::Sender<()>,
    pub server: JoinHandle<()>,
}

impl Impatient {
    pub async fn start(world: &World) -> anyhow::Result<Self> {
        let short = Duration::from_millis(400);
        let pace = Pace { pause: short, grace: short, bytes_a_second: 100_000 };
        let config = WebConfig { pace, ..world.web.config().clone() };
        let router = changxiao_web::router(&WebState::new(world.app.clone(), config));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (end, ended) = oneshot::channel::<()>();
        let millis = Duration::from_millis;
        let patience = Patience { head: millis(600), piece: millis(600), ending: millis(900) };
        let server = tokio::spawn(serve(listener, router, patience, async move { drop(ended.await) }));
        Ok(Self { address, end, server })
    }
}

/// Sends this, then a byte now and then as long as it is taken; gives what was answered, and the time until the end.
pub async fn drip(address: SocketAddr, begin: &str, then: &[u8]) -> anyhow::Result<(String, Duration)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(begin.as_bytes()).await?;
    let begun = Instant::now();
    let (mut read, mut write) = stream.split();
    let mut answer = Vec::new();
    let dripping = async {
        for byte in then {
            sleep(Duration::from_millis(150)).await;
            if write.write_all(&[*byte]).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        // A reset is an end as well.
        _ = timeout(Duration::from_secs(10), read.read_to_end(&mut answer)) => {}
        () = dripping => {}
    }
    Ok((String::from_utf8_lossy(&answer).into_owned(), begun.elapsed()))
}

/// Half of a stranger's form.
pub const HALF: &str = "POST /signin HTTP/1.1\r\nHost: x\r\nAccept-Language: zh-CN\r\n\
                        Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin=office";

/// What is sent, how it begins, and what drips behind it.
pub const DRIPS: [(&str, &str, &[u8]); 6] = [
    ("silence", "", b""),
    ("half a head", "GET /health HTTP/1.1\r\nHost: ", b""),
    ("a head in drops", "GET /health HTTP/1.1\r\nX-Long: ", &[b'x'; 60]),
    ("rest after an answer", "GET /health HTTP/1.1\r\nHost: x\r\n\r\n", b""),
    ("half a body", HALF, b""),
    ("a body in drops", HALF, &[b'x'; 60]),
];

/// Nobody who is so slow is waited for any longer.
const SOON: Duration = Duration::from_secs(6);

impl Attack<'_> {
    /// Many of each at once, and in between somebody who is not slow.
    pub(super) async fn slow_requests(&mut self) -> anyhow::Result<()> {
        let server = Impatient::start(self.world).await?;
        let each = self.scale.of(40, 4);
        let address = server.address;
        let all = DRIPS.iter().flat_map(|drip| std::iter::repeat_n(*drip, each));
        let all: Vec<_> = all
            .map(|(what, begin, then)| tokio::spawn(async move { (what, drip(address, begin, then).await) }))
            .collect();
        let begun = Instant::now();
        let quick = self.world.stranger()?.get("/health").await?;
        let took = begun.elapsed();
        self.tally.judge(SLOW, quick.status == 200 && took < Duration::from_secs(2), || {
            format!("beside {} slow ones the health page took {took:?}", all.len())
        });
        for one in all {
            let (what, went) = one.await?;
            // A connection that was refused or reset took nothing.
            let (answer, took) = went.unwrap_or_default();
            self.tally.judge(SLOW, took < SOON && !answer.contains("HTTP/1.1 50"), || {
                format!("{what} was waited for {took:?}: {}", first_of(&answer))
            });
        }
        let _ = server.end.send(());
        let ended = timeout(Duration::from_secs(5), server.server).await;
        self.tally.judge(SLOW, ended.is_ok(), || "the server did not end".to_owned());
        Ok(())
    }
}
