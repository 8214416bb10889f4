//! One message to a webhook: signed JSON of our own, or the words that the robots of WeCom and DingTalk take.
//!
//! Sources: developer.work.weixin.qq.com/document/path/99110 (group robot, markdown of up to 4096 bytes, `errcode` 0 is taken);
//! open.dingtalk.com, custom robot security settings (`timestamp` and `sign`: base64 of HMAC-SHA256 over `timestamp\nsecret`).

use base64::{Engine, engine::general_purpose::STANDARD};
use changxiao_domain::time::Instant;
use changxiao_store::notices::{
    deliveries::Delivery,
    hooks::{Hook, HookStyle},
};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Url, header};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{SendProblem, Way, guard};

/// A robot of WeCom takes 4096 bytes of markdown.
const MOST_BYTES: usize = 4_000;
/// Of an answer only its beginning is read.
const MOST_ANSWER: usize = 2_000;

/// Sends it, to the very addresses that were looked at, without following a redirect.
pub async fn push(
    hook: &Hook,
    delivery: &Delivery,
    secret: Option<&str>,
    way: &Way,
    now: Instant,
) -> Result<(), SendProblem> {
    let mut url = guard::check_written(&hook.url, &way.inside)?;
    let (host, addresses) = guard::resolve(&url, &way.inside).await?;
    let client = guard::client(&host, &addresses, way.patience)
        .map_err(|problem| SendProblem::NoAnswer { host: host.clone(), why: problem.to_string() })?;
    let body = body(hook.style, delivery, &way.public_address).to_string();
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
        .map_err(|problem| SendProblem::NoAnswer { host: host.clone(), why: guard::why(problem) })?;
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

fn body(style: HookStyle, delivery: &Delivery, public_address: &str) -> Value {
    let subject = || plain(&delivery.subject);
    let markdown = || {
        let lines: Vec<String> = delivery.body.lines().map(|line| plain_but_ours(line, public_address)).collect();
        within(&format!("**{}**\n\n{}", subject(), lines.join("\n")), MOST_BYTES)
    };
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
            json!({ "msgtype": "markdown", "markdown": { "title": subject(), "text": markdown() } })
        }
    }
}

/// A line of the message; an address of ours on a line of its own stays a link.
fn plain_but_ours(line: &str, public_address: &str) -> String {
    let ours = !public_address.is_empty()
        && line
            .strip_prefix(public_address)
            .is_some_and(|path| path.starts_with('/') && !path.contains(char::is_whitespace));
    if ours { line.to_owned() } else { plain(line) }
}

/// Words that people wrote, so that a robot reads them as words: no heading, link, picture, colour or emphasis, and nobody is called by
/// `@`. The two robots know different marks and document no escape, so the signs become their wide forms, which look alike.
fn plain(text: &str) -> String {
    let wide = |sign: char| match sign {
        '*' | '_' | '`' | '~' | '#' | '[' | ']' | '<' | '>' | '|' | '\\' | '@' | '!' => {
            char::from_u32(u32::from(sign) + 0xfee0).unwrap_or(sign)
        }
        sign => sign,
    };
    text.chars().map(wide).collect()
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

#[cfg(test)]
mod tests {
    use changxiao_domain::ids::DeliveryId;

    use super::*;

    fn delivery(body: &str) -> Delivery {
        Delivery {
            id: DeliveryId(uuid::Uuid::nil()),
            channel: "webhook".to_owned(),
            receiver: Vec::new(),
            subject: "漳州市 · 派遣".to_owned(),
            body: body.to_owned(),
            urgent: false,
            notices: 1,
            made_at: Instant(0),
            sent_at: None,
            dropped: None,
            document: None,
        }
    }

    #[test]
    fn what_people_wrote_reaches_robots_as_words() {
        let evil = "井盖 [点我](https://evil.example) ![x](https://evil.example/a.png) <@all> @13800001234 **急** <font color=\"red\">`x`</font>\n# 标题\n> 引用";
        let said =
            delivery(&format!("{evil}\nhttps://cx.example.gov.cn/cases/261121-0041\nhttps://cx.example.gov.cn/a b"));
        for style in [HookStyle::WeCom, HookStyle::DingTalk] {
            let body = body(style, &said, "https://cx.example.gov.cn");
            let text = body["markdown"]["content"].as_str().or(body["markdown"]["text"].as_str()).unwrap_or_default();
            let words = text.strip_prefix("**漳州市 · 派遣**\n\n").unwrap_or_default();
            assert!(words.starts_with("井盖 ［点我］(https://evil.example) ！［x］"), "{words}");
            for sign in ['*', '_', '`', '#', '[', ']', '<', '>', '|', '@', '!'] {
                assert!(!words.contains(sign), "{sign} in {words}");
            }
            assert!(text.contains("\nhttps://cx.example.gov.cn/cases/261121-0041\n"), "our own link stays");
        }
        // What a program reads is what was written.
        let signed = body(HookStyle::Signed, &said, "https://cx.example.gov.cn");
        assert_eq!(signed["text"], said.body);
    }
}
