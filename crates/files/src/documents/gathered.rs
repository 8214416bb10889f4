//! The text of a document while it is read.

use changxiao_domain::text::is_hidden;

use super::TEXT_LIMIT;

/// Text up to its limit. Signs that nobody sees are left out, blanks and empty lines come once.
#[derive(Default)]
pub(super) struct Gathered {
    text: String,
    characters: usize,
    is_partial: bool,
}

impl Gathered {
    /// There is no room for more.
    pub fn is_full(&self) -> bool {
        self.characters >= TEXT_LIMIT
    }

    /// Something was not read.
    pub fn leave_out(&mut self) {
        self.is_partial = true;
    }

    pub fn push(&mut self, text: &str) {
        for sign in text.chars() {
            match sign {
                '\n' | '\r' => self.end_line(),
                '\t' => self.end_cell(),
                sign if sign.is_whitespace() => self.blank(),
                sign if is_hidden(sign) => {}
                sign => self.put(sign),
            }
        }
    }

    pub fn blank(&mut self) {
        if self.text.ends_with(|last: char| !last.is_whitespace()) {
            self.put(' ');
        }
    }

    /// A gap between two letters. Chinese has none between its words, so that one is only room.
    pub fn end_word(&mut self) {
        if self.text.ends_with(|last: char| last.is_ascii_graphic()) {
            self.put(' ');
        }
    }

    /// Cells stay in their columns, so that an empty one counts.
    pub fn end_cell(&mut self) {
        self.put('\t');
    }

    pub fn end_line(&mut self) {
        let kept = self.text.trim_end_matches([' ', '\t']).len();
        self.text.truncate(kept);
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.put('\n');
        }
    }

    fn put(&mut self, sign: char) {
        if self.is_full() {
            self.is_partial = true;
            return;
        }
        self.text.push(sign);
        self.characters += 1;
    }

    /// Joins what the paper parted: a line of Chinese ends where its edge is, and not where a word does.
    pub fn join_lines(&mut self) {
        let is_chinese = |sign: Option<char>| sign.is_some_and(|sign| matches!(sign, '\u{3400}'..='\u{9fff}'));
        let mut joined = String::with_capacity(self.text.len());
        let mut signs = self.text.chars().peekable();
        while let Some(sign) = signs.next() {
            if sign != '\n' || !is_chinese(joined.chars().next_back()) || !is_chinese(signs.peek().copied()) {
                joined.push(sign);
            }
        }
        self.text = joined;
    }

    pub fn end(mut self) -> (String, bool) {
        self.end_line();
        (self.text, self.is_partial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_cells_stay_and_what_nobody_sees_goes() {
        let mut gathered = Gathered::default();
        gathered.push("  文明\u{202e}城市 \u{a0} 长效\r\n\n机制\t\t3\t");
        assert_eq!(gathered.end(), ("文明城市 长效\n机制\t\t3\n".to_owned(), false));
    }

    #[test]
    fn a_word_over_two_lines_is_one() {
        let mut gathered = Gathered::default();
        gathered.push("长效机\n制\nABC\nDEF");
        gathered.join_lines();
        assert_eq!(gathered.end().0, "长效机制\nABC\nDEF\n");
    }

    #[test]
    fn there_is_an_end_to_it() {
        let mut gathered = Gathered::default();
        gathered.push(&"文".repeat(TEXT_LIMIT + 1));
        let (text, is_partial) = gathered.end();
        assert_eq!((text.chars().count(), is_partial), (TEXT_LIMIT, true));
    }
}
