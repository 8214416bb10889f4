//! The form of a type of material.

use changxiao_app::model::CityModel;
use changxiao_domain::standards::{Material, System};
use changxiao_words::{Lang, Texts, keys};

use super::{Home, ListForm, evidence_offers};
use crate::fields::{Field, Fields, Offers, Reader, Typed};

impl ListForm for Material {
    const SLUG: &'static str = "materials";

    const FIELDS: Fields = Fields(&[
        Field::line("name_zh", keys::standards_name_zh).required(),
        Field::line("name_en", keys::standards_name_en).required(),
        Field::choice("evidence", keys::standards_evidence).required(),
    ]);

    fn title(l: &'static Texts) -> &'static str {
        l.standards_material
    }

    fn blank(_group: &str) -> Typed {
        Typed::default().with("evidence", "certain")
    }

    fn typed(&self) -> Typed {
        Typed::default()
            .with("code", &self.code)
            .with("name_zh", &self.name_zh)
            .with("name_en", &self.name_en)
            .with("evidence", self.evidence.code())
    }

    fn read(code: String, reader: &mut Reader<'_>) -> Self {
        Material {
            code,
            name_zh: reader.text("name_zh"),
            name_en: reader.text("name_en"),
            evidence: reader.evidence("evidence"),
        }
    }

    fn offers(_model: &CityModel, _system: &System, _typed: &Typed, lang: Lang) -> Offers {
        vec![("evidence", evidence_offers(lang))]
    }

    fn home(&self) -> Home {
        Home::Tab("materials")
    }
}
