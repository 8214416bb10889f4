//! Every indicator as data: its name, what stands above and below the line, by which moment a case falls into a period.

use changxiao_words::{Key, Lang, keys, texts};
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

/// What an indicator is.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    pub indicator: Indicator,
    pub code: &'static str,
    pub cohort: Cohort,
    /// A share of what went wrong: the smaller, the better.
    pub lower_is_better: bool,
    pub name: Key,
    /// Above the line.
    pub met: Key,
    /// Below the line.
    pub due: Key,
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
       $words:ident $met:ident $due:ident;)*) => {
        /// One share.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Indicator { $($name,)* }

        /// All of them, in the order of the enum.
        const DEFINITIONS: &[Definition] = &[$(Definition {
            indicator: Indicator::$name, code: $code, cohort: Cohort::$cohort, lower_is_better: $lower, source: Origin::$source,
            name: keys::$words, met: keys::$met, due: keys::$due,
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
    ValidReport "valid_report" Decided false CityManagement indicators_valid_report indicators_valid_report_met indicators_valid_report_due;
    Miss "miss" Decided true CityManagement indicators_miss indicators_miss_met indicators_miss_due;
    PublicReport "public_report" Decided true CityManagement indicators_public_report indicators_public_report_met indicators_miss_due;
    OnTimeFiling "on_time_filing" Decided false CityManagement indicators_on_time_filing indicators_on_time_filing_met indicators_on_time_filing_due;
    ExactFiling "exact_filing" Decided false CityManagement indicators_exact_filing indicators_exact_filing_met indicators_miss_due;
    OnTimeDispatch "on_time_dispatch" Decided false CityManagement indicators_on_time_dispatch indicators_on_time_dispatch_met indicators_on_time_dispatch_due;
    ExactDispatch "exact_dispatch" Decided false CityManagement indicators_exact_dispatch indicators_exact_dispatch_met indicators_exact_dispatch_due;
    VerifySent "verify_sent" Verify false CityManagement indicators_verify_sent indicators_verify_sent_met indicators_verify_sent_due;
    OnTimeVerify "on_time_verify" Verify false CityManagement indicators_on_time_verify indicators_on_time_verify_met indicators_on_time_verify_due;
    CheckSent "check_sent" Due false CityManagement indicators_check_sent indicators_check_sent_met indicators_check_sent_due;
    OnTimeCheck "on_time_check" Due false CityManagement indicators_on_time_check indicators_on_time_check_met indicators_on_time_check_due;
    Handling "handling" Due false CityManagement indicators_handling indicators_handling_met indicators_handling_due;
    OnTimeHandling "on_time_handling" Due false CityManagement indicators_on_time_handling indicators_on_time_handling_met indicators_on_time_handling_due;
    Closing "closing" Due false CityManagement indicators_closing indicators_closing_met indicators_closing_due;
    OnTimeClosing "on_time_closing" Due false CityManagement indicators_on_time_closing indicators_on_time_closing_met indicators_on_time_closing_due;
    Rework "rework" Due true CityManagement indicators_rework indicators_rework_met indicators_on_time_closing_due;
    ForcedClosing "forced_closing" Ended true Own indicators_forced_closing indicators_forced_closing_met indicators_forced_closing_due;
    Response "response" Called false Hotline indicators_response indicators_response_met indicators_response_due;
    Solution "solution" Called false Hotline indicators_solution indicators_solution_met indicators_response_due;
    Satisfaction "satisfaction" Called false Hotline indicators_satisfaction indicators_satisfaction_met indicators_response_due;
}

impl Indicator {
    /// The stable code that addresses and JSON carry.
    pub const fn code(self) -> &'static str {
        self.definition().code
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|indicator| indicator.code() == code)
    }

    pub fn name(self, lang: Lang) -> &'static str {
        self.definition().name.text(lang)
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
    pub fn met(&self, lang: Lang) -> &'static str {
        self.met.text(lang)
    }

    /// What stands below it.
    pub fn due(&self, lang: Lang) -> &'static str {
        self.due.text(lang)
    }

    pub const fn source(&self, lang: Lang) -> &'static str {
        match self.source {
            Origin::CityManagement => texts(lang).indicators_origin_city_management,
            Origin::Hotline => texts(lang).indicators_public_code_s1mpleliao_12345_yearly,
            Origin::Own => texts(lang).indicators_origin_own,
        }
    }
}

impl Cohort {
    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            Cohort::Decided => texts(lang).indicators_cohort_decided,
            Cohort::Verify => texts(lang).indicators_cohort_verify,
            Cohort::Due => texts(lang).indicators_cohort_due,
            Cohort::Ended => texts(lang).indicators_cohort_ended,
            Cohort::Called => texts(lang).indicators_cohort_called,
        }
    }
}
