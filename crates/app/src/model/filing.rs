//! Which filing standard holds for a report and for a case that is under way.

use changxiao_domain::{
    calendar::Limit,
    cases::Case,
    categories::{Category, CategoryCode, FiledUnder, FilingStandard, Relative},
    divisions::{DivisionCode, Level},
    ids::UnitId,
    orgs::UnitKind,
    standards::Bilingual,
};

use super::{CategoryVersion, CityModel};

/// A category in a version of the list, and the condition that somebody chose.
#[derive(Clone, Debug)]
pub struct Filing<'a> {
    pub version: &'a CategoryVersion,
    pub category: &'a Category,
    pub condition: Option<i64>,
    pub limit: Limit,
}

impl Filing<'_> {
    /// What a case keeps of it.
    pub fn under(&self) -> FiledUnder {
        FiledUnder { edition: self.version.key.clone(), condition: self.condition }
    }

    /// The same category by another condition; `None` where it has no such one.
    pub fn with_condition(self, condition: Option<i64>) -> Option<Self> {
        let limit = self.category.limit(condition)?;
        Some(Self { condition, limit, ..self })
    }

    pub fn standards(&self) -> &[FilingStandard] {
        self.category.standards_of(self.condition)
    }

    /// What has to be true before the case is closed.
    pub fn closing(&self) -> Vec<&Bilingual> {
        self.category.closing_of(self.condition)
    }
}

impl CityModel {
    /// The version of the category list in force.
    pub fn category_version(&self) -> Option<&CategoryVersion> {
        self.category_versions.iter().find(|version| std::sync::Arc::ptr_eq(&version.set, &self.categories))
    }

    /// By which standard a new case is filed. `None`: the list in force has no such category or the category no such condition.
    pub fn filing(&self, code: &str, condition: Option<i64>) -> Option<Filing<'_>> {
        filing_in(self.category_version()?, code, condition)
    }

    /// The same for a finding: a check item may name a category that the city's list in force does not have; then the newest
    /// version that has it decides, so that no finding is lost.
    pub fn filing_of_finding(&self, code: CategoryCode) -> Option<Filing<'_>> {
        let code = code.to_string();
        let older = || self.category_versions.iter().find_map(|version| filing_in(version, &code, None));
        self.filing(&code, None).or_else(older)
    }

    /// The standard under which a case was filed: a version that came later changes nothing for it. A case from before versions
    /// were kept goes by the list in force.
    pub fn filing_of_case(&self, case: &Case) -> Option<Filing<'_>> {
        let kept = case.filed_under.as_ref().and_then(|under| {
            let version = self.category_versions.iter().find(|version| version.key == under.edition)?;
            filing_in(version, &case.category, under.condition)
        });
        kept.or_else(|| self.filing(&case.category, None))
            .or_else(|| self.category_versions.iter().find_map(|version| filing_in(version, &case.category, None)))
    }

    /// Whom a case goes to by default: the line unit of the matrix, else the lead unit of its filing standard, else the territory. Nobody
    /// where the standard says 产权单位 or the like: then whoever dispatches has to choose.
    pub fn lead_of_case(&self, case: &Case) -> Option<UnitId> {
        let duty = self.duty_of_case(case);
        if duty.line.is_some() {
            return duty.line;
        }
        let filing = self.filing_of_case(case);
        let key = filing.as_ref().and_then(|filing| filing.standards().first()).map(|standard| &standard.lead_key);
        match key.and_then(|key| self.said_by_standard(case, key)) {
            Some(Said::Unit(unit)) => Some(unit),
            Some(Said::Asked) => None,
            None => duty.territory,
        }
    }

    /// Whom a unit of a filing standard means for a case; `None` where nobody has such a code today.
    fn said_by_standard(&self, case: &Case, key: &str) -> Option<Said> {
        if let Some(unit) = self.units.by_code(key) {
            return Some(Said::Unit(unit.id));
        }
        let territory = || self.duty_of_case(case).territory;
        match Relative::read(key)? {
            Relative::Asked => Some(Said::Asked),
            Relative::Territory => territory().map(Said::Unit),
            Relative::Enforcement => {
                let place = DivisionCode::from_padded(case.division).ok()?;
                self.enforcement_at(place).or_else(territory).map(Said::Unit)
            }
        }
    }

    /// The department of the place's district that enforces the law in its streets, by its name: the one that says so, else the one that
    /// manages the city.
    fn enforcement_at(&self, place: DivisionCode) -> Option<UnitId> {
        let county = place.at_level(Level::County)?;
        let district = self.units.of_kind(UnitKind::District).find(|unit| unit.division == Some(county))?;
        let of_district = || self.units.children(district.id).filter(|unit| unit.kind == UnitKind::Department);
        ["执法", "城管"]
            .into_iter()
            .find_map(|word| of_district().find(|unit| unit.name.contains(word)))
            .map(|unit| unit.id)
    }
}

/// What a filing standard says of a unit.
enum Said {
    Unit(UnitId),
    /// Whoever dispatches has to find out.
    Asked,
}

impl CityModel {
    /// Who helps with a case by default: by the matrix, then by its filing standard, whoever leads left out.
    pub fn helpers_of_case(&self, case: &Case) -> Vec<UnitId> {
        let duty = self.duty_of_case(case);
        let mut helpers = duty.co_units();
        let filing = self.filing_of_case(case);
        let standard = filing.as_ref().and_then(|filing| filing.standards().first());
        let named = standard.map_or(&[][..], |standard| standard.helper_keys.as_slice());
        let lead = self.lead_of_case(case);
        for said in named.iter().filter_map(|key| self.said_by_standard(case, key)) {
            let Said::Unit(unit) = said else { continue };
            if Some(unit) != lead && !helpers.contains(&unit) {
                helpers.push(unit);
            }
        }
        helpers
    }
}

pub(super) fn filing_in<'a>(version: &'a CategoryVersion, code: &str, condition: Option<i64>) -> Option<Filing<'a>> {
    let category = version.set.category(code.parse().ok()?)?;
    Some(Filing { version, category, condition, limit: category.limit(condition)? })
}
