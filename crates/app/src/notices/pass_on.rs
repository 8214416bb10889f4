//! Takes what is new in the inboxes out to the channels: mails and messages to webhooks, each with a job of its own.
//!
//! For one receiver in one transaction: the notices are marked as handed over, the messages with their texts and the jobs that
//! send them are put down. A process that ends in between hands over again what was not committed, and nothing twice.

use changxiao_words::{Lang, fill, texts};
use std::collections::{BTreeMap, HashMap};

use changxiao_domain::{
    ids::{CityId, DeliveryId, JobId, PersonId},
    jobs::JobKind,
    notices::{Pending, Preferences, line},
    time::Instant,
};
use changxiao_store::{
    Tx, burden, jobs,
    legible::Unreadable,
    notices::{
        self, Notice, Receiver,
        deliveries::{self, Delivery},
    },
    people,
};

use crate::{App, AppError, jobs::faults::Faults, model::CityModel};

/// Notices that are read at once.
const PAGE: i64 = 1_000;
/// Notices that want no channel are marked so many at a time.
const BATCH: usize = 200;
/// Lines of a digest; what is beyond stands in the inbox.
const MOST_LINES: usize = 50;

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PassedOn {
    /// Notices that were handed over.
    pub notices: u64,
    pub messages: u64,
    /// Notices that wait for the window or for the end of quiet hours.
    pub held: u64,
}

/// Errors: the store's; what was handed over until then stays handed over.
pub async fn pass_on(app: &App, city: CityId) -> Result<PassedOn, AppError> {
    let model = app.model(city).await?;
    let faults = Faults::begin(app, city, JobKind::PassOn);
    let chosen = notices::all_preferences(app.db(), city).await?;
    // Whose choice cannot be read is told in the inbox, as who has not chosen.
    let mut unreadable: BTreeMap<String, Unreadable> =
        chosen.unreadable.into_iter().map(|one| (one.key.clone(), one)).collect();
    let chosen: HashMap<PersonId, Preferences> = chosen.rows.into_iter().collect();
    let mut by_receiver: BTreeMap<Receiver, Vec<Notice>> = BTreeMap::new();
    let mut nowhere: Vec<(Notice, bool)> = Vec::new();
    let mut after = None;
    loop {
        let page = notices::to_pass(app.db(), city, after, PAGE).await?;
        unreadable.extend(page.unreadable.into_iter().map(|one| (one.key.clone(), one)));
        let Some(last) = page.rows.last() else { break };
        after = Some(last.id);
        for notice in page.rows {
            match wanted(&model, &chosen, &notice) {
                Channel::MailOrHook => by_receiver.entry(notice.receiver).or_default().push(notice),
                Channel::InboxOnly { silently } => nowhere.push((notice, silently)),
            }
        }
    }
    let mut done = PassedOn::default();
    for batch in nowhere.chunks(BATCH) {
        let mut tx = app.db().begin().await?;
        for (notice, silently) in batch {
            let is_first = notices::pass(&mut tx, city, notice.id, app.now(), *silently).await?;
            done.notices += u64::from(is_first);
            if is_first {
                measure(&mut tx, &model, notice).await?;
            }
        }
        tx.commit().await?;
    }
    faults.unreadable(unreadable.into_values().collect()).await?;
    // In an emergency what would wait for the morning goes out at once (D17).
    let now = app.now();
    let lifted = !by_receiver.is_empty() && model.is_quiet(now) && burden::is_lifted(app.db(), city, now).await?;
    for (receiver, waiting) in by_receiver {
        let key = waiting.first().map_or_else(String::new, |notice| notice.id.to_string());
        faults.past(&key, hand_over(app, &model, &chosen, (receiver, waiting), lifted, &mut done).await).await?;
    }
    faults.end().await?;
    Ok(done)
}

/// A notice out of hours is put down for the meter of burden (D7), at the unit of whoever was told.
async fn measure(tx: &mut Tx, model: &CityModel, notice: &Notice) -> Result<(), AppError> {
    let Receiver::Person(person) = notice.receiver else { return Ok(()) };
    if model.calendar.is_out_of_hours(notice.at)
        && let Some(unit) = model.unit_told(person)
    {
        burden::put_notice(tx, model.id(), notice.id, unit, notice.at).await?;
    }
    Ok(())
}

enum Channel {
    MailOrHook,
    InboxOnly { silently: bool },
}

fn wanted(model: &CityModel, chosen: &HashMap<PersonId, Preferences>, notice: &Notice) -> Channel {
    match notice.receiver {
        Receiver::Hook(id) if model.hooks.iter().any(|hook| hook.id == id) => Channel::MailOrHook,
        Receiver::Hook(_) => Channel::InboxOnly { silently: true },
        Receiver::Person(person) => match chosen.get(&person) {
            Some(chosen) if chosen.mails(notice.kind) => Channel::MailOrHook,
            Some(chosen) => Channel::InboxOnly { silently: !chosen.rings(notice.kind) },
            None => Channel::InboxOnly { silently: false },
        },
    }
}

async fn hand_over(
    app: &App,
    model: &CityModel,
    chosen: &HashMap<PersonId, Preferences>,
    (receiver, waiting): (Receiver, Vec<Notice>),
    lifted: bool,
    done: &mut PassedOn,
) -> Result<(), AppError> {
    let now = app.now();
    let pending = waiting.iter().map(|notice| Pending { urgent: notice.urgent || lifted, at: notice.at });
    let pending: Vec<Pending> = pending.collect();
    let plan = model.notice_rules.plan(&model.calendar, &pending, now);
    done.held += plan.hold.len() as u64;
    if plan.send.is_empty() {
        return Ok(());
    }
    let (lang, kind) = match receiver {
        Receiver::Hook(id) => (
            model.hooks.iter().find(|hook| hook.id == id).map_or_else(Lang::default, |hook| hook.lang),
            JobKind::Webhook,
        ),
        Receiver::Person(person) => {
            let row = people::by_id(app.db(), model.id(), person).await?;
            (row.and_then(|row| row.lang()).unwrap_or_default(), JobKind::Mail)
        }
    };
    let mut tx = app.db().begin().await?;
    for bundle in &plan.send {
        let mut items = Vec::new();
        for at in &bundle.items {
            let notice = &waiting[*at];
            let silently = matches!(receiver, Receiver::Person(person)
                if chosen.get(&person).is_some_and(|chosen| !chosen.rings(notice.kind)));
            // Another worker may have handed it over since it was read.
            if notices::pass(&mut tx, model.id(), notice.id, now, silently).await? {
                measure(&mut tx, model, notice).await?;
                items.push(notice);
            }
        }
        if items.is_empty() {
            continue;
        }
        done.notices += items.len() as u64;
        done.messages += 1;
        send_later(app, &mut tx, model, receiver, kind, (&items, bundle.urgent), lang, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

#[allow(clippy::too_many_arguments, reason = "one call, all of it facts of the message")]
async fn send_later(
    app: &App,
    tx: &mut Tx,
    model: &CityModel,
    receiver: Receiver,
    kind: JobKind,
    (items, urgent): (&[&Notice], bool),
    lang: Lang,
    now: Instant,
) -> Result<(), AppError> {
    let (subject, body) = text(app, model, items, lang);
    let delivery = Delivery {
        id: app.new_id(DeliveryId),
        channel: kind.code().to_owned(),
        receiver: receiver.bytes(),
        subject,
        body,
        urgent,
        notices: i64::try_from(items.len()).unwrap_or(i64::MAX),
        made_at: now,
        sent_at: None,
        dropped: None,
        document: None,
    };
    deliveries::put(tx, model.id(), &delivery).await?;
    jobs::put(tx, model.id(), app.new_id(JobId), (kind, &delivery.id.to_string()), now, 0).await?;
    Ok(())
}

/// Subject and text: the sentence itself for one notice, a list for several.
fn text(app: &App, model: &CityModel, items: &[&Notice], lang: Lang) -> (String, String) {
    let city = model.city.name_in(lang);
    let base = app.public_address(model.id());
    let lines: Vec<String> = items
        .iter()
        .take(MOST_LINES)
        .map(|notice| {
            let said = line(notice.kind, &notice.facts, lang);
            match link(&base, notice) {
                Some(link) => format!("{said}\n{link}"),
                None => said,
            }
        })
        .collect();
    let left_out = items.len().saturating_sub(MOST_LINES);
    let mut body = lines.join("\n\n");
    if left_out > 0 {
        body.push_str("\n\n");
        body.push_str(&fill(texts(lang).notices_left_out_more_inbox_application, &[("left_out", &left_out)]));
    }
    let subject = match items {
        [one] => format!("{city} · {}", one.kind.words(lang)),
        _ => fill(texts(lang).notices_subject_of_many, &[("city", &city), ("n", &items.len())]),
    };
    (subject, body)
}

fn link(base: &str, notice: &Notice) -> Option<String> {
    let path = notice.kind.path(&notice.facts.number).filter(|_| !base.is_empty())?;
    Some(format!("{base}{path}"))
}
