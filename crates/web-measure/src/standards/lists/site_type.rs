//! The form of a site type.

use changxiao_app::model::CityModel;
use changxiao_domain::standards::{SiteType, System};
use changxiao_words::{Lang, Texts, keys};

use super::{Home, ListForm, evidence_offers};
use crate::fields::{Field, Fields, Offers, Reader, Typed};

impl ListForm for SiteType {
    const SLUG: &'static str = "site-types";

    const FIELDS: Fields = Fields(&[
        Field::line("name_zh", keys::standards_name_zh).required(),
        Field::line("name_en", keys::standards_name_en).required(),
        Field::heading(keys::standards_route).hint(keys::standards_route_hint),
        Field::line("route_zh", keys::standards_route_zh),
        Field::line("route_en", keys::standards_route_en),
        Field::number("route_metres", keys::standards_route_metres).hint(keys::standards_route_metres_hint),
        Field::heading(keys::standards_sample),
        Field::line("sample_zh", keys::standards_sample_zh),
        Field::line("sample_en", keys::standards_sample_en),
        Field::choice("evidence", keys::standards_evidence).required(),
    ]);

    fn title(l: &'static Texts) -> &'static str {
        l.standards_site_type
    }

    fn blank(_group: &str) -> Typed {
        Typed::default().with("evidence", "certain")
    }

    fn typed(&self) -> Typed {
        Typed::default()
            .with("code", &self.code)
            .with("name_zh", &self.name_zh)
            .with("name_en", &self.name_en)
            .with_optional("route_zh", self.route_zh.as_ref())
            .with_optional("route_en", self.route_en.as_ref())
            .with_optional("route_metres", self.route_metres.as_ref())
            .with_optional("sample_zh", self.sample_zh.as_ref())
            .with_optional("sample_en", self.sample_en.as_ref())
            .with("evidence", self.evidence.code())
    }

    fn read(code: String, reader: &mut Reader<'_>) -> Self {
        SiteType {
            code,
            order: 0,
            name_zh: reader.text("name_zh"),
            name_en: reader.text("name_en"),
            evidence: reader.evidence("evidence"),
            route_zh: reader.optional("route_zh"),
            route_en: reader.optional("route_en"),
            route_metres: reader.whole_number("route_metres"),
            sample_zh: reader.optional("sample_zh"),
            sample_en: reader.optional("sample_en"),
        }
    }

    fn offers(_model: &CityModel, _system: &System, _typed: &Typed, lang: Lang) -> Offers {
        vec![("evidence", evidence_offers(lang))]
    }

    fn home(&self) -> Home {
        Home::SiteType(self.code.clone())
    }

    fn home_without(&self) -> Home {
        Home::Tab("sites")
    }
}
