//! What page and printed sheet show of a case: head, times, steps, photos.

use changxiao_app::cases::view::CaseView;
use changxiao_domain::{
    calendar::DueStatus,
    cases::{Case, PhotoStage, Stage, State as CaseState, hex},
    time::Instant,
};
use changxiao_words::{fill, texts};

use super::{
    rows::lamp_word,
    standard::{self, Responsibility, Standard},
    standing::{Mark, marks},
    timeline::timeline,
};
use crate::{
    clock::{CaseClock, counted},
    cx::Cx,
    exchange::{OrderFacts, facts_of},
    links::deadline_href,
    names::{site_name, source_word},
    pages,
    session::Who,
    shell::{Step, StepState},
    timeline::Timeline,
    words::{self, limit_words},
};

/// The right side of the head.
pub struct TimeLeft {
    pub kind: &'static str,
    pub word: String,
    pub big: String,
    pub note: String,
    /// How the deadline is counted, day by day; empty while nothing is counted.
    pub why: String,
}

/// One photo of the pair, or none (`src` is empty).
#[derive(Default)]
pub struct PairPhoto {
    pub src: String,
    pub label: String,
    pub original: String,
}

pub struct Fact {
    pub good: bool,
    pub words: String,
    pub href: String,
}

pub struct Thumb {
    pub href: String,
    pub src: String,
    pub label: String,
}

/// Everything that page and printed sheet show of a case.
pub struct Sheet {
    pub number: String,
    pub title: String,
    pub text: String,
    pub place: String,
    pub division: String,
    pub category: String,
    pub source: &'static str,
    pub visit: Option<i64>,
    pub site: Option<(i64, String)>,
    pub state: &'static str,
    pub lead: String,
    pub co_units: Vec<String>,
    pub time: TimeLeft,
    pub steps: Vec<Step>,
    /// Requests, supervision and the like.
    pub marks: Vec<Mark>,
    pub ended: String,
    pub merged_into: Option<String>,
    pub before: PairPhoto,
    pub after: PairPhoto,
    pub has_photos: bool,
    pub facts: Vec<Fact>,
    pub thumbs: Vec<Thumb>,
    pub timeline: Timeline,
    pub chain_holds: bool,
    pub chain_words: String,
    pub position: Option<String>,
    pub outlines: String,
    pub points: String,
    pub responsibility: Responsibility,
    pub standard: Option<Standard>,
    pub version: i64,
    pub reported: String,
    /// The work order of another system that it came from.
    pub order: Option<OrderFacts>,
}

pub(super) fn sheet(cx: &Cx, who: &Who, view: &CaseView) -> Sheet {
    let (lang, model, case, now) = (cx.lang, &who.model, &view.row.case, cx.now);
    let l = texts(lang);
    let photo_href = |hash: &str, size: &str| format!("/cases/{}/photos/{hash}/{size}", case.number);
    let pair = |stage: PhotoStage, word: &str| {
        let of_stage = |photo: &&changxiao_store::cases::PhotoRow| photo.stage == stage;
        // The first picture of the problem and the last one of the work belong together.
        let photo = if stage == PhotoStage::Before {
            view.photos.iter().find(of_stage)
        } else {
            view.photos.iter().rev().find(of_stage)
        };
        photo.map_or_else(
            || PairPhoto { label: word.to_owned(), ..PairPhoto::default() },
            |photo| {
                let hash = hex(&photo.hash);
                let at = pages::moment(who, now, photo.at);
                PairPhoto {
                    src: photo_href(&hash, "large"),
                    label: format!("{word} {at}"),
                    original: photo_href(&hash, "original"),
                }
            },
        )
    };
    let (before, after) = (pair(PhotoStage::Before, l.cases_before), pair(PhotoStage::After, l.cases_after));
    // The pair shows one photo before and one after; a strip below shows all where there are others.
    let others = view.photos.len() > 2
        || view.photos.iter().any(|photo| !matches!(photo.stage, PhotoStage::Before | PhotoStage::After));
    let thumbs = view
        .photos
        .iter()
        .filter(|_| others)
        .map(|photo| {
            let hash = hex(&photo.hash);
            let stage = match photo.stage {
                PhotoStage::Before => l.cases_before,
                PhotoStage::After => l.cases_after,
                PhotoStage::Verify => l.cases_verify_photo,
                PhotoStage::Request => l.cases_request_photo,
                PhotoStage::Check => l.cases_check_photo,
            };
            Thumb {
                href: photo_href(&hash, "large"),
                src: photo_href(&hash, "small"),
                label: format!("{stage} {}", pages::moment(who, now, photo.at)),
            }
        })
        .collect();
    let county = case.division / 1_000_000;
    Sheet {
        number: case.number.clone(),
        title: who.model.case_title(&case.title, &case.category, lang).to_owned(),
        text: case.text.clone(),
        place: view.row.place.clone(),
        division: model.place_name(case.division, lang),
        category: category_words(who, case),
        source: source_word(lang, case.source),
        visit: view.visit,
        site: view.site.as_ref().map(|site| (site.number, site_name(site, lang))),
        state: case.state.words(lang),
        lead: case.lead_unit.map_or_else(String::new, |unit| model.unit_name(unit, lang).to_owned()),
        co_units: case.co_units.iter().map(|unit| model.unit_name(*unit, lang).to_owned()).collect(),
        time: time_left(who, view, now),
        steps: steps(who, view, now),
        marks: marks(model, lang, case, now),
        ended: case.close_reason.as_ref().map_or_else(String::new, |why| fill(l.cases_fact_reason, &[("why", why)])),
        merged_into: view.merged_into.clone(),
        has_photos: !view.photos.is_empty(),
        facts: photo_facts(who, view),
        before,
        after,
        thumbs,
        timeline: timeline(cx, view),
        chain_holds: view.broken.is_none(),
        chain_words: match &view.broken {
            None => l.cases_chain_holds.to_owned(),
            Some(broken) => fill(l.cases_chain_broken, &[("n", &broken.seq)]),
        },
        position: case.position.map(|position| format!("{:.6}, {:.6}", position.lon(), position.lat())),
        outlines: format!("/cases/outlines.json?within={county}"),
        points: format!("/cases/{}/map.json", case.number),
        responsibility: standard::responsibility(model, lang, view),
        standard: standard::standard(model, lang, view),
        version: case.version,
        reported: pages::moment(who, now, case.reported_at),
        order: view.order.as_ref().map(|row| facts_of(who, row, now)),
    }
}

/// Major, minor and code, as the version of the list names them that the case stands under.
fn category_words(who: &Who, case: &Case) -> String {
    let (lang, code) = (who.lang(), &case.category);
    match who.model.filing_of_case(case) {
        Some(filing) => {
            let major = filing.version.set.major(filing.category).map_or("", |major| major.name(lang));
            format!("{major} · {} {code}", filing.category.name(lang))
        }
        None => code.clone(),
    }
}

fn time_left(who: &Who, view: &CaseView, now: Instant) -> TimeLeft {
    let (lang, case, calendar) = (who.lang(), &view.row.case, &who.model.calendar);
    let l = texts(lang);
    let clock = CaseClock::from(case);
    let shown = clock.view(calendar, lang, now);
    let limit = limit_words(lang, case.limit);
    let why = deadline_href(&who.model, case);
    let due = case.due_at.map(|due| fill(l.cases_due_at, &[("time", &pages::moment(who, now, due))]));
    if clock.runs() {
        let mut note = format!("{} · {}", due.unwrap_or_default(), fill(l.cases_limit_is, &[("limit", &limit)]));
        if case.limit.kind.only_working_time() {
            note = format!("{note} · {}", l.cases_working_time_only);
        }
        let note = capitalised(&note);
        return TimeLeft {
            kind: shown.kind,
            word: lamp_word(lang, shown.kind).to_owned(),
            big: shown.words,
            note,
            why,
        };
    }
    if let Some(on_time) = case.handled_on_time() {
        let word = if on_time { l.cases_on_time } else { l.cases_not_on_time };
        let note =
            capitalised(&format!("{} · {}", fill(l.cases_limit_is, &[("limit", &limit)]), due.unwrap_or_default()));
        return TimeLeft {
            kind: if on_time { "ok" } else { "late" },
            word: word.to_owned(),
            big: capitalised(&shown.words),
            note,
            why,
        };
    }
    if case.paused_at.is_some() {
        let note = fill(l.cases_limit_is, &[("limit", &limit)]);
        return TimeLeft { kind: "idle", word: l.cases_paused.to_owned(), big: capitalised(&shown.words), note, why };
    }
    let note = if case.state.is_open() { l.cases_clock_later.to_owned() } else { String::new() };
    let big = if case.state.is_open() { capitalised(&shown.words) } else { case.state.words(lang).to_owned() };
    TimeLeft { kind: "idle", word: DueStatus::Idle.words(lang).to_owned(), big, note, why }
}

/// An English sentence begins with a capital; 汉字 have none.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn steps(who: &Who, view: &CaseView, now: Instant) -> Vec<Step> {
    let (lang, case) = (who.lang(), &view.row.case);
    let l = texts(lang);
    let reported_day = who.model.day_of(case.reported_at);
    let moment = |at: Option<Instant>| {
        at.map_or_else(String::new, |at| {
            let wall = pages::wall(&who.model, at);
            if wall.day == reported_day { words::time_of_day(wall) } else { pages::moment(who, now, at) }
        })
    };
    let stage = case.state.stage();
    let aborted = matches!(case.state, CaseState::Voided | CaseState::Merged);
    let reached = |of: Stage| match of {
        Stage::Report => true,
        Stage::File => case.filed_at.is_some(),
        Stage::Dispatch => case.dispatched_at.is_some(),
        Stage::Handle => case.handled_at.is_some(),
        Stage::Feedback => case.check_passed_at.is_some(),
        Stage::Close => true,
    };
    Stage::ALL
        .into_iter()
        .map(|of| {
            let state = match of.cmp(&stage) {
                std::cmp::Ordering::Less if aborted && !reached(of) => StepState::Ahead,
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal if of == Stage::Close => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Now,
                std::cmp::Ordering::Greater => StepState::Ahead,
            };
            let detail = match of {
                Stage::Report => moment(Some(case.reported_at)),
                Stage::File => moment(case.filed_at),
                Stage::Dispatch => moment(case.dispatched_at),
                Stage::Handle => took(who, case, now).unwrap_or_default(),
                Stage::Feedback if case.check_passed_at.is_some() => l.cases_check_passed.to_owned(),
                Stage::Feedback => String::new(),
                Stage::Close if aborted => case.state.words(lang).to_owned(),
                Stage::Close => moment(case.closed_at),
            };
            let detail =
                if state == StepState::Now && detail.is_empty() { case.state.words(lang).to_owned() } else { detail };
            Step {
                label: of.words(lang).to_owned(),
                detail: if state == StepState::Ahead { String::new() } else { detail },
                state,
            }
        })
        .collect()
}

/// How long the handling took.
fn took(who: &Who, case: &Case, now: Instant) -> Option<String> {
    case.handled_at?;
    let (calendar, clock) = (&who.model.calendar, CaseClock::from(case));
    Some(counted(calendar, who.lang(), case.limit.kind, clock.used(calendar, now)?))
}

/// What speaks for and against the proof.
fn photo_facts(who: &Who, view: &CaseView) -> Vec<Fact> {
    let l = texts(who.lang());
    let Some(proof) = view.photos.iter().rev().find(|photo| photo.stage == PhotoStage::After) else {
        return Vec::new();
    };
    let mut facts = Vec::new();
    if let (Some(taken), Some(dispatched)) = (&proof.taken_at, view.row.case.dispatched_at) {
        let wall = dispatched.in_zone(who.model.calendar.zone());
        let good = taken.as_str() >= wall.to_string().as_str();
        facts.push(Fact {
            good,
            words: if good { l.cases_photo_later } else { l.cases_photo_earlier }.to_owned(),
            href: String::new(),
        });
    }
    facts.push(match &view.proof_used_in {
        None => Fact { good: true, words: l.cases_photo_once.to_owned(), href: String::new() },
        Some(number) => Fact {
            good: false,
            words: fill(l.cases_photo_twice, &[("number", number)]),
            href: format!("/cases/{number}"),
        },
    });
    facts
}
