//! Which addresses are of one kind, so that a few of each are enough.

use std::collections::HashMap;

use axum::http::Method;

pub struct Shapes {
    /// Method and pattern of every address of the product.
    routes: Vec<(Method, String)>,
    counted: HashMap<String, usize>,
    most_states: usize,
}

/// Each of these is looked at in each of its states.
const IN_MANY_STATES: [&str; 4] =
    ["/cases/{number}", "/whistles/{number}", "/consultations/{number}", "/recurrence/{number}"];
pub(crate) const MOST_STATES: usize = 40;
/// So many of their print sheets, maps and JSON.
const MOST_SHEETS: usize = 8;
/// So many of anything else.
const MOST_PLAIN: usize = 3;

impl Shapes {
    pub fn new(most_states: usize) -> Self {
        let all = changxiao_web::all_routes();
        let routes = all.list().iter().map(|route| (route.method.clone(), route.path.to_string())).collect();
        Self { routes, counted: HashMap::new(), most_states }
    }

    fn gets(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().filter(|(method, _)| *method == Method::GET).map(|(_, path)| path.as_str())
    }

    /// Addresses that name nothing.
    pub fn plain(&self) -> Vec<String> {
        self.gets().filter(|path| !path.contains('{')).map(str::to_owned).collect()
    }

    /// The pattern that an address was registered with.
    pub fn pattern(&self, method: &Method, address: &str) -> Option<String> {
        let path = address.split(['?', '#']).next().unwrap_or("");
        let fitting = self.routes.iter().filter(|(with, pattern)| with == method && fits(pattern, path));
        fitting.map(|(_, pattern)| pattern.clone()).min_by_key(|pattern| pattern.matches('{').count())
    }

    /// Whether another address of its kind is wanted: one that asks nothing while there are few; one that asks when nothing was asked
    /// by that name, or where `words` count also with that word.
    pub fn wants(&mut self, address: &str, words: bool) -> bool {
        let Some(pattern) = self.pattern(&Method::GET, address).filter(|pattern| !pattern.starts_with("/assets/"))
        else {
            return false;
        };
        let Some((_, query)) = address.split_once('?') else {
            let most = match IN_MANY_STATES.iter().find(|known| pattern.contains(*known)) {
                Some(known) if **known == pattern => self.most_states,
                Some(_) => MOST_SHEETS,
                None => MOST_PLAIN,
            };
            return self.take(pattern, most);
        };
        let is_file = pattern.contains('.') || pattern.ends_with("/print");
        let mut is_new = false;
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')).filter(|(_, v)| !v.is_empty()) {
            is_new |= self.take(format!("{pattern}?{name}"), 1);
            let is_word = words && !is_file && value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
            is_new |= is_word && self.take(format!("{pattern}?{name}={value}"), 1);
        }
        is_new
    }

    /// Counts one more of a kind; `false` where there were so many before.
    pub fn take(&mut self, kind: String, most: usize) -> bool {
        let count = self.counted.entry(kind).or_default();
        *count += 1;
        *count <= most
    }

    /// Addresses about the same thing: its print sheet, its map, its JSON.
    pub fn relatives(&self, address: &str) -> Vec<String> {
        let path = address.split(['?', '#']).next().unwrap_or("");
        let Some(pattern) = self.pattern(&Method::GET, path).filter(|pattern| pattern.contains('{')) else {
            return Vec::new();
        };
        let related = self.gets().filter_map(|route| {
            let (api, own) = match route.strip_prefix("/api/v1") {
                Some(own) => ("/api/v1", own),
                None => ("", route),
            };
            let more = own.strip_prefix(pattern.as_str())?;
            let is_other = route != pattern && (more.is_empty() || more.starts_with('/')) && !more.contains('{');
            is_other.then(|| format!("{api}{path}{more}"))
        });
        related.collect()
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut ours, mut theirs) = (pattern.split('/'), path.split('/'));
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return true,
            (Some(one), Some(_)) if one.starts_with("{*") => return true,
            (Some(one), Some(other)) if one == other || (one.starts_with('{') && !other.is_empty()) => {}
            _ => return false,
        }
    }
}
