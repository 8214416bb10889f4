//! 创建活动, the campaigns that an item serves: what ships, and a city's own.

use std::collections::BTreeSet;

use changxiao_words::Lang;
use serde::Deserialize;

use crate::time::Day;

/// The longest code and the longest name of a campaign, in characters.
const CODE_CHARS: usize = 40;
const NAME_CHARS: usize = 40;

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    pub code: String,
    pub zh: String,
    pub en: String,
    /// Since when it is offered.
    #[serde(with = "crate::standards::day_text")]
    pub since: Day,
    pub source_zh: String,
    pub source_en: String,
}

/// How long a caption should and may be, in characters.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptionRule {
    /// More is said in a text and not under a picture; nothing is refused for it.
    pub hint: usize,
    pub most: usize,
    #[serde(with = "crate::standards::day_text")]
    pub since: Day,
    /// `certain` or `inferred`.
    pub evidence: String,
    pub source_zh: String,
    pub source_en: String,
}

/// How large a recording may be.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordingRule {
    /// In megabytes of 1,048,576 bytes, at most [`RecordingRule::CEILING_MB`].
    pub most_mb: u64,
    #[serde(with = "crate::standards::day_text")]
    pub since: Day,
    /// `certain` or `inferred`.
    pub evidence: String,
    pub source_zh: String,
    pub source_en: String,
}

impl RecordingRule {
    /// What one form may bring in all, so that nothing larger can come.
    pub const CEILING_MB: u64 = 500;

    /// In bytes.
    pub const fn most_bytes(&self) -> u64 {
        self.most_mb * 1024 * 1024
    }
}

/// Every campaign that a city may name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TagSet {
    pub format: String,
    pub version: String,
    pub caption: CaptionRule,
    pub recordings: RecordingRule,
    tags: Vec<Tag>,
}

/// What is wrong with a campaign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TagFault {
    #[error("the document cannot be read: {0}")]
    Unreadable(String),
    #[error("“{0}” is no code: small letters, digits and _, at most {CODE_CHARS}")]
    Code(String),
    #[error("“{0}” has no name, or one of more than {NAME_CHARS} characters")]
    Name(String),
    #[error("“{0}” names no source")]
    Source(String),
    #[error("“{0}” is there twice")]
    Twice(String),
    #[error("the hint for a caption is longer than its bound")]
    Caption,
    #[error("a recording has 1 to {} MB", RecordingRule::CEILING_MB)]
    Recordings,
}

impl TagSet {
    /// What ships.
    pub fn parse(document: &str) -> Result<Self, TagFault> {
        let set: Self = serde_json::from_str(document).map_err(|problem| TagFault::Unreadable(problem.to_string()))?;
        if set.caption.hint > set.caption.most || set.caption.hint == 0 {
            return Err(TagFault::Caption);
        }
        if !(1..=RecordingRule::CEILING_MB).contains(&set.recordings.most_mb) {
            return Err(TagFault::Recordings);
        }
        let mut codes = BTreeSet::new();
        for tag in &set.tags {
            tag.check()?;
            if !codes.insert(&tag.code) {
                return Err(TagFault::Twice(tag.code.clone()));
            }
        }
        Ok(set)
    }

    /// With those of a city behind. One of a code that ships keeps what ships.
    #[must_use]
    pub fn with(mut self, own: impl IntoIterator<Item = Tag>) -> Self {
        for tag in own {
            if self.get(&tag.code).is_none() {
                self.tags.push(tag);
            }
        }
        self
    }

    pub fn get(&self, code: &str) -> Option<&Tag> {
        self.tags.iter().find(|tag| tag.code == code)
    }

    /// In the order in which they are offered.
    pub fn all(&self) -> impl Iterator<Item = &Tag> {
        self.tags.iter()
    }
}

impl Tag {
    pub fn name(&self, lang: Lang) -> &str {
        lang.of_data(&self.zh, &self.en)
    }

    pub fn source(&self, lang: Lang) -> &str {
        lang.of_data(&self.source_zh, &self.source_en)
    }

    /// Its code is one, and it has a name and a source.
    pub fn check(&self) -> Result<(), TagFault> {
        let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if self.code.is_empty() || self.code.len() > CODE_CHARS || !self.code.bytes().all(sign) {
            return Err(TagFault::Code(self.code.clone()));
        }
        let is_name = |name: &str| (1..=NAME_CHARS).contains(&name.chars().count());
        if !is_name(&self.zh) || !is_name(&self.en) {
            return Err(TagFault::Name(self.code.clone()));
        }
        if self.source_zh.is_empty() || self.source_en.is_empty() {
            return Err(TagFault::Source(self.code.clone()));
        }
        Ok(())
    }
}
