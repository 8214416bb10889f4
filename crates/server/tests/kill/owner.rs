//! What the owner of the machine types when no administrator can help: `changxiao unlock`, `changxiao confirm`, `changxiao directory`.

use anyhow::{Context, ensure};
use changxiao_app::people::{open_account::NewPassword, open_account::open_account};
use changxiao_domain::time::Clock;
use changxiao_store::people;
use changxiao_testkit::{CITY, Fresh, PASSWORD, World, fresh_databases};

use super::{Server, changxiao, my_turn};

/// What a command says; it has to succeed.
fn says(fresh: &Fresh, words: &[&str]) -> anyhow::Result<String> {
    let done = changxiao(fresh, words).output()?;
    ensure!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8(done.stdout)?)
}

/// What a command says against it.
fn refuses(fresh: &Fresh, words: &[&str]) -> anyhow::Result<String> {
    let done = changxiao(fresh, words).output()?;
    ensure!(!done.status.success(), "{words:?} succeeds");
    Ok(String::from_utf8(done.stderr)?)
}

/// A database with a city in it, left by the process that made it, and the first half of the auditor's new password.
async fn left(fresh: Fresh) -> anyhow::Result<(Fresh, String)> {
    let world = World::start(fresh).await?;
    world.clock.set(changxiao_app::clock::SystemClock.now());
    let auditor = people::by_login(world.app.db(), CITY, "auditor").await?.context("the auditor")?;
    let NewPassword::Half(half) = open_account(&world.app, &world.actor("sysadmin").await?, auditor.id).await? else {
        anyhow::bail!("one administrator alone came into the account of another")
    };
    Ok((world.leave().await?, half))
}

async fn sign_in(address: &str, login: &str, password: &str) -> anyhow::Result<u16> {
    changxiao_files::tls::provide();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build()?;
    let fields = [("login", login), ("password", password)];
    Ok(client.post(format!("{address}/signin")).form(&fields).send().await?.status().as_u16())
}

/// Behind a label to the end of the line.
fn behind<'a>(text: &'a str, label: &str) -> anyhow::Result<&'a str> {
    let rest = text.split(label).nth(1).with_context(|| format!("{label} in {text}"))?;
    Ok(rest.lines().next().unwrap_or_default().trim())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_the_machine_opens_and_confirms_from_the_shell() -> anyhow::Result<()> {
    let _turn = my_turn().await;
    for (engine, fresh) in fresh_databases().await? {
        let (fresh, first) = left(fresh).await?;
        // Without a name it only lists.
        let listed = says(&fresh, &["confirm"])?;
        ensure!(listed.contains("auditor: a new one-time password, asked for by"), "on {engine}: {listed}");
        ensure!(!listed.contains("second half"), "listing confirms nothing: {listed}");
        ensure!(says(&fresh, &["confirm", "sysadmin"])?.contains("nothing waits"));
        let confirmed = says(&fresh, &["confirm", "auditor"])?;
        let second = behind(&confirmed, "second half of the one-time password:")?;
        ensure!(says(&fresh, &["confirm"])?.contains("nothing waits"), "it is confirmed once");

        let opened = says(&fresh, &["unlock", "handler"])?;
        let password = behind(&opened, "one-time password:")?;
        let refused = refuses(&fresh, &["unlock", "nobody"])?;
        ensure!(refused.contains("nobody cannot be opened") && !refused.contains("panicked"), "{refused}");

        ensure!(says(&fresh, &["directory"])?.contains("no directory is set up"));
        let set = [
            "directory",
            "set",
            "--name",
            "市统一身份认证",
            "--issuer",
            "https://id.example.gov.cn",
            "--client-id",
            "changxiao",
        ];
        let shown = says(&fresh, &set)?;
        ensure!(
            shown.contains("in use: no") && shown.contains("claim: sub") && shown.contains("secret: none"),
            "{shown}"
        );
        let refused = refuses(&fresh, &["directory", "set", "--claim", "email"])?;
        ensure!(refused.contains("E-1202"), "{refused}");
        ensure!(refuses(&fresh, &["directory", "set", "--issuer", "https://10.1.2.3"])?.contains("10.1.2.3"));
        ensure!(says(&fresh, &["directory", "on"])?.contains("in use: yes"));
        ensure!(says(&fresh, &["directory", "link", "office", "u-1"])?.contains("office is u-1"));
        ensure!(says(&fresh, &["directory", "off"])?.contains("in use: no"));

        let (server, address) = Server::start(&fresh)?;
        for (login, password, status) in [
            ("auditor", format!("{first}-{second}").as_str(), 303),
            ("auditor", PASSWORD, 401),
            ("handler", password, 303),
            ("handler", PASSWORD, 401),
            ("secadmin", PASSWORD, 303),
        ] {
            ensure!(sign_in(&address, login, password).await? == status, "on {engine}: {login}");
        }
        drop(server);
        fresh.remove().await?;
    }
    Ok(())
}
