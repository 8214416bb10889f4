//! Reads HTML piece by piece: as much of it as our own templates write.

pub enum Piece<'a> {
    Open {
        name: &'a str,
        attributes: Vec<(&'a str, String)>,
    },
    Close(&'a str),
    Text(String),
    /// What stands in a `textarea`, `pre`, `script` or `style`, blank for blank.
    Verbatim(String),
}

const VERBATIM: [&str; 4] = ["textarea", "pre", "script", "style"];

pub fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(at) = tag_at(rest) else {
            all.push(Piece::Text(plain(rest)));
            break;
        };
        if at > 0 {
            all.push(Piece::Text(plain(&rest[..at])));
        }
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let end = end_of_tag(rest);
        let tag = &rest[1..end];
        rest = rest.get(end + 1..).unwrap_or("");
        if let Some(name) = tag.strip_prefix('/') {
            all.push(Piece::Close(name.trim()));
            continue;
        }
        let (name, attributes) = opened(tag);
        all.push(Piece::Open { name, attributes });
        if VERBATIM.contains(&name) {
            let end = rest.find(&format!("</{name}")).unwrap_or(rest.len());
            all.push(Piece::Verbatim(plain(&rest[..end])));
            rest = &rest[end..];
        }
    }
    all
}

/// Where the next tag or comment begins.
fn tag_at(text: &str) -> Option<usize> {
    text.match_indices('<')
        .map(|(at, _)| at)
        .find(|at| text[at + 1..].starts_with(|next: char| next.is_ascii_alphabetic() || next == '/' || next == '!'))
}

/// Where the tag ends that `text` begins with; a `>` between quotes does not end it.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return at,
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// Name and attributes of `input name="q" required`.
fn opened(tag: &str) -> (&str, Vec<(&str, String)>) {
    let tag = tag.trim_end_matches('/');
    let (name, mut rest) = tag.split_at(tag.find(char::is_whitespace).unwrap_or(tag.len()));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return (name, attributes);
        }
        let end = rest.find(|letter: char| letter == '=' || letter.is_whitespace()).unwrap_or(rest.len());
        let key = &rest[..end];
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else {
            attributes.push((key, String::new()));
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        attributes.push((key, plain(value)));
        rest = after;
    }
}

/// The text without the names that HTML has for some letters.
fn plain(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let named = [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&lt;", "<"),
        ("&#60;", "<"),
        ("&gt;", ">"),
        ("&#62;", ">"),
        ("&nbsp;", "\u{a0}"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ];
    named.iter().fold(text.to_owned(), |text, (name, letter)| text.replace(name, letter))
}
