//! What an answer must not be, whatever was asked.

use crate::{
    Answer,
    walk::{Piece, pieces},
};

/// A word that only an attacker's markup brings.
pub(super) const MARK: &str = "cxevil";

/// Sent away: by status, or to a page where one signs in or mends the account.
pub(super) fn is_refused(answer: &Answer) -> bool {
    match answer.status {
        401 | 403 => true,
        303 => ["/signin", "/password", "/account"].iter().any(|page| answer.location().starts_with(page)),
        _ => false,
    }
}

/// What is wrong with an answer to anything: a fault of ours, a foreign header, a way to a foreign page, foreign markup, a file of the
/// machine. `None`: nothing.
pub(super) fn fault(answer: &Answer) -> Option<String> {
    if answer.status >= 500 && answer.status != 503 {
        return Some(format!("{}: {}", answer.status, first_of(&answer.text())));
    }
    let has_mark = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        let in_cookie = name == "set-cookie" && String::from_utf8_lossy(value.as_bytes()).starts_with(MARK);
        in_cookie || name.as_str().contains(MARK)
    };
    if answer.headers.iter().any(has_mark) {
        return Some("a header of the attacker's is in the answer".to_owned());
    }
    if !leads_home(answer.location()) {
        return Some(format!("it leads to {}", answer.location()));
    }
    if answer.body.windows(9).any(|bytes| bytes == b"root:x:0:") {
        return Some("a file of the machine is in the answer".to_owned());
    }
    let kind = answer.headers.get("content-type").map(|kind| kind.as_bytes().to_vec()).unwrap_or_default();
    if kind.starts_with(b"text/html") { foreign_markup(&answer.text()) } else { None }
}

/// Whether a browser that stands on a page of ours stays with us.
pub(super) fn leads_home(location: &str) -> bool {
    let Ok(here) = reqwest::Url::parse("http://ours.invalid/cases") else { return false };
    here.join(location).is_ok_and(|there| there.scheme() == "http" && there.host_str() == Some("ours.invalid"))
}

/// An element or a script that came with a text: read as a browser reads.
fn foreign_markup(html: &str) -> Option<String> {
    let mut in_script = false;
    for piece in pieces(html) {
        match piece {
            Piece::Open { name, attributes } => {
                in_script = name.eq_ignore_ascii_case("script");
                if name.contains(MARK) {
                    return Some(format!("an element <{name}> of the attacker's"));
                }
                for (key, value) in &attributes {
                    let acts = key.to_ascii_lowercase().starts_with("on");
                    // What stands in a field is a text, whatever it says; in any other attribute it may be an address.
                    let is_text = key.eq_ignore_ascii_case("value");
                    let runs = !is_text && value.trim_start().to_ascii_lowercase().starts_with("javascript:");
                    if acts || runs || key.contains(MARK) {
                        return Some(format!("<{name} {key}=\"{}\">", first_of(value)));
                    }
                }
            }
            Piece::Verbatim(text) if in_script && text.contains(MARK) => {
                return Some(format!("a script holds {}", first_of(&text)));
            }
            _ => {}
        }
    }
    None
}

/// So much of a text as a line of the table can hold.
pub(super) fn first_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(body: &str) -> Answer {
        let headers = [(reqwest::header::CONTENT_TYPE, "text/html; charset=utf-8".parse().expect("a header"))];
        Answer { status: 200, headers: headers.into_iter().collect(), body: body.as_bytes().to_vec() }
    }

    #[test]
    fn markup_of_an_attacker_is_seen_and_text_is_not() {
        for bad in [
            "<p><cxevil></p>",
            "<script>cxevil()</script>",
            "<a href=\"javascript:cxevil()\">x</a>",
            "<input value=\"x\" onfocus=\"x\">",
            "<button formaction=\" JavaScript:cxevil()\">x</button>",
        ] {
            assert!(fault(&html(bad)).is_some(), "{bad}");
        }
        for good in [
            "<p>&lt;cxevil&gt;</p>",
            "<input value=\"&quot; onfocus=cxevil\">",
            "<input value=\"javascript:cxevil()\">",
            "<textarea>cxevil</textarea>",
        ] {
            assert_eq!(fault(&html(good)), None, "{good}");
        }
    }

    #[test]
    fn a_way_to_a_foreign_page_is_seen() {
        for ours in ["", "/", "/cases?next=//evil.example", "?page=2", "#top", "http://ours.invalid/x"] {
            assert!(leads_home(ours), "{ours}");
        }
        for foreign in
            ["//evil.example", "/\\evil.example", "https://evil.example/", "/\t/evil.example", "javascript:x"]
        {
            assert!(!leads_home(foreign), "{foreign}");
        }
    }
}
