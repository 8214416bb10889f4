//! The kinds of lists that can be imported.

use changxiao_words::Lang;
use std::{fmt, str::FromStr};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Divisions,
    Outlines,
    Holidays,
    Units,
    People,
    Categories,
    /// The filing and closing standard as cities keep it: nine columns, a row a condition.
    FilingStandard,
    Standard,
    Responsibilities,
    Matrix,
    Sites,
}

impl Kind {
    /// In the order in which a city imports them: each may name what those before it brought.
    pub const ALL: [Kind; 11] = [
        Kind::Divisions,
        Kind::Outlines,
        Kind::Holidays,
        Kind::Units,
        Kind::People,
        Kind::Categories,
        Kind::FilingStandard,
        Kind::Standard,
        Kind::Responsibilities,
        Kind::Matrix,
        Kind::Sites,
    ];

    /// The word of the command line, of the address and of the record.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Divisions => "divisions",
            Kind::Outlines => "outlines",
            Kind::Holidays => "holidays",
            Kind::Units => "units",
            Kind::People => "people",
            Kind::Categories => "categories",
            Kind::FilingStandard => "filing-standard",
            Kind::Standard => "standard",
            Kind::Responsibilities => "responsibilities",
            Kind::Matrix => "matrix",
            Kind::Sites => "sites",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Kind::Divisions => lang.pick("区划", "Divisions"),
            Kind::Outlines => lang.pick("区划边界", "Outlines"),
            Kind::Holidays => lang.pick("节假日", "Holidays"),
            Kind::Units => lang.pick("单位", "Units"),
            Kind::People => lang.pick("人员与岗位", "People and posts"),
            Kind::Categories => lang.pick("问题类别", "Categories"),
            Kind::FilingStandard => lang.pick("立案结案标准", "Filing standard"),
            Kind::Standard => lang.pick("测评体系", "Evaluation system"),
            Kind::Responsibilities => lang.pick("测评责任", "Responsibility for nodes"),
            Kind::Matrix => lang.pick("属地属事", "Territory and line"),
            Kind::Sites => lang.pick("点位", "Sites"),
        }
    }

    /// What kind of file it is, for the `accept` of a file input.
    pub const fn accepts(self) -> &'static str {
        match self {
            Kind::Outlines => ".geojson,.json",
            Kind::Categories => ".json",
            Kind::Standard => ".xlsx,.json",
            _ => ".xlsx,.csv",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A word that no kind has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no kind of import; there are {all}", all = Kind::ALL.map(Kind::code).join(", "))]
pub struct UnknownKind(pub String);

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(code: &str) -> Result<Self, UnknownKind> {
        Self::parse(code).ok_or_else(|| UnknownKind(code.chars().take(60).collect()))
    }
}
