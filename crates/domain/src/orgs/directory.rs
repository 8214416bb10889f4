//! Sign-in through the city's own directory (OpenID Connect Core 1.0): what is set up, and who somebody is there. Posts and roles are
//! given here and never by the directory.

use changxiao_words::{Message, say};
use serde::{Deserialize, Serialize};

use crate::text;

/// The directory of a city, as the security administrator has set it up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Directory {
    /// People can sign in through it.
    pub is_on: bool,
    /// Everybody but the three administrators has to.
    pub is_required: bool,
    /// What people call it; it stands on the button.
    pub name: String,
    /// The address at which it describes itself, exactly as its tokens name it.
    pub issuer: String,
    /// Under which name it knows this system.
    pub client_id: String,
    /// What it gave us to prove that it is us: sealed, in hexadecimal digits; empty where it gave none.
    pub client_secret: String,
    /// The claim of its tokens that names an account.
    pub claim: String,
}

/// Who somebody is in a directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    pub issuer: String,
    pub claim: String,
    pub subject: String,
}

/// One thing that is wrong with what was set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectoryFault {
    Name,
    ClientId,
    Claim,
    /// A claim that people change, or that goes from one person to another.
    ClaimOfNobody,
}

impl DirectoryFault {
    /// The field as form and command line call it.
    pub const fn field(self) -> &'static str {
        match self {
            DirectoryFault::Name => "name",
            DirectoryFault::ClientId => "client_id",
            DirectoryFault::Claim | DirectoryFault::ClaimOfNobody => "claim",
        }
    }

    /// The sentence for people.
    pub fn message(self) -> Message {
        match self {
            DirectoryFault::Name => say!(directory_name_wrong),
            DirectoryFault::ClientId => say!(directory_client_id_wrong),
            DirectoryFault::Claim => say!(directory_claim_wrong),
            DirectoryFault::ClaimOfNobody => say!(directory_claim_of_nobody),
        }
    }
}

/// Why somebody does not come in through the directory.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryRefusal {
    #[error("no directory is in use")]
    Off,
    #[error("the directory cannot be reached")]
    Away,
    #[error("the directory answers what it should not")]
    Nonsense,
    /// The answer belongs to no sign-in of this browser, or to one that was begun too long ago or has ended.
    #[error("the answer belongs to no sign-in that was begun here")]
    NotBegun,
    /// It let nobody in, or knows nothing of the code that was brought.
    #[error("the directory refused")]
    Refused,
    /// Signed by somebody else, for another system, in answer to something else, or too old.
    #[error("the token of the directory does not hold")]
    NotHeld,
    #[error("nobody here is linked to this account of the directory")]
    NotLinked { subject: String },
    #[error("somebody else is linked to this account of the directory")]
    Taken,
}

impl DirectoryRefusal {
    /// The sentence for people.
    pub fn message(&self) -> Message {
        match self {
            DirectoryRefusal::Off => say!(directory_is_off),
            DirectoryRefusal::Away => say!(directory_away),
            DirectoryRefusal::Nonsense => say!(directory_nonsense),
            DirectoryRefusal::NotBegun => say!(directory_not_begun),
            DirectoryRefusal::Refused => say!(directory_refused),
            DirectoryRefusal::NotHeld => say!(directory_not_held),
            DirectoryRefusal::NotLinked { subject } => say!(directory_not_linked, subject),
            DirectoryRefusal::Taken => say!(directory_taken),
        }
    }
}

/// The claim that OpenID Connect itself keeps for this: never given to another person (Core 1.0, 2 and 5.7).
pub const SUBJECT: &str = "sub";
/// The longest subject (Core 1.0, 2).
const LONGEST_SUBJECT: usize = 255;

/// Claims by which nobody is told: they change, are given to somebody else, or people set them themselves (Core 1.0, 5.7).
const OF_NOBODY: [&str; 21] = [
    "acr",
    "address",
    "amr",
    "aud",
    "auth_time",
    "azp",
    "birthdate",
    "email",
    "email_verified",
    "exp",
    "family_name",
    "given_name",
    "iat",
    "iss",
    "name",
    "nickname",
    "nonce",
    "phone_number",
    "phone_number_verified",
    "picture",
    "sid",
];

impl Directory {
    /// Everything that is wrong with it. Whether its address may be reached is known only outside of this room.
    pub fn faults(&self) -> Vec<DirectoryFault> {
        let is_short = |text: &str, most| (1..=most).contains(&text.chars().count());
        let is_plain = |sign: char| sign.is_ascii_graphic();
        let mut faults = Vec::new();
        if !is_short(&self.name, 20) {
            faults.push(DirectoryFault::Name);
        }
        if !is_short(&self.client_id, 200) || !self.client_id.chars().all(is_plain) {
            faults.push(DirectoryFault::ClientId);
        }
        if !is_short(&self.claim, 60) || !self.claim.chars().all(is_plain) {
            faults.push(DirectoryFault::Claim);
        } else if OF_NOBODY.contains(&self.claim.as_str()) {
            faults.push(DirectoryFault::ClaimOfNobody);
        }
        faults
    }

    /// Whether taking it in place of `before` opens ways into accounts, which takes two of the three administrators. Closing ways takes one.
    pub fn opens_ways(&self, before: &Self) -> bool {
        let ways = |of: &Self| (of.issuer.clone(), of.client_id.clone(), of.client_secret.clone(), of.claim.clone());
        self.is_on && (!before.is_on || ways(self) != ways(before))
    }

    /// Whether it says of people who they are as `before` did: where it does not, what was linked then counts no more.
    pub fn knows_people_as(&self, before: &Self) -> bool {
        (&self.issuer, &self.claim) == (&before.issuer, &before.claim)
    }

    /// Who somebody is of whom its token says this. `None`: that names nobody.
    pub fn identity(&self, subject: &str) -> Option<Identity> {
        let is_name = (1..=LONGEST_SUBJECT).contains(&subject.chars().count())
            && text::clean(subject) == subject
            && subject.trim() == subject;
        is_name.then(|| Identity {
            issuer: self.issuer.clone(),
            claim: self.claim.clone(),
            subject: subject.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        Directory {
            is_on: true,
            is_required: false,
            name: "市统一身份认证".to_owned(),
            issuer: "https://id.example.gov.cn".to_owned(),
            client_id: "changxiao".to_owned(),
            client_secret: String::new(),
            claim: SUBJECT.to_owned(),
        }
    }

    #[test]
    fn nobody_is_told_by_what_changes_hands() {
        assert_eq!(directory().faults(), []);
        for claim in ["email", "name", "phone_number", "nickname", "aud"] {
            let with = Directory { claim: claim.to_owned(), ..directory() };
            assert_eq!(with.faults(), [DirectoryFault::ClaimOfNobody], "{claim}");
        }
        let own = Directory { claim: "employee_number".to_owned(), ..directory() };
        assert_eq!(own.faults(), []);
        let all_wrong =
            Directory { name: String::new(), client_id: "a b".to_owned(), claim: "工号".to_owned(), ..directory() };
        assert_eq!(all_wrong.faults(), [DirectoryFault::Name, DirectoryFault::ClientId, DirectoryFault::Claim]);
    }

    #[test]
    fn what_opens_ways_into_accounts_takes_two() {
        let off = Directory { is_on: false, ..directory() };
        assert!(directory().opens_ways(&off));
        assert!(!off.opens_ways(&directory()), "closing takes one");
        assert!(!Directory { is_required: true, name: "门户".to_owned(), ..directory() }.opens_ways(&directory()));
        for other in [
            Directory { issuer: "https://id.evil.example".to_owned(), ..directory() },
            Directory { client_id: "other".to_owned(), ..directory() },
            Directory { client_secret: "ab".to_owned(), ..directory() },
            Directory { claim: "uid".to_owned(), ..directory() },
        ] {
            assert!(other.opens_ways(&directory()), "{other:?}");
        }
    }

    #[test]
    fn a_name_that_cannot_be_told_from_another_is_nobodys() {
        let told = |subject: &str| directory().identity(subject).is_some();
        assert!(told("248289761001") && told("林晓"));
        for subject in ["", " a", "a\u{202e}b", "a\u{0}", &"x".repeat(256)] {
            assert!(!told(subject), "{subject:?}");
        }
    }
}
