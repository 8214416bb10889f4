//! What goes out on which channel, and when.

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use changxiao_app::notices::send::{MailServer, MailTls, OutletConfig};
use changxiao_domain::{
    jobs::JobKind,
    notices::{InsideHosts, NoticeKind},
    time::HOUR,
};
use changxiao_testkit::{World, on_both_engines};

use super::{
    SECOND, at, dispatched, of_kind,
    outside::{Mood, Outside},
    urged, wants_mail, work, worker,
};

/// Ways out for a test: a mail server on loopback, private webhooks, one secret.
pub fn set_up(world: &World, mail: Option<&Outside>) {
    world.app.outlets().set(OutletConfig {
        mail: mail.map(|mail| MailServer {
            host: "127.0.0.1".to_owned(),
            port: mail.port,
            tls: MailTls::None,
            from: "长效 <changxiao@example.gov.cn>".to_owned(),
            account: None,
        }),
        secrets: BTreeMap::from([("robot".to_owned(), "SEC-of-the-test".to_owned())]),
        inside: InsideHosts::read(&["127.0.0.1".to_owned()]).unwrap_or_default(),
        public_address: "https://cx.example.gov.cn/".to_owned(),
        of_cities: BTreeMap::new(),
        patience: Duration::from_millis(300),
    });
}

/// The administrator adds a webhook on the page.
pub async fn add_hook(world: &World, to: &Outside, style: &str, kinds: &[NoticeKind]) -> anyhow::Result<()> {
    let keeper = world.sign_in("sysadmin").await?;
    let url = format!("http://127.0.0.1:{}/robot?key=very-secret", to.port);
    let mut fields = vec![("name", "值班群"), ("style", style), ("url", url.as_str())];
    if style != "wecom" {
        fields.push(("secret", "robot"));
    }
    fields.extend(kinds.iter().map(|kind| ("kind", kind.code())));
    keeper.post("/webhooks", &fields).await?.expect(303)?;
    let page = keeper.get("/webhooks").await?.expect(200)?.says("值班群")?;
    assert!(!page.text().contains("very-secret") && !page.text().contains("SEC-of-the-test"), "a secret is shown");
    Ok(())
}

/// The text of a mail, whatever way it is encoded.
pub fn text_of(mail: &str) -> String {
    let body = mail.split_once("\n\n").map_or("", |(_, body)| body);
    let joined: String = body.lines().map(str::trim).collect();
    STANDARD.decode(&joined).map_or_else(|_| body.to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn only_urgent_kinds_pass_at_night_and_the_morning_brings_one_digest() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mail = Outside::mail(Mood::Takes).await?;
        set_up(world, Some(&mail));
        wants_mail(world, "handler", &[NoticeKind::Dispatched, NoticeKind::Urged]).await?;
        let worker = worker(world);
        world.clock.set(at(19, 22, 0));
        let mut targets = Vec::new();
        for _ in 0..5 {
            targets.push(dispatched(world).await?);
        }
        world.clock.advance(HOUR / 2);
        work(world, &worker).await?;
        assert!(mail.taken().is_empty(), "Friday night is quiet");
        urged(world, &targets[0]).await?;
        world.clock.advance(11 * SECOND);
        work(world, &worker).await?;
        assert_eq!(mail.taken().len(), 1, "what is urgent passes");
        assert!(text_of(&mail.taken()[0]).contains("催办"));
        for (day, hour) in [(20, 10), (21, 10), (22, 7)] {
            world.clock.set(at(day, hour, 0));
            work(world, &worker).await?;
            assert_eq!(mail.taken().len(), 1, "the {day}th, {hour}:00 is quiet");
        }
        world.clock.set(at(22, 8, 0));
        work(world, &worker).await?;
        let taken = mail.taken();
        assert_eq!(taken.len(), 2, "five notices are one mail");
        let digest = text_of(&taken[1]);
        for target in &targets {
            assert!(digest.contains(&format!("https://cx.example.gov.cn/cases/{}", target.number)), "{digest}");
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_or_refuses_holds_up_nobody_and_gets_its_mail_later() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (mail, webhook) = (Outside::mail(Mood::Suspensions).await?, Outside::webhook(Mood::Suspensions).await?);
        set_up(world, Some(&mail));
        add_hook(world, &webhook, "dingtalk", &[NoticeKind::Urged]).await?;
        wants_mail(world, "head", &[NoticeKind::Urged]).await?;
        let target = dispatched(world).await?;
        urged(world, &target).await?;
        let worker = worker(world);
        work(world, &worker).await?;
        for kind in [JobKind::Mail, JobKind::Webhook] {
            let job = &of_kind(world, kind).await?[0];
            assert!(job.tries == 1 && !job.last_error.is_empty(), "{job:?}");
            assert!(!job.last_error.contains("very-secret"), "{job:?}");
        }
        for mood in [Mood::Refuses, Mood::Suspensions] {
            mail.set(mood);
            webhook.set(mood);
            world.clock.advance(3601 * SECOND);
            work(world, &worker).await?;
        }
        assert!(mail.taken().is_empty() && webhook.taken().is_empty());
        mail.set(Mood::Takes);
        webhook.set(Mood::Takes);
        world.clock.advance(3601 * SECOND);
        work(world, &worker).await?;
        assert_eq!((mail.taken().len(), webhook.taken().len()), (1, 1));
        let push = &webhook.taken()[0];
        assert!(
            push.contains("timestamp=") && push.contains("sign=") && push.contains("\"msgtype\":\"markdown\""),
            "{push}"
        );
        assert!(push.contains("催办") && push.contains(&target.number));
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_push_can_be_checked_by_its_receiver() -> anyhow::Result<()> {
    use hmac::{Hmac, KeyInit, Mac};
    on_both_engines(async |world| {
        let webhook = Outside::webhook(Mood::Takes).await?;
        set_up(world, None);
        add_hook(world, &webhook, "signed", &[NoticeKind::Escalated]).await?;
        // The test button.
        let keeper = world.sign_in("sysadmin").await?;
        let page = keeper.get("/webhooks").await?.text();
        let id = page.split("/webhooks/").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
        keeper.post(&format!("/webhooks/{id}/test"), &[]).await?.expect(303)?;
        work(world, &worker(world)).await?;
        let taken = webhook.taken();
        assert_eq!(taken.len(), 1);
        let (head, body) = taken[0].split_once("\r\n\r\n").unwrap_or_default();
        let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"SEC-of-the-test")?;
        mac.update(format!("{}.{body}", header("x-changxiao-timestamp: ")).as_bytes());
        let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(header("x-changxiao-signature: "), format!("sha256={expected}"));
        assert_eq!(header("x-changxiao-timestamp: "), (world.app.now().micros() / SECOND).to_string());
        keeper.get("/webhooks").await?.expect(200)?.says("已送达")?;
        keeper.post(&format!("/webhooks/{id}/end"), &[]).await?.expect(303)?;
        keeper.get("/webhooks").await?.expect(200)?.says("没有推送地址")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_inside_are_refused_unless_the_configuration_allows_them() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let keeper = world.sign_in("sysadmin").await?;
        for url in [
            "http://127.0.0.1/x",
            "https://127.0.0.1/x",
            "https://10.0.0.1/x",
            "https://[::1]/x",
            "ftp://example.com/",
            "x",
        ] {
            let fields = [("name", "群"), ("style", "wecom"), ("url", url), ("kind", "escalated")];
            keeper.post("/webhooks", &fields).await?.expect(422)?;
        }
        let unnamed = [("name", "群"), ("style", "signed"), ("url", "https://203.0.114.1/"), ("kind", "escalated")];
        keeper.post("/webhooks", &unnamed).await?.expect(422)?.says("签名推送要有密钥名称")?;
        keeper.get("/webhooks").await?.expect(200)?.says("没有推送地址")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_chooses_channels_and_reads_the_inbox() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mail = Outside::mail(Mood::Takes).await?;
        set_up(world, Some(&mail));
        let head = world.sign_in("head").await?;
        head.post("/notices/channels/test", &[]).await?.expect(422)?.says("先填写并保存邮箱")?;
        let wrong = [("address", "head@example.com\r\nBcc: x@y.cn")];
        head.post("/notices/channels", &wrong).await?.expect(422)?.says("邮箱地址不成形")?;
        // Rings for escalations only, mailed for nothing.
        let chosen = [("address", "head@example.gov.cn"), ("rings", "escalated")];
        head.post("/notices/channels", &chosen).await?.expect(303)?;
        head.get("/notices/channels").await?.expect(200)?.says("head@example.gov.cn")?;

        let target = dispatched(world).await?;
        urged(world, &target).await?;
        let worker = worker(world);
        work(world, &worker).await?;
        assert!(mail.taken().is_empty());
        // It lies in the inbox without counting at the bell.
        head.get("/notices").await?.expect(200)?.says("催办")?.says("通知，未读 0 条")?;
        head.post("/notices/channels/test", &[]).await?.expect(303)?;
        world.clock.advance(11 * SECOND);
        work(world, &worker).await?;
        assert_eq!(mail.taken().len(), 1);
        assert!(mail.taken()[0].contains("<changxiao@example.gov.cn>"), "{}", mail.taken()[0]);

        // The handler's rings; reading it one by one and all at once.
        let handler = world.sign_in("handler").await?;
        let page = handler.get("/notices?show=unread").await?.expect(200)?.says("通知，未读 2 条")?.text();
        let path = page
            .split("action=\"/notices/")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .find(|path| path.len() > 20);
        let path = format!("/notices/{}", path.unwrap_or_default());
        let answer = handler.post(&path, &[("then", "case")]).await?.expect(303)?;
        assert_eq!(answer.location(), format!("/cases/{}", target.number));
        handler.get("/notices").await?.expect(200)?.says("通知，未读 1 条")?;
        // Nobody reads another's inbox.
        head.post(&path, &[]).await?.expect(404)?;
        handler.post("/notices/read", &[]).await?.expect(303)?;
        handler.get("/notices?show=unread").await?.expect(200)?.says("没有未读通知")?;
        let json = handler.api("GET", "/api/v1/notices", "", None).await?.expect(200)?.json()?;
        assert_eq!((json["unread"].as_i64(), json["notices"].as_array().map(Vec::len)), (Some(0), Some(2)));
        Ok(())
    })
    .await
}
