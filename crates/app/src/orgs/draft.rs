//! What a form says of a unit, and whether a tree can hold it on every day.

use changxiao_domain::{
    divisions::DivisionCode,
    ids::UnitId,
    orgs::{Territory, Unit, UnitKind, UnitTree, UnitTreeError},
    text::look,
    time::Day,
};
use changxiao_store::orgs::UnitRow;
use changxiao_words::{Lang, Message, Value, say};

use super::dated::{days_of_change, unit_of_code};
use crate::{AppError, FieldProblem, model::CityModel};

/// A unit as a form brings it: codes as texts.
#[derive(Clone, Debug, Default)]
pub struct UnitDraft {
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub kind: String,
    /// Code of the unit above; empty for a root.
    pub parent: String,
    /// Code of the division that the unit answers for; empty for none.
    pub division: String,
    /// Codes or names of the divisions that its territory overlies, with a separator between them; empty for none.
    pub areas: String,
    /// The first day, such as 2026-11-21.
    pub from: String,
}

/// Addresses that stand beside `/units/{code}`.
const TAKEN: &[&str] = &["new", "matrix", "matrix.csv", "gaps", "gaps.csv", "queues"];

impl UnitDraft {
    /// The unit that the draft describes. Errors name every field that is wrong.
    pub(super) fn read(&self, model: &CityModel, id: UnitId, until: Option<Day>) -> Result<Unit, AppError> {
        let mut faults = Vec::new();
        let code = self.code.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if code.is_empty() || code.len() > 60 || !code.chars().all(plain) {
            faults.push(FieldProblem::new("code", say!(orgs_code_1_60_letters_digits)));
        } else if TAKEN.contains(&code) {
            faults.push(FieldProblem::new("code", say!(orgs_code_kept_system_choose_another)));
        }
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 60 {
            faults.push(FieldProblem::new("name", say!(orgs_name_1_60_characters)));
        }
        if self.name_en.chars().count() > 120 {
            faults.push(FieldProblem::new("name_en", say!(orgs_english_name_at_most_120)));
        }
        let kind = UnitKind::parse(self.kind.trim());
        if kind.is_none() {
            faults.push(FieldProblem::new("kind", say!(orgs_choose_kind_unit)));
        }
        let from: Option<Day> = self.from.trim().parse().ok();
        if from.is_none() {
            faults.push(FieldProblem::new("from", say!(orgs_write_day_2026_11_21)));
        }
        let parent = match self.parent.trim() {
            "" => None,
            code => {
                let of_code = unit_of_code(model, code, from.unwrap_or(model.day));
                let found = of_code.or_else(|| model.unit_named(code)).map(|unit| unit.id);
                if found.is_none() {
                    faults.push(FieldProblem::new("parent", say!(orgs_no_unit_code)));
                }
                found
            }
        };
        let division = match self.division.trim() {
            "" => None,
            text => {
                let code = text.parse::<DivisionCode>().ok().filter(|code| model.divisions.get(*code).is_some());
                // A headquarters may stand for a place that the city lies in; names are those of the city.
                let found = code.or_else(|| model.division_named(text));
                if found.is_none() {
                    faults.push(FieldProblem::new("division", say!(orgs_no_division_code_import_divisions)));
                }
                found
            }
        };
        let areas = areas_in(model, &self.areas).unwrap_or_else(|message| {
            faults.push(FieldProblem::new("areas", message));
            Vec::new()
        });
        if !areas.is_empty() && kind.is_some_and(|kind| !kind.overlies()) {
            faults.push(FieldProblem::new("areas", say!(orgs_areas_of_whom)));
        }
        match (kind, from) {
            (Some(kind), Some(from)) if faults.is_empty() => Ok(Unit {
                id,
                code: code.to_owned(),
                name: name.to_owned(),
                name_en: self.name_en.trim().to_owned(),
                kind,
                parent,
                division,
                areas,
                valid_from: from,
                valid_until: until,
            }),
            _ => Err(AppError::Invalid(faults)),
        }
    }
}

/// What stands between several divisions in one field.
pub(crate) const BETWEEN_AREAS: [char; 6] = ['、', '；', ';', '，', ',', '\n'];

/// The divisions that a text names, in the order of their codes, none of them within another one.
///
/// Errors: the first that the city does not have.
fn areas_in(model: &CityModel, text: &str) -> Result<Vec<DivisionCode>, Message> {
    let mut areas = Vec::new();
    for named in text.split(BETWEEN_AREAS).map(str::trim).filter(|named| !named.is_empty()) {
        let code = named.parse::<DivisionCode>().ok().filter(|code| model.divisions.get(*code).is_some());
        let found = code.or_else(|| model.division_named(named));
        areas.push(found.ok_or_else(|| say!(orgs_no_such_area, name = named))?);
    }
    Ok(Territory::of(areas).map_or_else(Vec::new, |territory| territory.divisions().to_vec()))
}

/// Refuses a territory that names a division which another one names on the same day: nobody could tell who answers there.
pub(super) fn check_areas(model: &CityModel, unit: &Unit) -> Result<(), AppError> {
    let mut all = model.all_units.clone();
    all.insert(unit.id, unit.clone());
    for day in days_of_change(all.values(), unit.valid_from.max(model.day)) {
        let Ok(tree) = UnitTree::build(all.values().cloned(), day) else { continue };
        if let Some((division, other)) = tree.dispute_of(unit.id) {
            return Err(AppError::field("areas", area_taken(model, division, other, day)));
        }
    }
    Ok(())
}

/// Who names the division already.
pub(crate) fn area_taken(model: &CityModel, division: DivisionCode, other: &Unit, day: Day) -> Message {
    let place = |lang| model.name_of_division(division, lang);
    let (division, unit) = (
        Value::named(place(Lang::Zh), place(Lang::En)),
        Value::named(other.name_in(Lang::Zh), other.name_in(Lang::En)),
    );
    say!(orgs_area_taken, division, unit, day = day.to_string())
}

/// Refuses a unit with which the units of some day would make no tree: a code in force twice, a parent that is not in force, a
/// circle.
pub(super) fn check_tree(model: &CityModel, unit: &Unit) -> Result<(), AppError> {
    check_trees(model, std::slice::from_ref(unit), unit.valid_from)
}

/// The same for several at once, for every day from `first` on.
pub(crate) fn check_trees(model: &CityModel, changed: &[Unit], first: Day) -> Result<(), AppError> {
    let mut all = model.all_units.clone();
    all.extend(changed.iter().map(|unit| (unit.id, unit.clone())));
    for day in days_of_change(all.values(), first) {
        // What hung elsewhere on a day of the past hangs there still; what changes now is asked as it will be.
        let mut units: std::collections::HashMap<_, _> =
            model.units_on(day).into_iter().map(|unit| (unit.id, unit)).collect();
        units.extend(changed.iter().map(|unit| (unit.id, unit.clone())));
        UnitTree::build(units.into_values(), day).map_err(|fault| words_of(model, &fault, day))?;
    }
    Ok(())
}

fn words_of(model: &CityModel, fault: &UnitTreeError, day: Day) -> AppError {
    let name = |code: &str| {
        model.all_units.values().find(|unit| unit.code == code).map_or(code.to_owned(), |unit| unit.name.clone())
    };
    match fault {
        UnitTreeError::DuplicateId { code } | UnitTreeError::DuplicateCode { code } => {
            AppError::field("code", say!(orgs_code_code_use_on_day, code, day = day.to_string()))
        }
        UnitTreeError::UnknownParent { code, .. } => {
            AppError::field("parent", say!(orgs_parent_unknown, name = name(code)))
        }
        UnitTreeError::ParentNotInForce { code, parent_code, .. } => AppError::field(
            "parent",
            say!(orgs_parent_not_in_force, day = day.to_string(), name = name(code), parent = name(parent_code)),
        ),
        UnitTreeError::Cycle { codes } => {
            let names: Vec<String> = codes.iter().map(|code| name(code)).collect();
            AppError::field("parent", say!(orgs_parent_cycle, names = names.join(" → ")))
        }
    }
}

/// Another unit, as code and name, whose name looks like this one: it differs only in width, blanks, case or signs that nobody sees, or
/// not at all. A unit that follows another one has its code.
pub fn looks_like<'a>(
    others: impl IntoIterator<Item = (&'a str, &'a str)>,
    (code, name): (&str, &str),
) -> Option<(&'a str, &'a str)> {
    let own = look(name);
    others.into_iter().find(|(other, of_other)| *other != code && look(of_other) == own)
}

pub(crate) fn row_of(unit: &Unit, version: i64) -> UnitRow {
    UnitRow {
        id: unit.id,
        code: unit.code.clone(),
        name: unit.name.clone(),
        name_en: unit.name_en.clone(),
        kind: unit.kind.code().to_owned(),
        parent: unit.parent,
        division: unit.division.map(DivisionCode::padded),
        areas: unit.areas.iter().map(|code| code.padded()).collect(),
        valid_from: unit.valid_from,
        valid_until: unit.valid_until,
        version,
    }
}
