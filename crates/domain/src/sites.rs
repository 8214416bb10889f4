//! Sites (点位): the places that are inspected.

use crate::{
    divisions::{DivisionCode, Level},
    geo::Position,
    ids::{PostId, SiteId, UnitId},
};

/// A place that is inspected against the check items of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub id: SiteId,
    /// The city's own number of the site, unique in the city: ZGD-0012.
    pub number: String,
    /// The code of its site type in the evaluation system.
    pub site_type: String,
    pub name: String,
    /// True for a name and place that were made up for the demonstration and stand for no real place.
    pub generated: bool,
    pub division: DivisionCode,
    pub position: Option<Position>,
    /// The unit that answers for the site.
    pub unit: Option<UnitId>,
    /// The post that holds the duty (点位长), and the one that stands in.
    pub holder: Option<PostId>,
    pub deputy: Option<PostId>,
    /// An inactive site keeps its history and is drawn for no inspection.
    pub active: bool,
    /// Counts up with every change; a save names the version it read.
    pub version: i64,
}

/// One thing that is wrong with a site.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SiteFault {
    #[error("the site has no number")]
    NoNumber,
    #[error("the number “{0}” may have at most {NUMBER_CHARS} letters, digits, dashes and dots")]
    BadNumber(String),
    #[error("the site has no name")]
    NoName,
    #[error("the name has {0} characters, at most {NAME_CHARS} are kept")]
    NameTooLong(usize),
    #[error("the evaluation system has no site type “{0}”")]
    UnknownType(String),
    #[error("division {division} does not lie in {city}")]
    OutsideTheCity { division: DivisionCode, city: DivisionCode },
    #[error("division {0} is too wide for a site: name the county, town or village")]
    DivisionTooWide(DivisionCode),
    #[error("duty holder and deputy are the same post")]
    HolderIsDeputy,
    #[error("a deputy is named but no duty holder")]
    DeputyWithoutHolder,
}

pub const NUMBER_CHARS: usize = 40;
pub const NAME_CHARS: usize = 120;

/// What sites of a city are checked against.
#[derive(Clone, Copy, Debug)]
pub struct SiteRules<'a> {
    pub city: DivisionCode,
    /// The site type codes of the evaluation system.
    pub types: &'a [String],
}

impl Site {
    /// Everything that is wrong with the site, in the order of its fields; empty when it may be saved.
    pub fn faults(&self, rules: SiteRules<'_>) -> Vec<SiteFault> {
        let mut faults = Vec::new();
        let number = self.number.trim();
        if number.is_empty() {
            faults.push(SiteFault::NoNumber);
        } else if number.chars().count() > NUMBER_CHARS || !number.chars().all(is_number_char) {
            faults.push(SiteFault::BadNumber(number.chars().take(NUMBER_CHARS).collect()));
        }
        if !rules.types.contains(&self.site_type) {
            faults.push(SiteFault::UnknownType(self.site_type.chars().take(60).collect()));
        }
        match self.name.trim().chars().count() {
            0 => faults.push(SiteFault::NoName),
            1..=NAME_CHARS => {}
            long => faults.push(SiteFault::NameTooLong(long)),
        }
        if self.division.level() < Level::County {
            faults.push(SiteFault::DivisionTooWide(self.division));
        }
        if !self.division.is_within(rules.city) {
            faults.push(SiteFault::OutsideTheCity { division: self.division, city: rules.city });
        }
        match (self.holder, self.deputy) {
            (Some(holder), Some(deputy)) if holder == deputy => faults.push(SiteFault::HolderIsDeputy),
            (None, Some(_)) => faults.push(SiteFault::DeputyWithoutHolder),
            _ => {}
        }
        faults
    }
}

fn is_number_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '.' | '_')
}
