//! How people name a code of a list.

use changxiao_domain::{
    categories::{CategoryKey, CategorySet},
    text::{look, narrowed},
};

/// The code that a text names: by itself, in front of a name (`E0405 非机动车乱停`) or by a name that only one has. `None`: nothing, or
/// several of that name.
pub fn read_key(set: &CategorySet, text: &str) -> Option<CategoryKey> {
    let text = text.trim();
    let first = text.split(|sign: char| sign.is_whitespace() || sign == '·').next().unwrap_or_default();
    if let Ok(key) = narrowed(first).to_ascii_uppercase().parse() {
        return Some(key);
    }
    let wanted = look(text);
    let minors = set.categories.iter().map(|one| (one.code.into(), [&one.name_zh, &one.name_en]));
    let mut named = minors.filter(|(_, names)| names.iter().any(|name| !name.is_empty() && look(name) == wanted));
    let found = named.next().map(|(key, _)| key);
    found.filter(|_| named.next().is_none())
}
