//! What a city needs before its first case, step by step, and what may still be taken back.

use changxiao_words::coded;

coded! {
    /// A step, in the order in which later ones use earlier ones.
    pub enum Step {
        City = "city", founding_step_city;
        Divisions = "divisions", founding_step_divisions;
        Outlines = "outlines", founding_step_outlines;
        Holidays = "holidays", founding_step_holidays;
        Standard = "standard", founding_step_standard;
        Filing = "filing", founding_step_filing;
        Units = "units", founding_step_units;
        People = "people", founding_step_people;
        Sites = "sites", founding_step_sites;
        Inspection = "inspection", founding_step_inspection;
    }
}

coded! {
    /// What may stand on a step.
    pub enum Built {
        Outlines = "outlines", founding_step_outlines;
        Units = "units", founding_step_units;
        People = "people", founding_step_people;
        /// Somebody of them has signed in.
        SignIns = "sign_ins", founding_built_sign_ins;
        Sites = "sites", founding_step_sites;
        Visits = "visits", founding_built_visits;
        Cases = "cases", founding_built_cases;
        /// The nightly seal holds it.
        Seal = "seal", founding_built_seal;
    }
}

/// How much there is of what the steps bring. What the founding itself made is left out: headquarters, office, administrators.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub divisions: i64,
    pub outlines: i64,
    pub days: i64,
    pub systems: i64,
    /// Category lists that the city keeps; without one the built-in one holds.
    pub category_sets: i64,
    pub units: i64,
    pub people: i64,
    /// People who have signed in at least once.
    pub seen: i64,
    pub sites: i64,
    /// 1 where there is any.
    pub visits: i64,
    /// 1 where there is any.
    pub cases: i64,
}

impl Step {
    /// How much of it is there.
    pub const fn count(self, facts: &Facts) -> i64 {
        match self {
            Step::City => 1,
            Step::Divisions => facts.divisions,
            Step::Outlines => facts.outlines,
            Step::Holidays => facts.days,
            Step::Standard => facts.systems,
            Step::Filing => facts.category_sets,
            Step::Units => facts.units,
            Step::People => facts.people,
            Step::Sites => facts.sites,
            Step::Inspection => facts.visits,
        }
    }

    pub const fn is_done(self, facts: &Facts) -> bool {
        self.count(facts) > 0
    }

    /// Whether a city works without it: the map stays empty, and the built-in filing standard holds.
    pub const fn may_wait(self) -> bool {
        matches!(self, Step::Outlines | Step::Filing)
    }

    /// Whether it can be taken back at all, while nothing stands on it.
    pub const fn can_be_undone(self) -> bool {
        !matches!(self, Step::City | Step::Inspection)
    }

    /// What stands on it, so that it cannot be taken back: the first that has to go. `None`: nothing does. `is_sealed`: a nightly seal
    /// was laid since it came.
    pub fn built_on(self, facts: &Facts, is_sealed: bool) -> Option<Built> {
        let on: &[(Built, i64)] = match self {
            Step::City | Step::Inspection | Step::Outlines => &[],
            Step::Divisions => &[
                (Built::Cases, facts.cases),
                (Built::Sites, facts.sites),
                (Built::Units, facts.units),
                (Built::Outlines, facts.outlines),
            ],
            Step::Holidays => &[(Built::Cases, facts.cases)],
            Step::Standard => &[(Built::Visits, facts.visits), (Built::Sites, facts.sites)],
            Step::Filing => &[(Built::Cases, facts.cases), (Built::Visits, facts.visits)],
            Step::Units => &[(Built::Cases, facts.cases), (Built::Sites, facts.sites), (Built::People, facts.people)],
            Step::People => &[
                (Built::Cases, facts.cases),
                (Built::Visits, facts.visits),
                (Built::Sites, facts.sites),
                (Built::SignIns, facts.seen),
            ],
            Step::Sites => &[(Built::Cases, facts.cases), (Built::Visits, facts.visits)],
        };
        let built = on.iter().find(|(_, count)| *count > 0).map(|(built, _)| *built);
        built.or(Some(Built::Seal).filter(|_| is_sealed))
    }
}

/// Whether the first page still leads through the steps: until all are done, or until there is a case and nothing is missing that a
/// city cannot work without.
pub fn is_open(facts: &Facts) -> bool {
    let missing = |step: &Step| !step.is_done(facts);
    match facts.cases > 0 {
        true => Step::ALL.iter().any(|step| missing(step) && !step.may_wait() && *step != Step::Inspection),
        false => Step::ALL.iter().any(missing),
    }
}
