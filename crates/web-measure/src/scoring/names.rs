//! Words for what a score is made of.

use changxiao_app::{AppError, model::CityModel, scoring::PeriodVisit};
use changxiao_domain::scoring::Period;
use changxiao_words::{Lang, fill, texts};

use crate::names::marked;

/// 2026-10 from an address. Errors: not found, for what is no period.
pub fn read_period(text: &str) -> Result<Period, AppError> {
    text.parse().map_err(|_| AppError::NotFound("period"))
}

/// 第 11 项 机动车、非机动车有序停放.
pub fn item_label(model: &CityModel, lang: Lang, code: &str) -> String {
    match model.check_item(code) {
        Some(item) => {
            fill(texts(lang).scores_item, &[("n", &item.order), ("text", &lang.of_data(&item.text_zh, &item.text_en))])
        }
        None => code.to_owned(),
    }
}

/// The name of a visit's site, with ※ where it was made up; the mark never begins a line.
pub fn site_name(lang: Lang, visit: &PeriodVisit) -> String {
    marked(&visit.row.site_name, &visit.row.site_name_en, visit.row.site_generated, lang)
}

/// The label of a standard node with its number: III-59 市容环境.
pub fn node_label(model: &CityModel, lang: Lang, code: &str) -> String {
    model.node(code).map_or_else(|| code.to_owned(), |node| format!("{code} {}", node.label(lang)))
}

/// A hash as addresses write it.
pub fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
