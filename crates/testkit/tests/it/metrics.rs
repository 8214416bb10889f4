//! What a monitor is told, and whom.

use anyhow::{Context, ensure};
use changxiao_testkit::{World, on_both_engines};
use changxiao_web::metrics;

const TOKEN: &str = "a-token-of-thirty-two-characters";

/// The monitor's listener beside the server; gives its address.
async fn listen(world: &World, token: Option<&str>) -> anyhow::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = metrics::router(&world.web, token);
    tokio::spawn(async move {
        // Ends with the test.
        let _ = axum::serve(listener, router).await;
    });
    Ok(format!("http://{address}/metrics"))
}

fn client() -> anyhow::Result<reqwest::Client> {
    changxiao_files::tls::provide();
    Ok(reqwest::Client::builder().no_proxy().build()?)
}

/// The value behind a line that begins so.
fn figure(text: &str, beginning: &str) -> anyhow::Result<f64> {
    let line =
        text.lines().find(|line| line.starts_with(beginning)).with_context(|| format!("no {beginning} in {text}"))?;
    Ok(line.rsplit(' ').next().unwrap_or_default().parse()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_monitor_sees_figures_and_nobody() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        let made = office
            .post("/cases/new", &[("category", "E0405"), ("site", "1"), ("title", "王家门前 13800001234")])
            .await?
            .expect(303)?;
        office.get(made.location()).await?.expect(200)?;
        office.get("/cases/999999-0001").await?.expect(404)?;
        world.stranger()?.get("/jobs").await?;

        let address = listen(world, None).await?;
        let answer = client()?.get(&address).send().await?;
        ensure!(answer.headers()["content-type"].to_str()?.starts_with("application/openmetrics-text"));
        let text = answer.text().await?;
        ensure!(text.ends_with("# EOF\n"), "{text}");
        let of = |route: &str, method: &str, status: u16| {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            figure(&text, &format!("changxiao_http_requests_total{{{labels}}}"))
        };
        ensure!(of("/cases/new", "POST", 303)? == 1.0);
        ensure!(of("/cases/{number}", "GET", 200)? == 1.0 && of("/cases/{number}", "GET", 404)? == 1.0);
        ensure!(of("/jobs", "GET", 303)? == 1.0, "a stranger is counted, too");
        ensure!(figure(&text, "changxiao_http_request_seconds_count{route=\"/cases/{number}\"}")? == 2.0);
        ensure!(figure(&text, "changxiao_database_size_bytes")? > 10_000.0);
        ensure!(figure(&text, "changxiao_commits")? > 0.0 && figure(&text, "changxiao_commit_wait_micros")? > 0.0);
        ensure!(
            figure(&text, "changxiao_city_queue_depth{city=\"3506\",name=\"search_index\"}")? == 1.0,
            "the new case waits for the index"
        );
        for lane in ["inside", "outward", "search", "nightly"] {
            figure(&text, &format!("changxiao_jobs{{city=\"3506\",lane=\"{lane}\",state=\"dead\"}}"))?;
            figure(&text, &format!("changxiao_job_late_seconds{{city=\"3506\",name=\"{lane}\"}}"))?;
        }
        // Labels are patterns: no number, login or word of anybody.
        let number = made.location().trim_start_matches("/cases/").split('?').next().unwrap_or_default().to_owned();
        for told in [number.as_str(), "999999-0001", "office", "王家", "13800001234"] {
            ensure!(!text.contains(told), "{told} in {text}");
        }
        // It is no address of the pages.
        office.get("/metrics").await?.expect(404)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_token_only_whoever_brings_it_is_answered() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let address = listen(world, Some(TOKEN)).await?;
        let client = client()?;
        let ask = async |bearer: Option<&str>| -> anyhow::Result<u16> {
            let request = client.get(&address);
            let request = match bearer {
                Some(bearer) => request.bearer_auth(bearer),
                None => request,
            };
            Ok(request.send().await?.status().as_u16())
        };
        ensure!(ask(None).await? == 401);
        ensure!(ask(Some("another-token-of-thirty-two-char")).await? == 401);
        ensure!(ask(Some(TOKEN)).await? == 200);
        Ok(())
    })
    .await
}
