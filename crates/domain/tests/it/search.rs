//! What is in a text is found by its words, its pairs and its phrases; what is not, is not.

use changxiao_domain::search::{Search, index_words};
use proptest::prelude::*;

/// What a store does with a search, on one text.
fn finds(search: &str, text: &str) -> bool {
    let kept = index_words(&[text]);
    let Some(search) = Search::of(search) else { return false };
    search.is_met_by(&kept) && search.phrases.iter().all(|phrase| text.contains(phrase.as_str()))
}

const TEXT: &str = "延安北路12号门前垃圾桶满溢，Ａ区 B栋有乱堆放";

#[test]
fn a_word_of_two_characters_is_found() {
    for word in ["垃圾", "圾桶", "延安", "满溢", "堆放"] {
        assert!(finds(word, TEXT), "{word}");
    }
    for word in ["桶圾", "溢延", "小区"] {
        assert!(!finds(word, TEXT), "{word}");
    }
}

#[test]
fn a_phrase_stands_together() {
    assert!(finds("垃圾桶满溢", TEXT));
    // Both pairs are there, the phrase is not.
    assert!(!finds("甲乙丙", "甲乙在前，乙丙在后"));
}

#[test]
fn one_character_is_found_wherever_it_stands() {
    for one in ["垃", "溢", "放", "区"] {
        assert!(finds(one, TEXT), "{one}");
    }
    assert!(!finds("水", TEXT));
}

#[test]
fn letters_and_digits_are_found_in_either_width_and_case() {
    for word in ["12", "１２", "a", "Ａ", "b"] {
        assert!(finds(word, TEXT), "{word}");
    }
    assert!(!finds("13", TEXT));
}

#[test]
fn several_words_must_all_be_there() {
    assert!(finds("垃圾 延安", TEXT));
    assert!(!finds("垃圾 广场", TEXT));
}

#[test]
fn nothing_searches_for_nothing() {
    for nothing in ["", "  ", "，。！", "\u{3000}"] {
        assert_eq!(Search::of(nothing), None, "{nothing:?}");
    }
}

proptest! {
    #[test]
    fn every_piece_of_a_chinese_text_is_found(text in "[一-龥]{1,30}", from in 0usize..30, length in 1usize..30) {
        let letters: Vec<char> = text.chars().collect();
        let from = from % letters.len();
        let piece: String = letters[from..(from + length).min(letters.len())].iter().collect();
        prop_assert!(finds(&piece, &text), "{piece} in {text}");
    }

    #[test]
    fn words_hold_nothing_that_parts_words(text in "\\PC{0,60}") {
        let words = index_words(&[&text]);
        prop_assert!(words.split(' ').all(|word| word.chars().all(char::is_alphanumeric)), "{words}");
    }
}
