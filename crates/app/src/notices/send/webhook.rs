//! One message to a webhook: signed JSON of our own, or the words that the robots of WeCom and DingTalk take.
//!
//! Sources: developer.work.weixin.qq.com/document/path/99110 (group robot, markdown of up to 4096 bytes, `errcode` 0 is taken);
//! open.dingtalk.com, custom robot security settings (`timestamp` and `sign`: base64 of HMAC-SHA256 over `timestamp\nsecret`).

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use changxiao_domain::time::Instant;
use changxiao_store::notices::{
    deliveries::Delivery,
    hooks::{Hook, HookStyle},
};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, Url, header, redirect::Policy};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{SendProblem, guard};

/// A robot of WeCom takes 4096 bytes of markdown.
const MOST_BYTES: usize = 4_000;
/// Of an answer only its beginning is read.
const MOST_ANSWER: usize = 2_000;

/// Sends it, to the very addresses that were looked at, without following a redirect.
pub async fn push(
    hook: &Hook,
    delivery: &Delivery,
    secret: Option<&str>,
    (allow_private, patience): (bool, Duration),
    now: Instant,
) -> Result<(), SendProblem> {
    let mut url = guard::check_written(&hook.url, allow_private)?;
    let (host, addresses) = guard::resolve(&url, allow_private).await?;
    let client = Client::builder()
        .redirect(Policy::none())
        .timeout(patience)
        .no_proxy()
        .resolve_to_addrs(&host, &addresses)
        .build()
        .map_err(|problem| SendProblem::NoAnswer { host: host.clone(), why: problem.to_string() })?;
    let body = body(hook.style, delivery).to_string();
    if let (HookStyle::DingTalk, Some(secret)) = (hook.style, secret) {
        sign_query(&mut url, secret, now);
    }
    let mut request = client
        .post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header("x-changxiao-id", delivery.id.to_string());
    if let (HookStyle::Signed, Some(secret)) = (hook.style, secret) {
        let seconds = now.micros() / 1_000_000;
        request = request
            .header("x-changxiao-timestamp", seconds.to_string())
            .header("x-changxiao-signature", format!("sha256={}", signature(secret, seconds, &body)));
    }
    // The address stands in errors of the library, and its key with it.
    let answer = request
        .body(body)
        .send()
        .await
        .map_err(|problem| SendProblem::NoAnswer { host: host.clone(), why: why(problem) })?;
    let status = answer.status().as_u16();
    let said = beginning(answer).await;
    let taken = (200..300).contains(&status) && (hook.style == HookStyle::Signed || robot_took_it(&said));
    if taken { Ok(()) } else { Err(SendProblem::Answer { host, status, said: said.chars().take(200).collect() }) }
}

/// HMAC-SHA256 over `SECONDS.BODY`, in hexadecimal digits; what a receiver computes to know us.
pub fn signature(secret: &str, seconds: i64, body: &str) -> String {
    mac(secret, &format!("{seconds}.{body}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sign_query(url: &mut Url, secret: &str, now: Instant) {
    let millis = now.micros() / 1_000;
    let sign = STANDARD.encode(mac(secret, &format!("{millis}\n{secret}")));
    url.query_pairs_mut().append_pair("timestamp", &millis.to_string()).append_pair("sign", &sign);
}

fn mac(secret: &str, text: &str) -> Vec<u8> {
    // A key of any length is taken.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn body(style: HookStyle, delivery: &Delivery) -> Value {
    let markdown = || within(&format!("**{}**\n\n{}", delivery.subject, delivery.body), MOST_BYTES);
    match style {
        HookStyle::Signed => {
            let mut body = json!({
                "id": delivery.id.to_string(), "subject": delivery.subject, "text": delivery.body,
                "notices": delivery.notices, "urgent": delivery.urgent, "made_at": delivery.made_at.to_string(),
            });
            // What a program reads stands beside the text for people.
            if let Some(Ok(Value::Object(document))) = delivery.document.as_deref().map(serde_json::from_str) {
                for (name, value) in document {
                    body[name] = value;
                }
            }
            body
        }
        HookStyle::WeCom => json!({ "msgtype": "markdown", "markdown": { "content": markdown() } }),
        HookStyle::DingTalk => {
            json!({ "msgtype": "markdown", "markdown": { "title": delivery.subject, "text": markdown() } })
        }
    }
}

/// The beginning of a text in so many bytes, at the end of a character.
fn within(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = (0..=most - '…'.len_utf8()).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    format!("{}…", &text[..end])
}

/// Robots answer 200 also when they refuse, and say so in `errcode`.
fn robot_took_it(said: &str) -> bool {
    serde_json::from_str::<Value>(said).is_ok_and(|answer| answer["errcode"] == 0)
}

async fn beginning(mut answer: reqwest::Response) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        bytes.extend_from_slice(&chunk);
        if bytes.len() >= MOST_ANSWER {
            break;
        }
    }
    bytes.truncate(MOST_ANSWER);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn why(problem: reqwest::Error) -> String {
    let problem = problem.without_url();
    if problem.is_timeout() {
        return "it took too long".to_owned();
    }
    let mut said = problem.to_string();
    let mut source = std::error::Error::source(&problem);
    while let Some(cause) = source {
        said = cause.to_string();
        source = cause.source();
    }
    said
}
