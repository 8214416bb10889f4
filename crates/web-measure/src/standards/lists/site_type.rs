//! The form of a site type.

use changxiao_domain::standards::SiteType;
use changxiao_words::{Key, keys};

use crate::fields::{Field, Fields, Reader};
use crate::standards::list_form::{Home, ListForm, SystemTab};

impl ListForm for SiteType {
    const SLUG: &'static str = "site-types";

    const TITLE: Key = keys::standards_site_type;

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

    fn home(&self) -> Home {
        Home::SiteType(self.code.clone())
    }

    fn home_without(&self) -> Home {
        Home::Tab(SystemTab::Sites)
    }
}
