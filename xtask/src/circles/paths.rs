//! The paths that a file names: its imports, taken apart, and what it calls by a path.

/// One path, such as `["super", "Row"]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub names: Vec<String>,
    /// `pub use`: the file hands the name on.
    pub handed_on: bool,
    /// `use`: the last name may be said alone afterwards.
    pub imported: bool,
}

/// The modules that a file declares beside itself, and the paths that it names.
pub fn read(tokens: &[String]) -> (Vec<String>, Vec<Path>) {
    let (mut modules, mut paths) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "mod" if tokens.get(at + 2).is_some_and(|mark| mark == ";") => {
                modules.push(tokens[at + 1].clone());
                at += 3;
            }
            "use" => {
                let handed_on = at > 0 && matches!(tokens[at - 1].as_str(), "pub" | ")");
                let end = tokens[at..].iter().position(|mark| mark == ";").map_or(tokens.len(), |length| at + length);
                let mut names = Vec::new();
                take_apart(&tokens[at + 1..end], &[], &mut names);
                paths.extend(names.into_iter().map(|names| Path { names, handed_on, imported: true }));
                at = end + 1;
            }
            _ => at = called(tokens, at, &mut paths),
        }
    }
    (modules, paths)
}

/// `a::{b, c::d}` into `a::b` and `a::c::d`.
fn take_apart(tree: &[String], before: &[String], found: &mut Vec<Vec<String>>) {
    let mut names = before.to_vec();
    for (at, token) in tree.iter().enumerate() {
        match token.as_str() {
            "::" => {}
            "{" => {
                let (mut depth, mut from) = (0, at + 1);
                for (place, token) in tree.iter().enumerate().skip(at) {
                    depth += i32::from(token == "{") - i32::from(token == "}");
                    if (depth == 1 && token == ",") || depth == 0 {
                        take_apart(&tree[from..place], &names, found);
                        from = place + 1;
                    }
                    if depth == 0 {
                        break;
                    }
                }
                return;
            }
            "as" => break,
            name => names.push(name.to_owned()),
        }
    }
    if names.len() > before.len() {
        found.push(names);
    }
}

/// A path in the midst of the code; gives where to read on.
fn called(tokens: &[String], at: usize, paths: &mut Vec<Path>) -> usize {
    let is_name = |token: &String| token.starts_with(|c: char| c == '_' || c.is_alphabetic());
    let mut end = at + 1;
    if !is_name(&tokens[at]) {
        return end;
    }
    while tokens.get(end).is_some_and(|mark| mark == "::") && tokens.get(end + 1).is_some_and(is_name) {
        end += 2;
    }
    if end > at + 1 {
        let names = tokens[at..end].iter().filter(|token| *token != "::").cloned().collect();
        paths.push(Path { names, handed_on: false, imported: false });
    }
    end
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::circles::tokens::tokens;

    #[test]
    fn imports_are_taken_apart_and_calls_are_found() {
        let code = "mod a; pub use self::a::{B, c::{self, D}}; use super::X as Y; fn f() { crate::g::h(a::i); 1 + 2; }";
        let (modules, paths) = read(&tokens(code));
        assert_eq!(modules, ["a"]);
        let said: Vec<String> = paths
            .iter()
            .map(|path| format!("{}{}", path.names.join("::"), if path.handed_on { " on" } else { "" }))
            .collect();
        assert_eq!(
            said,
            ["self::a::B on", "self::a::c::self on", "self::a::c::D on", "super::X", "crate::g::h", "a::i"]
        );
    }
}
