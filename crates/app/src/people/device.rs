//! Browsers in which people have signed in before. Who is known in one is not held up by what strangers try on the account.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use changxiao_domain::ids::PersonId;
use changxiao_store::people::PersonRow;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A shared counter computer knows so many; the one that came first is forgotten first.
const MOST_KNOWN: usize = 8;

/// What a browser keeps of the people who signed in with it. It travels encrypted and signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub id: [u8; 16],
    /// Newest first.
    known: Vec<Known>,
}

/// A person, and a stamp of the password with which it was: a password that somebody else sets makes every browser a strange one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    person: PersonId,
    stamp: [u8; 8],
}

impl Device {
    /// A browser that nobody is known in yet; its id comes from the secret of its first session.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self { id: first_bytes(&[b"changxiao device", secret]), known: Vec::new() }
    }

    pub fn knows(&self, person: &PersonRow) -> bool {
        self.known.contains(&Known::of(person))
    }

    /// The same, and it knows this person.
    pub fn knowing(mut self, person: &PersonRow) -> Self {
        self.known.retain(|known| known.person != person.id);
        self.known.insert(0, Known::of(person));
        self.known.truncate(MOST_KNOWN);
        self
    }

    /// As the cookie has it.
    pub fn text(&self) -> String {
        let known = self.known.iter().flat_map(|known| [known.person.as_bytes(), &known.stamp].concat());
        URL_SAFE_NO_PAD.encode(self.id.into_iter().chain(known).collect::<Vec<_>>())
    }

    /// `None` for what [`Self::text`] did not write.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (id, rest) = bytes.split_first_chunk::<16>()?;
        let (entries, []) = rest.as_chunks::<24>() else { return None };
        let known = entries.iter().filter_map(Known::read).collect();
        Some(Self { id: *id, known })
    }
}

impl Known {
    fn of(person: &PersonRow) -> Self {
        Self { person: person.id, stamp: first_bytes(&[b"changxiao known", person.password_hash.as_bytes()]) }
    }

    fn read(bytes: &[u8; 24]) -> Option<Self> {
        let (person, stamp) = bytes.split_first_chunk::<16>()?;
        Some(Self { person: PersonId(Uuid::from_bytes(*person)), stamp: stamp.try_into().ok()? })
    }
}

fn first_bytes<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    let digest = parts.iter().fold(Sha256::new(), Digest::chain_update).finalize();
    std::array::from_fn(|place| digest[place])
}

#[cfg(test)]
mod tests {
    use super::*;
    use changxiao_domain::time::Instant;

    fn person(n: u128, password: &str) -> PersonRow {
        PersonRow::new(PersonId(Uuid::from_u128(n)), "login", "name", password.to_owned(), Instant(0))
    }

    #[test]
    fn a_browser_remembers_the_last_eight_people_as_long_as_their_passwords_are_the_same() {
        let device = (1..=9).fold(Device::new(&[7; 32]), |device, n| device.knowing(&person(n, "one")));
        let device = Device::read(&device.text()).expect("what was written is read");
        assert!(!device.knows(&person(1, "one")), "the first of nine");
        assert!(device.knows(&person(2, "one")) && device.knows(&person(9, "one")));
        assert!(!device.knows(&person(9, "two")), "somebody set another password");
        assert_eq!(Device::read("AAAA"), None);
    }
}
