//! Names of divisions in Latin letters.

use std::{collections::HashMap, sync::OnceLock};

use changxiao_domain::divisions::DivisionCode;

const NAMES: &str = include_str!("../../../../data/divisions/names-en.csv");

/// The name of a division of a shipped city in Latin letters, such as `Xiangcheng District`; `None` for any other.
pub fn english(code: DivisionCode) -> Option<&'static str> {
    static BY_CODE: OnceLock<HashMap<i64, &'static str>> = OnceLock::new();
    let by_code = BY_CODE.get_or_init(|| {
        NAMES
            .lines()
            .skip(1)
            .filter_map(|line| {
                let (code, name) = line.split_once(',')?;
                Some((code.parse().ok()?, name))
            })
            .collect()
    });
    by_code.get(&code.number()).copied()
}
