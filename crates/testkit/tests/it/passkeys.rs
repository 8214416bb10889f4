//! Passkeys as a second factor, with an authenticator that a test plays. The browser story plays with Chromium's.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use changxiao_app::{
    notices::send::OutletConfig,
    people::{open_session::By, passkeys as app, way_in::Whence},
};
use changxiao_domain::{passkeys::Site, time::MINUTE, trace::TraceKind};
use changxiao_store::{access, passkeys, people};
use changxiao_testkit::{Answer, Browser, CITY, PASSWORD, World, on_both_engines};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::second_factors::{ask_of_administrators, code, set_up};

/// How an answer is changed on its way.
type Changing = dyn Fn(&mut Authenticator, &Value) -> Vec<(&'static str, String)>;

const ORIGIN: &str = "https://cx.example.gov.cn";

/// What holds a passkey.
struct Authenticator {
    id: Vec<u8>,
    key: Private,
    counter: u32,
    origin: &'static str,
    rp: &'static str,
    flags: u8,
}

enum Private {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
}

impl Authenticator {
    fn new(seed: u8) -> Self {
        let key = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).expect("a seed");
        Self::with(seed, Private::Ed25519(key))
    }

    /// As most of them are.
    fn p256(seed: u8) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).expect("a key");
        Self::with(seed, Private::P256(key))
    }

    fn with(seed: u8, key: Private) -> Self {
        Self { id: vec![seed; 20], key, counter: 0, origin: ORIGIN, rp: "cx.example.gov.cn", flags: 5 }
    }

    fn cose(&self) -> Vec<u8> {
        match &self.key {
            Private::Ed25519(key) => {
                [&[0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20][..], key.public_key().as_ref()].concat()
            }
            Private::P256(key) => {
                let point = key.public_key().as_ref();
                let head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
                [&head[..], &point[1..33], &[0x22, 0x58, 0x20], &point[33..]].concat()
            }
        }
    }

    fn sign(&self, text: &[u8]) -> Vec<u8> {
        match &self.key {
            Private::Ed25519(key) => key.sign(text).as_ref().to_vec(),
            Private::P256(key) => key.sign(&SystemRandom::new(), text).expect("a signature").as_ref().to_vec(),
        }
    }

    fn client(&self, kind: &str, challenge: &str) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        [&Sha256::digest(self.rp)[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    /// The fields of the form for a new passkey.
    fn makes(&self, options: &Value) -> Vec<(&'static str, String)> {
        let challenge = options["challenge"].as_str().unwrap_or_default();
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let data = [&self.data(self.flags | 0x40)[..], &[0; 16], &length, &self.id, &self.cose()].concat();
        vec![("client", letters(&self.client("webauthn.create", challenge))), ("authenticator", letters(&data))]
    }

    /// The fields of the form that shows it.
    fn shows(&mut self, options: &Value) -> Vec<(&'static str, String)> {
        let challenge = options["challenge"].as_str().unwrap_or_default();
        self.counter += 1;
        let (client, data) = (self.client("webauthn.get", challenge), self.data(self.flags));
        let signature = self.sign(&[&data[..], &Sha256::digest(&client)].concat());
        vec![
            ("credential", letters(&self.id)),
            ("client", letters(&client)),
            ("authenticator", letters(&data)),
            ("signature", letters(&signature)),
        ]
    }
}

fn letters(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(fields: &[(&str, String)], name: &str) -> Vec<u8> {
    let text = fields.iter().find(|(field, _)| *field == name).map_or("", |(_, text)| text);
    URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
}

/// What a page asks the browser.
fn options(page: &Answer) -> anyhow::Result<Value> {
    let text = page.text();
    let text = text.split("data-options=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    Ok(serde_json::from_str(&text.replace("&#34;", "\"").replace("&quot;", "\"").replace("&#45;", "-"))?)
}

async fn send(browser: &Browser, path: &str, fields: Vec<(&str, String)>) -> anyhow::Result<Answer> {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(path, &fields).await
}

async fn add(browser: &Browser, authenticator: &Authenticator, name: &str, password: &str) -> anyhow::Result<Answer> {
    let asked = options(&browser.get("/account/passkeys/new").await?.expect(200)?)?;
    let mut fields = authenticator.makes(&asked);
    fields.extend([("name", name.to_owned()), ("password", password.to_owned())]);
    send(browser, "/account/passkeys", fields).await
}

/// The password is right; gives the page that asks for the second half.
async fn half_way(browser: &Browser, login: &str) -> anyhow::Result<Answer> {
    let answer = browser.post("/signin", &[("login", login), ("password", PASSWORD)]).await?.expect(303)?;
    assert_eq!(answer.location(), "/signin/code");
    browser.get("/signin/code").await?.expect(200)
}

fn named(world: &World) {
    world.app.outlets().set(OutletConfig { public_address: ORIGIN.to_owned(), ..OutletConfig::default() });
}

async fn passkey_of(world: &World, login: &str) -> anyhow::Result<passkeys::PasskeyRow> {
    let person = people::by_login(&world.fresh.db, CITY, login).await?.expect("is there");
    Ok(passkeys::of(&world.fresh.db, CITY, person.id).await?.remove(0))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_added_used_named_and_removed() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let browser = world.sign_in("dispatcher").await?;
        let page = browser.get("/account/passkeys/new").await?.expect(200)?;
        page.says("须用域名和 https 打开本系统")?;
        named(world);
        let mut own = Authenticator::p256(1);
        add(&browser, &own, "办公电脑", "wrong").await?.expect(422)?.says("原密码不对")?;
        add(&browser, &own, "", PASSWORD).await?.expect(422)?.says("写 1 至 30 个字")?;
        let page = add(&browser, &own, "办公电脑", PASSWORD).await?.expect(200)?.says("恢复码")?.text();
        let recovery = page.split("<code class=\"cx-mono\">").nth(1).and_then(|rest| rest.split('<').next());
        let recovery = recovery.unwrap_or_default().replace("&#45;", "-");
        add(&browser, &own, "再来", PASSWORD).await?.expect(422)?.says("已添加过")?;
        // With a second one no codes are given again.
        let second = Authenticator::new(2);
        add(&browser, &second, "手机", PASSWORD).await?.expect(303)?;

        let other = world.stranger()?;
        let page = half_way(&other, "dispatcher").await?.says("用通行密钥登录")?;
        other.get("/units").await?.expect(303)?;
        send(&other, "/signin/code/passkey", own.shows(&options(&page)?)).await?.expect(303)?;
        other.get("/units").await?.expect(200)?;
        let lines = access::newest(&world.fresh.db, CITY, Some(TraceKind::SignIn), 1).await?;
        assert!(lines[0].particulars.contains("passkey"), "{lines:?}");
        // A recovery code is left for whoever has lost the device.
        let lost = world.stranger()?;
        half_way(&lost, "dispatcher").await?;
        lost.post("/signin/code", &[("code", &recovery)]).await?.expect(303)?;

        let row = passkey_of(world, "dispatcher").await?;
        assert_eq!((row.name.as_str(), row.counter), ("办公电脑", 1));
        let path = format!("/account/passkeys/{}", row.id);
        browser.post(&format!("{path}/name"), &[("name", "指挥部电脑")]).await?.expect(303)?;
        browser.get("/account").await?.expect(200)?.says("指挥部电脑")?.says("手机")?;
        // Nobody else's.
        let office = world.sign_in("office").await?;
        office.post(&format!("{path}/name"), &[("name", "我的")]).await?.expect(404)?;
        let theirs = [("removal_password", PASSWORD)];
        office.post(&format!("{path}/removal"), &theirs).await?.expect(404)?;
        browser.post(&format!("{path}/removal"), &[("removal_password", "wrong")]).await?.expect(422)?;
        browser.post(&format!("{path}/removal"), &theirs).await?.expect(303)?;
        half_way(&world.stranger()?, "dispatcher").await?;
        let row = passkey_of(world, "dispatcher").await?;
        browser.post(&format!("/account/passkeys/{}/removal", row.id), &theirs).await?.expect(303)?;
        // With the last one nothing is asked for any more.
        let free = world.stranger()?;
        let answer = free.post("/signin", &[("login", "dispatcher"), ("password", PASSWORD)]).await?.expect(303)?;
        assert_eq!(answer.location(), "/");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_passkey_does_not_hold_signs_nobody_in() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        named(world);
        let browser = world.sign_in("dispatcher").await?;
        let mut own = Authenticator::new(1);
        // What is made for another site or challenge is kept by nobody.
        let evil = Authenticator { origin: "https://evil.example", ..Authenticator::new(3) };
        add(&browser, &evil, "甲", PASSWORD).await?.expect(422)?.says("未通过核对")?;
        let evil = Authenticator { rp: "evil.example", ..Authenticator::new(3) };
        add(&browser, &evil, "甲", PASSWORD).await?.expect(422)?;
        let stale = own.makes(&json!({ "challenge": letters(&[0; 32]) }));
        let mut stale: Vec<(&str, String)> = stale;
        stale.extend([("name", "甲".to_owned()), ("password", PASSWORD.to_owned())]);
        browser.get("/account/passkeys/new").await?;
        send(&browser, "/account/passkeys", stale).await?.expect(422)?;
        add(&browser, &own, "办公电脑", PASSWORD).await?.expect(200)?;
        let mut others = Authenticator::new(9);
        add(&world.sign_in("office").await?, &others, "别人的", PASSWORD).await?.expect(200)?;

        let known = world.stranger()?;
        let page = half_way(&known, "dispatcher").await?;
        send(&known, "/signin/code/passkey", own.shows(&options(&page)?)).await?.expect(303)?;
        let refused = async |change: &Changing, own: &mut Authenticator| -> anyhow::Result<()> {
            let browser = world.stranger()?;
            let page = half_way(&browser, "dispatcher").await?;
            let fields = change(own, &options(&page)?);
            send(&browser, "/signin/code/passkey", fields).await?.expect(401)?;
            browser.get("/units").await?.expect(303)?;
            // Whoever comes rightly is not held up by that.
            world.clock.advance(16 * MINUTE);
            Ok(())
        };
        type Change = fn(&mut Authenticator, &Value) -> Vec<(&'static str, String)>;
        let changes: [Change; 7] = [
            |own, _| own.shows(&json!({ "challenge": letters(&[0; 32]) })),
            |own, asked| Authenticator { origin: "https://evil.example", ..copy(own) }.shows(asked),
            |own, asked| Authenticator { rp: "evil.example", ..copy(own) }.shows(asked),
            |own, asked| Authenticator { flags: 4, ..copy(own) }.shows(asked),
            |own, asked| {
                // Signed by another key.
                let mut fields =
                    Authenticator { id: own.id.clone(), counter: own.counter, ..Authenticator::new(7) }.shows(asked);
                fields[0].1 = letters(&own.id);
                fields
            },
            |own, asked| {
                let mut fields = own.shows(asked);
                let mut signature = bytes(&fields, "signature");
                signature[5] ^= 1;
                fields[3].1 = letters(&signature);
                fields
            },
            |_, _| Vec::new(),
        ];
        for change in &changes {
            refused(change, &mut own).await?;
        }
        let stranger = world.stranger()?;
        let page = half_way(&stranger, "dispatcher").await?;
        send(&stranger, "/signin/code/passkey", others.shows(&options(&page)?)).await?.expect(401)?;
        world.clock.advance(16 * MINUTE);
        // A copy whose counter stands behind.
        let mut copied = copy(&own);
        copied.counter = 0;
        let stranger = world.stranger()?;
        let page = half_way(&stranger, "dispatcher").await?;
        let answer = send(&stranger, "/signin/code/passkey", copied.shows(&options(&page)?)).await?.expect(401)?;
        answer.says("可能已被复制")?;
        world.clock.advance(16 * MINUTE);

        // An answer is good once, whoever sends it again and to whichever server.
        let site = Site::of(ORIGIN).expect("a site");
        let dispatcher = people::by_login(&world.fresh.db, CITY, "dispatcher").await?.expect("is there");
        let question = app::ask(&world.app, &site, &[]);
        let mut counterless = copy(&own);
        counterless.counter = 1_000;
        let fields = counterless.shows(&question.options);
        let shown = app::Shown {
            credential: bytes(&fields, "credential"),
            client: bytes(&fields, "client"),
            authenticator: bytes(&fields, "authenticator"),
            signature: bytes(&fields, "signature"),
        };
        let since = (By::Password, world.app.now());
        let asked = (&site, &question.challenge[..]);
        let whence = Whence::default();
        let come_in = || app::sign_in(&world.app, (CITY, dispatcher.id), since, asked, &shown, &whence);
        let (one, two) = tokio::join!(come_in(), come_in());
        assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|came| **came).count(), 1);
        assert!(come_in().await.is_err());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_that_is_removed_on_one_server_opens_nothing_on_another() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        named(world);
        let other = world.beside().await?;
        other.app.outlets().set(OutletConfig { public_address: ORIGIN.to_owned(), ..OutletConfig::default() });
        let browser = world.sign_in("dispatcher").await?;
        let mut own = Authenticator::new(1);
        add(&browser, &own, "办公电脑", PASSWORD).await?.expect(200)?;
        add(&browser, &Authenticator::new(2), "手机", PASSWORD).await?.expect(303)?;
        let there = world.stranger()?.at(other.address);
        let page = half_way(&there, "dispatcher").await?;
        send(&there, "/signin/code/passkey", own.shows(&options(&page)?)).await?.expect(303)?;
        there.get("/account").await?.expect(200)?.says("办公电脑")?;

        // Asked before it was removed, answered after.
        let late = world.stranger()?.at(other.address);
        let page = half_way(&late, "dispatcher").await?;
        let person = people::by_login(&world.fresh.db, CITY, "dispatcher").await?.expect("is there").id;
        let all = passkeys::of(&world.fresh.db, CITY, person).await?;
        let row = all.iter().find(|row| row.name == "办公电脑").expect("was added");
        let removal = format!("/account/passkeys/{}/removal", row.id);
        browser.post(&removal, &[("removal_password", PASSWORD)]).await?.expect(303)?;
        send(&late, "/signin/code/passkey", own.shows(&options(&page)?)).await?.expect(401)?;
        late.get("/units").await?.expect(303)?;
        let account = there.get("/account").await?.expect(200)?.text();
        assert!(!account.contains("办公电脑") && account.contains("手机"));
        other.end().await;
        Ok(())
    })
    .await
}

/// The same passkey in other hands.
fn copy(own: &Authenticator) -> Authenticator {
    Authenticator { id: own.id.clone(), counter: own.counter, ..Authenticator::new(own.id[0]) }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_second_factor_of_an_administrator_stays() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        named(world);
        let security = world.sign_in("secadmin").await?;
        ask_of_administrators(&security).await?;
        // A passkey is a second factor as good as an app.
        add(&security, &Authenticator::new(1), "U 盾", PASSWORD).await?.expect(200)?;
        security.get("/security").await?.expect(200)?;
        let row = passkey_of(world, "secadmin").await?;
        let removal = format!("/account/passkeys/{}/removal", row.id);
        let own = [("removal_password", PASSWORD)];
        security.post(&removal, &own).await?.expect(422)?.says("管理员须启用两步验证")?;
        // Beside an app it may go, and then the app has to stay.
        let (secret, _) = set_up(world, &security).await?;
        security.post(&removal, &own).await?.expect(303)?;
        world.clock.advance(MINUTE);
        let off = [("code", &*code(world, &secret))];
        security.post("/account/second-factor/removal", &off).await?.expect(422)?.says("管理员须启用两步验证")?;
        // A new password forgets passkeys, too.
        let handler = world.sign_in("handler").await?;
        add(&handler, &Authenticator::new(5), "手机", PASSWORD).await?.expect(200)?;
        changxiao_app::people::unlock::unlock(&world.app, CITY, "handler").await?;
        let person = people::by_login(&world.fresh.db, CITY, "handler").await?.expect("is there");
        assert_eq!(passkeys::of(&world.fresh.db, CITY, person.id).await?, []);
        assert_eq!(person.second_factor_at, None);
        Ok(())
    })
    .await
}
