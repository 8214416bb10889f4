//! Whether two cases can be the same problem (并案): the same minor, near each other, reported within hours of each other.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

use super::{Case, numbers};
use crate::time::HOUR;

/// What two cases have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    pub same_minor: bool,
    /// Metres between them, 0 at the same site. `None`: one has no position, and it depends on the division.
    pub metres: Option<i64>,
    pub same_division: bool,
    /// Full hours between the two reports.
    pub hours: i64,
}

/// In what two cases differ too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlike {
    Minor,
    Distance,
    Hours,
}

impl Likeness {
    pub fn between(one: &Case, other: &Case) -> Self {
        let same_site = one.site.is_some() && one.site == other.site;
        let apart = one.position.zip(other.position).map(|(a, b)| a.distance_m(b).round() as i64);
        Self {
            same_minor: one.category == other.category,
            metres: if same_site { Some(0) } else { apart },
            same_division: one.division == other.division,
            hours: (one.reported_at.micros() - other.reported_at.micros()).abs() / HOUR,
        }
    }

    /// The first thing in which they differ too much to be one problem.
    pub fn unlike(self) -> Option<Unlike> {
        let near = self.metres.map_or(self.same_division, |metres| metres <= numbers::MERGE_METRES.value);
        if !self.same_minor {
            Some(Unlike::Minor)
        } else if !near {
            Some(Unlike::Distance)
        } else if self.hours > numbers::MERGE_HOURS.value {
            Some(Unlike::Hours)
        } else {
            None
        }
    }
}

impl Unlike {
    /// Why not, and what to do.
    pub fn words(self, lang: Lang) -> String {
        let (metres, hours) = (numbers::MERGE_METRES.value, numbers::MERGE_HOURS.value);
        match (self, lang) {
            (Unlike::Minor, Lang::Zh) => "两案小类不同，不能并案。先按同一小类立案，或另选一件。".to_owned(),
            (Unlike::Minor, _) => {
                "The two are of different categories. File it under the same one first, or choose another case."
                    .to_owned()
            }
            (Unlike::Distance, Lang::Zh) => format!("两案相距超过 {metres} 米，不能并案。另选一件。"),
            (Unlike::Distance, _) => {
                format!("The two are more than {metres} metres apart. Choose another case.")
            }
            (Unlike::Hours, Lang::Zh) => format!("两案上报相隔超过 {hours} 小时，不能并案。另选一件。"),
            (Unlike::Hours, _) => {
                format!("The two were reported more than {hours} hours apart. Choose another case.")
            }
        }
    }
}
