//! How sites, rates and divisions are named on pages.

use changxiao_store::sites::SiteRow;
use changxiao_words::Lang;

use crate::words;

/// The name with its mark where it was made up; the mark sticks to the name.
pub fn marked(name: &str, name_en: &str, generated: bool, lang: Lang) -> String {
    let name = if lang == Lang::En && !name_en.is_empty() { name_en } else { name };
    // A name that was generated in an earlier form may carry the mark already.
    if generated && !name.ends_with('※') { format!("{name}\u{2060}※") } else { name.to_owned() }
}

pub fn site_name(site: &SiteRow, lang: Lang) -> String {
    marked(&site.name, &site.name_en, site.generated, lang)
}

/// Share of what was met among what was rated: 92%, or a dash where nothing was rated.
pub fn rate(met: i64, not_met: i64) -> String {
    words::percent(met, met + not_met)
}

/// 117.647298, 24.509872: longitude and latitude in degrees of WGS-84.
pub fn degrees(micro: i64) -> String {
    let sign = if micro < 0 { "−" } else { "" };
    let size = micro.unsigned_abs();
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_name_carries_one_mark() {
        assert_eq!(marked("巷口街道 1 号药店", "", true, Lang::Zh), "巷口街道 1 号药店\u{2060}※");
        assert_eq!(marked("巷口街道 1 号药店\u{2060}※", "", true, Lang::En), "巷口街道 1 号药店\u{2060}※");
        assert_eq!(marked("延安北路", "Yan’an Road", false, Lang::En), "Yan’an Road");
    }

    #[test]
    fn what_is_not_rated_has_no_rate() {
        assert_eq!(rate(12, 1), "92%");
        assert_eq!(rate(0, 0), "—");
    }

    #[test]
    fn degrees_keep_six_digits() {
        assert_eq!(degrees(117_647_298), "117.647298");
        assert_eq!(degrees(-24_509), "−0.024509");
    }
}
