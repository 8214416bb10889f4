//! The form of a type of material.

use changxiao_domain::standards::Material;
use changxiao_words::{Key, keys};

use crate::fields::{Field, Fields, Reader};
use crate::standards::list_form::{Home, ListForm, SystemTab};

impl ListForm for Material {
    const SLUG: &'static str = "materials";

    const TITLE: Key = keys::standards_material;

    const FIELDS: Fields = Fields(&[
        Field::line("name_zh", keys::standards_name_zh).required(),
        Field::line("name_en", keys::standards_name_en).required(),
        Field::choice("evidence", keys::standards_evidence).required(),
    ]);

    fn read(code: String, reader: &mut Reader<'_>) -> Self {
        Material {
            code,
            name_zh: reader.text("name_zh"),
            name_en: reader.text("name_en"),
            evidence: reader.evidence("evidence"),
        }
    }

    fn home(&self) -> Home {
        Home::Tab(SystemTab::Materials)
    }
}
