//! Lists and little tables inside one cell of a sheet: one entry a line, fields separated by `|`.
//!
//! `\\`, `\n`, `\r`, `\p` (for `|`) and `\e` (for an empty text) stand for what would else be ambiguous, so that every
//! list comes back as it was, and still reads well for the common case.

/// One cell from a list of texts.
pub fn write_list<S: AsRef<str>>(items: &[S]) -> String {
    items.iter().map(|item| escape(item.as_ref())).collect::<Vec<_>>().join("\n")
}

/// The list of texts from one cell. Blank lines are skipped, so that a trailing line break does no harm.
pub fn read_list(cell: &str) -> Vec<String> {
    cell.split('\n').map(|line| line.trim_end_matches('\r')).filter(|line| !line.is_empty()).map(unescape).collect()
}

/// One cell from rows of fields.
pub fn write_rows(rows: &[Vec<&str>]) -> String {
    rows.iter()
        .map(|fields| fields.iter().map(|field| escape(field)).collect::<Vec<_>>().join("|"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Rows of exactly `width` fields from one cell, or the first line that has another number of fields.
pub fn read_rows(cell: &str, width: usize) -> Result<Vec<Vec<String>>, String> {
    cell.split('\n')
        .map(|line| line.trim_end_matches('\r'))
        .filter(|line| !line.is_empty())
        .map(|line| {
            let fields: Vec<String> = line.split('|').map(unescape).collect();
            if fields.len() == width { Ok(fields) } else { Err(line.to_owned()) }
        })
        .collect()
}

fn escape(text: &str) -> String {
    if text.is_empty() {
        return "\\e".to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '|' => out.push_str("\\p"),
            other => out.push(other),
        }
    }
    out
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('p') => out.push('|'),
            Some('e') | None => {}
            Some(other) => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_list_comes_back_as_it_was(items in proptest::collection::vec(any::<String>(), 0..6)) {
            prop_assert_eq!(read_list(&write_list(&items)), items);
        }

        #[test]
        fn a_little_table_comes_back_as_it_was(rows in proptest::collection::vec(proptest::array::uniform3(any::<String>()), 0..5)) {
            let written: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            let read = read_rows(&write_rows(&written), 3).unwrap();
            prop_assert_eq!(read, rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_line_with_a_missing_field_is_named() {
        assert_eq!(read_rows("A|>35%\nB", 2), Err("B".to_owned()));
    }
}
