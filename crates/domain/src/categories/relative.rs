//! Words of filing standards for units that depend on where a case lies or on who owns the thing: 属地街道, 各产权单位.

/// Whom such a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relative {
    /// Whoever answers for the place (属地).
    Territory,
    /// The department of the place's district that enforces the law in its streets (属地行政执法部门).
    Enforcement,
    /// Whoever owns the thing, or each unit for itself: nobody can tell from place and kind, so somebody is asked.
    Asked,
}

const WORDS: [(&str, Relative); 22] = [
    ("属地", Relative::Territory),
    ("属地街道", Relative::Territory),
    ("属地街办", Relative::Territory),
    ("属地乡镇", Relative::Territory),
    ("属地镇街", Relative::Territory),
    ("属地政府", Relative::Territory),
    ("属地单位", Relative::Territory),
    ("属地社区", Relative::Territory),
    ("属地行政执法部门", Relative::Enforcement),
    ("所属街办", Relative::Territory),
    ("所属街道", Relative::Territory),
    ("所在街道", Relative::Territory),
    ("所在地街道", Relative::Territory),
    ("各街道", Relative::Territory),
    ("各镇街", Relative::Territory),
    ("各乡镇街道", Relative::Territory),
    ("街道办事处", Relative::Territory),
    ("各产权单位", Relative::Asked),
    ("产权单位", Relative::Asked),
    ("权属单位", Relative::Asked),
    ("各责任单位", Relative::Asked),
    ("全区各单位", Relative::Asked),
];

impl Relative {
    /// `None` for what is no such word: the code of a unit.
    pub fn read(text: &str) -> Option<Self> {
        WORDS.iter().find(|(word, _)| *word == text).map(|(_, meant)| *meant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_means_the_place_or_asks_and_a_code_is_none() {
        assert_eq!(Relative::read("所属街办"), Some(Relative::Territory));
        assert_eq!(Relative::read("属地行政执法部门"), Some(Relative::Enforcement));
        assert_eq!(Relative::read("各产权单位"), Some(Relative::Asked));
        assert_eq!(Relative::read("CG"), None);
        assert_eq!(Relative::read(""), None);
    }
}
