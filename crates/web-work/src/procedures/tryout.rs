//! Walking a draft as each of those who take part. What was done stands in the form, and nowhere else.

use askama::Template;
use axum::{extract::Path, http::StatusCode};
use changxiao_app::{
    AppError,
    procedures::{draft::draft, tryout::walk},
};
use changxiao_domain::{
    matters::{
        Code, Level, Matter, Refusal, Turn,
        tryout::{MOST_DAYS, MOST_STEPS, Offer, Player, Seat, TryAct, TryOut, TryStep},
    },
    orgs::Role,
    sealing::Word as _,
    time::Instant,
};
use changxiao_web_kit::{cx::Cx, filters, request::Request};
use changxiao_words::{fill, say};

use super::{show::answer, wording};
use crate::{
    answer::Answer,
    form::Form,
    shell::{Section, Shell},
};

/// The most letters of the list of steps.
const LONGEST: usize = 60_000;

#[derive(Template)]
#[template(path = "procedures/tryout.html")]
struct TryPage {
    shell: Shell,
    key: String,
    name: String,
    /// What was done so far, as the forms carry it.
    steps: String,
    /// The same without the last one; nothing where none was done.
    back: Option<String>,
    now: Instant,
    /// What was done so far, in words.
    done: Vec<String>,
    /// Why the last step could not be taken.
    refused: String,
    /// Why it cannot be tried out at all.
    faults: Vec<String>,
    subjects: Vec<Subject>,
    offers: Vec<Offered>,
    most_days: u16,
}

/// The whole, or a part, as it stands.
struct Subject {
    name: String,
    state: String,
    /// Whose turn it is; empty where nobody's.
    turn: String,
    due_at: Option<Instant>,
    /// The kind of its tag.
    tag: &'static str,
    /// What was entered: label and value.
    entered: Vec<(String, String)>,
}

/// What somebody may do.
struct Offered {
    on: usize,
    of: String,
    role: &'static str,
    seat: &'static str,
    who: String,
    action: String,
    words: String,
    /// Name, label, whether it has to be there.
    fields: Vec<(String, String, bool)>,
    reason: bool,
    /// Why not yet; empty where it can be done.
    held_up: String,
}

pub(super) async fn open(request: Request, Path(key): Path<String>) -> Answer {
    page(&request, &key, Vec::new()).await
}

pub(super) async fn step(request: Request, Path(key): Path<String>, form: Form) -> Answer {
    let mut steps = read(form.text("steps"))?;
    match form.text("what") {
        "wait" => {
            let days = form.number("days").and_then(|days| u16::try_from(days).ok()).unwrap_or(1);
            steps.push(TryStep::Wait(days.clamp(1, MOST_DAYS)));
        }
        "do" => steps.push(TryStep::Do(asked(&form)?)),
        // As it stood before.
        _ => {}
    }
    steps.truncate(MOST_STEPS);
    page(&request, &key, steps).await
}

/// Errors: no list of steps.
fn read(text: &str) -> Result<Vec<TryStep>, AppError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let read = serde_json::from_str(text).ok().filter(|_| text.len() <= LONGEST);
    read.ok_or_else(|| AppError::field("steps", say!(procedures_steps_unread)))
}

fn asked(form: &Form) -> Result<TryAct, AppError> {
    let unread = || AppError::field("steps", say!(procedures_steps_unread));
    let player = Role::parse(form.text("role")).zip(Seat::parse(form.text("seat")));
    let (role, seat) = player.ok_or_else(unread)?;
    Ok(TryAct {
        on: form.number("on").and_then(|on| usize::try_from(on).ok()).ok_or_else(unread)?,
        player: Player { role, seat },
        action: Code::parse(form.text("action")).ok_or_else(unread)?,
        filled: form.all("filled").filter_map(Code::parse).collect(),
        reason: form.ticked("reason"),
    })
}

async fn page(request: &Request, key: &str, mut steps: Vec<TryStep>) -> Answer {
    let cx = &request.cx;
    let shell = request.shell(Section::Procedures).await;
    let (mut refused, mut status) = (String::new(), StatusCode::OK);
    let mut page = TryPage {
        shell,
        key: key.to_owned(),
        name: String::new(),
        steps: String::new(),
        back: None,
        now: cx.now,
        done: Vec::new(),
        refused: String::new(),
        faults: Vec::new(),
        subjects: Vec::new(),
        offers: Vec::new(),
        most_days: MOST_DAYS,
    };
    match walk(request.app(), request.actor(), key, &steps).await {
        Ok((kept, out, stopped)) => {
            if let Some((place, refusal)) = stopped {
                steps.truncate(place);
                refused = refusal.message().words(cx.lang);
                status = StatusCode::UNPROCESSABLE_ENTITY;
            }
            page.name = kept.document.name(cx.lang).to_owned();
            page.now = out.now;
            page.done = steps.iter().map(|step| said(cx, &out, step)).collect();
            page.subjects = subjects(cx, &out);
            page.offers = out.offers().iter().map(|offer| offered(cx, kept, &out, offer)).collect();
            page.steps = written(&steps);
            page.back = steps.split_last().map(|(_, before)| written(before));
            page.refused = refused;
        }
        Err(AppError::Invalid(fields)) => {
            let draft = draft(request.app(), request.actor(), key).await?;
            page.name = draft.document.name(cx.lang).to_owned();
            page.faults = fields.iter().map(|field| field.message.words(cx.lang)).collect();
        }
        Err(problem) => return Err(problem.into()),
    }
    answer(request, status, &page)
}

fn written(steps: &[TryStep]) -> String {
    serde_json::to_string(steps).unwrap_or_default()
}

fn subjects(cx: &Cx, out: &TryOut) -> Vec<Subject> {
    let all = out.whole.iter().chain(&out.parts).enumerate();
    all.map(|(on, matter)| Subject {
        name: name_of(cx, on, matter),
        state: matter.state.words(cx.lang),
        turn: turn(cx, matter),
        due_at: matter.due(),
        tag: if matter.is_open() { "on" } else { "" },
        entered: entered(cx, matter),
    })
    .collect()
}

/// 主件, or the part of a unit.
fn name_of(cx: &Cx, on: usize, matter: &Matter) -> String {
    match (on, matter.level) {
        (0, Level::Whole) => cx.l.procedures_whole.to_owned(),
        _ => format!("{} · {}", cx.l.procedures_part, seat(cx, matter.holder)),
    }
}

fn seat(cx: &Cx, unit: changxiao_domain::ids::UnitId) -> &'static str {
    Seat::of(unit).map_or("", |seat| seat.words(cx.lang))
}

fn turn(cx: &Cx, matter: &Matter) -> String {
    match matter.turn() {
        Some(Turn::Beginner) => seat(cx, matter.beginner).to_owned(),
        Some(Turn::Holder) => seat(cx, matter.holder).to_owned(),
        Some(Turn::Role(role)) => role.words(cx.lang).to_owned(),
        Some(Turn::Person(name)) => wording::field(cx, matter.table().flow, name),
        None => String::new(),
    }
}

/// What stands in its fields, as far as a line can say it.
fn entered(cx: &Cx, matter: &Matter) -> Vec<(String, String)> {
    let fields = matter.table().flow.fields.iter();
    let said = |field: &'static changxiao_domain::matters::Field| {
        let value = matter.values.get(field.name)?;
        let text = match value {
            serde_json::Value::Array(lines) => fill(cx.l.procedures_lines, &[("n", &lines.len())]),
            serde_json::Value::Object(_) => cx.l.matters_yes.to_owned(),
            value => {
                match Seat::ALL.into_iter().find(|seat| value.as_str() == Some(seat.unit().to_string().as_str())) {
                    Some(seat) => seat.words(cx.lang).to_owned(),
                    None if field.kind == changxiao_domain::matters::FieldKind::Person => {
                        Seat::First.words(cx.lang).to_owned()
                    }
                    None => field.typed(value, &cx.model.calendar),
                }
            }
        };
        Some((field.label(cx.lang).to_owned(), text))
    };
    fields.filter_map(said).collect()
}

fn who(cx: &Cx, player: Player) -> String {
    format!("{} · {}", player.seat.words(cx.lang), player.role.words(cx.lang))
}

fn offered(cx: &Cx, kept: &'static changxiao_domain::matters::LoadedDocument, out: &TryOut, offer: &Offer) -> Offered {
    let matter = out.matter(offer.on);
    let table = matter.map_or(kept.whole(), Matter::table);
    let required: Vec<Code> = table.required(offer.action.code).map(|field| field.name).collect();
    let known = |name: Code| matter.is_some_and(|matter| matter.values.get(name).is_some());
    let field = |field: &&'static changxiao_domain::matters::Field| {
        let label = field.label(cx.lang).to_owned();
        (field.name.to_string(), label, required.contains(&field.name) && !known(field.name))
    };
    Offered {
        on: offer.on,
        of: matter.map_or_else(|| cx.l.procedures_whole.to_owned(), |matter| name_of(cx, offer.on, matter)),
        role: offer.player.role.code(),
        seat: offer.player.seat.code(),
        who: who(cx, offer.player),
        action: offer.action.code().to_owned(),
        words: offer.action.words(cx.lang),
        fields: offer.enters.iter().map(field).collect(),
        reason: offer.reason,
        held_up: offer.held_up.as_ref().map_or_else(String::new, |refusal: &Refusal| refusal.message().words(cx.lang)),
    }
}

/// A step that was taken, in words.
fn said(cx: &Cx, out: &TryOut, step: &TryStep) -> String {
    match step {
        TryStep::Wait(days) => fill(cx.l.procedures_waited, &[("n", days)]),
        TryStep::Do(act) => {
            let matter = out.matter(act.on);
            let action = matter
                .map_or_else(|| act.action.to_string(), |matter| wording::action(cx, matter.table().flow, act.action));
            let of = matter.map_or_else(String::new, |matter| name_of(cx, act.on, matter));
            fill(cx.l.procedures_did, &[("who", &who(cx, act.player)), ("action", &action), ("of", &of)])
        }
    }
}
