//! Every indicator as data: its name, what stands above and below the line, by which moment a case falls into a period.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

/// By which moment of its way a case falls into a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cohort {
    /// When it was first decided whether the report becomes a case.
    Decided,
    /// When verification on the spot was first asked for.
    Verify,
    /// The deadline of the unit.
    Due,
    /// When it was closed, by force or not.
    Ended,
    /// The last valid call-back of the period.
    Called,
}

/// What an indicator is, in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    pub indicator: Indicator,
    pub code: &'static str,
    pub cohort: Cohort,
    /// A share of what went wrong: the smaller, the better.
    pub lower_is_better: bool,
    pub name_zh: &'static str,
    pub name_en: &'static str,
    /// Above the line.
    pub met_zh: &'static str,
    pub met_en: &'static str,
    /// Below the line.
    pub due_zh: &'static str,
    pub due_en: &'static str,
    source: Origin,
}

/// Where a formula comes from.
#[derive(Clone, Copy, Debug)]
enum Origin {
    /// Published program code that works by GB/T 30428.4 and CJ/T 292.
    CityManagement,
    /// Published program code of a hotline's yearly analysis.
    Hotline,
    Own,
}

macro_rules! indicators {
    ($($name:ident $code:literal $cohort:ident $lower:literal $source:ident
       $zh:literal $en:literal / $met_zh:literal $met_en:literal / $due_zh:literal $due_en:literal;)*) => {
        /// One share.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Indicator { $($name,)* }

        /// All of them, in the order of the enum.
        const DEFINITIONS: &[Definition] = &[$(Definition {
            indicator: Indicator::$name, code: $code, cohort: Cohort::$cohort, lower_is_better: $lower, source: Origin::$source,
            name_zh: $zh, name_en: $en, met_zh: $met_zh, met_en: $met_en, due_zh: $due_zh, due_en: $due_en,
        },)*];

        impl Indicator {
            pub const ALL: &'static [Indicator] = &[$(Indicator::$name,)*];

            pub const fn definition(self) -> &'static Definition {
                &DEFINITIONS[self as usize]
            }
        }
    };
}

#[rustfmt::skip]
indicators! {
    ValidReport "valid_report" Decided false CityManagement "有效上报率" "Valid reports"
        / "立案的和现场处置审核通过的上报" "reports that were filed, or fixed on the spot and passed"
        / "已作决定的上报（并案的不计）" "reports that were decided on (duplicates left out)";
    Miss "miss" Decided true CityManagement "漏报率" "Missed by patrols"
        / "群众先反映的立案案件" "filed cases that the public reported first" / "立案数" "filed cases";
    PublicReport "public_report" Decided true CityManagement "监督举报率" "Verified public reports"
        / "群众反映、经核实属实的立案案件" "filed cases that the public reported and that were verified on the spot" / "立案数" "filed cases";
    OnTimeFiling "on_time_filing" Decided false CityManagement "按期立案率" "Filed on time"
        / "在立案时限内立案的" "filed within the limit" / "立案数加到期未立案的上报" "filed cases and reports that are overdue for filing";
    ExactFiling "exact_filing" Decided false CityManagement "准确立案率" "Filed rightly"
        / "立案后没有作废的" "filed and not voided afterwards" / "立案数" "filed cases";
    OnTimeDispatch "on_time_dispatch" Decided false CityManagement "按期派遣率" "Dispatched on time"
        / "立案后在派遣时限内派出的" "dispatched within the limit after filing" / "已派遣的加到期未派遣的" "dispatched, or overdue for dispatch";
    ExactDispatch "exact_dispatch" Decided false CityManagement "准确派遣率" "Dispatched rightly"
        / "没有再派给第二个单位的" "never sent out a second time" / "已派遣数" "dispatched cases";
    VerifySent "verify_sent" Verify false CityManagement "按期下达核实率" "Verification asked in time"
        / "上报后在时限内下达核实的" "verification asked within the limit after the report" / "下达核实数" "verifications asked for";
    OnTimeVerify "on_time_verify" Verify false CityManagement "按期核实率" "Verified on time"
        / "在时限内回复核实结果的" "verified within the limit" / "已核实的加到期未核实的" "verified, or overdue for it";
    CheckSent "check_sent" Due false CityManagement "按期下达核查率" "Check asked in time"
        / "处置后在时限内下达核查的" "check asked within the limit after the result" / "下达核查数加到期未下达的" "checks asked for, or overdue for it";
    OnTimeCheck "on_time_check" Due false CityManagement "按期核查率" "Checked on time"
        / "在时限内核查的" "checked within the limit" / "已核查的加到期未核查的" "checked, or overdue for it";
    Handling "handling" Due false CityManagement "处置率" "Handled"
        / "已处置的（强制结案不算）" "handled; a forced closing never is" / "应处置数：已处置、超期未处置和强制结案" "due: handled, overdue and not handled, or closed by force";
    OnTimeHandling "on_time_handling" Due false CityManagement "按期处置率" "Handled on time"
        / "在时限内处置、返工前也没有超期的" "handled by the deadline, with no late round before a rework" / "应处置数（申诉成立的不计）" "due, without granted appeals";
    Closing "closing" Due false CityManagement "结案率" "Closed"
        / "已结案的（强制结案不算）" "closed, but not by force" / "应结案数：已处置、超期未处置和强制结案" "due to close: handled, overdue and not handled, or closed by force";
    OnTimeClosing "on_time_closing" Due false CityManagement "按期结案率" "Closed on time"
        / "按期处置并已结案的" "handled on time and closed" / "应结案数（申诉成立的不计）" "due to close, without granted appeals";
    Rework "rework" Due true CityManagement "返工率" "Reworked"
        / "返工过的" "sent back at least once" / "应结案数（申诉成立的不计）" "due to close, without granted appeals";
    ForcedClosing "forced_closing" Ended true Own "强制结案率" "Closed by force"
        / "强制结案的" "closed by force" / "结案的和强制结案的" "closed, by force or not";
    Response "response" Called false Hotline "响应率" "Response"
        / "承办单位联系过反映人的" "the unit had contacted the person" / "有效回访数" "valid call-backs";
    Solution "solution" Called false Hotline "解决率" "Solved"
        / "反映人说已解决的" "the person says that it is solved" / "有效回访数" "valid call-backs";
    Satisfaction "satisfaction" Called false Hotline "满意率" "Satisfied"
        / "满意的，基本满意的按折算" "satisfied; basically satisfied at its part" / "有效回访数" "valid call-backs";
}

impl Indicator {
    /// The stable code that addresses and JSON carry.
    pub const fn code(self) -> &'static str {
        self.definition().code
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|indicator| indicator.code() == code)
    }

    pub const fn name(self, lang: Lang) -> &'static str {
        lang.pick(self.definition().name_zh, self.definition().name_en)
    }

    pub const fn cohort(self) -> Cohort {
        self.definition().cohort
    }

    pub const fn lower_is_better(self) -> bool {
        self.definition().lower_is_better
    }
}

impl Definition {
    /// What stands above the line.
    pub const fn met(&self, lang: Lang) -> &'static str {
        lang.pick(self.met_zh, self.met_en)
    }

    /// What stands below it.
    pub const fn due(&self, lang: Lang) -> &'static str {
        lang.pick(self.due_zh, self.due_en)
    }

    pub const fn source(&self, lang: Lang) -> &'static str {
        match self.source {
            Origin::CityManagement => lang.pick(
                "公开代码 missaouib/urban-management-platform，推定依据 GB/T 30428.4、CJ/T 292",
                "public code missaouib/urban-management-platform; inferred to follow GB/T 30428.4 and CJ/T 292",
            ),
            Origin::Hotline => {
                lang.pick("公开代码 S1mpleLIAO/12345（年度分析）", "public code S1mpleLIAO/12345 (yearly analysis)")
            }
            Origin::Own => lang.pick("本系统规定：强制结案单独统计", "own rule: forced closings are counted apart"),
        }
    }
}

impl Cohort {
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Cohort::Decided => lang.pick("按首次作出决定的时间", "when the report was first decided on"),
            Cohort::Verify => lang.pick("按下达核实的时间", "when verification was asked for"),
            Cohort::Due => lang.pick("按到期时间", "when the unit's deadline falls"),
            Cohort::Ended => lang.pick("按结案时间", "when it was closed"),
            Cohort::Called => lang.pick("按期内最后一次有效回访", "by the last valid call-back in the period"),
        }
    }
}
