//! What is wrong with an order, and what to do about it.

use super::Field;
use changxiao_words::Lang;

/// One value that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub field: Field,
    /// As it stands there.
    pub value: String,
    pub why: WhyNot,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    Required,
    TooLong {
        most: usize,
    },
    /// Signs that cannot be seen, in a number.
    UnseenSigns,
    NotATime {
        example: &'static str,
    },
    NotAPosition,
    HalfAPosition,
    UnknownCategory,
    AmbiguousCategory {
        found: usize,
    },
    UnknownDivision,
    AmbiguousDivision {
        found: usize,
    },
    DueBeforeReported,
    NotYesOrNo,
    NotASatisfaction,
    /// The number stands in another row of the file with other content.
    OtherContent {
        first_row: u32,
    },
}

impl WhyNot {
    /// A code that never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            WhyNot::Required => "order_required",
            WhyNot::TooLong { .. } => "order_too_long",
            WhyNot::UnseenSigns => "order_unseen_signs",
            WhyNot::NotATime { .. } => "order_not_a_time",
            WhyNot::NotAPosition => "order_not_a_position",
            WhyNot::HalfAPosition => "order_half_a_position",
            WhyNot::UnknownCategory => "order_unknown_category",
            WhyNot::AmbiguousCategory { .. } => "order_ambiguous_category",
            WhyNot::UnknownDivision => "order_unknown_division",
            WhyNot::AmbiguousDivision { .. } => "order_ambiguous_division",
            WhyNot::DueBeforeReported => "order_due_before_reported",
            WhyNot::NotYesOrNo => "order_not_yes_or_no",
            WhyNot::NotASatisfaction => "order_not_a_satisfaction",
            WhyNot::OtherContent { .. } => "order_other_content",
        }
    }

    /// What is wrong, without a full stop.
    pub fn words(&self, lang: Lang) -> String {
        let (zh, en): (String, String) = match self {
            WhyNot::Required => ("不能为空".into(), "it must not be empty".into()),
            WhyNot::TooLong { most } => (format!("超过 {most} 个字"), format!("it has more than {most} characters")),
            WhyNot::UnseenSigns => ("含有看不见的字符".into(), "it has signs that cannot be seen".into()),
            WhyNot::NotATime { .. } => ("不是时间".into(), "it is no time".into()),
            WhyNot::NotAPosition => ("不是经纬度".into(), "it is no longitude or latitude".into()),
            WhyNot::HalfAPosition => {
                ("经度、纬度只有一个".into(), "only one of longitude and latitude is there".into())
            }
            WhyNot::UnknownCategory => (
                "对照表和本市类别表里都没有这一类".into(),
                "neither the mapping nor the city’s list has this class".into(),
            ),
            WhyNot::AmbiguousCategory { found } => {
                (format!("本市类别表里有 {found} 个同名小类"), format!("{found} categories of the city have this name"))
            }
            WhyNot::UnknownDivision => (
                "对照表和本市区划里都没有这个地方".into(),
                "neither the mapping nor the city’s divisions have this place".into(),
            ),
            WhyNot::AmbiguousDivision { found } => {
                (format!("本市有 {found} 个同名区划"), format!("{found} divisions of the city have this name"))
            }
            WhyNot::DueBeforeReported => ("早于受理时间".into(), "it lies before the time of the call".into()),
            WhyNot::NotYesOrNo => ("不是“是”或“否”".into(), "it is neither yes nor no".into()),
            WhyNot::NotASatisfaction => {
                ("不是满意、基本满意或不满意".into(), "it is none of satisfied, mostly satisfied, unsatisfied".into())
            }
            WhyNot::OtherContent { first_row } => (
                format!("同一工单在第 {first_row} 行内容不同"),
                format!("row {first_row} has the same order with other content"),
            ),
        };
        lang.pick(&zh, &en).to_owned()
    }

    /// What to do about it, without a full stop.
    pub fn remedy(&self, lang: Lang) -> String {
        let (zh, en): (String, String) = match self {
            WhyNot::Required => ("补上这一格".into(), "fill it in".into()),
            WhyNot::TooLong { most } => (format!("缩短到 {most} 个字以内"), format!("shorten it to {most} characters")),
            WhyNot::UnseenSigns => ("重新输入这一格".into(), "type it again".into()),
            WhyNot::NotATime { example } => (
                format!("写成 {example}，或在对照表里改时间格式"),
                format!("write it as {example}, or choose another form of times in the mapping"),
            ),
            WhyNot::NotAPosition => (
                "填十进制度数，如 117.647；检查对照表的坐标系".into(),
                "write decimal degrees such as 117.647; check the mapping’s coordinate system".into(),
            ),
            WhyNot::HalfAPosition => ("两个都填，或都空着".into(), "give both or none".into()),
            WhyNot::UnknownCategory => (
                "在对照表的类别里加一行“词=小类代码”，不归本系统的写“词=-”".into(),
                "add a line word=code to the mapping’s categories, or word=- for what is not ours".into(),
            ),
            WhyNot::AmbiguousCategory { .. } => {
                ("在对照表的类别里写明小类代码".into(), "name the code in the mapping’s categories".into())
            }
            WhyNot::UnknownDivision => (
                "在对照表的区划里加一行“词=区划代码”，或先导入区划".into(),
                "add a line word=code to the mapping’s divisions, or import the division first".into(),
            ),
            WhyNot::AmbiguousDivision { .. } => (
                "补上上一级名称，或在对照表里写明区划代码".into(),
                "name the place above it, or its code in the mapping".into(),
            ),
            WhyNot::DueBeforeReported => ("核对两个时间".into(), "check both times".into()),
            WhyNot::NotYesOrNo => ("填是或否，不知道就空着".into(), "write yes or no, or leave it empty".into()),
            WhyNot::NotASatisfaction => {
                ("改成这三个词之一，或空着".into(), "write one of these, or leave it empty".into())
            }
            WhyNot::OtherContent { .. } => {
                ("只留一行，通常是较新的".into(), "keep one row, usually the newer one".into())
            }
        };
        lang.pick(&zh, &en).to_owned()
    }
}
