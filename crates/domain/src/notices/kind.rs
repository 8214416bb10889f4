//! The kinds of notices.

use changxiao_words::Lang;
use serde::{Deserialize, Serialize};

/// What a notice is about. A person chooses channels by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// A case was sent to the unit.
    Dispatched,
    /// The result did not hold; the unit works on it again.
    Rework,
    /// Somebody urges the unit.
    Urged,
    /// A level of the ladder before the deadline.
    Reminded,
    /// A level of the ladder at the deadline or after it.
    Escalated,
    /// A unit sent a case back to dispatch.
    Returned,
    /// A unit says that it is done; dispatch decides how to go on.
    ToConfirm,
    /// Somebody has to look on the spot.
    ToCheck,
    /// In the morning: what is near its limit and what is late.
    Lamps,
    /// Asked for on the page, to see whether a channel works.
    Test,
    /// The same came back at the same place: a chronic problem was found, or came back after its work.
    ChronicFound,
    /// A chronic problem waits for the receiver: for a plan, its approval or a look.
    ChronicTurn,
    /// A place or a category has more reports than it is used to.
    SurgeAlarm,
    /// A case that came as an order of the hotline stands otherwise; goes to webhooks only.
    HotlineStatus,
    /// The same for orders of a city-management platform.
    CityManagementStatus,
}

impl NoticeKind {
    pub const ALL: [NoticeKind; 15] = [
        NoticeKind::Dispatched,
        NoticeKind::Rework,
        NoticeKind::Urged,
        NoticeKind::Reminded,
        NoticeKind::Escalated,
        NoticeKind::Returned,
        NoticeKind::ToConfirm,
        NoticeKind::ToCheck,
        NoticeKind::Lamps,
        NoticeKind::Test,
        NoticeKind::ChronicFound,
        NoticeKind::ChronicTurn,
        NoticeKind::SurgeAlarm,
        NoticeKind::HotlineStatus,
        NoticeKind::CityManagementStatus,
    ];

    /// Those that a person chooses channels for.
    pub fn chosen() -> impl Iterator<Item = NoticeKind> {
        Self::ALL.into_iter().filter(|kind| *kind != NoticeKind::Test && !kind.is_status())
    }

    /// Those that a webhook can be set up for.
    pub fn for_hooks() -> impl Iterator<Item = NoticeKind> {
        Self::ALL.into_iter().filter(|kind| *kind != NoticeKind::Test)
    }

    /// Whether it tells another system how its order stands.
    pub const fn is_status(self) -> bool {
        matches!(self, NoticeKind::HotlineStatus | NoticeKind::CityManagementStatus)
    }

    /// The text that the database and JSON keep.
    pub const fn code(self) -> &'static str {
        match self {
            NoticeKind::Dispatched => "dispatched",
            NoticeKind::Rework => "rework",
            NoticeKind::Urged => "urged",
            NoticeKind::Reminded => "reminded",
            NoticeKind::Escalated => "escalated",
            NoticeKind::Returned => "returned",
            NoticeKind::ToConfirm => "to_confirm",
            NoticeKind::ToCheck => "to_check",
            NoticeKind::Lamps => "lamps",
            NoticeKind::Test => "test",
            NoticeKind::ChronicFound => "chronic_found",
            NoticeKind::ChronicTurn => "chronic_turn",
            NoticeKind::SurgeAlarm => "surge_alarm",
            NoticeKind::HotlineStatus => "hotline_status",
            NoticeKind::CityManagementStatus => "city_management_status",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub const fn words(self, lang: Lang) -> &'static str {
        match self {
            NoticeKind::Dispatched => lang.pick("派遣到本单位", "Sent to your unit"),
            NoticeKind::Rework => lang.pick("返工", "To be reworked"),
            NoticeKind::Urged => lang.pick("催办", "Urged"),
            NoticeKind::Reminded => lang.pick("临期提醒", "Due soon"),
            NoticeKind::Escalated => lang.pick("逾期升级", "Escalated"),
            NoticeKind::Returned => lang.pick("退回派遣", "Returned to dispatch"),
            NoticeKind::ToConfirm => lang.pick("处置待确认", "Result to be confirmed"),
            NoticeKind::ToCheck => lang.pick("待核查", "To be checked"),
            NoticeKind::Lamps => lang.pick("红黄灯汇总", "Summary of lamps"),
            NoticeKind::Test => lang.pick("测试消息", "Test message"),
            NoticeKind::ChronicFound => lang.pick("发现顽疾", "Chronic problem found"),
            NoticeKind::ChronicTurn => lang.pick("顽疾待办", "Chronic problem: your turn"),
            NoticeKind::SurgeAlarm => lang.pick("激增报警", "Surge alarm"),
            NoticeKind::HotlineStatus => lang.pick("12345 工单状态回传", "Status of a hotline order"),
            NoticeKind::CityManagementStatus => lang.pick("城管工单状态回传", "Status of a city-management order"),
        }
    }

    /// The page that a notice leads to; `None` where there is none.
    pub fn path(self, number: &str) -> Option<String> {
        match self {
            NoticeKind::SurgeAlarm => Some("/recurrence?tab=alarms".to_owned()),
            _ if number.is_empty() => None,
            NoticeKind::ChronicFound | NoticeKind::ChronicTurn => Some(format!("/recurrence/{number}")),
            _ => Some(format!("/cases/{number}")),
        }
    }
}
