//! Whether a document can be worked by. What it lets through has no dead end, asks for nothing in vain and for nothing that is held.

use std::collections::BTreeSet;

use super::{
    ActionRow, Code, Document, Effect, Fault, FaultKind, Field, FieldKind, First, Flow, FlowRow, MOST_FILES, Means,
    OF_FORMS, OWN, Side, StateRow, Turn, WORKING,
    check_asked::{ask, blanks, held, lengths, of_kind, registers},
};
use crate::{calendar::Calendar, time::Day};

/// All faults, in the order of the document. None: it can be used.
pub fn check(document: &Document) -> Vec<Fault> {
    let mut faults = Vec::new();
    let texts = [
        ("edition", &document.edition),
        ("name_zh", &document.name_zh),
        ("name_en", &document.name_en),
        ("purpose_zh", &document.purpose_zh),
        ("purpose_en", &document.purpose_en),
        ("source_zh", &document.source_zh),
        ("source_en", &document.source_en),
    ];
    faults.extend(blanks("", texts));
    day("/in_force_from", &document.in_force_from, &mut faults);
    templates(document, &mut faults);
    let mut whole = Checked { at: "/whole", flow: &document.whole, begins: None, document, faults: &mut faults };
    whole.all();
    if let Some(part) = &document.part {
        faults.extend(blanks("/part", [("name_zh", &part.name_zh), ("name_en", &part.name_en)]));
        if part.flow.state(part.begins).is_none() {
            faults.push(Fault::new(FaultKind::UnknownState, "/part/begins", part.begins));
        }
        if let Some(name) = part.due_by {
            of_kind(&document.whole, name, FieldKind::Day, "/part/due_by", &mut faults);
        }
        let begins = Some(part.begins);
        Checked { at: "/part/flow", flow: &part.flow, begins, document, faults: &mut faults }.all();
        if document.carries_over {
            faults.push(Fault::new(FaultKind::NoParts, "/carries_over", ""));
        }
    }
    ask(document, &mut faults);
    faults
}

/// A template has names and a source, and fills fields that are there with something that fits.
fn templates(document: &Document, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for (place, template) in document.templates.iter().enumerate() {
        let at = format!("/templates/{place}");
        if !seen.insert(template.name) {
            faults.push(Fault::new(FaultKind::NamedTwice, format!("{at}/name"), template.name));
        }
        let texts = [
            ("name_zh", &template.name_zh),
            ("name_en", &template.name_en),
            ("source_zh", &template.source_zh),
            ("source_en", &template.source_en),
        ];
        faults.extend(blanks(&at, texts));
        for (name, text) in &template.fields {
            let at = format!("{at}/fields/{name}");
            match document.whole.field(*name) {
                None => faults.push(Fault::new(FaultKind::UnknownField, at, name)),
                Some(field) if field.read(text, &Calendar::plain()).is_err() => {
                    faults.push(Fault::new(FaultKind::WrongKind, at, name));
                }
                Some(_) => {}
            }
        }
    }
}

/// One flow at its place.
pub(super) struct Checked<'a> {
    pub(super) at: &'static str,
    pub(super) flow: &'a Flow,
    /// The state in which a part begins; a whole begins by a row.
    pub(super) begins: Option<Code>,
    pub(super) document: &'a Document,
    pub(super) faults: &'a mut Vec<Fault>,
}

impl Checked<'_> {
    fn all(&mut self) {
        self.names();
        for (place, field) in self.flow.fields.iter().enumerate() {
            self.field(&format!("{}/fields/{place}", self.at), field);
        }
        for (place, state) in self.flow.states.iter().enumerate() {
            self.state(&format!("{}/states/{place}", self.at), state);
        }
        for (place, row) in self.flow.rows.iter().enumerate() {
            self.row(&format!("{}/rows/{place}", self.at), row);
        }
        for (place, action) in self.flow.actions.iter().enumerate() {
            self.action(&format!("{}/actions/{place}", self.at), action);
        }
        self.days();
        registers(self.at, self.flow, self.begins.is_some(), self.faults);
        self.beginning();
        self.ways();
    }

    pub(super) fn fault(&mut self, kind: FaultKind, at: impl Into<String>, what: impl ToString) {
        self.faults.push(Fault::new(kind, at, what));
    }

    fn names(&mut self) {
        let flow = self.flow;
        let fields = flow.fields.iter().map(|one| (one.name, &one.name_zh, &one.name_en)).collect::<Vec<_>>();
        let states = flow.states.iter().map(|one| (one.name, &one.name_zh, &one.name_en)).collect();
        let actions = flow.actions.iter().map(|one| (one.name, &one.name_zh, &one.name_en)).collect();
        for (list, names) in [("fields", fields), ("states", states), ("actions", actions)] {
            let mut seen = BTreeSet::new();
            for (place, (name, zh, en)) in names.into_iter().enumerate() {
                let at = format!("{}/{list}/{place}", self.at);
                if !seen.insert(name) {
                    self.fault(FaultKind::NamedTwice, format!("{at}/name"), name);
                }
                if OWN.contains(&name) || (list == "fields" && OF_FORMS.contains(&name)) {
                    self.fault(FaultKind::OwnName, format!("{at}/name"), name);
                }
                self.faults.extend(blanks(&at, [("name_zh", zh), ("name_en", en)]));
            }
        }
    }

    fn field(&mut self, at: &str, field: &Field) {
        let flow = self.flow;
        let entering: Vec<&FlowRow> = flow.rows.iter().filter(|row| enters(row, field.name)).collect();
        let is_given = field.first.is_some_and(First::is_given);
        if entering.is_empty() && !is_given {
            self.fault(FaultKind::NeverAsked, at, field.name);
        }
        self.special(at, field);
        for (place, action) in field.required_at.iter().enumerate() {
            let at = format!("{at}/required_at/{place}");
            if flow.action(*action).is_none() {
                self.fault(FaultKind::UnknownAction, at, action);
            } else if !entering.is_empty() && !self.comes_before(field.name, *action) {
                self.fault(FaultKind::AskedTooLate, at, field.name);
            }
        }
        let needs = match field.kind {
            FieldKind::Choice => field.options.len() < 2,
            FieldKind::Rows => field.columns.is_empty(),
            FieldKind::Files => !(1..=MOST_FILES).contains(&field.most_files()),
            _ => false,
        };
        if needs {
            self.fault(FaultKind::NothingToChoose, at, field.name);
        }
        let of_files = field.most.is_some()
            || field.pictures
            || field.recordings
            || field.press
            || field.captioned
            || field.within.is_some();
        if (field.kind != FieldKind::Files && of_files) || (field.pictures && (field.press || field.recordings)) {
            self.fault(FaultKind::WrongKind, at, field.name);
        }
        for (place, day) in field.within.iter().flatten().enumerate() {
            of_kind(flow, *day, FieldKind::Day, &format!("{at}/within/{place}"), self.faults);
        }
        if let Some(node) = field.of_node {
            of_kind(flow, node, FieldKind::Node, &format!("{at}/of_node"), self.faults);
        }
        // Of a unit it says who leads the node, of files what is held about it.
        let is_lead = field.first == Some(First::NodeLead);
        let fits = match field.kind {
            FieldKind::Unit => is_lead == field.of_node.is_some(),
            FieldKind::Files => !is_lead,
            _ => !is_lead && field.of_node.is_none(),
        };
        if !fits {
            self.fault(FaultKind::WrongKind, at, field.name);
        }
        let options = field.options.iter().map(|one| (one.name, &one.name_zh, &one.name_en)).collect::<Vec<_>>();
        let columns = field.columns.iter().map(|one| (one.name, &one.name_zh, &one.name_en)).collect();
        for (list, names) in [("options", options), ("columns", columns)] {
            let mut seen = BTreeSet::new();
            for (place, (name, zh, en)) in names.into_iter().enumerate() {
                let at = format!("{at}/{list}/{place}");
                if !seen.insert(name) {
                    self.fault(FaultKind::NamedTwice, format!("{at}/name"), name);
                }
                self.faults.extend(blanks(&at, [("name_zh", zh), ("name_en", en)]));
            }
        }
        if let Some(unit) = field.of_unit {
            of_kind(flow, unit, FieldKind::Unit, &format!("{at}/of_unit"), self.faults);
        }
        lengths(at, field, self.faults);
        held(at, field, self.begins.is_some(), self.faults);
    }

    /// Whether a field can be entered with an action, or on some way to it.
    fn comes_before(&self, field: Code, action: Code) -> bool {
        let rows = &self.flow.rows;
        let starts = rows.iter().filter(|row| row.action == action);
        let mut behind: BTreeSet<Code> = BTreeSet::new();
        let mut open: Vec<Code> = Vec::new();
        for row in starts {
            if enters(row, field) {
                return true;
            }
            open.extend(&row.from);
        }
        while let Some(state) = open.pop() {
            if !behind.insert(state) {
                continue;
            }
            for row in rows.iter().filter(|row| leads(row, state)) {
                if enters(row, field) {
                    return true;
                }
                open.extend(&row.from);
            }
        }
        false
    }

    fn state(&mut self, at: &str, state: &StateRow) {
        let role_works = !matches!(state.turn, Some(Turn::Role(role)) if !WORKING.contains(&role));
        let stands = [state.turn.is_some(), state.end, state.rests].into_iter().filter(|one| *one).count();
        if stands != 1 || !role_works || (state.later && state.turn.is_none()) || (state.rests && self.begins.is_none())
        {
            self.fault(FaultKind::Turn, at, state.name);
        }
        // What is over by itself is so by a clock; what lifts the quiet hours is over by itself.
        let ticks = |row: &FlowRow| {
            row.effects.iter().any(|one| matches!(one, Effect::DueBy(_) | Effect::DueByFirst(_) | Effect::StartClock))
        };
        let unclocked = self.flow.rows.iter().any(|row| row.to == Some(state.name) && !ticks(row));
        if (state.expires && (unclocked || self.begins.is_some())) || (state.lifts_quiet.is_some() && !state.expires) {
            self.fault(FaultKind::NoLimit, at, state.name);
        }
        if let Some(name) = state.ends_on {
            of_kind(self.flow, name, FieldKind::Day, &format!("{at}/ends_on"), self.faults);
            // Somebody looks on that day at the latest: the clock of every row that leads here, or moves the day here, knows it.
            let knows = |row: &FlowRow| {
                row.effects.iter().any(|one| matches!(one, Effect::DueByFirst(names) if names.contains(&name)))
            };
            let moves =
                |row: &FlowRow| row.to.is_none() && row.from.contains(&state.name) && row.enters.contains(&name);
            let unclocked = self.flow.rows.iter().any(|row| (row.to == Some(state.name) || moves(row)) && !knows(row));
            if unclocked || self.begins.is_some() {
                self.fault(FaultKind::NoLimit, format!("{at}/ends_on"), name);
            }
        }
        if let Some(Turn::Person(name)) = state.turn {
            of_kind(self.flow, name, FieldKind::Person, &format!("{at}/turn"), self.faults);
        }
    }

    fn action(&mut self, at: &str, action: &ActionRow) {
        let mut rows = self.flow.rows.iter().filter(|row| row.action == action.name).peekable();
        if rows.peek().is_none() || rows.all(|row| row.who.is_empty()) {
            self.fault(FaultKind::NobodyCan, at, action.name);
        }
    }

    fn row(&mut self, at: &str, row: &FlowRow) {
        let flow = self.flow;
        if flow.action(row.action).is_none() {
            self.fault(FaultKind::UnknownAction, format!("{at}/action"), row.action);
        }
        for state in row.from.iter().chain(&row.to) {
            if flow.state(*state).is_none() {
                self.fault(FaultKind::UnknownState, at, state);
            }
        }
        // Something may still be noted where it is over, but it stays over.
        for end in row.from.iter().filter_map(|name| flow.state(*name)).filter(|state| state.end) {
            if row.to.is_some_and(|to| to != end.name) || follows(row).is_some() {
                self.fault(FaultKind::Reopens, at, end.name);
            }
        }
        for (place, name) in row.enters.iter().enumerate() {
            if flow.field(*name).is_none() {
                self.fault(FaultKind::UnknownField, format!("{at}/enters/{place}"), name);
            }
        }
        for role in row.who.iter().filter(|role| !WORKING.contains(role)) {
            self.fault(FaultKind::NobodyCan, format!("{at}/who"), role);
        }
        // What begins belongs to the one who begins it: there is no holder of another unit yet.
        if row.from.is_empty() && (self.begins.is_some() || row.to.is_none() || row.side != Side::Anybody) {
            self.fault(FaultKind::Beginning, at, row.action);
        }
        for (place, condition) in row.given.iter().enumerate() {
            self.condition(&format!("{at}/given/{place}"), condition);
        }
        for (place, effect) in row.effects.iter().enumerate() {
            self.effect(&format!("{at}/effects/{place}"), effect);
        }
    }

    /// A field that is given, or that means something, is of the kind and has the columns that this needs; nobody types a signature.
    fn special(&mut self, at: &str, field: &Field) {
        let columns: Vec<&str> = field.columns.iter().map(|column| column.name.as_str()).collect();
        let is_part = self.begins.is_some();
        let given = field.first.filter(|first| first.is_given()).is_none_or(|first| {
            let kind = if first == First::UnitName { FieldKind::Line } else { FieldKind::Rows };
            is_part && field.kind == kind && columns == first.columns()
        });
        let means = field.means.is_none_or(|means| {
            let of_part = matches!(means, Means::Comments | Means::Dispositions);
            let kind = if of_part { FieldKind::Rows } else { FieldKind::Text };
            of_part == is_part && field.kind == kind && (!of_part || columns == means.columns())
        });
        let fills = |row: &FlowRow| row.effects.iter().any(|effect| effect.fills() == Some(field.name));
        let is_filled = field.kind == FieldKind::Signature || field.means == Some(Means::Next);
        let typed = |row: &FlowRow| row.enters.contains(&field.name);
        let filled = !is_filled || (self.flow.rows.iter().any(fills) && !self.flow.rows.iter().any(typed));
        if !given || !means || !filled {
            self.fault(FaultKind::WrongKind, at, field.name);
        }
    }

    /// The fields that say when are there and of the right kind.
    fn days(&mut self) {
        let Some(days) = &self.flow.days else { return };
        let at = |name: &str| format!("{}/days/{name}", self.at);
        let asked = [
            ("starts", days.starts, FieldKind::Day),
            ("ends", Some(days.ends), FieldKind::Day),
            ("milestone", days.milestone, FieldKind::YesNo),
            ("after", days.after, FieldKind::Matters),
            ("anyway", days.anyway, FieldKind::YesNo),
        ];
        for (place, name, kind) in asked.into_iter().filter_map(|(place, name, kind)| Some((place, name?, kind))) {
            of_kind(self.flow, name, kind, &at(place), self.faults);
        }
    }

    /// One row begins it for each role that may.
    fn beginning(&mut self) {
        if self.begins.is_some() {
            return;
        }
        let mut seen = BTreeSet::new();
        let begins = |row: &&FlowRow| row.from.is_empty();
        let twice = self.flow.rows.iter().filter(begins).flat_map(|row| &row.who).any(|role| !seen.insert(*role));
        if twice || seen.is_empty() {
            self.fault(FaultKind::Beginning, format!("{}/rows", self.at), "");
        }
    }

    /// Every state can be reached, and from every state an end.
    fn ways(&mut self) {
        let rows = &self.flow.rows;
        let begins = rows.iter().filter(|row| row.from.is_empty()).filter_map(|row| row.to).chain(self.begins);
        let reached = spread(begins.collect(), |state| {
            rows.iter()
                .filter(|row| row.from.contains(&state))
                .flat_map(|row| row.to.into_iter().chain(follows(row)))
                .collect()
        });
        let ends = self.flow.states.iter().filter(|state| state.end || state.rests).map(|state| state.name).collect();
        let ending = spread(ends, |state| {
            let comes = |row: &&FlowRow| row.to == Some(state) || follows(row) == Some(state);
            rows.iter().filter(comes).flat_map(|row| row.from.clone()).collect()
        });
        for (place, state) in self.flow.states.iter().enumerate() {
            let at = format!("{}/states/{place}", self.at);
            if !reached.contains(&state.name) {
                self.fault(FaultKind::NoWayIn, &*at, state.name);
            }
            if !ending.contains(&state.name) {
                self.fault(FaultKind::NoWayOut, at, state.name);
            }
        }
    }
}

/// Whether a field has something after a row: it is entered with it, or filled by it.
fn enters(row: &FlowRow, field: Code) -> bool {
    row.enters.contains(&field) || row.effects.iter().any(|effect| effect.fills() == Some(field))
}

/// Whether a row ends in this state.
fn leads(row: &FlowRow, state: Code) -> bool {
    row.to.map_or_else(|| row.from.contains(&state), |to| to == state) || follows(row) == Some(state)
}

/// The state that follows from a decision, where one may.
fn follows(row: &FlowRow) -> Option<Code> {
    row.effects.iter().find_map(|effect| match effect {
        Effect::WhenDecided(state) => Some(*state),
        _ => None,
    })
}

/// These and what follows from them.
fn spread(mut open: Vec<Code>, next: impl Fn(Code) -> Vec<Code>) -> BTreeSet<Code> {
    let mut all = BTreeSet::new();
    while let Some(one) = open.pop() {
        if all.insert(one) {
            open.extend(next(one));
        }
    }
    all
}

fn day(at: &str, text: &str, faults: &mut Vec<Fault>) {
    if text.parse::<Day>().is_err() {
        faults.push(Fault::new(FaultKind::Day, at, text));
    }
}
