//! What a document asks of lower levels, and what its fields say of texts: each with the place of what is wrong.

use changxiao_words::Lang;

use super::{ASK_MINUTES, Audience, Code, Document, Fact, Fault, FaultKind, Field, FieldKind, Flow, Frequency};
use crate::time::Day;

/// D5: who asks, on what ground, how often, until when, and what it takes. What comes to another unit asks, or says why it does not.
pub(super) fn ask(document: &Document, faults: &mut Vec<Fault>) {
    let why_not = [("asks_nothing_zh", &document.asks_nothing_zh), ("asks_nothing_en", &document.asks_nothing_en)];
    let says_why_not = why_not.iter().any(|(_, text)| !text.trim().is_empty());
    let asks = document.part.is_some() || document.ask.is_some();
    match says_why_not {
        true if asks => faults.push(Fault::new(FaultKind::AskUnsaid, "/asks_nothing_zh", "")),
        true => faults.extend(blanks("", why_not)),
        false if !asks && document.whole.hands_over() => faults.push(Fault::new(FaultKind::AskUnsaid, "/ask", "")),
        false => {}
    }
    let Some(ask) = &document.ask else {
        if document.part.is_some() {
            faults.push(Fault::new(FaultKind::AskIncomplete, "/ask", ""));
        }
        return;
    };
    let texts = [
        ("issuer_zh", &ask.issuer_zh),
        ("issuer_en", &ask.issuer_en),
        ("basis_zh", &ask.basis_zh),
        ("basis_en", &ask.basis_en),
    ];
    for (name, text) in texts {
        if text.trim().is_empty() {
            faults.push(Fault::new(FaultKind::AskIncomplete, format!("/ask/{name}"), text));
        }
    }
    if !ASK_MINUTES.contains(&i64::from(ask.minutes)) {
        faults.push(Fault::new(FaultKind::AskIncomplete, "/ask/minutes", ask.minutes));
    }
    let ends = ask.until.parse::<Day>().ok();
    if ends.is_none() || ends < document.in_force_from.parse().ok() {
        faults.push(Fault::new(FaultKind::AskIncomplete, "/ask/until", &ask.until));
    }
}

/// What we know is put in; it is not asked for, neither by its name nor by its title.
pub(super) fn held(at: &str, field: &Field, of_part: bool, faults: &mut Vec<Fault>) {
    if field.first.is_some() {
        return;
    }
    if let Some(fact) = field.fact {
        faults.push(Fault::new(FaultKind::HeldFact, format!("{at}/fact"), fact.place(Lang::Zh)));
    }
    let is_typed = matches!(field.kind, FieldKind::Line | FieldKind::Text | FieldKind::Number);
    let asks_below = of_part && field.fact.is_none();
    let titled = |zh: &str, en: &str| Fact::of_title(zh).or_else(|| Fact::of_title(en));
    if asks_below
        && is_typed
        && let Some(fact) = titled(&field.name_zh, &field.name_en)
    {
        faults.push(Fault::new(FaultKind::HeldFact, format!("{at}/name_zh"), fact.place(Lang::Zh)));
    }
    for (place, column) in field.columns.iter().enumerate().filter(|_| asks_below) {
        if let Some(fact) = titled(&column.name_zh, &column.name_en) {
            faults.push(Fault::new(FaultKind::HeldFact, format!("{at}/columns/{place}/name_zh"), fact.place(Lang::Zh)));
        }
    }
}

/// How long a text should be: of texts alone, from the shortest.
pub(super) fn lengths(at: &str, field: &Field, faults: &mut Vec<Fault>) {
    let rises = field.lengths.windows(2).all(|two| two[0].most < two[1].most);
    let fits = field.lengths.iter().all(|one| (1..=field.longest()).contains(&one.most));
    let is_right = field.kind == FieldKind::Text && rises && fits;
    if !field.lengths.is_empty() && !is_right {
        faults.push(Fault::new(FaultKind::WrongKind, format!("{at}/lengths"), field.name));
    }
    for (place, one) in field.lengths.iter().enumerate() {
        let texts = [("name_zh", &one.name_zh), ("name_en", &one.name_en)];
        faults.extend(blanks(&format!("{at}/lengths/{place}"), texts));
    }
}

/// What registers an ask has its particulars, each of its kind, and the state in which it is asked ends by itself.
pub(super) fn registers(place: &str, flow: &Flow, of_part: bool, faults: &mut Vec<Fault>) {
    let Some(named) = &flow.registers else { return };
    let at = |name: &str| format!("{place}/registers/{name}");
    let asked = [
        ("issuer", named.issuer, FieldKind::Line),
        ("basis", named.basis, FieldKind::Line),
        ("frequency", named.frequency, FieldKind::Choice),
        ("until", named.until, FieldKind::Day),
        ("minutes", named.minutes, FieldKind::Number),
        ("audience", named.audience, FieldKind::Choice),
        ("items", named.items, FieldKind::Rows),
    ];
    for (at_name, name, kind) in asked {
        of_kind(flow, name, kind, &at(at_name), faults);
    }
    let columns_of_items = ["what", "fact"].map(Code::of);
    columns(flow, named.items, &columns_of_items, &at("items"), faults);
    let options = |name: Code| flow.field(name).map(|field| field.options.as_slice()).unwrap_or_default();
    let known = options(named.frequency).iter().all(|one| Frequency::parse(one.name.as_str()).is_some())
        && options(named.audience).iter().all(|one| Audience::parse(one.name.as_str()).is_some());
    if !known {
        faults.push(Fault::new(FaultKind::WrongKind, at("frequency"), named.frequency));
    }
    if flow.state(named.state).is_none_or(|state| !state.expires) || of_part {
        faults.push(Fault::new(FaultKind::UnknownState, at("state"), named.state));
    }
}

pub(super) fn of_kind(flow: &Flow, name: Code, kind: FieldKind, at: &str, faults: &mut Vec<Fault>) {
    match flow.field(name) {
        None => faults.push(Fault::new(FaultKind::UnknownField, at, name)),
        Some(field) if field.kind != kind => faults.push(Fault::new(FaultKind::WrongKind, at, name)),
        Some(_) => {}
    }
}

/// A table with these columns.
pub(super) fn columns(flow: &Flow, table: Code, columns: &[Code], at: &str, faults: &mut Vec<Fault>) {
    of_kind(flow, table, FieldKind::Rows, at, faults);
    let all = flow.field(table).map(|field| field.columns.as_slice()).unwrap_or_default();
    let unknown = columns.iter().filter(|name| all.iter().all(|column| column.name != **name));
    faults.extend(unknown.map(|name| Fault::new(FaultKind::UnknownField, at, name)));
}

pub(super) fn blanks<const N: usize>(at: &str, texts: [(&str, &String); N]) -> Vec<Fault> {
    let blank = texts.into_iter().filter(|(_, text)| text.trim().is_empty());
    blank.map(|(name, text)| Fault::new(FaultKind::Unnamed, format!("{at}/{name}"), text)).collect()
}
