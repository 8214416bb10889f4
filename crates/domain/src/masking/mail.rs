//! Addresses of mail in a text.

/// z***@example.gov.cn from zhang@example.gov.cn, wherever one stands.
pub fn mask_mail(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, behind) = rest.split_at(at);
        let local = before.chars().rev().take_while(|c| is_of_a_name(*c)).map(char::len_utf8).sum::<usize>();
        let name = &before[before.len() - local..];
        let is_mail = behind[1..].chars().next().is_some_and(char::is_alphanumeric);
        match name.chars().next().filter(|_| is_mail) {
            Some(first) => {
                out.push_str(&before[..before.len() - local]);
                out.push(first);
                out.push_str("***");
            }
            None => out.push_str(before),
        }
        out.push('@');
        rest = &behind[1..];
    }
    out.push_str(rest);
    out
}

fn is_of_a_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '*')
}
