//! How sites, rates and divisions are named on pages.

use changxiao_app::model::CityModel;
use changxiao_domain::lang::Lang;
use changxiao_store::sites::SiteRow;

use crate::words;

/// The name with its mark where it was made up; the mark sticks to the name.
pub(crate) fn marked(name: &str, name_en: &str, generated: bool, lang: Lang) -> String {
    let name = if lang == Lang::En && !name_en.is_empty() { name_en } else { name };
    if generated { format!("{name}\u{2060}※") } else { name.to_owned() }
}

pub(crate) fn site_name(site: &SiteRow, lang: Lang) -> String {
    marked(&site.name, &site.name_en, site.generated, lang)
}

/// Share of what was met among what was rated: 92%, or a dash where nothing was rated.
pub(crate) fn rate(met: i64, not_met: i64) -> String {
    words::percent(met, met + not_met)
}

/// 芗城区 巷口街道 or empty.
pub(crate) fn place(model: &CityModel, padded: i64) -> String {
    model.place_name(padded)
}

/// 117.647298, 24.509872: longitude and latitude in degrees of WGS-84.
pub(crate) fn degrees(micro: i64) -> String {
    let sign = if micro < 0 { "−" } else { "" };
    let size = micro.unsigned_abs();
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}
