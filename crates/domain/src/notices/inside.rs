//! The machines of a city's inner network to which a webhook may go. Whoever owns the server names them; whoever sets up webhooks on a
//! page cannot.

use std::{collections::BTreeSet, net::IpAddr};

/// A city's network has a handful of systems that want messages.
const MOST: usize = 50;
/// The longest name of a machine (RFC 1035, 2.3.4).
const LONGEST: usize = 253;

/// Names and numbers of machines, in small letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InsideHosts(BTreeSet<String>);

/// Why a list cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InsideFault {
    #[error("{0} hosts are listed; {MOST} at most")]
    TooMany(usize),
    #[error(
        "“{0}” is not the name or number of one machine; write oa.example.local or 10.1.2.3, without scheme, port, path or *"
    )]
    NotAHost(String),
    #[error("“{0}” is no machine of a network: link-local, unspecified and multicast numbers are never reached")]
    NoMachine(String),
}

impl InsideHosts {
    /// Reads a list of names and numbers. Errors: too many; the first that names no machine.
    pub fn read(list: &[String]) -> Result<Self, InsideFault> {
        if list.len() > MOST {
            return Err(InsideFault::TooMany(list.len()));
        }
        list.iter().map(|text| host(text)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a webhook may go to this host although it lies inside. `host` is written as in an address: an IPv6 number in brackets.
    pub fn has(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
        self.0.contains(&host.to_ascii_lowercase())
    }
}

fn host(text: &str) -> Result<String, InsideFault> {
    let written = text.trim().trim_end_matches('.').to_ascii_lowercase();
    if let Ok(number) = written.parse::<IpAddr>() {
        return if is_of_a_machine(number) {
            Ok(number.to_string())
        } else {
            Err(InsideFault::NoMachine(text.to_owned()))
        };
    }
    let label = |label: &str| {
        let sign = |sign: u8| sign.is_ascii_alphanumeric() || sign == b'-' || sign == b'_';
        !label.is_empty() && label.len() <= 63 && label.bytes().all(sign)
    };
    // What ends in a number would be read as one: 127.1 is 127.0.0.1.
    let ends_in_a_number =
        written.rsplit('.').next().is_some_and(|last| last.bytes().all(|sign| sign.is_ascii_digit()));
    let fits = written.len() <= LONGEST && written.split('.').all(label) && !ends_in_a_number;
    if fits { Ok(written) } else { Err(InsideFault::NotAHost(text.to_owned())) }
}

/// Cloud machines answer for their owner's keys at link-local numbers, so these are never reached.
fn is_of_a_machine(number: IpAddr) -> bool {
    match number.to_canonical() {
        IpAddr::V4(number) => {
            !(number.is_link_local() || number.is_unspecified() || number.is_multicast() || number.is_broadcast())
        }
        IpAddr::V6(number) => {
            !(number.is_unspecified() || number.is_multicast() || (number.segments()[0] & 0xffc0) == 0xfe80)
        }
    }
}

/// Whether a number that a name led to may be reached.
pub fn may_lie_inside(number: IpAddr) -> bool {
    is_of_a_machine(number)
}
