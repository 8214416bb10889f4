//! Editing the lists of a draft that stand beside its tree: site types, check items, survey items, materials, score presets.
//!
//! All five are edited alike. An entry is added behind its siblings, changed under its code, moved among its siblings, or
//! removed; what named it is then rid of its name, so that no edit leaves a reference to nothing behind.

use changxiao_words::Lang;

use super::System;

pub trait ListEntry: Clone + PartialEq + Send + Sync + 'static {
    /// What the trace calls it.
    const NAME: &'static str;

    fn list(system: &System) -> &Vec<Self>;

    fn list_mut(system: &mut System) -> &mut Vec<Self>;

    /// Unique in its list. It never changes: visits and cases name it.
    fn code(&self) -> &str;

    /// What people call it.
    fn label(&self, lang: Lang) -> &str;

    /// The entry with a code.
    fn find<'a>(system: &'a System, code: &str) -> Option<&'a Self> {
        Self::list(system).iter().find(|entry| entry.code() == code)
    }

    /// What the entry with a code is called; its code where there is none.
    fn name_of<'a>(system: &'a System, code: &'a str, lang: Lang) -> &'a str {
        Self::find(system, code).map_or(code, |entry| entry.label(lang))
    }

    /// With what the code of a new entry begins.
    fn code_head(group: &str) -> String;

    /// Among what it is numbered: a check item within its site type, anything else within the system.
    fn group(&self) -> &str {
        ""
    }

    /// Place within the group from 1. Lists whose entries carry no number keep the order in which they stand.
    fn order(&self) -> u32 {
        0
    }

    fn set_order(&mut self, _order: u32) {}

    /// Takes off what no sheet could carry: blanks around a text, control characters, empty optional texts.
    fn tidy(&mut self);

    /// What names the entry with this code.
    fn references(_system: &System, _code: &str) -> References {
        References::default()
    }

    /// Removes what [`ListEntry::references`] names.
    fn take_off(_system: &mut System, _code: &str) {}
}

/// What names an entry. Codes, in reading order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Check items of a site type; they are removed with it.
    pub check_items: Vec<String>,
    /// Nodes that list it; it is taken off them.
    pub nodes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListEdit<E> {
    /// Behind its siblings.
    Add(E),
    /// Under the code that it carries. An entry that comes to another group goes behind its new siblings.
    Change(E),
    /// To a place among its siblings, from 1; behind them where there are fewer.
    Move { code: String, order: u32 },
    /// With what [`ListEntry::references`] names.
    Remove { code: String },
}

impl<E: ListEntry> ListEdit<E> {
    pub fn code(&self) -> &str {
        match self {
            ListEdit::Add(entry) | ListEdit::Change(entry) => entry.code(),
            ListEdit::Move { code, .. } | ListEdit::Remove { code } => code,
        }
    }
}

/// Why an edit could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListRefused {
    #[error("there is no entry with this code")]
    NotThere,
    #[error("the code is taken")]
    Taken,
    #[error("the code is empty, too long, or holds a blank or a slash")]
    NotACode,
}

/// Whether a text may be the code of a new entry: 1 to 40 characters that fit into an address and a cell.
pub fn is_code(text: &str) -> bool {
    let bad = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '/';
    // A dot alone or two of them would lead an address elsewhere.
    !text.is_empty() && text.chars().count() <= 40 && !text.chars().any(bad) && !matches!(text, "." | "..")
}

/// The first free code of the form `head` and two digits, behind all that have this form: `zgd-15` after `zgd-14`.
pub fn next_code<'a>(taken: impl IntoIterator<Item = &'a str>, head: &str) -> String {
    let numbers = taken.into_iter().filter_map(|code| {
        let digits = code.strip_prefix(head)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u32>().ok())?
    });
    format!("{head}{:02}", numbers.max().unwrap_or(0).saturating_add(1))
}

/// The system with one edit made, in reading order. What is wrong with the result says [`System::validate`].
///
/// Errors: a code that is none or that another entry has; an entry that is not there.
pub fn edit_list<E: ListEntry>(system: System, edit: ListEdit<E>) -> Result<System, ListRefused> {
    let mut system = system.in_reading_order();
    match edit {
        ListEdit::Add(mut entry) => {
            entry.tidy();
            if !is_code(entry.code()) {
                return Err(ListRefused::NotACode);
            }
            if position::<E>(&system, entry.code()).is_some() {
                return Err(ListRefused::Taken);
            }
            insert(&mut system, entry, 0);
        }
        ListEdit::Change(mut entry) => {
            entry.tidy();
            let at = position::<E>(&system, entry.code()).ok_or(ListRefused::NotThere)?;
            let list = E::list_mut(&mut system);
            if list[at].group() == entry.group() {
                entry.set_order(list[at].order());
                list[at] = entry;
            } else {
                let before = list.remove(at);
                number(list, before.group());
                insert(&mut system, entry, 0);
            }
        }
        ListEdit::Move { code, order } => {
            let at = position::<E>(&system, &code).ok_or(ListRefused::NotThere)?;
            let entry = E::list_mut(&mut system).remove(at);
            insert(&mut system, entry, order);
        }
        ListEdit::Remove { code } => {
            let at = position::<E>(&system, &code).ok_or(ListRefused::NotThere)?;
            let list = E::list_mut(&mut system);
            let gone = list.remove(at);
            number(list, gone.group());
            E::take_off(&mut system, &code);
        }
    }
    Ok(system.in_reading_order())
}

fn position<E: ListEntry>(system: &System, code: &str) -> Option<usize> {
    E::list(system).iter().position(|entry| entry.code() == code)
}

/// Puts an entry among its siblings, 0 behind them all, and numbers them anew.
fn insert<E: ListEntry>(system: &mut System, entry: E, order: u32) {
    let group = entry.group().to_owned();
    let list = E::list_mut(system);
    let siblings: Vec<usize> =
        list.iter().enumerate().filter(|(_, other)| other.group() == group).map(|(index, _)| index).collect();
    let behind = siblings.last().map_or(list.len(), |last| last + 1);
    let at = (order as usize).checked_sub(1).and_then(|place| siblings.get(place).copied()).unwrap_or(behind);
    list.insert(at, entry);
    number(list, &group);
}

fn number<E: ListEntry>(list: &mut [E], group: &str) {
    for (order, entry) in (1_u32..).zip(list.iter_mut().filter(|entry| entry.group() == group)) {
        entry.set_order(order);
    }
}
