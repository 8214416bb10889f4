//! What tells of persons leaves to nobody without the right to it: numbers and names in texts, what a camera wrote, raw sheets of callers.

use std::{cell::RefCell, rc::Rc};

use anyhow::ensure;
use changxiao_app::{
    cases::{Target, carry_out, dispatch::dispatch, file, report},
    exchange::{self as orders, ImportOrders, import_orders},
    imports::drafts,
    jobs::Worker,
    notices::inbox,
};
use changxiao_domain::{
    cases::Command,
    ids::HookId,
    jobs::Lane,
    notices::{NoticeKind, line},
    orgs::{Actor, Permission, Role, permissions},
    time::HOUR,
    trace::TraceKind,
};
use changxiao_store::{
    access,
    cases::{self, CaseFilter},
    cities,
    imports::{self, DraftRow},
    notices::{
        Receiver, deliveries,
        hooks::{self, Hook, HookStyle},
    },
};
use changxiao_testkit::{
    Answer, CITY, Demonstration, World, fresh_databases, on_both_engines, photo,
    walk::{Keep, Visitor},
};
use changxiao_words::Lang;

const PHONE: &str = "13800001234";
const MASKED: &str = "138****1234";

/// Fifteen spellings of telephones and identity numbers, and a caller by name.
const ORDERS: &[u8] = include_bytes!("../data/orders_with_persons.csv");

fn orders_file(bytes: &[u8]) -> ImportOrders {
    ImportOrders {
        mapping: "12345".to_owned(),
        file_name: "工单.csv".to_owned(),
        bytes: bytes.to_vec(),
        dry_run: false,
        skip_wrong: false,
        leave_finished: false,
        ..ImportOrders::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_spelling_of_a_caller_is_kept() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let done = import_orders(&world.app, &office, orders_file(ORDERS), &|_, _| {}).await?;
        ensure!(done.added == 15 && done.wrong.is_empty(), "{:?}", done.wrong);
        let filter = CaseFilter::default();
        let lines = cases::list(world.app.db(), CITY, &filter, None, world.app.now(), 50).await?;
        ensure!(lines.len() == 15);
        for line in lines {
            let row = cases::by_number(world.app.db(), CITY, &line.number).await?.unwrap();
            let events = cases::events_of(world.app.db(), CITY, row.case.id).await?;
            let order = changxiao_store::exchange::of_case(world.app.db(), CITY, row.case.id).await?.unwrap();
            let said: Vec<String> = events.iter().map(|event| event.particulars.to_string()).collect();
            let (case, order) = (row.case, order.order);
            let kept = [case.title, case.text, row.place, order.title, order.text, order.place, order.there.result];
            let kept = format!("{kept:?} {said:?} {} {}", order.caller, order.phone);
            for clear in ["0000", "００００", "零零", "·0000·", "19800101002", "2028888", "小明"] {
                // The number of one order is no telephone.
                ensure!(!kept.replace("20261120000123456", "").contains(clear), "{clear} in {kept}");
            }
        }
        Ok(())
    })
    .await
}

/// A case with a telephone in title, text, place, note and result, dispatched to the bureau.
async fn told_by_hand(world: &World) -> anyhow::Result<String> {
    let (office, handler) = (world.actor("office").await?, world.actor("handler").await?);
    let new = report::ReportCase {
        category: "E0101".to_owned(),
        title: format!("井盖破损 {PHONE}"),
        text: format!("业主电话{PHONE}"),
        division: "350602003".parse().ok(),
        place: format!("延安北路 {PHONE}"),
        ..report::ReportCase::default()
    };
    let reported = report::report(&world.app, &office, new, &[]).await?;
    let target = Target { number: reported.number.clone(), version: None };
    file::file(&world.app, &office, &target, None, None).await?;
    dispatch(&world.app, &office, &target, Default::default()).await?;
    let note = |text: String| Command::Note { text };
    carry_out(&world.app, &office, &target, note(format!("已与{PHONE}联系")), &[]).await?;
    carry_out(&world.app, &handler, &target, Command::Accept { handler: None }, &[]).await?;
    Ok(reported.number)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_leaves_masked_to_whoever_may_not_read_what_tells_of_persons() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let hook = robot(world).await?;
        let number = told_by_hand(world).await?;
        let (office, head) = (world.sign_in("office").await?, world.sign_in("head").await?);
        let page = format!("/cases/{number}");
        office.get(&page).await?.expect(200)?.says(PHONE)?;
        let doors = [
            page.clone(),
            format!("{page}/print"),
            format!("{page}/map.json"),
            format!("{page}/similar"),
            format!("/api/v1{page}"),
            "/cases?tab=all".to_owned(),
            "/cases/export.csv?tab=all".to_owned(),
            "/api/v1/cases".to_owned(),
            "/".to_owned(),
            "/overview/report".to_owned(),
            "/overview/report.csv".to_owned(),
            "/notices".to_owned(),
        ];
        let mut masked = 0;
        for door in &doors {
            let answer = head.get(door).await?;
            ensure!(answer.status == 200, "{door}: {}", answer.status);
            let text = answer.text();
            ensure!(!text.contains(PHONE), "{door} gives the telephone away: {text}");
            masked += usize::from(text.contains(MASKED));
        }
        ensure!(masked >= 8, "only {masked} doors show the text at all");
        // Nobody finds out by asking whose case it is.
        for words in [PHONE, "1380000"] {
            for who in [&office, &head] {
                let found = who.get(&format!("/cases?tab=all&q={words}")).await?.expect(200)?;
                ensure!(!found.text().contains(&number), "{words} finds the case");
            }
        }
        office.get("/cases?tab=all&q=%E4%BA%95%E7%9B%96").await?.expect(200)?.says(&number)?;
        // What goes to inboxes and robots is masked for all.
        let handler = world.actor("handler").await?;
        let told: Vec<String> = inbox::list(&world.app, &handler, false, None)
            .await?
            .0
            .iter()
            .map(|notice| line(notice.kind, &notice.facts, Lang::Zh))
            .collect();
        ensure!(told.iter().any(|line| line.contains(MASKED) && !line.contains(PHONE)), "{told:?}");
        let worker = Worker::new(world.app.clone(), CITY);
        world.clock.advance(HOUR);
        worker.look(Lane::Inside).await?;
        let sent = deliveries::newest_of(world.app.db(), CITY, Receiver::Hook(hook), 5).await?;
        let sent = format!("{sent:?}");
        ensure!(sent.contains(MASKED) && !sent.contains(PHONE), "{sent}");
        // What is sealed stays what it was.
        let seen = changxiao_app::cases::view::view(&world.app, &handler, &number).await?;
        ensure!(seen.broken.is_none());
        Ok(())
    })
    .await
}

/// A robot that hears of dispatches.
async fn robot(world: &World) -> anyhow::Result<HookId> {
    let hook = Hook {
        id: world.app.new_id(HookId),
        name: "工作群".to_owned(),
        style: HookStyle::WeCom,
        url: "https://203.0.114.7/robot?key=1".to_owned(),
        secret_name: String::new(),
        kinds: vec![NoticeKind::Dispatched],
        unit: None,
        lang: Lang::Zh,
        made_at: world.app.now(),
    };
    let mut tx = world.app.db().begin().await?;
    hooks::put(&mut tx, CITY, &hook).await?;
    cities::touch_model(&mut tx, CITY);
    tx.commit().await?;
    world.app.refresh_model(CITY).await?;
    Ok(hook.id)
}

/// A photo with place and owner in its EXIF.
fn photo_of_a_phone() -> Vec<u8> {
    let jpeg = photo(7);
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<owner>Zhang Xiaoming</owner>";
    let length = u16::try_from(xmp.len() + 2).unwrap_or(u16::MAX).to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, xmp, &jpeg[2..]].concat()
}

fn names_the_owner(answer: &Answer) -> bool {
    answer.body.windows(8).any(|part| part == b"Xiaoming")
}

#[tokio::test(flavor = "multi_thread")]
async fn originals_are_for_those_with_the_right_and_each_look_is_noted() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let street = world.sign_in("street1").await?;
        let fields = [("category", "E0101"), ("site", "1")];
        let files = [("photos", "a.jpg", photo_of_a_phone())];
        let made = street.upload("/cases/new", &fields, &files).await?.expect(303)?;
        let page = made.location().split('?').next().unwrap_or_default().to_owned();
        let number = page.trim_start_matches("/cases/").to_owned();
        let text = street.get(&page).await?.expect(200)?.text();
        let hash = text.split("/photos/").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
        ensure!(text.contains("/full\"") && !text.contains("/original\""), "the page offers the copy");

        // Whoever brought it has it; nobody is given it back with what the camera wrote.
        for address in [format!("{page}/photos/{hash}/original"), format!("/api/v1{page}/photos/{hash}?size=original")]
        {
            street.get(&address).await?.expect(403)?;
        }
        for address in [
            format!("{page}/photos/{hash}/full"),
            format!("{page}/photos/{hash}/large"),
            format!("/api/v1{page}/photos/{hash}?size=full"),
            format!("/api/v1{page}/photos/{hash}"),
        ] {
            let copy = street.get(&address).await?.expect(200)?;
            ensure!(copy.body.starts_with(&[0xff, 0xd8]) && !names_the_owner(&copy), "{address}");
        }
        world.web.tracer().flush().await;
        let refused = access::newest(&world.fresh.db, CITY, Some(TraceKind::Refused), 10).await?;
        ensure!(refused.iter().filter(|entry| entry.subject.to_string().contains("/photos/")).count() == 2);

        let subject = format!("case {number} original photo");
        let looks = async || access::count(&world.fresh.db, CITY, TraceKind::Read, &subject).await;
        ensure!(looks().await? == 0);
        let office = world.sign_in("office").await?;
        office.get(&page).await?.expect(200)?.says("/original\"")?;
        for (at, address) in
            (1..).zip([format!("{page}/photos/{hash}/original"), format!("/api/v1{page}/photos/{hash}?size=original")])
        {
            let original = office.get(&address).await?.expect(200)?;
            ensure!(original.body == photo_of_a_phone() && looks().await? == at, "{address}");
        }
        // The right lies with those who accept and dispatch reports.
        let with_it: Vec<Role> =
            Role::ALL.into_iter().filter(|role| permissions(*role).contains(&Permission::ReadPersonal)).collect();
        ensure!(with_it == [Role::Office, Role::Dispatcher]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_sheet_is_gone_after_an_hour_and_refused_before_it_is() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let office = world.actor("office").await?;
        let drafts_left = async || anyhow::Ok(world.fresh.row_counts(&[]).await?["import_drafts"]);
        let keep = async || orders::keep(&world.app, &office, orders_file(ORDERS), None).await;
        let id = keep().await?;
        ensure!(orders::take(&world.app, &office, "12345", id, (false, false)).await.is_ok());
        world.clock.advance(HOUR);
        ensure!(orders::take(&world.app, &office, "12345", id, (false, false)).await.is_ok(), "an hour is an hour");
        world.clock.advance(1);
        let late = orders::take(&world.app, &office, "12345", id, (false, false)).await;
        ensure!(matches!(&late, Err(problem) if problem.status() == 422), "{late:?}");
        ensure!(drafts_left().await? == 1, "nobody has removed it yet");
        let worker = Worker::new(world.app.clone(), CITY);
        worker.look(Lane::Inside).await?;
        ensure!(drafts_left().await? == 0, "the job has");

        // Lists of other kinds are kept alike.
        let id = draft_of(world, &office).await?;
        world.clock.advance(HOUR + 1);
        let late = drafts::take(&world.app, &office, changxiao_app::imports::Kind::Sites, id).await;
        ensure!(matches!(&late, Err(problem) if problem.status() == 422), "{late:?}");
        worker.look(Lane::Inside).await?;
        ensure!(drafts_left().await? == 0);
        Ok(())
    })
    .await
}

async fn draft_of(world: &World, actor: &Actor) -> anyhow::Result<changxiao_domain::ids::ImportId> {
    let draft = DraftRow {
        id: world.app.new_id(changxiao_domain::ids::ImportId),
        person: actor.person,
        kind: changxiao_app::imports::Kind::Sites.code().to_owned(),
        file_name: "点位.csv".to_owned(),
        content: b"x".to_vec(),
        datum: None,
        at: world.app.now(),
        reading: None,
        plan: None,
    };
    let mut tx = world.app.db().begin().await?;
    imports::keep_draft(&mut tx, CITY, &draft).await?;
    tx.commit().await?;
    Ok(draft.id)
}

/// Every text of people in the demonstration city gets this telephone.
const POISON: [&str; 11] = [
    "UPDATE visits SET note = note || ' 13800001234'",
    "UPDATE cases SET title = title || ' 13800001234', description = description || ' 13800001234', place = place || ' 13800001234'",
    "UPDATE case_events SET particulars = REPLACE(particulars, '\"text\":\"', '\"text\":\"13800001234 ')",
    "UPDATE case_events SET particulars = REPLACE(particulars, '\"reason\":\"', '\"reason\":\"13800001234 ')",
    "UPDATE whistles SET title = title || ' 13800001234', description = description || ' 13800001234', place = place || ' 13800001234'",
    "UPDATE whistle_events SET particulars = REPLACE(particulars, '\"text\":\"', '\"text\":\"13800001234 ')",
    "UPDATE consultations SET title = title || ' 13800001234', description = description || ' 13800001234'",
    "UPDATE chronic_problems SET place = place || ' 13800001234'",
    "UPDATE visit_results SET note = note || ' 13800001234'",
    "UPDATE callbacks SET note = note || ' 13800001234'",
    "UPDATE notices SET facts = REPLACE(facts, '\"title\":\"', '\"title\":\"13800001234 ')",
];

/// Listens for the telephone.
#[derive(Clone, Default)]
struct Listener {
    heard: Rc<RefCell<Vec<String>>>,
    masked: Rc<RefCell<usize>>,
}

impl Keep for Listener {
    fn keep(&mut self, name: &str, answer: &Answer, _: &str) -> anyhow::Result<()> {
        let text = answer.text();
        if text.contains(PHONE) {
            let at = text.find(PHONE).unwrap_or(0);
            let around: String = text[..at].chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect();
            self.heard.borrow_mut().push(format!("{name}: …{around}"));
        }
        *self.masked.borrow_mut() += usize::from(text.contains(MASKED));
        Ok(())
    }
}

#[tokio::test]
async fn no_page_of_the_city_gives_a_telephone_to_those_who_work_for_units() -> anyhow::Result<()> {
    let (_, fresh) = fresh_databases().await?.remove(0);
    let city = Demonstration::start(fresh).await?;
    for poison in POISON {
        city.app.db().outside_transaction(poison).await?;
    }
    let listener = Listener::default();
    for login in ["handler", "head", "town", "inspector", "checker", "leader"] {
        let mut visitor = Visitor::enter(&city, Some(login), "zh-CN", listener.clone()).await?;
        visitor.look(false).await?;
    }
    city.end().await?;
    let (heard, masked) = (listener.heard.take(), listener.masked.take());
    ensure!(heard.is_empty(), "{} pages give it away:\n{}", heard.len(), heard.join("\n"));
    ensure!(masked > 100, "only {masked} pages show such a text at all");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trace_says_from_where() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        world.stranger()?.get("/jobs").await?;
        let office = world.sign_in("office").await?;
        office.get("/cases/export.csv?tab=all").await?.expect(200)?;
        office.get("/webhooks").await?.expect(403)?;
        let auditor = world.sign_in("auditor").await?;
        auditor.get("/trace.csv").await?.expect(200)?;
        world.web.tracer().flush().await;
        let entries = access::newest(&world.fresh.db, CITY, None, 50).await?;
        for (kind, subject) in [
            (TraceKind::Refused, "GET /jobs"),
            (TraceKind::Refused, "GET /webhooks"),
            (TraceKind::SignIn, "office"),
            (TraceKind::Read, "case export"),
            // Taking the trace out is itself in the trace.
            (TraceKind::Read, "trace"),
        ] {
            let found = entries.iter().find(|entry| entry.kind == kind && entry.subject.to_string() == subject);
            let entry = found.ok_or_else(|| anyhow::anyhow!("no {subject} in {entries:?}"))?;
            let facts: serde_json::Value = serde_json::from_str(&entry.particulars)?;
            ensure!(facts["address"] == "127.0.0.1", "{subject}: {facts}");
        }
        auditor.get("/trace?kind=read").await?.expect(200)?.says("127.0.0.1")?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_editor_of_a_mapping_sees_no_caller() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let keeper = world.sign_in("sysadmin").await?;
        let export = "工单编号,来电人,联系电话,主要内容\n1,张小明,13800001234,三天没有清运\n";
        let files = [("file", "x.csv", export.as_bytes().to_vec())];
        let page = keeper.upload("/exchange/mappings/from-file", &[("base", "12345")], &files).await?.expect(200)?;
        let text = page.says("张**")?.says(MASKED)?.says("三天没有清运")?.text();
        ensure!(!text.contains("小明") && !text.contains(PHONE));
        Ok(())
    })
    .await
}
