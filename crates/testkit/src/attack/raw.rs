//! Requests that no browser sends, written byte by byte: ways out of the folder, split headers, two requests in one, noise. And headers of
//! a proxy from somebody who is none.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{
    Attack,
    judge::{MARK, first_of},
};

const WAYS_OUT: &str = "ways out of the folder";
const HEADS: &str = "split, doubled and broken heads";
const PROXIES: &str = "forged proxies and hosts";

/// Sends the bytes and reads until the server has said all or closed; half a second of silence ends it.
async fn raw(address: SocketAddr, bytes: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    // A server that has seen enough may close while we still write.
    let _ = timeout(Duration::from_secs(5), stream.write_all(bytes)).await;
    let (mut answer, mut piece) = (Vec::new(), vec![0; 64 * 1024]);
    while let Ok(Ok(read)) = timeout(Duration::from_millis(500), stream.read(&mut piece)).await {
        if read == 0 || answer.len() > 4_000_000 {
            break;
        }
        answer.extend_from_slice(&piece[..read]);
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The head of an answer, without its body.
fn head(answer: &str) -> &str {
    answer.split("\r\n\r\n").next().unwrap_or("")
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
}

impl Attack<'_> {
    pub(super) async fn raw_requests(&mut self) -> anyhow::Result<()> {
        self.ways_out().await?;
        self.broken_heads().await?;
        self.forged_proxies().await
    }

    async fn ways_out(&mut self) -> anyhow::Result<()> {
        let ups = [
            "../",
            "..%2f",
            "%2e%2e/",
            "%2e%2e%2f",
            "..%5c",
            "..\\",
            "....//",
            "..;/",
            "%252e%252e%252f",
            "..%c0%af",
            ".%00./",
        ];
        let places = ["/assets/", "/imports/templates/", "/cases/", "/standards/", "/api/v1/cases/", "/"];
        let targets = ["etc/passwd", "proc/self/environ", "seal.key", "config.toml", "test.db"];
        let mut place = 0;
        for begin in places {
            for up in ups {
                for target in targets {
                    place += 1;
                    if !self.scale.takes(place, 23) {
                        continue;
                    }
                    let path = format!("{begin}{}{target}", up.repeat(6));
                    let answer = raw(self.world.address, get(&path).as_bytes()).await?;
                    let first = head(&answer).lines().next().unwrap_or("").to_owned();
                    let holds = !answer.contains("root:x:0:") && !first.contains(" 200") && !first.contains(" 50");
                    self.tally.judge(WAYS_OUT, holds, || format!("{path}: {first}"));
                }
            }
        }
        Ok(())
    }

    async fn broken_heads(&mut self) -> anyhow::Result<()> {
        let many: String = (0..5_000).map(|n| format!("X-{n}: y\r\n")).collect();
        let long = "x".repeat(1_000_000);
        let smuggled = "GET /health HTTP/1.1\r\nHost: x\r\n\r\n";
        let post = "POST /signin HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        let sent: Vec<(&str, Vec<u8>, usize)> = vec![
            ("a line end in the path", get(&format!("/cases%0d%0aSet-Cookie:%20{MARK}=1")).into_bytes(), 1),
            (
                "a line end in the next page",
                get(&format!("/signin?next=/%0d%0aSet-Cookie:%20{MARK}=1")).into_bytes(),
                1,
            ),
            ("a naked line end", get(&format!("/cases\nSet-Cookie: {MARK}=1")).into_bytes(), 1),
            (
                "length and pieces",
                format!("{post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}")
                    .into_bytes(),
                1,
            ),
            (
                "pieces and length",
                format!("{post}Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n{smuggled}")
                    .into_bytes(),
                1,
            ),
            ("two lengths", format!("{post}Content-Length: 0\r\nContent-Length: 40\r\n\r\n{smuggled}").into_bytes(), 1),
            ("a negative length", format!("{post}Content-Length: -1\r\n\r\n{smuggled}").into_bytes(), 1),
            ("a length with a sign", format!("{post}Content-Length: +0\r\n\r\n{smuggled}").into_bytes(), 1),
            ("a length that is none", format!("{post}Content-Length: 0x0\r\n\r\n{smuggled}").into_bytes(), 1),
            ("an unknown coding", format!("{post}Transfer-Encoding: xchunked\r\n\r\n{smuggled}").into_bytes(), 1),
            (
                "a piece without end",
                format!("{post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nlogin=x").into_bytes(),
                1,
            ),
            ("a piece of no size", format!("{post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{smuggled}").into_bytes(), 1),
            ("five thousand headers", format!("GET /health HTTP/1.1\r\nHost: x\r\n{many}\r\n").into_bytes(), 1),
            ("a header of a megabyte", format!("GET /health HTTP/1.1\r\nHost: x\r\nX: {long}\r\n\r\n").into_bytes(), 1),
            ("a path of a megabyte", get(&format!("/{long}")).into_bytes(), 1),
            (
                "a cookie of a megabyte",
                format!("GET /cases HTTP/1.1\r\nHost: x\r\nCookie: cx_session={long}\r\n\r\n").into_bytes(),
                1,
            ),
            ("U+0000 in a header", b"GET /health HTTP/1.1\r\nHost: x\r\nUser-Agent: a\0b\r\n\r\n".to_vec(), 1),
            ("a method that is none", b"G\0T /health HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(), 1),
            ("TRACE", b"TRACE /cases HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Secret: cxevil\r\n\r\n".to_vec(), 1),
            (
                "CONNECT",
                b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\nConnection: close\r\n\r\n".to_vec(),
                1,
            ),
            (
                "an address of another",
                b"GET http://evil.example/cases HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".to_vec(),
                1,
            ),
            ("the oldest protocol", b"GET /cases\r\n".to_vec(), 1),
            ("the next protocol", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), 1),
            ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), 1),
            ("noise", (0..20_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect(), 1),
            ("fifty requests at once", "GET /health HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50).into_bytes(), 50),
            (
                "a switch of protocols",
                b"GET /cases HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n".to_vec(),
                1,
            ),
        ];
        for (what, bytes, most) in sent {
            let answer = raw(self.world.address, &bytes).await?;
            let answers = answer.matches("HTTP/1.1 ").count();
            let (has_mark, broke) = (head(&answer).contains(MARK), answer.starts_with("HTTP/1.1 50"));
            let holds = answers <= most && !has_mark && !broke && !head(&answer).contains("evil.example");
            self.tally.judge(HEADS, holds, || format!("{what}: {answers} answers, {}", first_of(head(&answer))));
        }
        // After all of it the server lives.
        let answer = self.world.stranger()?.get("/health").await?;
        self.tally.judge(HEADS, answer.status == 200, || format!("the health page answers {}", answer.status));
        Ok(())
    }

    async fn forged_proxies(&mut self) -> anyhow::Result<()> {
        let stranger = self.world.stranger()?;
        let form = b"login=leader&password=Test-City-2026&next=//evil.example".to_vec();
        for (header, value) in [
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-real-ip", "10.0.0.1"),
            ("forwarded", "for=10.0.0.1;host=evil.example;proto=https"),
            ("x-original-url", "/people"),
            ("x-rewrite-url", "/people"),
            ("x-http-method-override", "DELETE"),
            ("host", "evil.example"),
            ("origin", "http://evil.example"),
            ("referer", "http://evil.example/"),
            ("sec-fetch-site", "cross-site"),
        ] {
            let told = format!("{header}: {value}");
            let headers = [(header, value), ("content-type", "application/x-www-form-urlencoded")];
            let asked = stranger.odd("POST", "/signin", &headers, form.clone());
            if let Some(answer) = self.answer(PROXIES, &told, asked).await {
                let cookies = answer.headers.get_all("set-cookie").iter();
                let is_secure =
                    cookies.filter_map(|cookie| cookie.to_str().ok()).any(|cookie| cookie.contains("; Secure"));
                let holds = answer.status < 500 && !answer.location().contains("evil") && !is_secure;
                self.tally.judge(PROXIES, holds, || format!("{told}: {} to {}", answer.status, answer.location()));
            }
            let nobody = self.world.stranger()?;
            let asked = nobody.odd("GET", "/jobs", &headers, Vec::new());
            if let Some(answer) = self.answer(PROXIES, &told, asked).await {
                let holds = answer.status == 303 && answer.location().starts_with("/signin");
                self.tally.judge(PROXIES, holds, || format!("{told}: {} to {}", answer.status, answer.location()));
            }
        }
        Ok(())
    }
}
