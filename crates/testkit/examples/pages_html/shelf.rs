//! Where the pages of one person are written, and how an answer becomes a text.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
    fs,
    path::PathBuf,
};

use anyhow::Context;
use changxiao_domain::sealing::hex;
use changxiao_testkit::{
    Answer,
    walk::{Keep, workbook_parts},
};
use sha2::{Digest, Sha256};

pub struct Shelf {
    folder: PathBuf,
    taken: HashSet<PathBuf>,
    ids: HashMap<String, usize>,
}

/// The longest name of a file, in bytes.
const LONGEST: usize = 150;

impl Shelf {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, taken: HashSet::new(), ids: HashMap::new() }
    }

    /// A file that is not there yet, named after an address or an act.
    fn place(&mut self, name: &str, ending: &str) -> PathBuf {
        let mut name = self.with_numbered_ids(name.trim_matches('/')).replace('/', "~");
        if name.is_empty() {
            name = "start".to_owned();
        }
        while name.len() > LONGEST {
            name.pop();
        }
        let mut place = self.folder.join(format!("{name}.{ending}"));
        let mut copy = 1;
        while !self.taken.insert(place.clone()) {
            copy += 1;
            place = self.folder.join(format!("{name} {copy}.{ending}"));
        }
        place
    }

    /// Ids are made by chance: a name has their places in the order in which they were met.
    fn with_numbered_ids(&mut self, name: &str) -> String {
        let (path, query) = name.split_once('?').map_or((name, None), |(path, query)| (path, Some(query)));
        let begins_with_id = |part: &str| part.get(..36).is_some_and(|id| id.matches('-').count() == 4);
        let mut parts = Vec::new();
        for part in path.split('/') {
            let next = self.ids.len() + 1;
            parts.push(match begins_with_id(part) {
                true => format!("id-{}", self.ids.entry(part.to_owned()).or_insert(next)),
                false => part.to_owned(),
            });
        }
        let Some(query) = query else { return parts.join("/") };
        let pairs = query.split('&').map(|pair| match pair.split_once('=') {
            Some((key, value)) if begins_with_id(value) => format!("{key}=ID{}", &value[36..]),
            _ => pair.to_owned(),
        });
        format!("{}?{}", parts.join("/"), pairs.collect::<Vec<_>>().join("&"))
    }
}

impl Keep for Shelf {
    /// Writes an answer, without the token of the session.
    fn keep(&mut self, name: &str, answer: &Answer, csrf: &str) -> anyhow::Result<()> {
        let header = |name: &str| answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let kind = header("content-type");
        let (ending, body) = match kind.split(';').next().unwrap_or("") {
            "text/html" => ("html", answer.text()),
            "application/json" | "application/problem+json" | "application/geo+json" => ("json", answer.text()),
            "text/csv" => ("csv", answer.text()),
            _ if answer.body.starts_with(b"PK") => ("xlsx.txt", workbook_parts(&answer.body)?),
            "" | "text/plain" => ("txt", answer.text()),
            _ => ("txt", format!("{} bytes, SHA-256 {}", answer.body.len(), hex(&Sha256::digest(&answer.body).into()))),
        };
        let mut text = format!("{} {kind}", answer.status);
        for name in ["content-disposition", "location"] {
            if !header(name).is_empty() {
                // Writing into a String cannot fail.
                let _ = write!(text, " {name}: {}", header(name));
            }
        }
        text.push('\n');
        text.push_str(&body);
        if !csrf.is_empty() {
            text = text.replace(csrf, "CSRF");
        }
        let place = self.place(name, ending);
        fs::create_dir_all(place.parent().context("a page lies in a folder")?)?;
        fs::write(place, text)?;
        Ok(())
    }
}
