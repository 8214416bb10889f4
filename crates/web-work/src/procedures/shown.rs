//! A document as a page shows it: its drawing, its lists, and beside each part what is wrong with it.

use changxiao_domain::matters::{Condition, Document, Effect, Fault, Flow, FlowOf, FlowRow, Item, faults_at};
use changxiao_web_kit::cx::Cx;
use changxiao_words::Key;

use super::{drawing::Drawing, slots::title_of, wording};
use crate::choice::Choice;

/// A flow with its drawing and its lists.
pub(super) struct FlowShown {
    pub title: String,
    pub drawing: Drawing,
    pub lists: Vec<ListShown>,
}

/// Fields, states, actions or rows.
pub(super) struct ListShown {
    pub title: &'static str,
    /// Of one more.
    pub new: String,
    pub hint: &'static str,
    pub items: Vec<ItemShown>,
    pub faults: Vec<String>,
}

/// One part of a document.
pub(super) struct ItemShown {
    /// Its place.
    pub at: String,
    /// The name of its place on the page.
    pub anchor: String,
    pub label: String,
    /// Its name for the program; empty where it has none.
    pub code: String,
    pub about: String,
    pub faults: Vec<String>,
    /// It can be moved up or taken away.
    pub is_listed: bool,
    /// It stands there and the document does without it.
    pub is_optional: bool,
    /// Conditions and effects of a row.
    pub below: Vec<ItemShown>,
}

/// The parts of a document beside its flows.
pub(super) fn heads(cx: &Cx, document: &Document, faults: &[Fault]) -> Vec<ItemShown> {
    let places = all_places(document);
    let lang = cx.lang;
    let mut heads = vec![single(cx, faults, &places, "", title_of(Item::Head), {
        let names = document.name(lang).to_owned();
        let mut said = vec![names, document.edition.clone(), document.in_force_from.clone()];
        if document.carries_over {
            said.push(cx.l.procedures_slot_carries_over.to_owned());
        }
        let why_not = lang.of_data(&document.asks_nothing_zh, &document.asks_nothing_en);
        if !why_not.is_empty() {
            said.push(changxiao_words::fill(cx.l.procedures_asks_nothing, &[("why", &why_not)]));
        }
        said.join(" · ")
    })];
    let part = document.part.as_ref();
    let part_about = part.map_or_else(
        || cx.l.procedures_no_part.to_owned(),
        |part| [part.label(lang).to_owned(), wording::state(cx, &part.flow, part.begins)].join(" · "),
    );
    heads.push(optional(part.is_some(), single(cx, faults, &places, "/part", title_of(Item::Part), part_about)));
    let why_not = lang.of_data(&document.asks_nothing_zh, &document.asks_nothing_en);
    if part.is_some() || document.ask.is_some() || (document.whole.hands_over() && why_not.is_empty()) {
        let about = document.ask.as_ref().map_or_else(
            || cx.l.procedures_no_ask.to_owned(),
            |ask| {
                let issuer = lang.of_data(&ask.issuer_zh, &ask.issuer_en);
                let basis = lang.of_data(&ask.basis_zh, &ask.basis_en);
                let minutes = changxiao_words::fill(cx.l.procedures_minutes, &[("n", &ask.minutes)]);
                [issuer, basis, ask.frequency.words(lang), ask.until.as_str(), minutes.as_str()].join(" · ")
            },
        );
        heads.push(optional(document.ask.is_some(), single(cx, faults, &places, "/ask", title_of(Item::Ask), about)));
    }
    heads
}

/// The texts to begin with.
pub(super) fn templates(cx: &Cx, document: &Document, faults: &[Fault]) -> ListShown {
    let places = all_places(document);
    let shown = document.templates.iter().enumerate().map(|(place, one)| {
        let about = [
            cx.lang.of_data(&one.source_zh, &one.source_en).to_owned(),
            wording::listed(cx, one.fields.keys().map(|name| wording::field(cx, &document.whole, *name))),
        ];
        let at = format!("/templates/{place}");
        item(cx, faults, &places, (&at, one.name.to_string(), true), one.label(cx.lang).to_owned(), about.join(" · "))
    });
    ListShown {
        title: cx.l.procedures_templates,
        new: "/templates/-".to_owned(),
        hint: cx.l.procedures_templates_hint,
        items: shown.collect(),
        faults: Vec::new(),
    }
}

/// A single part that may be taken away where it is there.
fn optional(is_there: bool, item: ItemShown) -> ItemShown {
    ItemShown { is_optional: is_there, ..item }
}

fn single(cx: &Cx, faults: &[Fault], places: &[String], at: &str, title: Key, about: String) -> ItemShown {
    item(cx, faults, places, (at, String::new(), false), title.text(cx.lang).to_owned(), about)
}

fn item(
    cx: &Cx,
    faults: &[Fault],
    places: &[String],
    (at, code, is_listed): (&str, String, bool),
    label: String,
    about: String,
) -> ItemShown {
    let others: Vec<&str> = places.iter().map(String::as_str).collect();
    let found = faults_at(faults, at, &others);
    ItemShown {
        at: at.to_owned(),
        anchor: anchor(at),
        label,
        code,
        about,
        faults: found.into_iter().map(|fault| fault.message().words(cx.lang)).collect(),
        is_listed,
        is_optional: false,
        below: Vec::new(),
    }
}

/// The name of a place on a page.
pub(super) fn anchor(at: &str) -> String {
    format!("at{}", at.replace('/', "-"))
}

/// Its flows, that of the whole first.
pub(super) fn flows(cx: &Cx, document: &Document, faults: &[Fault]) -> Vec<FlowShown> {
    let places = all_places(document);
    let shown = |of: FlowOf| {
        let flow = document.flow(of)?;
        let begins = document.part.as_ref().filter(|_| of == FlowOf::Part).map(|part| part.begins);
        let title = match (of, &document.part) {
            (FlowOf::Part, Some(part)) => format!("{} · {}", of.words(cx.lang), part.label(cx.lang)),
            _ => of.words(cx.lang).to_owned(),
        };
        let drawing = Drawing::of(cx, of.code(), &title, flow, begins);
        let at = Shown { cx, document, faults, places: &places, of, flow };
        Some(FlowShown { drawing, title, lists: at.lists() })
    };
    FlowOf::ALL.into_iter().filter_map(shown).collect()
}

/// One flow on its way to the page.
struct Shown<'a> {
    cx: &'a Cx,
    document: &'a Document,
    faults: &'a [Fault],
    places: &'a [String],
    of: FlowOf,
    flow: &'a Flow,
}

impl Shown<'_> {
    fn lists(&self) -> Vec<ListShown> {
        let (cx, l, flow, lang) = (self.cx, self.cx.l, self.flow, self.cx.lang);
        let states = flow.states.iter().enumerate().map(|(place, row)| {
            self.line("states", place, row.name.to_string(), row.label(lang), wording::about_state(cx, flow, row))
        });
        let fields = flow.fields.iter().enumerate().map(|(place, row)| {
            self.line("fields", place, row.name.to_string(), row.label(lang), wording::about_field(cx, flow, row))
        });
        let actions = flow.actions.iter().enumerate().map(|(place, row)| {
            let about = if row.quiet { l.procedures_slot_quiet } else { "" };
            self.line("actions", place, row.name.to_string(), row.label(lang), about.to_owned())
        });
        let rows = flow.rows.iter().enumerate().map(|(place, row)| {
            let label = wording::label_of_row(cx, flow, row);
            let mut line = self.line("rows", place, String::new(), &label, wording::about_row(cx, flow, row));
            line.below = self.below(place, row);
            line
        });
        let mut lists = vec![
            self.list("states", l.procedures_states, l.procedures_states_hint, states.collect()),
            self.list("fields", l.procedures_fields, l.procedures_fields_hint, fields.collect()),
            self.list("actions", l.procedures_actions, l.procedures_actions_hint, actions.collect()),
            self.list("rows", l.procedures_rows, l.procedures_rows_hint, rows.collect()),
        ];
        lists.push(self.clock());
        lists
    }

    /// The limit and the days, each of which may be there or not.
    fn clock(&self) -> ListShown {
        let (cx, l, flow) = (self.cx, self.cx.l, self.flow);
        let limit = flow.limit.map_or_else(|| l.procedures_no_limit.to_owned(), |limit| limit.words(cx.lang));
        let days = flow.days.as_ref().map_or_else(
            || l.procedures_no_days.to_owned(),
            |days| {
                let named = [days.starts, Some(days.ends), days.milestone, days.after, days.anyway];
                wording::listed(cx, named.into_iter().flatten().map(|code| wording::field(cx, flow, code)))
            },
        );
        let one = |name: &str, title: &str, about: String, is_there: bool| {
            let at = format!("{}/{name}", self.of.place());
            optional(is_there, item(cx, self.faults, self.places, (&at, String::new(), false), title.to_owned(), about))
        };
        let mut items = vec![
            one("limit", l.procedures_limit, limit, flow.limit.is_some()),
            one("days", l.procedures_days, days, flow.days.is_some()),
        ];
        // A part registers nothing; where it says so it can be taken away.
        if self.of == FlowOf::Whole || flow.registers.is_some() {
            let about = flow.registers.as_ref().map_or_else(
                || l.procedures_no_registers.to_owned(),
                |one| {
                    let named = [one.issuer, one.basis, one.frequency, one.until, one.minutes, one.audience, one.items];
                    wording::listed(cx, named.map(|code| wording::field(cx, flow, code)))
                },
            );
            items.push(one("registers", l.procedures_registers, about, flow.registers.is_some()));
        }
        ListShown { title: l.procedures_clock, new: String::new(), hint: "", items, faults: Vec::new() }
    }

    fn list(&self, name: &str, title: &'static str, hint: &'static str, items: Vec<ItemShown>) -> ListShown {
        let at = format!("{}/{name}", self.of.place());
        let others: Vec<&str> = self.places.iter().map(String::as_str).collect();
        let found = faults_at(self.faults, &at, &others);
        let faults = found.into_iter().map(|fault| fault.message().words(self.cx.lang)).collect();
        ListShown { title, new: format!("{at}/-"), hint, items, faults }
    }

    fn line(&self, list: &str, place: usize, code: String, label: &str, about: String) -> ItemShown {
        let at = format!("{}/{list}/{place}", self.of.place());
        item(self.cx, self.faults, self.places, (&at, code, true), label.to_owned(), about)
    }

    fn below(&self, place: usize, row: &FlowRow) -> Vec<ItemShown> {
        let (cx, l) = (self.cx, self.cx.l);
        let one = |list: &str, at: usize, title: &str, said: String| {
            let at = format!("{}/rows/{place}/{list}/{at}", self.of.place());
            let label = format!("{title}{}{said}", l.overview_text);
            item(cx, self.faults, self.places, (&at, String::new(), true), label, String::new())
        };
        let given = row.given.iter().enumerate().map(|(at, given): (usize, &Condition)| {
            one("given", at, l.procedures_given, wording::condition(cx, self.document, self.of, given))
        });
        let effects = row.effects.iter().enumerate().map(|(at, effect): (usize, &Effect)| {
            one("effects", at, l.procedures_effect, wording::effect(cx, self.document, self.of, effect))
        });
        given.chain(effects).collect()
    }
}

/// What can be added to a row.
pub(super) fn kinds(cx: &Cx) -> [Vec<Choice>; 2] {
    use changxiao_domain::matters::{ConditionKind, EffectKind};
    let given = ConditionKind::ALL.into_iter().map(|kind| Choice::new(kind.code(), kind.words(cx.lang), false));
    let effects = EffectKind::ALL.into_iter().map(|kind| Choice::new(kind.code(), kind.words(cx.lang), false));
    [given.collect(), effects.collect()]
}

/// The places of all parts, by which faults are dealt out.
pub(super) fn all_places(document: &Document) -> Vec<String> {
    let mut all: Vec<String> = ["/part", "/ask", "/whole", "/part/flow"].map(str::to_owned).into();
    all.extend((0..document.templates.len()).map(|at| format!("/templates/{at}")));
    for of in FlowOf::ALL {
        let Some(flow) = document.flow(of) else { continue };
        let place = of.place();
        let lists = [
            ("fields", flow.fields.len()),
            ("states", flow.states.len()),
            ("actions", flow.actions.len()),
            ("rows", flow.rows.len()),
        ];
        for (list, n) in lists {
            all.push(format!("{place}/{list}"));
            all.extend((0..n).map(|at| format!("{place}/{list}/{at}")));
        }
        for (at, row) in flow.rows.iter().enumerate() {
            all.extend((0..row.given.len()).map(|one| format!("{place}/rows/{at}/given/{one}")));
            all.extend((0..row.effects.len()).map(|one| format!("{place}/rows/{at}/effects/{one}")));
        }
        all.extend(["limit", "days", "registers"].map(|name| format!("{place}/{name}")));
    }
    all
}
