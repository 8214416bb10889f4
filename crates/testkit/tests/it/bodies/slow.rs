//! Who says nothing, or says it too slowly, is not waited for.

use std::time::Duration;

use changxiao_testkit::{
    attack::slow::{DRIPS, HALF, Impatient, drip},
    on_both_engines,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep, timeout},
};

#[tokio::test(flavor = "multi_thread")]
async fn half_a_request_is_not_waited_for() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let server = Impatient::start(world).await?;
        let soon = Duration::from_millis(300)..Duration::from_secs(4);
        for (what, begin, then) in DRIPS {
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
        let server = Impatient::start(world).await?;
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
        let server = Impatient::start(world).await?;
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
