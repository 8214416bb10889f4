//! Which list has taken over from which, and what a code of an older list is today.

use std::collections::BTreeSet;

use changxiao_domain::{
    cases::Case,
    categories::{CategoryCode, CategoryKey, Leads, Led, same_meaning},
    departures::Hanging,
    divisions::DivisionCode,
    ids::PostId,
    standards::CheckItem,
    time::{Day, Instant},
};

use super::{CategoryVersion, CityModel, Duty, Filing, filing::filing_in};

/// A list that takes over, or waits to.
#[derive(Clone, Debug)]
pub struct ListLeads {
    /// Key and edition of the list.
    pub edition: String,
    pub leads: Leads,
    /// The codes of the list before that end with it.
    pub ended: BTreeSet<CategoryKey>,
    pub version: i64,
    /// From which day on, where that is decided.
    pub day: Option<Day>,
    /// Who decided it.
    pub post: Option<PostId>,
    pub done_at: Option<Instant>,
}

impl CityModel {
    /// A version of the list by its key.
    pub fn category_edition(&self, key: &str) -> Option<&CategoryVersion> {
        self.category_versions.iter().find(|version| version.key == key)
    }

    /// The newest list that waits until its codes are led.
    pub fn waiting_list(&self) -> Option<&ListLeads> {
        let waits = |version: &CategoryVersion| {
            self.leads.iter().find(|one| one.done_at.is_none() && one.edition == version.key)
        };
        // A list that is older than the one in force does not come any more.
        let newer =
            self.category_versions.iter().take_while(|version| !std::sync::Arc::ptr_eq(&version.set, &self.categories));
        newer.filter_map(waits).next()
    }

    /// What a code meant in the list before, where the list in force means something else by it: whoever names it has to say which of both.
    pub fn changed_meaning(&self, code: CategoryCode) -> Option<(&CategoryVersion, &ListLeads)> {
        let is_changed = |one: &&ListLeads| {
            let old = self.category_edition(&one.leads.from);
            one.done_at.is_some()
                && one.ended.contains(&code.into())
                && self.categories.category(code).is_some()
                && old.is_some_and(|old| self.code_today(&old.key, code) != Some(code))
        };
        let found = self.leads.iter().rev().find(is_changed)?;
        Some((self.category_edition(&found.leads.from)?, found))
    }

    /// What takes the place today of a code of an older list; `None`: nothing does.
    pub fn code_today(&self, edition: &str, code: CategoryCode) -> Option<CategoryCode> {
        let (mut edition, mut code) = (edition, code);
        let mut done = self.leads.iter().filter(|one| one.done_at.is_some());
        // In the order in which they took over, so that each is passed once.
        while let Some(next) = done.by_ref().find(|one| one.leads.from == edition) {
            code = match next.leads.becomes(&next.ended, code.into(), Hanging::Matrix) {
                Led::Stays => code,
                Led::To(CategoryKey::Minor(heir)) => heir,
                Led::To(CategoryKey::Major(..)) | Led::LeftOut => return None,
            };
            edition = &next.edition;
        }
        let is_current = self.category_version().is_some_and(|version| version.key == edition);
        // A list that nobody led on says as much as its names do.
        let same =
            || self.category_edition(edition).is_some_and(|old| same_meaning(&old.set, &self.categories, code.into()));
        (is_current || same()).then_some(code)
    }

    /// Who answers for a case: by its code, or where that belongs to an older list by the one that follows it today.
    pub fn duty_of_case(&self, case: &Case) -> Duty {
        let Ok(place) = DivisionCode::from_padded(case.division) else { return Duty::default() };
        self.duty(place, &self.key_of_case(case))
    }

    /// The code by which the matrix is asked about a case; empty where none follows, so that only what holds for every category decides.
    fn key_of_case(&self, case: &Case) -> String {
        let kept = case.filed_under.as_ref().filter(|_| self.leads.iter().any(|one| one.done_at.is_some()));
        match (kept, case.category.parse()) {
            (Some(under), Ok(code)) if self.category_version().is_some_and(|version| version.key != under.edition) => {
                self.code_today(&under.edition, code).map_or_else(String::new, |code| code.to_string())
            }
            _ => case.category.clone(),
        }
    }

    /// By which standard a finding of a check item is filed: by its category, or where that was left out on purpose by the list that
    /// had it. `None`: it leads nowhere.
    pub fn filing_of_item(&self, item: &CheckItem) -> Option<Filing<'_>> {
        if let Some(code) = item.category {
            return self.filing_of_finding(code);
        }
        let done = self.leads.iter().rev().filter(|one| one.done_at.is_some());
        let left = done.filter_map(|one| one.leads.left_items.get(&item.code)).next()?;
        filing_in(self.category_edition(&left.edition)?, &left.code.to_string(), None)
    }

    /// Other codes under which cases of the same meaning as `code` of the list in force were filed before, each until when.
    pub fn codes_before(&self, code: CategoryCode) -> Vec<(CategoryCode, Instant)> {
        let mut before = Vec::new();
        for one in &self.leads {
            let (Some(done), Some(old)) = (one.done_at, self.category_edition(&one.leads.from)) else { continue };
            let codes = old.set.categories.iter().map(|category| category.code).filter(|old| *old != code);
            let led = codes.filter(|old| self.code_today(&one.leads.from, *old) == Some(code));
            before.extend(led.map(|old| (old, done)));
        }
        before
    }

    /// From when on `code` means what it means today; `None`: as long as anybody remembers.
    pub fn means_since(&self, code: CategoryCode) -> Option<Instant> {
        self.changed_meaning(code).and_then(|(_, one)| one.done_at)
    }
}
