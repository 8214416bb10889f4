//! What one person wants on which channel.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::NoticeKind;

/// Without a choice everything counts at the bell, and nothing goes out by mail because no address is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Preferences {
    /// Empty: no mail.
    pub address: String,
    /// Kinds that lie in the inbox without counting at the bell.
    pub silent: BTreeSet<NoticeKind>,
    /// Kinds that are mailed where there is an address.
    pub mailed: BTreeSet<NoticeKind>,
}

impl Default for Preferences {
    fn default() -> Self {
        let mailed =
            NoticeKind::chosen().filter(|kind| !matches!(kind, NoticeKind::Dispatched | NoticeKind::ToConfirm));
        Self { address: String::new(), silent: BTreeSet::new(), mailed: mailed.collect() }
    }
}

impl Preferences {
    pub fn rings(&self, kind: NoticeKind) -> bool {
        !self.silent.contains(&kind)
    }

    /// A test that was asked for always goes out where there is an address.
    pub fn mails(&self, kind: NoticeKind) -> bool {
        !self.address.is_empty() && (kind == NoticeKind::Test || self.mailed.contains(&kind))
    }
}

/// Not one mailbox.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a mail address such as lin@example.gov.cn")]
pub struct NotAnAddress(pub String);

/// One plain mailbox, `name@host`: what could smuggle a second receiver or a header into a mail is refused.
pub fn check_address(text: &str) -> Result<(), NotAnAddress> {
    let refused = || NotAnAddress(text.chars().take(80).collect());
    let (name, host) = text.split_once('@').ok_or_else(refused)?;
    let of_name = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    let of_host = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let whole_labels =
        host.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
    let fine = text.len() <= 254
        && (1..=64).contains(&name.len())
        && name.chars().all(of_name)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && host.chars().all(of_host)
        && whole_labels;
    if fine { Ok(()) } else { Err(refused()) }
}
