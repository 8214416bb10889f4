//! A city brings a category list of its own: what becomes of each code of the list before. A code ends where the new list has none of it,
//! or calls something else by it; what hangs on it (check items, the duty matrix, mappings of orders, the city's words, saved views) is led to
//! a code of the new list, or left out on purpose with a reason. Nothing is filed under a code whose meaning has changed.

use std::collections::{BTreeMap, BTreeSet};

use changxiao_words::{Lang, Message, say};
use serde::{Deserialize, Serialize};

use super::{Category, CategoryCode, CategoryKey, CategorySet};
use crate::{
    departures::{Hanging, Heirs, Leaving, MissingHeir},
    synonyms::nearest,
    text::look,
};

/// What hangs on the codes of the list that ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// How many of a kind hang on a code.
    pub counts: BTreeMap<CategoryKey, BTreeMap<Hanging, i64>>,
    /// Codes of the check items that name a category.
    pub items: BTreeMap<CategoryKey, BTreeSet<String>>,
}

/// What becomes of every code that ends, kept as one document for each list that takes over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leads {
    /// Key and edition of the list that ends.
    pub from: String,
    /// Who takes over what hangs on a code, all of it or by kind.
    #[serde(default)]
    pub heirs: BTreeMap<CategoryKey, Heirs<CategoryKey>>,
    /// Codes that nothing takes over, each with the reason.
    #[serde(default)]
    pub left_out: BTreeMap<CategoryKey, String>,
    /// Check items that go elsewhere than their code does.
    #[serde(default)]
    pub items: BTreeMap<String, CategoryCode>,
    /// Check items whose code was left out: a finding goes on being filed under it, in the list that had it.
    #[serde(default)]
    pub left_items: BTreeMap<String, LeftItem>,
}

/// Under what the findings of a check item go on being filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftItem {
    /// Key and edition of the list.
    pub edition: String,
    pub code: CategoryCode,
}

/// What becomes of one thing that names a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Led {
    /// The code means what it meant.
    Stays,
    To(CategoryKey),
    /// Nothing takes it over.
    LeftOut,
}

/// What somebody says of one code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewLead {
    /// The code that takes over; `None`: none is named.
    pub to: Option<CategoryKey>,
    /// Why nothing takes it over; empty where it is led.
    pub reason: String,
}

/// A code on which something hangs that nothing takes over yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenLead {
    pub key: CategoryKey,
    pub missing: Vec<MissingHeir>,
}

/// What is wrong with what somebody said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LeadFault {
    #[error("{0} keeps its meaning, or is no code of the list that ends")]
    NotEnding(CategoryKey),
    #[error("the new list has no {to}, to which {key} is led")]
    NoSuch { key: CategoryKey, to: CategoryKey },
    #[error("{key} cannot be led to {to}: a major follows a major, a minor a minor")]
    OtherLevel { key: CategoryKey, to: CategoryKey },
    #[error("{0} is led and left out at once")]
    Both(CategoryKey),
    #[error("the reason for leaving {0} out is too long")]
    LongReason(CategoryKey),
    #[error("the new list has no {to}, to which check item {item} is led")]
    NoSuchOfItem { item: String, to: CategoryCode },
}

impl LeadFault {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            LeadFault::NotEnding(key) => say!(categories_lead_not_ending, code = key.to_string()),
            LeadFault::NoSuch { key, to } => {
                say!(categories_lead_no_such, code = key.to_string(), to = to.to_string())
            }
            LeadFault::OtherLevel { key, to } => {
                say!(categories_lead_other_level, code = key.to_string(), to = to.to_string())
            }
            LeadFault::Both(key) => say!(categories_lead_both, code = key.to_string()),
            LeadFault::LongReason(key) => {
                say!(categories_lead_long_reason, code = key.to_string(), most = Leads::LONGEST_REASON)
            }
            LeadFault::NoSuchOfItem { item, to } => {
                say!(categories_lead_no_such_of_item, item, to = to.to_string())
            }
        }
    }

    /// The field that mends it: the code, or the check item.
    pub fn field(&self) -> String {
        match self {
            LeadFault::NotEnding(key)
            | LeadFault::NoSuch { key, .. }
            | LeadFault::OtherLevel { key, .. }
            | LeadFault::Both(key)
            | LeadFault::LongReason(key) => key.to_string(),
            LeadFault::NoSuchOfItem { item, .. } => item.clone(),
        }
    }
}

/// What a code is called in a list, in the city's language.
pub fn name_in(set: &CategorySet, key: CategoryKey) -> Option<&str> {
    name_for(set, key, Lang::RECORDS)
}

/// The same for a reader: in the city's language where the list has no name in the reader's.
pub fn name_for(set: &CategorySet, key: CategoryKey, lang: Lang) -> Option<&str> {
    match key {
        CategoryKey::Minor(code) => set.category(code).map(|category| category.name(lang)),
        CategoryKey::Major(class, number) => {
            let is_it = |code: &str| code.parse::<u8>() == Ok(number);
            let major = set.majors.iter().find(|major| major.class == class && is_it(&major.code));
            major.map(|major| major.name(lang))
        }
    }
}

/// Whether both lists have the code and call the same by it.
pub fn same_meaning(old: &CategorySet, new: &CategorySet, key: CategoryKey) -> bool {
    match (name_in(old, key), name_in(new, key)) {
        (Some(before), Some(after)) => look(before) == look(after),
        _ => false,
    }
}

/// The codes of the old list that are gone from the new one or mean something else there, in their order.
pub fn ended(old: &CategorySet, new: &CategorySet) -> BTreeSet<CategoryKey> {
    keys(old).filter(|key| !same_meaning(old, new, *key)).collect()
}

fn keys(set: &CategorySet) -> impl Iterator<Item = CategoryKey> {
    let majors = set.majors.iter().filter_map(|major| Some(CategoryKey::Major(major.class, major.code.parse().ok()?)));
    majors.chain(set.categories.iter().map(|category| category.code.into()))
}

/// The code of the new list that is called as `key` is in the old one, of the same class: below the major of the same name, or
/// where no other is called so.
fn by_meaning(old: &CategorySet, new: &CategorySet, key: CategoryKey) -> Option<CategoryKey> {
    let name = look(name_in(old, key)?);
    let is_same = |other: &CategoryKey| {
        other.class() == key.class()
            && other.minor().is_some() == key.minor().is_some()
            && name_in(new, *other).is_some_and(|other| look(other) == name)
    };
    let same: Vec<CategoryKey> = keys(new).filter(is_same).collect();
    if let [one] = same.as_slice() {
        return Some(*one);
    }
    let major = |set: &CategorySet, key: CategoryKey| {
        let category: &Category = set.category(key.minor()?)?;
        set.major(category).map(|major| look(&major.name_zh))
    };
    let above = major(old, key)?;
    let mut below = same.into_iter().filter(|other| major(new, *other).as_ref() == Some(&above));
    below.next().filter(|_| below.next().is_none())
}

/// The codes of the new list that `key` most likely means, the best first: of the same name, then of names that are alike. `words` are
/// the city's own for the old code.
pub fn proposed<'w>(
    old: &'w CategorySet,
    new: &CategorySet,
    key: CategoryKey,
    words: impl IntoIterator<Item = &'w str>,
) -> Vec<CategoryKey> {
    let mut found: Vec<CategoryKey> = by_meaning(old, new, key).into_iter().collect();
    let candidates: Vec<(&str, CategoryKey)> = keys(new)
        .filter(|other| other.minor().is_some() == key.minor().is_some())
        .filter_map(|other| Some((name_in(new, other)?, other)))
        .collect();
    let of_class = candidates.iter().copied().filter(|(_, other)| other.class() == key.class());
    let of_class: Vec<_> = of_class.collect();
    for text in name_in(old, key).into_iter().chain(words) {
        found.extend(nearest(text, of_class.iter().copied()));
        found.extend(nearest(text, candidates.iter().copied()));
    }
    let mut seen = BTreeSet::new();
    found.retain(|key| seen.insert(*key));
    found.truncate(MOST_PROPOSED);
    found
}

/// So many codes are proposed for one.
const MOST_PROPOSED: usize = 5;

impl Leads {
    /// The longest reason, in characters.
    pub const LONGEST_REASON: usize = 200;

    /// What follows from names that are the same; everything else is open.
    pub fn begin(from: String, old: &CategorySet, new: &CategorySet) -> Self {
        let led = |key| Some((key, Heirs::one(by_meaning(old, new, key)?)));
        Self { from, heirs: ended(old, new).into_iter().filter_map(led).collect(), ..Self::default() }
    }

    /// What becomes of something of this kind that names `key`. `ended` is what [`ended`] gives for both lists.
    pub fn becomes(&self, ended: &BTreeSet<CategoryKey>, key: CategoryKey, kind: Hanging) -> Led {
        match self.heirs.get(&key).and_then(|heirs| heirs.of(kind)) {
            _ if !ended.contains(&key) => Led::Stays,
            Some(heir) => Led::To(heir),
            None => Led::LeftOut,
        }
    }

    /// The same for a check item, which may go its own way.
    pub fn of_item(&self, ended: &BTreeSet<CategoryKey>, item: &str, code: CategoryCode) -> Led {
        match self.items.get(item) {
            Some(own) if ended.contains(&code.into()) => Led::To((*own).into()),
            _ => self.becomes(ended, code.into(), Hanging::CheckItems),
        }
    }

    /// Puts what somebody says of a code in the place of what was said of it.
    pub fn say(&mut self, key: CategoryKey, new: NewLead) {
        self.heirs.remove(&key);
        self.left_out.remove(&key);
        if let Some(to) = new.to {
            self.heirs.insert(key, Heirs::one(to));
        }
        let reason = new.reason.trim();
        if !reason.is_empty() {
            self.left_out.insert(key, reason.to_owned());
        }
    }

    /// The codes on which something hangs that is neither led nor left out.
    pub fn open(&self, ended: &BTreeSet<CategoryKey>, ties: &Ties) -> Vec<OpenLead> {
        let of_key = |key: &CategoryKey| {
            if self.left_out.contains_key(key) {
                return None;
            }
            let mut counts = ties.counts.get(key).cloned().unwrap_or_default();
            if let Some(items) =
                ties.items.get(key).filter(|items| items.iter().all(|item| self.items.contains_key(item)))
                && !items.is_empty()
            {
                counts.remove(&Hanging::CheckItems);
            }
            let hanging: Vec<(Hanging, i64)> = counts.into_iter().collect();
            let heirs = self.heirs.get(key).cloned().unwrap_or_default();
            let missing = heirs.missing(Leaving::Category, &hanging);
            (!missing.is_empty()).then_some(OpenLead { key: *key, missing })
        };
        ended.iter().filter_map(of_key).collect()
    }

    /// Everything that is wrong with it; what is open is not wrong.
    pub fn check(&self, ended: &BTreeSet<CategoryKey>, new: &CategorySet) -> Vec<LeadFault> {
        let mut faults = Vec::new();
        for key in self.heirs.keys().chain(self.left_out.keys()) {
            if !ended.contains(key) {
                faults.push(LeadFault::NotEnding(*key));
            }
        }
        for (key, heirs) in &self.heirs {
            for to in heirs.everybody() {
                if name_in(new, to).is_none() {
                    faults.push(LeadFault::NoSuch { key: *key, to });
                } else if to.minor().is_some() != key.minor().is_some() {
                    faults.push(LeadFault::OtherLevel { key: *key, to });
                }
            }
            if self.left_out.contains_key(key) {
                faults.push(LeadFault::Both(*key));
            }
        }
        for (key, reason) in &self.left_out {
            if reason.chars().count() > Self::LONGEST_REASON {
                faults.push(LeadFault::LongReason(*key));
            }
        }
        for (item, to) in &self.items {
            if new.category(*to).is_none() {
                faults.push(LeadFault::NoSuchOfItem { item: item.clone(), to: *to });
            }
        }
        faults.dedup();
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::categories::{CategoryClass, CategoryMajor};

    /// A list of `(code, name)`; majors are called after the first two digits.
    fn list(majors: &[(&str, &str)], minors: &[(&str, &str)]) -> CategorySet {
        let class = |code: &str| if code.starts_with('C') { CategoryClass::Component } else { CategoryClass::Event };
        let major = |(code, name): &(&str, &str)| CategoryMajor {
            class: class(code),
            code: code[1..].to_owned(),
            name_zh: (*name).to_owned(),
            name_en: String::new(),
        };
        let minor = |(code, name): &(&str, &str)| Category {
            code: code.parse().unwrap(),
            class: class(code),
            major: code[1..3].to_owned(),
            name_zh: (*name).to_owned(),
            name_en: String::new(),
            standards: Vec::new(),
            photo_needed: true,
            local: false,
        };
        CategorySet {
            format: CategorySet::FORMAT.to_owned(),
            key: "test".to_owned(),
            version: "1".to_owned(),
            effective_from: jiff::civil::date(2026, 1, 1),
            name_zh: String::new(),
            name_en: String::new(),
            notes: Vec::new(),
            majors: majors.iter().map(major).collect(),
            categories: minors.iter().map(minor).collect(),
            sources: BTreeMap::new(),
        }
    }

    fn key(text: &str) -> CategoryKey {
        text.parse().unwrap()
    }

    fn old() -> CategorySet {
        let majors = [("E01", "市容环境"), ("E04", "街面秩序"), ("E05", "突发事件")];
        list(
            &majors,
            &[
                ("E0101", "暴露垃圾"),
                ("E0102", "乱扔"),
                ("E0405", "非机动车乱停"),
                ("E0501", "其他"),
                ("E0401", "其他"),
            ],
        )
    }

    /// 0101 means something else, bicycles moved, litter is called a little otherwise, 其他 is there twice.
    fn new() -> CategorySet {
        let majors = [("E01", "街面秩序"), ("E02", "市容环境"), ("E05", "突发事件")];
        let minors = [
            ("E0101", "非机动车乱停"),
            ("E0201", "暴露垃圾、积存渣土"),
            ("E0202", "乱扔"),
            ("E0199", "其他"),
            ("E0501", "其他"),
        ];
        list(&majors, &minors)
    }

    #[test]
    fn a_code_ends_where_it_is_gone_or_means_something_else() {
        let ended: Vec<String> = ended(&old(), &new()).iter().map(ToString::to_string).collect();
        assert_eq!(ended, ["E01", "E04", "E0101", "E0102", "E0401", "E0405"], "E05 and E0501 stay as they are");
    }

    #[test]
    fn names_that_are_the_same_lead_and_what_is_only_alike_is_proposed() {
        let (old, new) = (old(), new());
        let leads = Leads::begin("test/1".to_owned(), &old, &new);
        let led = |text: &str| leads.heirs.get(&key(text)).and_then(|heirs| heirs.all).map(|to| to.to_string());
        assert_eq!(led("E0405").as_deref(), Some("E0101"));
        assert_eq!(led("E0102").as_deref(), Some("E0202"));
        assert_eq!(led("E0401").as_deref(), Some("E0199"), "of two that are called so, the one below the same major");
        assert_eq!(led("E04").as_deref(), Some("E01"));
        assert_eq!(led("E0101"), None, "nothing is called 暴露垃圾 any more");
        assert_eq!(proposed(&old, &new, key("E0101"), []).first(), Some(&key("E0201")));
    }

    #[test]
    fn what_hangs_somewhere_is_open_until_it_is_led_or_left_out() {
        let (old, new) = (old(), new());
        let ended = ended(&old, &new);
        let mut leads = Leads::begin("test/1".to_owned(), &old, &new);
        let mut ties = Ties::default();
        ties.counts.entry(key("E0101")).or_default().insert(Hanging::CheckItems, 2);
        ties.counts.entry(key("E0405")).or_default().insert(Hanging::Matrix, 1);
        ties.counts.entry(key("E0501")).or_default().insert(Hanging::Matrix, 1);
        ties.items.insert(key("E0101"), ["A".to_owned(), "B".to_owned()].into());
        let open = |leads: &Leads| leads.open(&ended, &ties).iter().map(|open| open.key).collect::<Vec<_>>();
        assert_eq!(open(&leads), [key("E0101")]);

        leads.items.insert("A".to_owned(), "E0201".parse().unwrap());
        assert_eq!(open(&leads), [key("E0101")], "one of two");
        leads.items.insert("B".to_owned(), "E0202".parse().unwrap());
        assert!(open(&leads).is_empty());
        assert_eq!(leads.of_item(&ended, "B", "E0101".parse().unwrap()), Led::To(key("E0202")));

        leads.items.clear();
        leads.say(key("E0101"), NewLead { to: None, reason: "今年不查".to_owned() });
        assert!(open(&leads).is_empty());
        assert_eq!(leads.of_item(&ended, "B", "E0101".parse().unwrap()), Led::LeftOut);
        assert_eq!(leads.becomes(&ended, key("E0501"), Hanging::Matrix), Led::Stays);
        assert!(leads.check(&ended, &new).is_empty());
    }

    #[test]
    fn what_cannot_be_is_named() {
        let (old, new) = (old(), new());
        let ended = ended(&old, &new);
        let mut leads = Leads { from: "test/1".to_owned(), ..Leads::default() };
        leads.say(key("E0101"), NewLead { to: Some(key("E0999")), reason: String::new() });
        leads.say(key("E0102"), NewLead { to: Some(key("E02")), reason: String::new() });
        leads.say(key("E0405"), NewLead { to: Some(key("E0101")), reason: "x".to_owned() });
        leads.say(key("E0501"), NewLead { to: None, reason: "y".to_owned() });
        leads.items.insert("A".to_owned(), "E0777".parse().unwrap());
        let fields: Vec<String> = leads.check(&ended, &new).iter().map(LeadFault::field).collect();
        assert_eq!(fields, ["E0501", "E0101", "E0102", "E0405", "A"]);
    }
}
