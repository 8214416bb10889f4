//! A city's own words (本市用语): what its sheets and people call a unit, a division, a kind of site, yes. Who has said once what a text means
//! is not asked again, by whatever list it comes.

use std::collections::HashMap;

use crate::text::look;

/// The longest text that can mean something else, in characters.
pub const LONGEST: usize = 100;

/// What texts mean, by the sort of what is meant (`unit`, `division`, `site_type`) and by how the text looks.
#[derive(Clone, Debug, Default)]
pub struct Synonyms {
    meant: HashMap<String, HashMap<String, String>>,
}

impl Synonyms {
    /// `(sort, text, code)`; of several for one text the last counts.
    pub fn new(list: impl IntoIterator<Item = (String, String, String)>) -> Self {
        let mut synonyms = Self::default();
        for (sort, text, code) in list {
            synonyms.put(&sort, &text, code);
        }
        synonyms
    }

    pub fn put(&mut self, sort: &str, text: &str, code: String) {
        self.meant.entry(sort.to_owned()).or_default().insert(look(text), code);
    }

    /// The code that a text stands for, where the city has said so. Case, blanks and the width of signs do not matter.
    pub fn code(&self, sort: &str, text: &str) -> Option<&str> {
        let of_sort = self.meant.get(sort)?;
        of_sort.get(&look(text)).map(String::as_str)
    }

    /// The words of a sort as they look, each with its code.
    pub fn said(&self, sort: &str) -> impl Iterator<Item = (&str, &str)> {
        self.meant.get(sort).into_iter().flatten().map(|(word, code)| (word.as_str(), code.as_str()))
    }

    /// How many texts stand for this code.
    pub fn of_code(&self, sort: &str, code: &str) -> usize {
        self.meant.get(sort).map_or(0, |meant| meant.values().filter(|meant| *meant == code).count())
    }

    pub fn is_empty(&self) -> bool {
        self.meant.is_empty()
    }
}

/// The candidates that a text most likely means, the best first, three at most: those whose name holds the text or is held by it, or has
/// its letters in their order, then those that share most letters.
pub fn nearest<'a, T: Copy>(text: &str, candidates: impl IntoIterator<Item = (&'a str, T)>) -> Vec<T> {
    let wanted = look(text);
    let mut scored: Vec<(u32, usize, T)> = candidates
        .into_iter()
        .map(|(name, candidate)| (likeness(&wanted, &look(name)), name.chars().count(), candidate))
        .filter(|(score, ..)| *score >= 34)
        .collect();
    scored.sort_by_key(|(score, length, _)| (std::cmp::Reverse(*score), *length));
    scored.into_iter().take(3).map(|(.., candidate)| candidate).collect()
}

/// How alike two names are, 0 to 100.
fn likeness(wanted: &str, name: &str) -> u32 {
    if wanted.is_empty() || name.is_empty() {
        return 0;
    }
    let bare = name.find('(').filter(|open| *open > 0).map_or(name, |open| &name[..open]);
    let in_order = |short: &str, long: &str| {
        let mut letters = long.chars();
        short.chars().all(|wanted| letters.any(|letter| letter == wanted))
    };
    let several = wanted.chars().count() >= 2;
    match () {
        () if name == wanted => 100,
        () if bare == wanted => 95,
        () if several && (name.contains(wanted) || (bare.chars().count() >= 2 && wanted.contains(bare))) => 85,
        () if several && in_order(wanted, name) => 75,
        () => {
            let of = |text: &str| text.chars().collect::<std::collections::BTreeSet<char>>();
            let (one, other) = (of(wanted), of(name));
            let shared = u32::try_from(one.intersection(&other).count()).unwrap_or(0);
            let all = u32::try_from(one.union(&other).count()).unwrap_or(1).max(1);
            shared * 70 / all
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_means_what_the_city_said_however_it_is_written() {
        let list = [("unit".to_owned(), "城管 局".to_owned(), "CG".to_owned())];
        let synonyms = Synonyms::new(list);
        assert_eq!(synonyms.code("unit", "城管局\u{200b}"), Some("CG"));
        assert_eq!(synonyms.code("division", "城管局"), None);
    }

    #[test]
    fn the_nearest_is_proposed_first() {
        let types = [
            ("医院（含社区卫生机构）", "yy"),
            ("中小学校", "xx"),
            ("校园周边", "xxzb"),
            ("农贸（集贸）市场", "nmsc"),
            ("商场超市", "scs"),
            ("社区（居委会）", "sq"),
        ];
        for (text, code) in [("医院", "yy"), ("中学", "xx"), ("农贸市场", "nmsc"), ("社区", "sq"), ("集贸市场", "nmsc")]
        {
            assert_eq!(nearest(text, types).first(), Some(&code), "{text}");
        }
        assert!(nearest("QQ", types).is_empty());
    }
}
