//! The form of a type of material.

use changxiao_app::model::CityModel;
use changxiao_domain::standards::{Material, System};
use changxiao_words::{Lang, Texts, texts};

use super::{Home, ListForm};
use crate::standards::list_fields::{Layout, Reader, Typed};

impl ListForm for Material {
    const SLUG: &'static str = "materials";

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

    fn layout<'a>(layout: Layout<'a>, _model: &CityModel, _system: &System, lang: Lang) -> Layout<'a> {
        let l = texts(lang);
        layout.line("name_zh", l.standards_name_zh, "", true).line("name_en", l.standards_name_en, "", true).evidence(
            "evidence",
            l.standards_evidence,
            l,
        )
    }

    fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }

    fn home(&self) -> Home {
        Home::Tab("materials")
    }
}
