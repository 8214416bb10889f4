//! Puts values into texts.

use std::fmt::Display;

/// Puts values in the place of `{name}`, and one of two words in the place of `{name?case|cases}`: the first where the value
/// of that name is 1. A placeholder without a value stays as it is, so that the mistake is seen.
pub fn fill(template: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        let inside = &rest[start + 1..start + length];
        let (name, forms) = match inside.split_once('?') {
            Some((name, forms)) => (name, forms.split_once('|')),
            None => (inside, None),
        };
        filled.push_str(&rest[..start]);
        match (values.iter().find(|(key, _)| *key == name), forms) {
            (Some((_, value)), None) => filled.push_str(&value.to_string()),
            (Some((_, value)), Some((one, many))) => filled.push_str(if value.to_string() == "1" { one } else { many }),
            (None, _) => filled.push_str(&rest[start..=start + length]),
        }
        rest = &rest[start + length + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Lang, texts};

    #[test]
    fn values_take_the_place_of_their_names() {
        assert_eq!(fill("本岗 {n} 件，共 {all} 件", &[("n", &7), ("all", &"1,288")]), "本岗 7 件，共 1,288 件");
    }

    #[test]
    fn english_says_one_case_and_two_cases() {
        let template = "{n} {n?case|cases}, {n?has|have} been filed";
        assert_eq!(fill(template, &[("n", &1)]), "1 case, has been filed");
        assert_eq!(fill(template, &[("n", &"1,001")]), "1,001 cases, have been filed");
        assert_eq!(fill("{n?case|cases}", &[]), "{n?case|cases}");
    }

    #[test]
    fn a_value_is_not_read_again_for_placeholders() {
        assert_eq!(fill("{a}{b}", &[("a", &"{b}"), ("b", &1)]), "{b}1");
    }

    #[test]
    fn a_placeholder_without_value_stays_visible() {
        assert_eq!(fill("至 {day} {", &[]), "至 {day} {");
    }

    #[test]
    fn the_languages_differ() {
        assert_ne!(texts(Lang::Zh).nav_cases, texts(Lang::En).nav_cases);
    }
}
