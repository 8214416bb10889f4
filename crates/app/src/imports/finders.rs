//! Units, divisions and people by what a sheet calls them: a code, or a name that only one has.

use std::collections::HashMap;

use changxiao_domain::{
    divisions::{DivisionCode, Unfound, WrittenNames},
    ids::{PostId, UnitId},
    orgs::{NoLead, Territory},
    text::{look, narrowed},
};
use changxiao_files::sheets::{Fields, SheetError, Why};
use changxiao_store::people::PersonRow;
use changxiao_words::Lang;

use super::{reasons, unit_names::UnitNames};
use crate::{model::CityModel, orgs::BETWEEN_AREAS};

/// Units in force today.
pub(super) struct UnitFinder {
    by_code: HashMap<String, UnitId>,
    by_name: HashMap<String, Vec<UnitId>>,
    names: UnitNames,
}

impl UnitFinder {
    pub fn new(model: &CityModel) -> Self {
        let by_code = model.units.iter().map(|unit| (look(&unit.code), unit.id)).collect();
        Self { by_code, by_name: model.units_by_name(), names: UnitNames::new(model) }
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
        self.named(text).map(Some).map_err(|why| Box::new(fields.problem(column, why)))
    }
}

impl UnitFinder {
    /// The units of a column, in the order in which the cell names them, each once: 市城管局、巷口街道；新桥街道.
    pub fn find_all(&self, fields: &Fields<'_>, column: &str) -> Result<Vec<UnitId>, SheetError> {
        let Some(text) = fields.optional(column).filter(|_| !fields.says_nothing(column)) else {
            return Ok(Vec::new());
        };
        if let Ok(whole) = self.named(text) {
            return Ok(vec![whole]);
        }
        let mut units = Vec::new();
        let names = text.split(['、', '；', ';', '，', ',', '/', '\n']).map(str::trim).filter(|name| !name.is_empty());
        for name in names {
            let unit = self.named(name).map_err(|why| Box::new(fields.problem(column, why).with_value(name)))?;
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        Ok(units)
    }

    /// Errors: why no unit, or more than one, is called so.
    fn named(&self, text: &str) -> Result<UnitId, Why> {
        let wanted = look(text);
        if let Some(unit) = self.by_code.get(&wanted) {
            return Ok(*unit);
        }
        match self.by_name.get(&wanted).map_or(&[][..], Vec::as_slice) {
            [unit] => Ok(*unit),
            [] => Err(reasons::unknown_unit_near(&self.names.near(text))),
            several => Err(reasons::ambiguous_unit(several.len())),
        }
    }
}

/// The divisions of a city, indexed once for all rows.
pub(super) struct PlaceFinder<'a> {
    model: &'a CityModel,
    names: WrittenNames<'a>,
}

impl<'a> PlaceFinder<'a> {
    pub fn new(model: &'a CityModel) -> Self {
        // Divisions that the city lies in count, too: a headquarters may stand for a province.
        Self { model, names: WrittenNames::new(&model.divisions, None) }
    }

    /// The division of a column by its code, by its name, or by names from above: 芗城区 巷口街道, 漳州市芗城区巷口街道, 巷口街道办事处.
    pub fn find(&self, fields: &Fields<'_>, column: &str) -> Result<Option<DivisionCode>, SheetError> {
        let Some(text) = fields.optional(column) else { return Ok(None) };
        self.of(text).map(Some).map_err(|why| Box::new(fields.problem(column, why)))
    }

    /// Several divisions in one cell, none of them within another; `None` for an empty cell.
    pub fn find_all(&self, fields: &Fields<'_>, column: &str) -> Result<Option<Vec<DivisionCode>>, SheetError> {
        let Some(text) = fields.optional(column) else { return Ok(None) };
        let mut all = Vec::new();
        for named in text.split(BETWEEN_AREAS).map(str::trim).filter(|named| !named.is_empty()) {
            let of = |_| Box::new(fields.problem(column, reasons::unknown_area(named)));
            all.push(self.of(named).map_err(of)?);
        }
        Ok(Territory::of(all).map(|territory| territory.divisions().to_vec()))
    }

    /// Errors: why no division, or more than one, is meant.
    fn of(&self, text: &str) -> Result<DivisionCode, Why> {
        let plain = narrowed(text);
        if plain.bytes().all(|byte| byte.is_ascii_digit()) {
            let number: i64 = plain.parse().map_err(|_| reasons::not_a_division())?;
            let code = if plain.len() == 12 { DivisionCode::from_padded(number) } else { DivisionCode::new(number) };
            let code = code.map_err(|_| reasons::not_a_division())?;
            return self.model.divisions.get(code).map(|division| division.code).ok_or_else(reasons::unknown_division);
        }
        self.names.find(&[text]).map_err(|unfound| match unfound {
            Unfound::Nothing => reasons::unknown_division(),
            Unfound::Several(found) => reasons::ambiguous_division(found),
        })
    }
}

/// Posts in force by the login of their holder, or by what an export calls them.
pub(super) struct PostFinder<'a> {
    model: &'a CityModel,
    by_login: HashMap<&'a str, &'a PersonRow>,
    by_label: HashMap<String, Vec<PostId>>,
}

impl<'a> PostFinder<'a> {
    pub fn new(model: &'a CityModel, people: &'a [PersonRow]) -> Self {
        let mut by_label = HashMap::<String, Vec<PostId>>::new();
        for post in model.posts.values().filter(|post| post.in_force(model.day)) {
            for lang in Lang::ALL.iter() {
                let label = look(&model.post_label(post.id, *lang));
                let of_label = by_label.entry(label).or_default();
                if !of_label.contains(&post.id) {
                    of_label.push(post.id);
                }
            }
        }
        let by_login = people.iter().map(|person| (person.login.as_str(), person)).collect();
        Self { model, by_login, by_label }
    }

    /// The post of a login: the one in `unit` where there is one, else the first that the person took; or the post that pages call so,
    /// which is `before` where several are called alike.
    pub fn find(
        &self,
        fields: &Fields<'_>,
        column: &str,
        unit: Option<UnitId>,
        before: Option<PostId>,
    ) -> Result<Option<PostId>, SheetError> {
        let Some(text) = fields.code(column) else { return Ok(None) };
        let posts =
            self.by_login.get(text.to_lowercase().as_str()).and_then(|person| self.model.posts_of.get(&person.id));
        let mut in_force: Vec<_> = posts
            .into_iter()
            .flatten()
            .filter_map(|post| self.model.posts.get(post))
            .filter(|post| post.in_force(self.model.day))
            .collect();
        in_force.sort_by_key(|post| (Some(post.unit) != unit, post.from, post.id));
        match (in_force.first(), self.by_label.get(&look(&text)).map(Vec::as_slice)) {
            (Some(post), _) => Ok(Some(post.id)),
            (None, Some([post])) => Ok(Some(*post)),
            (None, Some(several)) if before.is_some_and(|before| several.contains(&before)) => Ok(before),
            (None, _) => Err(Box::new(fields.problem(column, reasons::unknown_login()))),
        }
    }

    pub fn login_of(&self, post: Option<PostId>) -> String {
        let person = post.and_then(|post| self.model.posts.get(&post)).map(|post| post.person);
        person
            .and_then(|id| self.by_login.values().find(|person| person.id == id))
            .map_or_else(String::new, |person| person.login.clone())
    }
}
