//! The kinds of notices.

use changxiao_words::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// What a notice is about. A person chooses channels by kind.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum NoticeKind {
        /// A case was sent to the unit.
        Dispatched = "dispatched", notices_notice_kind_dispatched;
        /// The result did not hold; the unit works on it again.
        Rework = "rework", notices_notice_kind_rework;
        /// Somebody urges the unit.
        Urged = "urged", notices_notice_kind_urged;
        /// A level of the ladder before the deadline.
        Reminded = "reminded", notices_notice_kind_reminded;
        /// A level of the ladder at the deadline or after it.
        Escalated = "escalated", notices_notice_kind_escalated;
        /// A unit sent a case back to dispatch.
        Returned = "returned", notices_notice_kind_returned;
        /// A unit says that it is done; dispatch decides how to go on.
        ToConfirm = "to_confirm", notices_notice_kind_to_confirm;
        /// Somebody has to look on the spot.
        ToCheck = "to_check", notices_notice_kind_to_check;
        /// In the morning: what is near its limit and what is late.
        DueStatus = "lamps", notices_notice_kind_lamps;
        /// Asked for on the page, to see whether a channel works.
        Test = "test", notices_notice_kind_test;
        /// The same came back at the same place: a chronic problem was found, or came back after its work.
        ChronicFound = "chronic_found", notices_notice_kind_chronic_found;
        /// A chronic problem waits for the receiver: for a plan, its approval or a follow-up inspection.
        ChronicTurn = "chronic_turn", notices_notice_kind_chronic_turn;
        /// A whistle waits for the receiver: to be blown, answered or planned.
        WhistleTurn = "whistle_turn", notices_notice_kind_whistle_turn;
        /// A consultation waits for the receiver.
        ConsultationTurn = "consultation_turn", notices_notice_kind_consultation_turn;
        /// A matter waits for the receiver.
        MatterTurn = "matter_turn", notices_notice_kind_matter_turn;
        /// Somebody urges those whose part of a matter is open.
        MatterUrged = "matter_urged", notices_notice_kind_matter_urged;
        /// A matter that waits for the receiver is due soon.
        MatterNear = "matter_near", notices_notice_kind_matter_near;
        /// A matter is overdue that waits for the receiver, or for which the receiver waits.
        MatterLate = "matter_late", notices_notice_kind_matter_late;
        /// A place or a category has more reports than it is used to.
        SurgeAlarm = "surge_alarm", notices_notice_kind_surge_alarm;
        /// A case that came as an order of the hotline stands otherwise; goes to webhooks only.
        HotlineStatus = "hotline_status", notices_notice_kind_hotline_status;
        /// The same for orders of a city-management platform.
        CityManagementStatus = "city_management_status", notices_notice_kind_city_management_status;
        /// The digest of the nightly seal, for whoever keeps it outside of the database.
        Sealed = "sealed", notices_notice_kind_sealed;
        /// One of the three administrators asked for something that the receiver can confirm.
        Confirmation = "confirmation", notices_notice_kind_confirmation;
        /// A program asks to act in a post of the receiver.
        Consent = "consent", notices_notice_kind_consent;
        /// Another edition of the standard is in force, and what the unit answers for changed in it.
        StandardChanged = "standard_changed", notices_notice_kind_standard_changed;
    }
}

impl NoticeKind {
    /// Those that a person chooses channels for.
    pub fn chosen() -> impl Iterator<Item = NoticeKind> {
        Self::ALL.into_iter().filter(|kind| *kind != NoticeKind::Test && !kind.is_status())
    }

    /// Those that a webhook can be set up for.
    pub fn for_hooks() -> impl Iterator<Item = NoticeKind> {
        let of_persons = [NoticeKind::Test, NoticeKind::Confirmation, NoticeKind::Consent];
        Self::ALL.into_iter().filter(move |kind| !of_persons.contains(kind))
    }

    /// Whether it tells another system how its order stands.
    pub const fn is_status(self) -> bool {
        matches!(self, NoticeKind::HotlineStatus | NoticeKind::CityManagementStatus)
    }

    /// The page that a notice leads to; `None` where there is none.
    pub fn path(self, number: &str) -> Option<String> {
        match self {
            NoticeKind::SurgeAlarm => Some("/recurrence?tab=alarms".to_owned()),
            NoticeKind::Sealed => Some("/trace".to_owned()),
            NoticeKind::Confirmation => Some("/administrators".to_owned()),
            NoticeKind::Consent => Some("/account#programs".to_owned()),
            _ if number.is_empty() => None,
            NoticeKind::StandardChanged => Some(format!("/standards/{number}")),
            NoticeKind::ChronicFound | NoticeKind::ChronicTurn => Some(format!("/recurrence/{number}")),
            NoticeKind::WhistleTurn => Some(format!("/whistles/{number}")),
            NoticeKind::ConsultationTurn => Some(format!("/consultations/{number}")),
            NoticeKind::MatterTurn | NoticeKind::MatterUrged | NoticeKind::MatterNear | NoticeKind::MatterLate => {
                Some(format!("/matters/{number}"))
            }
            _ => Some(format!("/cases/{number}")),
        }
    }
}
