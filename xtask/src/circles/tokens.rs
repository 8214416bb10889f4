//! A Rust file as words and marks: no comments, no texts, no tests.

/// The words and marks of the code, up to the module of its tests. `::` is one mark; texts, characters and lifetimes are left out.
pub fn tokens(code: &str) -> Vec<String> {
    let mut rest = code;
    let mut tokens: Vec<String> = Vec::new();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => length_of_text(rest),
            'r' if raw_marks(rest).is_some() => length_of_raw_text(rest),
            '\'' => length_of_character(rest),
            _ if first == '_' || first.is_alphabetic() => {
                let length = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
                tokens.push(rest[..length].to_owned());
                length
            }
            _ if rest.starts_with("::") => {
                tokens.push("::".to_owned());
                2
            }
            _ => {
                if !first.is_whitespace() {
                    tokens.push(first.to_string());
                }
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    let tests = ["#", "[", "cfg", "(", "test", ")", "]", "mod"];
    if let Some(at) = tokens.windows(tests.len()).position(|window| window == tests) {
        tokens.truncate(at);
    }
    tokens
}

fn length_of_text(code: &str) -> usize {
    let mut escaped = false;
    for (at, c) in code.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    code.len()
}

/// How many `#` a raw text begins with; `None` for what is none.
fn raw_marks(code: &str) -> Option<usize> {
    let behind = code[1..].trim_start_matches('#');
    behind.starts_with('"').then(|| code.len() - 1 - behind.len())
}

fn length_of_raw_text(code: &str) -> usize {
    let marks = raw_marks(code).unwrap_or(0);
    let end = format!("\"{}", "#".repeat(marks));
    let inside = marks + 2;
    code[inside..].find(&end).map_or(code.len(), |at| inside + at + end.len())
}

/// A character in quotes, or only the mark before a lifetime.
fn length_of_character(code: &str) -> usize {
    let mut inside = code.char_indices().skip(1);
    match (inside.next(), inside.next()) {
        (Some((_, '\\')), _) => code[3..].find('\'').map_or(code.len(), |end| end + 4),
        (_, Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn comments_texts_and_tests_are_left_out() {
        let code = "use a::b; // use c::d\nconst X: &'static str = \"use e::f\\\"\"; let y = ('\\'', '字', r#\"use g\"#);\n\
                    #[cfg(test)]\nmod tests { use h::i; }";
        let words = tokens(code).join(" ");
        assert_eq!(words, "use a :: b ; const X : & static str = ; let y = ( , , ) ;");
    }
}
