//! Ways into the inner network through a webhook, and ways to a foreign page through an address of ours.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use changxiao_app::jobs::Worker;
use changxiao_domain::{jobs::Lane, time::MINUTE};
use tokio::net::TcpListener;

use super::{
    Attack,
    judge::{first_of, leads_home},
};
use crate::{
    CITY, PASSWORD,
    walk::{forms::forms, visitor::encoded},
};

const REDIRECTS: &str = "open redirects";
const INSIDE: &str = "inner addresses by webhooks";

/// Addresses that lead a browser away, in the spellings that readers of addresses disagree about.
const AWAY: [&str; 24] = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "//evil.example%2f..",
    "/%09/evil.example",
    "/%5cevil.example",
    "/.//evil.example",
    "//ours.invalid@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\u{200b}/evil.example",
    "/\u{0}/evil.example",
];

impl Attack<'_> {
    pub(super) async fn redirects(&mut self) -> anyhow::Result<()> {
        for away in AWAY {
            let stranger = self.world.stranger()?;
            let told = format!("next={away:?} after a sign-in");
            let fields = [("login", "leader"), ("password", PASSWORD), ("next", away)];
            let asked = stranger.post("/signin", &fields);
            self.leads_home(&told, asked).await?;
            stranger.remember_csrf().await?;
            for path in ["/preferences", "/session/post"] {
                let told = format!("{path} with {away:?}");
                let fields = [("lang", "en"), ("back", away), ("next", away), ("post_id", "")];
                self.leads_home(&told, stranger.post(path, &fields)).await?;
            }
            for path in ["/signin", "/", "/cases", "/account"] {
                let path = format!("{path}?next={0}&back={0}&to={0}&return={0}", encoded(away));
                // A page that carries the address on must not carry it into a link or a form either.
                let told = format!("GET {path}");
                if let Some(answer) = self.answer(REDIRECTS, &told, stranger.get(&path)).await {
                    let fields = forms(&answer.text()).into_iter().flat_map(|form| form.as_it_stands());
                    let carried =
                        fields.filter(|(name, _)| name == "next" || name == "back").find(|(_, to)| !leads_home(to));
                    let holds = answer.status < 500 && leads_home(answer.location()) && carried.is_none();
                    self.tally.judge(REDIRECTS, holds, || format!("{told}: {} {carried:?}", answer.location()));
                }
            }
        }
        Ok(())
    }

    async fn leads_home(
        &mut self,
        told: &str,
        asked: impl Future<Output = anyhow::Result<crate::Answer>>,
    ) -> anyhow::Result<()> {
        if let Some(answer) = self.answer(REDIRECTS, told, asked).await {
            let holds = answer.status < 500 && leads_home(answer.location());
            self.tally.judge(REDIRECTS, holds, || format!("{told}: {} to {}", answer.status, answer.location()));
        }
        Ok(())
    }

    /// A server on loopback counts who comes: nobody may. Every spelling of an inner address is tried as a webhook, and what is taken is
    /// tested and worked off.
    pub(super) async fn inside_addresses(&mut self) -> anyhow::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let came = Arc::new(AtomicUsize::new(0));
        let counted = came.clone();
        let counting = tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        let admin = self.world.sign_in("sysadmin").await?;
        let worker = Worker::new(self.world.app.clone(), CITY);
        for host in [
            "127.0.0.1",
            "127.1",
            "127.0.0.2",
            "localhost",
            "LOCALHOST.",
            "0.0.0.0",
            "0",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "017700000001",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "127.0.0.1.",
            "①②⑦.⓪.⓪.①",
            "127。0。0。1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "[fe80::1]",
            "[fc00::1]",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
        ] {
            for url in [
                format!("https://{host}:{port}/hook"),
                format!("http://{host}:{port}/hook"),
                format!("https://ours@{host}:{port}/"),
                format!("https://{host}:{port}\\@example.org/"),
                format!("gopher://{host}:{port}/_x"),
                format!("file://{host}/etc/passwd"),
            ] {
                let before = came.load(Ordering::Relaxed);
                let fields = [
                    ("name", "内网"),
                    ("style", "signed"),
                    ("url", url.as_str()),
                    ("kind", "sealed"),
                    ("unit", ""),
                    ("secret", ""),
                ];
                let Some(answer) = self.answer(INSIDE, &url, admin.post("/webhooks", &fields)).await else { continue };
                let taken = answer.status == 303;
                if taken {
                    // A name that may lead anywhere: it is asked when something is sent.
                    let page = admin.get("/webhooks").await?.text();
                    for hook in page.split("/webhooks/").skip(1).filter_map(|rest| rest.split("/test").next()) {
                        if hook.len() == 36 {
                            admin.post(&format!("/webhooks/{hook}/test"), &[]).await?;
                        }
                    }
                    self.world.clock.advance(MINUTE);
                    worker.look(Lane::Outward).await?;
                    for hook in page.split("/webhooks/").skip(1).filter_map(|rest| rest.split("/end").next()) {
                        if hook.len() == 36 {
                            admin.post(&format!("/webhooks/{hook}/end"), &[]).await?;
                        }
                    }
                }
                let came = came.load(Ordering::Relaxed) - before;
                let holds = came == 0 && answer.status < 500;
                self.tally.judge(INSIDE, holds, || {
                    format!("{url}: {} {}, and {came} connections came", answer.status, first_of(&answer.text()))
                });
            }
        }
        counting.abort();
        Ok(())
    }
}
