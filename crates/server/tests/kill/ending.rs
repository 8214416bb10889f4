//! How the server ends when it is asked to: after its last answers, within half a minute, and at once when asked twice.

use std::{
    io::Write,
    net::TcpStream,
    process::{Command, ExitStatus},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use changxiao_testkit::{Fresh, fresh_databases};

use super::{Server, my_turn};

/// A form whose sender has stopped in the middle.
fn half_a_form(base: &str) -> anyhow::Result<TcpStream> {
    let mut stream = TcpStream::connect(base.trim_start_matches("http://"))?;
    stream.write_all(
        b"POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
          Content-Length: 1000\r\n\r\nlogin=office",
    )?;
    sleep(Duration::from_millis(200));
    Ok(stream)
}

fn terminate(server: &Server) -> anyhow::Result<()> {
    let sent = Command::new("kill").args(["-TERM", &server.0.id().to_string()]).status()?;
    ensure!(sent.success(), "the signal was not sent");
    Ok(())
}

fn ended(server: &mut Server, within: Duration) -> anyhow::Result<ExitStatus> {
    let begun = Instant::now();
    loop {
        if let Some(status) = server.0.try_wait()? {
            return Ok(status);
        }
        ensure!(begun.elapsed() < within, "the server has not ended after {:?}", begun.elapsed());
        sleep(Duration::from_millis(50));
    }
}

async fn sqlite() -> anyhow::Result<Fresh> {
    Ok(fresh_databases().await?.swap_remove(0).1)
}

#[tokio::test]
async fn one_signal_ends_it_within_half_a_minute_whatever_hangs() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    let fresh = sqlite().await?;
    let (mut server, _) = Server::of_new_city(&fresh)?;
    terminate(&server)?;
    let status = ended(&mut server, Duration::from_secs(5)).context("nobody was connected")?;
    ensure!(status.success(), "{status}");

    let (mut server, base) = Server::of_new_city(&fresh)?;
    let half = half_a_form(&base)?;
    terminate(&server)?;
    let status = ended(&mut server, Duration::from_secs(30))?;
    ensure!(status.success(), "{status}");
    drop(half);
    fresh.remove().await
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    let fresh = sqlite().await?;
    let (mut server, base) = Server::of_new_city(&fresh)?;
    let half = half_a_form(&base)?;
    terminate(&server)?;
    sleep(Duration::from_millis(500));
    ensure!(server.0.try_wait()?.is_none(), "it waits for the answer under way");
    terminate(&server)?;
    let status = ended(&mut server, Duration::from_secs(2))?;
    ensure!(status.code() == Some(1), "{status}");
    drop(half);
    fresh.remove().await
}
