//! Letters of responsibility: made in one act from the matrix of the day, signed with the key of a head's post, checked by whoever holds the
//! paper, and what somebody who writes into the database cannot hide.

use std::{collections::BTreeSet, net::Ipv4Addr};

use anyhow::Context;
use changxiao_app::{
    App, AppError,
    letters::check::check,
    matters::{
        begin::{Beginning, begin},
        values::Given,
    },
    model::CityModel,
    sealing::{AuditScope, keep, verify_audit},
    workflow::{Target, carry_out},
};
use changxiao_domain::{
    ids::{CityId, UnitId},
    letters::LetterCode,
    matters::{Code, Command, Matter},
    orgs::{Actor, Post, Role, Scope, UnitKind},
    time::HOUR,
};
use changxiao_store::{
    engine::Built,
    matters::parts_of,
    orgs::{self, MatrixRow},
    params,
    workflow::by_number,
};
use changxiao_testkit::{Browser, CITY, Demonstration, World, fresh_databases, on_both_engines};

use crate::api::program::Program;

const ADDRESS: std::net::IpAddr = std::net::IpAddr::V4(Ipv4Addr::LOCALHOST);

const ASKED: &[(&str, &str)] = &[
    ("request_key", "letters-1"),
    ("procedure", "letter"),
    ("title", "2026 年度创建责任书"),
    ("year", "2026"),
    ("text", "一、落实责任。\n二、按时办结。"),
    ("basis", "年度创建工作责任书"),
    ("due", "2026-06-30"),
];

async fn broken(app: &App, city: CityId) -> anyhow::Result<Vec<String>> {
    let audit = verify_audit(app, city, AuditScope::default(), |_, _| {}).await?;
    Ok(audit.broken.iter().map(|finding| format!("{finding:?}")).collect())
}

/// Sends the form of an action with the version that its page shows.
async fn act(browser: &Browser, address: &str, action: &str, fields: &[(&str, &str)]) -> anyhow::Result<u16> {
    let page = browser.get(address).await?.expect(200)?.text();
    let version = page.split("name=\"version\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0");
    let mut all = vec![("version", version), ("action", action)];
    all.extend_from_slice(fields);
    Ok(browser.post(&format!("{address}/act"), &all).await?.status)
}

/// The letters to these units, and the address of the part of each.
async fn issued(world: &World, units: &str) -> anyhow::Result<(String, Vec<String>)> {
    let office = world.sign_in("office").await?;
    let mut fields = ASKED.to_vec();
    fields.extend([("audience", ""), ("units", units)]);
    let whole = office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned();
    let number = whole.rsplit('/').next().context("a number")?.to_owned();
    let matter: Matter = by_number(&world.fresh.db, CITY, &number).await?.context("the whole")?;
    let parts = parts_of(&world.fresh.db, CITY, matter.id, 100).await?;
    Ok((whole, parts.iter().map(|part| format!("/matters/{}", part.number)).collect()))
}

async fn part(world: &World, address: &str) -> anyhow::Result<Matter> {
    let number = address.rsplit('/').next().context("a number")?;
    by_number(&world.fresh.db, CITY, number).await?.context("the part")
}

async fn run(world: &World, text: &str) -> anyhow::Result<()> {
    let mut tx = world.fresh.db.begin().await?;
    let built = Built { name: "test::tamper", text: text.to_owned() };
    assert!(tx.execute(built, params![CITY]).await? > 0, "{text}");
    Ok(tx.commit().await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_keeps_what_the_matrix_gave_and_is_signed_by_the_head_alone() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.sign_in("office").await?;
        // 新桥街道 has no head who could sign: nothing is issued, and the unit is named.
        let mut fields = ASKED.to_vec();
        fields.extend([("audience", ""), ("units", "市城管局\n新桥街道")]);
        office.post("/matters/new", &fields).await?.expect(422)?.says("1 个单位没有负责人岗位，无法签订：新桥街道")?;

        let (whole, parts) = issued(world, "市城管局\n巷口街道").await?;
        let before = part(world, &parts[0]).await?.letter()?;
        assert_eq!((before.unit.as_str(), before.people.len()), ("市城管局", 2));
        assert!(!before.limits.is_empty(), "every kind of problem comes to 市城管局");
        assert_eq!(part(world, &parts[1]).await?.letter()?.limits, [], "and none to 巷口街道 first");
        // Later the matrix sends everything to the street: the letters stay as they were issued.
        let mut tx = world.fresh.db.begin().await?;
        let row = MatrixRow {
            division: 350_600_000_000,
            category: "*".to_owned(),
            territory_unit: None,
            line_unit: Some(world.city.streets[0]),
            valid_from: changxiao_domain::time::Day::constant(2026, 1, 1),
        };
        orgs::put_matrix(&mut tx, CITY, std::iter::once(row)).await?;
        changxiao_store::cities::touch_model(&mut tx, CITY);
        tx.commit().await?;
        world.app.refresh_model(CITY).await?;
        assert_eq!(part(world, &parts[0]).await?.letter()?, before);

        // Neither a handler nor another unit's head signs, and no program in the place of a head.
        assert_ne!(act(&world.sign_in("handler").await?, &parts[0], "sign", &[]).await?, 303);
        world.sign_in("streethead").await?.get(&parts[0]).await?.expect(404)?;
        let program = Program::of(world, "head", &["read", "handle"]).await?;
        let place = format!("{}/actions", parts[0]);
        let sign = serde_json::json!({ "action": "sign", "version": 1 });
        program.post(&place, &sign).await?.expect(422)?.says("程序不能代签")?;
        // What somebody sends as a signature is not looked at; it is made here.
        let head = world.sign_in("head").await?;
        assert_eq!(act(&head, &parts[0], "sign", &[("signature", "{}")]).await?, 303);
        let signed = part(world, &parts[0]).await?.signed().context("it is signed")?;
        assert_eq!((signed.text.as_str(), signed.check()), (before.canonical().as_str(), Ok(())));
        head.get(&parts[0]).await?.expect(200)?.says("已签订")?.says(&signed.code().to_string())?;
        let sheet = head.get(&format!("{}/print", parts[0])).await?.expect(200)?.says("落实责任")?.says("Ed25519")?;
        sheet.says("扫码核验本责任状")?.says("<path d=\"M")?;

        // Who has not signed is counted, and urged; then all have signed.
        office.get(&whole).await?.expect(200)?.says("待签订 1")?.says("已签订 1")?;
        assert_eq!(act(&office, &whole, "conclude", &[]).await?, 422);
        assert_eq!(act(&office, &whole, "urge", &[]).await?, 303);
        let second = world.sign_in("streethead").await?;
        second.get("/notices").await?.expect(200)?.says("尚未办理")?;
        assert_eq!(act(&second, &parts[1], "sign", &[]).await?, 303);
        assert_eq!(act(&office, &whole, "conclude", &[]).await?, 303);
        office.get(&whole).await?.expect(200)?.says("已全部签订")?;
        assert_eq!(broken(&world.app, CITY).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_the_paper_checks_it_and_nobody_alters_it_unseen() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (_, parts) = issued(world, "市城管局").await?;
        assert_eq!(act(&world.sign_in("head").await?, &parts[0], "sign", &[]).await?, 303);
        let code = part(world, &parts[0]).await?.signed().context("it is signed")?.code();
        keep(&world.app, CITY).await?;

        // Typed by hand, in small letters, without dashes.
        let stranger = world.stranger()?;
        stranger.get("/letters").await?.expect(200)?.says("责任书验证")?;
        let typed = code.to_string().to_lowercase().replace('-', " ");
        let typed: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let led = stranger.get(&format!("/letters?code={typed}")).await?.expect(303)?.location().to_owned();
        let page = stranger.get(&led).await?.expect(200)?.says("验证通过")?.says("落实责任")?.text();
        assert!(
            page.contains("市城管局") && page.contains("Ed25519") && !page.contains("13800"),
            "as the paper says it"
        );
        let mistyped: String = format!("{}X", &code.plain()[1..]);
        stranger.get(&format!("/letters/{mistyped}")).await?.expect(422)?.says("验证码")?;
        stranger.get("/letters/7ZQ4M").await?.expect(422)?.says("21 位")?;
        let unknown = LetterCode::of(&[9; 32]).plain().replace('*', "%2A").replace('$', "%24");
        stranger.get(&format!("/letters/{unknown}")).await?.expect(404)?.says("未找到")?;

        // The text of the whole, a fact of the part, the signed text: each is named, and the paper does not count any more.
        let address = format!("/letters/{}", code.plain());
        let changes = [
            ("落实责任", "放宽责任"),
            ("\"unit\":\"市城管局\"", "\"unit\":\"市环卫中心\""),
            ("text: 一、", "text: 七、"),
        ];
        for (was, is) in changes {
            let swap = |from: &str, to: &str| {
                format!("UPDATE matters SET content = REPLACE(content, '{from}', '{to}') WHERE city_id = $1")
            };
            run(world, &swap(was, is)).await?;
            let found = broken(&world.app, CITY).await?;
            assert!(found.iter().any(|one| one.contains("matters") && one.contains("content")), "{was}: {found:?}");
            stranger.get(&address).await?.expect(200)?.says("验证未通过")?;
            run(world, &swap(is, was)).await?;
            assert_eq!(broken(&world.app, CITY).await?, Vec::<String>::new());
        }
        stranger.get(&address).await?.expect(200)?.says("验证通过")?;
        // Nor does another public key in the place of the post's.
        run(world, "UPDATE head_keys SET public_key = secret WHERE city_id = $1").await?;
        let found = broken(&world.app, CITY).await?;
        assert!(found.iter().any(|one| one.contains("head_keys") && one.contains("public_key")), "{found:?}");
        stranger.get(&address).await?.expect(200)?.says("签名密钥不属于该岗位")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_that_has_to_signs_by_sm2_and_codes_are_not_tried_out() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (_, parts) = issued(world, "市城管局\n巷口街道").await?;
        assert_eq!(act(&world.sign_in("head").await?, &parts[0], "sign", &[]).await?, 303);
        let office = world.sign_in("office").await?;
        let set = |text: &'static str| [("f/algorithm", text), ("source", "密码应用方案"), ("version", "0")];
        office.post("/rules/letter_rules", &set("rot13")).await?.expect(422)?.says("须为 ed25519 或 sm2")?;
        office.post("/rules/letter_rules", &set("sm2")).await?.expect(303)?;
        assert_eq!(act(&world.sign_in("streethead").await?, &parts[1], "sign", &[]).await?, 303);
        for (address, algorithm) in parts.iter().zip(["Ed25519", "SM2"]) {
            let code = part(world, address).await?.signed().context("it is signed")?.code().plain();
            let stranger = world.stranger()?;
            let code = code.replace('*', "%2A").replace('$', "%24");
            stranger.get(&format!("/letters/{code}")).await?.expect(200)?.says("验证通过")?.says(algorithm)?;
        }
        // Thirty codes that lead nowhere, then a wait.
        let unknown = |n: u8| LetterCode::of(&[n; 32]).plain();
        for n in 0..30 {
            assert!(check(&world.app, CITY, ADDRESS, &unknown(n)).await?.is_none());
        }
        let waits = check(&world.app, CITY, ADDRESS, &unknown(31)).await;
        assert!(matches!(waits, Err(AppError::Busy)));
        world.clock.advance(HOUR);
        assert!(check(&world.app, CITY, ADDRESS, &unknown(31)).await?.is_none());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_vault_is_lost_heads_sign_with_new_keys_and_old_letters_stay_good() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (_, first) = issued(world, "市城管局").await?;
        assert_eq!(act(&world.sign_in("head").await?, &first[0], "sign", &[]).await?, 303);
        let old = part(world, &first[0]).await?.signed().context("it is signed")?;
        std::fs::write(world.fresh.folder.path().join("vault.key"), [3; 32])?;
        let whole = first[0].clone();
        let office = world.sign_in("office").await?;
        let mut fields = ASKED.to_vec();
        fields[0] = ("request_key", "letters-2");
        fields.extend([("audience", ""), ("units", "市城管局")]);
        let next = office.post("/matters/new", &fields).await?.expect(303)?.location().to_owned();
        assert_ne!(next, whole);
        let number = next.rsplit('/').next().context("a number")?;
        let matter: Matter = by_number(&world.fresh.db, CITY, number).await?.context("the whole")?;
        let parts = parts_of(&world.fresh.db, CITY, matter.id, 10).await?;
        let second = format!("/matters/{}", parts[0].number);
        assert_eq!(act(&world.sign_in("head").await?, &second, "sign", &[]).await?, 303);
        let new = part(world, &second).await?.signed().context("it is signed")?;
        assert_ne!(new.key, old.key);
        for signed in [old, new] {
            let checked = check(&world.app, CITY, ADDRESS, &signed.code().plain()).await?.context("a letter")?;
            assert!(checked.letter.is_ok());
        }
        Ok(())
    })
    .await
}

/// Somebody acting in a post.
pub fn actor(model: &CityModel, post: &Post) -> anyhow::Result<Actor> {
    let unit = model.units.get(post.unit).context("the unit of a post")?;
    Ok(Actor {
        city: model.id(),
        person: post.person,
        post: post.id,
        unit: post.unit,
        role: post.role,
        division: unit.division,
        scope: Scope::of_post(post.role, unit, &model.units),
        program: None,
        address: None,
    })
}

/// The first post of a role, of this unit where one is named.
pub fn post_of(model: &CityModel, role: Role, unit: Option<UnitId>) -> anyhow::Result<Actor> {
    let fits =
        |post: &&Post| post.role == role && post.in_force(model.day) && unit.is_none_or(|unit| post.unit == unit);
    let post = model.posts.values().filter(fits).min_by_key(|post| post.id);
    actor(model, post.context("somebody has the post")?)
}

pub fn code(name: &str) -> Code {
    Code::parse(name).expect("a name")
}

/// 扎兰屯, June 2015: 14 groups, and letters with 86 units from issue to the last signature.
#[tokio::test(flavor = "multi_thread")]
async fn eighty_six_units_of_zhalantun_sign() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        let shown = Demonstration::of(fresh, "150783").await?;
        zhalantun(&shown).await.with_context(|| format!("on {engine}"))?;
        shown.end().await?;
    }
    Ok(())
}

async fn zhalantun(shown: &Demonstration) -> anyhow::Result<()> {
    let (app, city) = (&shown.app, shown.city.city);
    let model = app.model(city).await?;
    let groups: Vec<_> = model.units.of_kind(UnitKind::Group).collect();
    assert_eq!(groups.len(), 14);
    for group in &groups {
        post_of(&model, Role::Leader, Some(group.id)).with_context(|| format!("{} has a leader", group.name))?;
    }
    let kinds = [UnitKind::Department, UnitKind::Enterprise, UnitKind::Town];
    let units: Vec<UnitId> = kinds.iter().flat_map(|kind| model.units.of_kind(*kind).map(|unit| unit.id)).collect();
    assert_eq!(units.len(), 86);
    let office = post_of(&model, Role::Office, None)?;
    let typed = |name: &str, text: &str| (name.to_owned(), Given::Typed(text.to_owned()));
    let values = vec![
        typed("year", "2026"),
        typed("text", "承担创建全国文明城市任务。"),
        typed("basis", "启动会"),
        typed("due", "2026-12-20"),
    ];
    let beginning = Beginning {
        procedure: "letter".to_owned(),
        title: "责任状".to_owned(),
        division: None,
        values,
        units: units.clone(),
    };
    let whole = begin(app, &office, beginning, None).await?;
    let parts = parts_of(shown.db(), city, whole.id, 1_000).await?;
    assert_eq!(parts.len(), 86);
    let (mut codes, mut with_indicators) = (BTreeSet::new(), 0);
    for line in &parts {
        let head = post_of(&model, Role::UnitHead, Some(line.holder))?;
        let target = Target { number: line.number.clone(), version: Some(1) };
        let sign = whole.kept.part().and_then(|table| table.action(code("sign"))).context("letters are signed")?;
        let part: Matter = carry_out(app, &head, &target, Command::of(sign)).await?;
        let signed = part.signed().context("it is signed")?;
        let checked = check(app, city, ADDRESS, &signed.code().to_string()).await?.context("its code leads to it")?;
        let letter = checked.letter?;
        assert_eq!(letter.unit, model.units.get(line.holder).context("the unit")?.name);
        with_indicators += usize::from(!letter.indicators.is_empty());
        assert!(codes.insert(signed.code().plain()), "each letter has a code of its own");
    }
    assert!(with_indicators > 20, "{with_indicators} units answer for indicators");
    let conclude = whole.kept.whole().action(code("conclude")).context("letters are concluded")?;
    let target = Target { number: whole.number.clone(), version: None };
    let over: Matter = carry_out(app, &office, &target, Command::of(conclude)).await?;
    assert!(!over.is_open());
    assert_eq!(broken(app, city).await?, Vec::<String>::new());
    Ok(())
}
