//! The form of a site type.

use changxiao_app::model::CityModel;
use changxiao_domain::standards::{SiteType, System};
use changxiao_words::{Lang, Texts, texts};

use super::{Home, ListForm};
use crate::standards::list_fields::{Layout, Reader, Typed};

impl ListForm for SiteType {
    const SLUG: &'static str = "site-types";

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

    fn layout<'a>(layout: Layout<'a>, _model: &CityModel, _system: &System, lang: Lang) -> Layout<'a> {
        let l = texts(lang);
        layout
            .line("name_zh", l.standards_name_zh, "", true)
            .line("name_en", l.standards_name_en, "", true)
            .heading(l.standards_route, l.standards_route_hint)
            .line("route_zh", l.standards_route_zh, "", false)
            .line("route_en", l.standards_route_en, "", false)
            .input("number", "route_metres", l.standards_route_metres, l.standards_route_metres_hint, false)
            .heading(l.standards_sample, "")
            .line("sample_zh", l.standards_sample_zh, "", false)
            .line("sample_en", l.standards_sample_en, "", false)
            .evidence("evidence", l.standards_evidence, l)
    }

    fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }

    fn home(&self) -> Home {
        Home::SiteType(self.code.clone())
    }

    fn home_without(&self) -> Home {
        Home::Tab("sites")
    }
}
