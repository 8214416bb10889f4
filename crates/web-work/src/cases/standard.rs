//! Who answers for a case and by which standard it is filed and closed.

use changxiao_app::{cases::view::duty_basis, model::Filing};
use changxiao_domain::{
    categories::{FilingStandard, text_in},
    divisions::{DivisionCode, Level},
    ids::UnitId,
};
use changxiao_words::{Key, fill, keys};

use super::sheet::Sheet;
use crate::address::encode;

/// A unit that answers for the case.
#[derive(Clone, Copy)]
pub struct Responsible {
    pub word: Key,
    pub unit: UnitId,
    /// What it means.
    pub note: Option<Key>,
    /// Leads the case.
    pub leads: bool,
}

impl Sheet {
    /// Territory, line and others, the lead first where it is neither.
    pub fn responsible(&self) -> Vec<Responsible> {
        let case = self.case();
        if self.division().is_none() {
            return Vec::new();
        }
        let duty = self.cx.model.duty_of_case(case);
        let lead = case.lead_unit.or(duty.lead());
        let mut units = Vec::new();
        let is_other = |unit: &UnitId| duty.line != Some(*unit) && duty.territory != Some(*unit);
        if let Some(unit) = case.lead_unit.filter(is_other) {
            units.push(Responsible { word: keys::cases_lead, unit, note: Some(keys::cases_lead_note), leads: true });
        }
        if let Some(unit) = duty.line {
            let leads = lead == Some(unit);
            let word = if leads { keys::cases_line_lead } else { keys::cases_line };
            units.push(Responsible { word, unit, note: None, leads });
        }
        if let Some(unit) = duty.territory.filter(|territory| duty.line != Some(*territory)) {
            let leads = lead == Some(unit);
            let word = match (leads, case.co_units.contains(&unit)) {
                (true, _) => keys::cases_territory_lead,
                (false, true) => keys::cases_territory_help,
                (false, false) => keys::cases_territory,
            };
            let note = (!leads).then_some(keys::cases_territory_note);
            units.push(Responsible { word, unit, note, leads });
        }
        let others = case.co_units.iter().copied().filter(is_other);
        units.extend(others.map(|unit| Responsible { word: keys::cases_help, unit, note: None, leads: false }));
        units
    }

    pub fn community(&self) -> Option<DivisionCode> {
        self.division()?.at_level(Level::Village)
    }

    /// Where the responsibility is written down.
    pub fn basis(&self) -> String {
        let (l, model) = (self.cx.l, &self.cx.model);
        let Some(division) = self.division() else { return String::new() };
        let basis = duty_basis(model, division, &self.case().category);
        let Some(padded) = basis.division else { return l.cases_basis_tree.to_owned() };
        let category = if basis.category == "*" { l.cases_every_category } else { &basis.category };
        let division = model.division_name(padded, self.cx.lang);
        fill(l.cases_basis_matrix, &[("division", &division), ("category", &category)])
    }

    /// The standard that the case stands under, and its first row that counts.
    pub fn standard(&self) -> Option<(Filing<'_>, &FilingStandard)> {
        let filing = self.cx.model.filing_of_case(self.case())?;
        let first = filing.category.standards_of(filing.condition).first()?;
        Some((filing, first))
    }

    /// Where the version of the standard is shown.
    pub fn edition_href(&self, filing: &Filing<'_>) -> String {
        format!("/categories?edition={}&q={}", encode(&filing.version.key), self.case().category)
    }

    /// The chosen filing condition, or all of the category.
    pub fn conditions<'a>(&self, filing: &'a Filing<'_>) -> Vec<&'a str> {
        filing.standards().iter().map(|row| text_in(&row.condition, self.cx.lang)).collect()
    }

    pub fn closing<'a>(&self, filing: &'a Filing<'_>) -> Vec<&'a str> {
        filing.closing().into_iter().map(|text| text_in(text, self.cx.lang)).collect()
    }

    /// The unit that the list of categories names by its code.
    pub fn unit_of(&self, code: &str) -> Option<&str> {
        self.cx.model.units.by_code(code).map(|unit| unit.name_in(self.cx.lang))
    }

    pub fn source_of<'a>(&self, filing: &'a Filing<'_>, row: &FilingStandard) -> &'a str {
        filing.version.set.sources.get(&row.source).map_or("", |source| text_in(source, self.cx.lang))
    }

    /// The check item that was not met, for a case from a visit.
    pub fn item(&self) -> Option<&str> {
        let item = self.cx.model.check_item(self.case().item.as_deref()?)?;
        Some(self.cx.lang.of_data(&item.text_zh, &item.text_en))
    }

    fn division(&self) -> Option<DivisionCode> {
        DivisionCode::from_padded(self.case().division).ok()
    }
}
