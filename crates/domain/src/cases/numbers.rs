//! The numbers of the workflow. They are the practice of cities, so each is a default with a date and a source, and the page of
//! rules prints them.

use changxiao_words::Lang;

/// One number that a rule uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    pub code: &'static str,
    pub value: i64,
    /// Since when it is our default.
    pub since: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    pub source_zh: &'static str,
    pub source_en: &'static str,
}

impl Number {
    pub const fn words(self, lang: Lang) -> &'static str {
        lang.of_data(self.zh, self.en)
    }

    pub const fn source(self, lang: Lang) -> &'static str {
        lang.of_data(self.source_zh, self.source_en)
    }
}

const CITY_ZH: &str = "公开的城市运行规程（延期、挂账、申诉办法）";
const CITY_EN: &str = "published procedures of cities (extension, suspension and appeal)";

pub const EXTENSIONS: Number = Number {
    code: "extensions",
    value: 2,
    since: "2026-11-01",
    zh: "一案延期次数上限，每次加一个原时限，不同意的不计",
    en: "Extensions of a case at most, each one original limit; refusals do not count",
    source_zh: CITY_ZH,
    source_en: CITY_EN,
};

pub const SUSPENSIONS: Number = Number {
    code: "hangs",
    value: 1,
    since: "2026-11-01",
    zh: "一案挂账次数上限",
    en: "Hangs of a case at most",
    source_zh: CITY_ZH,
    source_en: CITY_EN,
};

pub const SUSPENSION_DAYS: Number = Number {
    code: "hang_days",
    value: 365,
    since: "2026-11-01",
    zh: "挂账最长天数",
    en: "Longest suspension in days",
    source_zh: CITY_ZH,
    source_en: CITY_EN,
};

pub const OBJECTIONS: Number = Number {
    code: "objections",
    value: 1,
    since: "2026-11-01",
    zh: "一个单位对一案提出异议的次数",
    en: "Objections of a unit to a case",
    source_zh: "北京市接诉即办工作条例（2021）第十二条设异议审核，次数为系统默认",
    source_en: "Beijing regulation of 2021, art. 12, provides for the review; the number is our default",
};

pub const APPEALS: Number = Number {
    code: "appeals",
    value: 1,
    since: "2026-11-01",
    zh: "一个单位对一案申诉的次数，两级审核",
    en: "Appeals of a unit in a case, reviewed on two levels",
    source_zh: CITY_ZH,
    source_en: CITY_EN,
};

pub const MERGE_METRES: Number = Number {
    code: "merge_metres",
    value: 200,
    since: "2026-11-22",
    zh: "并案两案最远相距（米）；缺坐标的看是否同一区划",
    en: "Metres between two cases that are merged; without a position the division counts",
    source_zh: "并案看距离、时间和小类为通行做法，数为系统默认",
    source_en: "practice of cities looks at distance, time and minor; the number is our default",
};

pub const MERGE_HOURS: Number = Number {
    code: "merge_hours",
    value: 168,
    since: "2026-11-22",
    zh: "并案两案上报最长相隔（小时）",
    en: "Hours between the reports of two cases that are merged",
    source_zh: "并案看距离、时间和小类为通行做法，数为系统默认",
    source_en: "practice of cities looks at distance, time and minor; the number is our default",
};

/// All of them, in the order in which the page prints them.
pub const NUMBERS: [Number; 7] =
    [EXTENSIONS, SUSPENSIONS, SUSPENSION_DAYS, OBJECTIONS, APPEALS, MERGE_METRES, MERGE_HOURS];
