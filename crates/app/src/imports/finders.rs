//! Units, divisions and people by what a sheet calls them: a code, or a name that only one has.

use std::collections::HashMap;

use changxiao_domain::{
    divisions::DivisionCode,
    ids::{PostId, UnitId},
    orgs::NoLead,
};
use changxiao_files::sheets::{Fields, SheetError};
use changxiao_store::people::PersonRow;

use super::reasons;
use crate::model::CityModel;

/// Units in force today.
pub(super) struct UnitFinder {
    by_code: HashMap<String, UnitId>,
    by_name: HashMap<String, Vec<UnitId>>,
}

impl UnitFinder {
    pub fn new(model: &CityModel) -> Self {
        let (mut by_code, mut by_name) = (HashMap::new(), HashMap::<String, Vec<UnitId>>::new());
        for unit in model.units.iter() {
            by_code.insert(unit.code.to_lowercase(), unit.id);
            by_name.entry(unit.name.clone()).or_default().push(unit.id);
        }
        Self { by_code, by_name }
    }

    /// The same for a unit that is to lead. Errors also: a community.
    pub fn find_lead(
        &self,
        model: &CityModel,
        fields: &Fields<'_>,
        column: &str,
    ) -> Result<Option<UnitId>, SheetError> {
        let found = self.find(fields, column)?;
        match found.map(|unit| model.units.lead(unit)) {
            Some(Err(NoLead::Community(_))) => Err(Box::new(fields.problem(column, reasons::community_leads()))),
            _ => Ok(found),
        }
    }

    /// The unit of a column, none where the cell is empty.
    pub fn find(&self, fields: &Fields<'_>, column: &str) -> Result<Option<UnitId>, SheetError> {
        let Some(text) = fields.optional(column) else { return Ok(None) };
        if let Some(unit) = self.by_code.get(&text.to_lowercase()) {
            return Ok(Some(*unit));
        }
        match self.by_name.get(text).map_or(&[][..], Vec::as_slice) {
            [unit] => Ok(Some(*unit)),
            [] => Err(Box::new(fields.problem(column, reasons::unknown_unit()))),
            several => Err(Box::new(fields.problem(column, reasons::ambiguous_unit(several.len())))),
        }
    }
}

/// The division of a column by its code, by its name, or by names from above: 芗城区 巷口街道, 芗城区/巷口街道.
pub(super) fn division(
    model: &CityModel,
    fields: &Fields<'_>,
    column: &str,
) -> Result<Option<DivisionCode>, SheetError> {
    let Some(text) = fields.optional(column) else { return Ok(None) };
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i64 = text.parse().map_err(|_| fields.problem(column, reasons::not_a_division()))?;
        let code = if text.len() == 12 { DivisionCode::from_padded(number) } else { DivisionCode::new(number) };
        let code = code.map_err(|_| fields.problem(column, reasons::not_a_division()))?;
        return match model.divisions.get(code) {
            Some(division) => Ok(Some(division.code)),
            None => Err(Box::new(fields.problem(column, reasons::unknown_division()))),
        };
    }
    let names: Vec<&str> = text.split(['/', ' ', '　', '\u{3000}']).filter(|name| !name.is_empty()).collect();
    let Some((last, above)) = names.split_last() else { return Ok(None) };
    let found: Vec<DivisionCode> = model
        .divisions
        .iter()
        .filter(|division| division.name == **last)
        .filter(|division| {
            let path = model.divisions.path_names(division.code);
            above.iter().all(|name| path.contains(name))
        })
        .map(|division| division.code)
        .collect();
    match found.as_slice() {
        [one] => Ok(Some(*one)),
        [] => Err(Box::new(fields.problem(column, reasons::unknown_division()))),
        several => Err(Box::new(fields.problem(column, reasons::ambiguous_division(several.len())))),
    }
}

/// Posts in force by the login of their holder.
pub(super) struct PostFinder<'a> {
    model: &'a CityModel,
    by_login: HashMap<&'a str, &'a PersonRow>,
}

impl<'a> PostFinder<'a> {
    pub fn new(model: &'a CityModel, people: &'a [PersonRow]) -> Self {
        Self { model, by_login: people.iter().map(|person| (person.login.as_str(), person)).collect() }
    }

    /// The post of a login: the one in `unit` where there is one, else the first that the person took.
    pub fn find(&self, fields: &Fields<'_>, column: &str, unit: Option<UnitId>) -> Result<Option<PostId>, SheetError> {
        let Some(text) = fields.optional(column) else { return Ok(None) };
        let posts =
            self.by_login.get(text.to_lowercase().as_str()).and_then(|person| self.model.posts_of.get(&person.id));
        let mut in_force: Vec<_> = posts
            .into_iter()
            .flatten()
            .filter_map(|post| self.model.posts.get(post))
            .filter(|post| post.in_force(self.model.day))
            .collect();
        in_force.sort_by_key(|post| (Some(post.unit) != unit, post.from, post.id));
        match in_force.first() {
            Some(post) => Ok(Some(post.id)),
            None => Err(Box::new(fields.problem(column, reasons::unknown_login()))),
        }
    }

    pub fn login_of(&self, post: Option<PostId>) -> String {
        let person = post.and_then(|post| self.model.posts.get(&post)).map(|post| post.person);
        person
            .and_then(|id| self.by_login.values().find(|person| person.id == id))
            .map_or_else(String::new, |person| person.login.clone())
    }
}
