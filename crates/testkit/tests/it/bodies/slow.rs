//! Who says nothing, or says it too slowly, is not waited for.

use std::{net::SocketAddr, time::Duration};

use changxiao_testkit::{CITY, World, on_both_engines};
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

/// An impatient server beside that of the world.
struct Impatient {
    address: SocketAddr,
    end: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

async fn impatient(world: &World) -> anyhow::Result<Impatient> {
    let short = Duration::from_millis(400);
    let pace = Pace { pause: short, grace: short, bytes_a_second: 100_000 };
    let config = WebConfig { pace, ..world.web.config().clone() };
    assert_eq!(config.city, Some(CITY));
    let router = changxiao_web::router(&WebState::new(world.app.clone(), config));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (end, ended) = oneshot::channel::<()>();
    let millis = Duration::from_millis;
    let patience = Patience { head: millis(600), piece: millis(600), ending: millis(900) };
    let server = tokio::spawn(serve(listener, router, patience, async move { drop(ended.await) }));
    Ok(Impatient { address, end, server })
}

/// Sends this, then a byte now and then as long as it is taken; gives what was answered, and the time until the end.
async fn drip(address: SocketAddr, begin: &str, then: &[u8]) -> anyhow::Result<(String, Duration)> {
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

const HALF: &str = "POST /signin HTTP/1.1\r\nHost: x\r\nAccept-Language: zh-CN\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin=office";

#[tokio::test(flavor = "multi_thread")]
async fn half_a_request_is_not_waited_for() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let server = impatient(world).await?;
        let soon = Duration::from_millis(300)..Duration::from_secs(4);
        let drips: [(&str, &str, &[u8]); 6] = [
            ("silence", "", b""),
            ("half a head", "GET /health HTTP/1.1\r\nHost: ", b""),
            ("a head in drops", "GET /health HTTP/1.1\r\nX-Long: ", &[b'x'; 60]),
            ("rest after an answer", "GET /health HTTP/1.1\r\nHost: x\r\n\r\n", b""),
            ("half a body", HALF, b""),
            ("a body in drops", HALF, &[b'x'; 60]),
        ];
        for (what, begin, then) in drips {
            let (answer, took) = drip(server.address, begin, then).await?;
            assert!(soon.contains(&took), "{what} was waited for {took:?}");
            match what {
                "rest after an answer" => assert!(answer.starts_with("HTTP/1.1 200"), "{what}: {answer}"),
                "half a body" | "a body in drops" => {
                    assert!(answer.starts_with("HTTP/1.1 408"), "{what}: {answer}");
                    assert!(answer.contains("E-1206") && answer.contains("网速太慢"), "{what}: {answer}");
                }
                _ => assert!(!answer.contains(" 200 "), "{what}: {answer}"),
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_waits_for_answers_but_not_for_ever() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let server = impatient(world).await?;
        let mut resting = TcpStream::connect(server.address).await?;
        resting.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await?;
        let mut first = [0; 12];
        resting.read_exact(&mut first).await?;
        // A change that waits for another's turn to write is under way and stays so.
        let held = world.app.db().begin().await?;
        let mut half = TcpStream::connect(server.address).await?;
        half.write_all(HALF.as_bytes()).await?;
        sleep(Duration::from_millis(50)).await;
        let _ = server.end.send(());
        let begun = Instant::now();
        timeout(Duration::from_secs(5), server.server).await??;
        assert!(begun.elapsed() < Duration::from_secs(3), "the end took {:?}", begun.elapsed());
        assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
        drop(held);
        Ok(())
    })
    .await
}

/// An answer that nobody takes is not held for ever: a hundred pictures of the map asked for, and none read for a while.
#[tokio::test(flavor = "multi_thread")]
async fn who_takes_no_answer_is_cut_off() -> anyhow::Result<()> {
    const ASKED: usize = 100;
    on_both_engines(async |world| {
        let server = impatient(world).await?;
        let whole = world.stranger()?.get("/assets/map.js").await?.expect(200)?.body.len();
        let mut stream = TcpStream::connect(server.address).await?;
        stream.write_all("GET /assets/map.js HTTP/1.1\r\nHost: x\r\n\r\n".repeat(ASKED).as_bytes()).await?;
        sleep(Duration::from_secs(2)).await;
        let mut taken = Vec::new();
        // A reset is an end as well.
        let _ = timeout(Duration::from_secs(20), stream.read_to_end(&mut taken)).await?;
        assert!(taken.len() < ASKED * whole, "{} bytes were kept for who took none", taken.len());
        Ok(())
    })
    .await
}
