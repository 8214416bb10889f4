//! Where cities are found, as `config.toml` says it, and the one that a request is for.

use std::collections::BTreeMap;

use axum::http::Extensions;
use changxiao_app::AppError;
use changxiao_domain::ids::CityId;

/// What `config.toml` says of one city.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Host names of its own, such as cx.example.gov.cn.
    pub hosts: Vec<String>,
    /// A word that names it at the beginning of a path; its code always does.
    pub path: Option<String>,
}

/// Where the cities of the database are found.
#[derive(Clone, Debug, Default)]
pub struct Places {
    by_host: BTreeMap<String, CityId>,
    by_path: BTreeMap<String, CityId>,
}

/// Why the places cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongPlace {
    #[error("“{0}” is no host name: write cx.example.gov.cn, without https:// and without a port")]
    Host(String),
    #[error("the host {0} belongs to two cities")]
    HostTwice(String),
    #[error(
        "path = “{0}”: letters, digits and - only, not digits alone, and no address of the product; write zhangzhou"
    )]
    Path(String),
    #[error("path = “{0}” belongs to two cities")]
    PathTwice(String),
}

impl Places {
    /// Reads what is said of each city. `taken` are the first parts of the product's own addresses.
    pub fn read(all: &BTreeMap<CityId, Place>, taken: &[&str]) -> Result<Self, WrongPlace> {
        let mut places = Self::default();
        for (city, place) in all {
            for host in &place.hosts {
                let name = host.trim().trim_end_matches('.').to_ascii_lowercase();
                let fits = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.');
                if name.is_empty() || !name.chars().all(fits) {
                    return Err(WrongPlace::Host(host.clone()));
                }
                if places.by_host.insert(name.clone(), *city).is_some_and(|other| other != *city) {
                    return Err(WrongPlace::HostTwice(name));
                }
            }
            if let Some(path) = &place.path {
                let fits = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
                let is_number = path.chars().all(|sign| sign.is_ascii_digit());
                if is_number || !path.chars().all(fits) || taken.contains(&path.as_str()) {
                    return Err(WrongPlace::Path(path.clone()));
                }
                if places.by_path.insert(path.clone(), *city).is_some() {
                    return Err(WrongPlace::PathTwice(path.clone()));
                }
            }
        }
        Ok(places)
    }

    pub(crate) fn of_host(&self, host: &str) -> Option<CityId> {
        self.by_host.get(&name_of(host)).copied()
    }

    /// The city that `config.toml` calls so at the beginning of a path.
    pub(crate) fn of_word(&self, word: &str) -> Option<CityId> {
        self.by_path.get(word).copied()
    }
}

/// A host without its port, as names are compared.
fn name_of(host: &str) -> String {
    let bare = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|sign| sign.is_ascii_digit()) => name,
        _ => host,
    };
    bare.trim_end_matches('.').to_ascii_lowercase()
}

/// The city of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Here {
    pub city: CityId,
    /// Host, path or browser name it: then nobody of another city is known.
    pub is_named: bool,
}

impl Here {
    pub fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get().copied()
    }

    /// Refuses whoever belongs to another city than the one that was named.
    pub fn admits(here: Option<Self>, city: CityId) -> Result<(), AppError> {
        match here {
            Some(here) if here.is_named && here.city != city => Err(AppError::SignInRequired),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(all: &[(i64, &[&str], Option<&str>)]) -> Result<Places, WrongPlace> {
        let all = all.iter().map(|(city, hosts, path)| {
            let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
            (CityId(*city), Place { hosts, path: path.map(str::to_owned) })
        });
        Places::read(&all.collect(), &["cases", "api"])
    }

    #[test]
    fn a_host_is_one_citys_whatever_its_port_or_case() -> Result<(), WrongPlace> {
        let places = places(&[(3506, &["cx.zhangzhou.example"], None), (5301, &["CX.Kunming.example."], None)])?;
        for (host, city) in [
            ("cx.zhangzhou.example", Some(3506)),
            ("CX.ZHANGZHOU.EXAMPLE:8443", Some(3506)),
            ("cx.kunming.example", Some(5301)),
            ("cx.kunming.example.evil.example", None),
            ("127.0.0.1:7300", None),
            ("[::1]:7300", None),
        ] {
            assert_eq!(places.of_host(host), city.map(CityId), "{host}");
        }
        Ok(())
    }

    #[test]
    fn what_cannot_be_told_apart_is_refused() {
        let twice = places(&[(1, &["a.example"], None), (2, &["A.example"], None)]);
        assert_eq!(twice.err(), Some(WrongPlace::HostTwice("a.example".to_owned())));
        let url = places(&[(1, &["https://a.example"], None)]);
        assert_eq!(url.err(), Some(WrongPlace::Host("https://a.example".to_owned())));
        for path in ["cases", "3506", "a/b", "漳州"] {
            assert_eq!(places(&[(1, &[], Some(path))]).err(), Some(WrongPlace::Path(path.to_owned())));
        }
        let twice = places(&[(1, &[], Some("zz")), (2, &[], Some("zz"))]);
        assert_eq!(twice.err(), Some(WrongPlace::PathTwice("zz".to_owned())));
    }
}
