//! One type for each kind of id, so that a site can never be looked up by the id of a case.
//!
//! Ids are UUIDv7: their first 48 bits are milliseconds since 1970, so rows that are born together lie together in an
//! index. They are made from a passed-in time and passed-in random bytes. People never see them; people see numbers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Instant;

/// A city is named by its division code (prefecture 4 digits, county 6 digits); 0 is the shelf of country-wide reference data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CityId(pub i64);

impl CityId {
    /// The shelf that holds the whole country's divisions, from which a city can be founded.
    pub const COUNTRY: CityId = CityId(0);
}

impl fmt::Display for CityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// What could not be read as an id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("“{0}” is not an id: 32 hexadecimal digits with dashes are expected")]
pub struct NotAnId(pub String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id from the time (microseconds UTC) and ten random bytes.
            pub fn new(at: Instant, random: [u8; 10]) -> Self {
                let millis = u64::try_from(at.micros() / 1000).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// The sixteen bytes that the database keeps.
            pub fn as_bytes(&self) -> &[u8] {
                self.0.as_bytes()
            }

            /// From the sixteen bytes that the database keeps.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                Uuid::from_slice(bytes).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::parse_str(text).map(Self).map_err(|_| NotAnId(text.chars().take(60).collect()))
            }
        }
    )*};
}

/// Calls a macro with every kind of id: here it makes the types, in the store what reads and writes them.
#[macro_export]
macro_rules! every_id {
    ($make:ident) => {
        $make! {
            /// A person who may sign in.
            PersonId
            /// A dated post of a person in a unit, with a role.
            PostId
            /// A unit: headquarters, office, group, department, district, town, community, enterprise.
            UnitId
            /// A place that is inspected (点位).
            SiteId
            /// One visit of an inspector to a site.
            VisitId
            /// A problem on its way from report to closing.
            CaseId
            /// An evaluation system in one version.
            SystemId
            /// A version of the category list and its filing standard.
            CategorySetId
            /// One import of reference data.
            ImportId
            /// A bearer token of the interface.
            TokenId
            /// A saved view of a list.
            ViewId
            /// One change of the calendar and what it did to running deadlines.
            RecountId
            /// A call of a town or street to departments (吹哨).
            WhistleId
            /// A consultation or a joint action (会商、联合行动).
            ConsultationId
            /// A matter, a part of it or a copy (事项).
            MatterId
            /// Something that ends, and what hangs on it.
            DepartureId
            /// A job of the server.
            JobId
            /// A notice in somebody's inbox.
            NoticeId
            /// One mail or one message to a webhook; the same over all tries.
            DeliveryId
            /// A webhook that the city set up.
            HookId
            /// An absence that a person entered.
            AbsenceId
            /// A chronic problem (顽疾).
            ChronicId
            /// An alarm about more reports than usual (激增).
            AlarmId
            /// An item of the evidence store (素材).
            EvidenceId
            /// A passkey of a person (通行密钥).
            PasskeyId
        }
    };
}

every_id!(ids);
