//! The city's own numbers: what ships is the dated default, what a city sets stands in its settings.

mod change;
mod in_force;

use changxiao_domain::rules::{Figure, RuleSet, figures};
use serde_json::Value;

use self::in_force::read;
pub use self::{
    change::{Refused, change, restore},
    in_force::{built_in, in_force},
};
use crate::{AppError, model::CityModel};

/// A set as the city works by it.
pub struct Rules {
    pub set: RuleSet,
    /// What ships: the figures that a city changed differ from it.
    pub shipped: Vec<Figure>,
    pub figures: Vec<Figure>,
    /// Of the city's own document; 0 while none was saved.
    pub version: i64,
    /// Since which day.
    pub since: String,
}

impl Rules {
    /// What ships in the place of this figure, where the city has another.
    pub fn shipped_text(&self, figure: &Figure) -> Option<&str> {
        let shipped = self.shipped.iter().find(|shipped| shipped.path == figure.path)?;
        (shipped.text != figure.text).then_some(shipped.text.as_str())
    }

    /// How many figures are the city's own.
    pub fn own_figures(&self) -> usize {
        self.figures.iter().filter(|figure| self.shipped_text(figure).is_some()).count()
    }
}

/// Errors: a stored document cannot be read, which its saving rules out.
pub fn show(model: &CityModel, set: RuleSet) -> Result<Rules, AppError> {
    let document = in_force(&model.settings, set)?;
    let shipped = read(built_in(set))?;
    let setting = model.settings.get(set.code());
    let since = match setting {
        Some(setting) => setting.effective_from.to_string(),
        None => ["effective_from", "edition"]
            .iter()
            .find_map(|key| document.get(*key).and_then(Value::as_str))
            .unwrap_or_default()
            .to_owned(),
    };
    Ok(Rules {
        set,
        shipped: figures(&shipped),
        figures: figures(&document),
        version: setting.map_or(0, |setting| setting.version),
        since,
    })
}
