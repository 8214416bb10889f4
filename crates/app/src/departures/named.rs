//! How people name what ends and who takes over.

use changxiao_domain::{
    departures::{Hanging, Heirs, Leaving, Subject},
    divisions::DivisionCode,
    time::Day,
};
use changxiao_words::{Lang, say};

use crate::{AppError, FieldProblem, model::CityModel, orgs::dated::unit_of_code};

/// The field of who takes over whatever no other field names.
pub const HEIR: &str = "heir";

/// The units that take over, from the texts of the fields `heir` and `heir.…`: codes of units that are there on `day`.
///
/// Errors: the fields that name no unit of that day.
pub fn read_units<'t>(model: &CityModel, day: Day, text: impl Fn(&str) -> &'t str) -> Result<Heirs<Subject>, AppError> {
    let mut heirs = Heirs::default();
    let mut faults = Vec::new();
    let mut unit = |field: &'static str| {
        let code = text(field).trim();
        let found = unit_of_code(model, code, day).filter(|unit| unit.in_force(day));
        if !code.is_empty() && found.is_none() {
            faults.push(FieldProblem::new(field, say!(departures_no_unit, code, day = day.to_string())));
        }
        found.map(|unit| Subject::Unit(unit.id))
    };
    heirs.all = unit(HEIR);
    for kind in Hanging::going_over(Leaving::Unit) {
        if let Some(heir) = unit(kind.field()) {
            heirs.by_kind.insert(kind, heir);
        }
    }
    if faults.is_empty() { Ok(heirs) } else { Err(AppError::Invalid(faults)) }
}

/// The name for people.
pub fn name_of(model: &CityModel, subject: Subject, lang: Lang) -> String {
    match subject {
        Subject::Unit(id) => {
            model.all_units.get(&id).map_or_else(|| id.to_string(), |unit| unit.name_in(lang).to_owned())
        }
        Subject::Person(id) => model.person_names.get(&id).cloned().unwrap_or_else(|| id.to_string()),
        Subject::Post(id) => match model.posts.get(&id) {
            Some(post) => model.person_names.get(&post.person).cloned().unwrap_or_default(),
            None => id.to_string(),
        },
        Subject::Division(code) => DivisionCode::from_padded(code)
            .map_or_else(|_| code.to_string(), |code| model.name_of_division(code, lang).to_owned()),
    }
}
