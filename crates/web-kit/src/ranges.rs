//! A part of a file, as a player asks for it (RFC 9110, 14): so it begins in the middle and loads no more than it plays.

use std::ops::Range;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};

/// What is asked for of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Whole,
    /// These bytes, which it has.
    Part(Range<u64>),
    /// It has none of them.
    Beyond,
}

/// What the request asks for of a file of `length` bytes. Several parts at once, and what is no range at all, are answered with the whole
/// (RFC 9110, 14.2).
pub fn asked(headers: &HeaderMap, length: u64) -> Asked {
    if headers.contains_key(header::IF_RANGE) {
        return Asked::Whole;
    }
    let given = headers.get(header::RANGE).and_then(|given| given.to_str().ok());
    let Some((first, last)) = given.and_then(|given| given.trim().strip_prefix("bytes=")?.split_once('-')) else {
        return Asked::Whole;
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let part = match (first.trim(), last.trim()) {
        ("", last) => number(last).map(|last| length.saturating_sub(last)..length),
        (first, "") => number(first).map(|first| first..length),
        (first, last) => {
            let both = number(first).zip(number(last)).filter(|(first, last)| first <= last);
            both.map(|(first, last)| first..last.saturating_add(1).min(length))
        }
    };
    match part {
        None => Asked::Whole,
        Some(part) if part.start >= part.end => Asked::Beyond,
        Some(part) => Asked::Part(part),
    }
}

/// Says in the answer which part of a file of `length` bytes it is.
pub fn mark(response: &mut Response, asked: &Asked, length: u64) {
    let (status, range, given) = match asked {
        Asked::Whole => (StatusCode::OK, None, length),
        Asked::Part(part) => {
            let range = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            (StatusCode::PARTIAL_CONTENT, Some(range), part.end - part.start)
        }
        Asked::Beyond => (StatusCode::RANGE_NOT_SATISFIABLE, Some(format!("bytes */{length}")), 0),
    };
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(given));
    if let Some(range) = range.and_then(|range| HeaderValue::from_str(&range).ok()) {
        headers.insert(header::CONTENT_RANGE, range);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_the_file_has_of_it() {
        let of = |given: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static(given));
            asked(&headers, 100)
        };
        assert_eq!(asked(&HeaderMap::new(), 100), Asked::Whole);
        for (given, part) in [
            ("bytes=0-", 0..100),
            ("bytes=10-19", 10..20),
            ("bytes=90-500", 90..100),
            ("bytes=-30", 70..100),
            ("bytes=-500", 0..100),
        ] {
            assert_eq!(of(given), Asked::Part(part), "{given}");
        }
        for given in ["bytes=100-", "bytes=-0", "bytes=200-300"] {
            assert_eq!(of(given), Asked::Beyond, "{given}");
        }
        for given in ["bytes=5-1", "bytes=a-b", "bytes=0-1,5-6", "pages=0-1", "bytes=18446744073709551616-"] {
            assert_eq!(of(given), Asked::Whole, "{given}");
        }
    }
}
