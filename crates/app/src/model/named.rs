//! What people write, led to what it names: the one rule by which forms, filters and searches read a unit or a place.

use changxiao_domain::{
    divisions::{DivisionCode, WrittenNames},
    ids::UnitId,
    orgs::Unit,
    text::look,
};

use super::CityModel;

impl CityModel {
    /// The unit in force that a text names: by its code, by its name in either language, or by the city's own word for it. `None` where
    /// nothing has the name, or several.
    pub fn unit_named(&self, text: &str) -> Option<&Unit> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if let Some(unit) = self.units.by_code(text) {
            return Some(unit);
        }
        let wanted = look(text);
        let is_named =
            |unit: &&Unit| look(&unit.name) == wanted || look(&unit.name_en) == wanted || look(&unit.code) == wanted;
        let mut named = self.units.iter().filter(is_named);
        match (named.next(), named.next()) {
            (Some(unit), None) => Some(unit),
            (Some(_), Some(_)) => None,
            (None, _) => self.units.by_code(self.synonyms.code("unit", text)?),
        }
    }

    /// The division of the city that a text names: by its digits, by the city's own word for it, or as people write places
    /// ([`WrittenNames`]): 芗城区 巷口街道, 巷口街道办事处, 漳州市芗城区. `None` where nothing has the name, or several.
    pub fn division_named(&self, text: &str) -> Option<DivisionCode> {
        let city = DivisionCode::new(self.city.id.0).ok();
        let names = WrittenNames::new(&self.divisions, city);
        let said = self.synonyms.code("division", text).and_then(|code| names.code(code));
        said.or_else(|| names.find(&[text.trim()]).ok())
    }

    /// Whether one of the city's own words for a unit holds `needle`, compared as [`look`] does.
    pub fn is_called(&self, unit: UnitId, needle: &str) -> bool {
        let wanted = look(needle);
        let code = self.all_units.get(&unit).map_or("", |unit| unit.code.as_str());
        !wanted.is_empty() && self.synonyms.said("unit").any(|(word, of)| of == code && word.contains(&wanted))
    }
}
