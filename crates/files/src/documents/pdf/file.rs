//! The objects of a PDF file. They are found by looking for them and not by the file's own table, which may be damaged or lie.

use std::{collections::HashMap, io::Read};

use flate2::read::ZlibDecoder;

use super::lexer::{Dict, Lexer, Object, is_blank};
use crate::documents::{
    DocumentFault,
    limits::{PAGES_LIMIT, STREAM_LIMIT, UNPACKED_LIMIT},
};

const MOST_OBJECTS: usize = 1_000_000;
/// Values and words that are read of one file.
const MOST_WORDS: usize = 5_000_000;
/// So far into an object its type is looked for.
const HEAD: usize = 2048;
/// A page takes what it lacks from what it belongs to; no tree is deeper.
const GENERATIONS: usize = 24;

pub(super) struct File<'a> {
    bytes: &'a [u8],
    places: HashMap<u32, Place>,
    /// Unpacked streams of objects.
    packed: Vec<Vec<u8>>,
    unpacked: usize,
    /// How many words may still be read.
    pub left: usize,
    /// It has a password, be it only against changing.
    pub is_locked: bool,
    /// Something was not read.
    pub is_partial: bool,
}

#[derive(Clone, Copy)]
enum Place {
    Plain(usize),
    /// In an unpacked stream of objects.
    Packed(usize, usize),
}

impl<'a> File<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, DocumentFault> {
        let mut places = HashMap::new();
        let mut at = 0;
        while let Some(found) = find(bytes, b" obj", at) {
            at = found + 4;
            if let Some(number) = number_before(bytes, found) {
                places.insert(number, Place::Plain(at));
            }
            if places.len() > MOST_OBJECTS {
                return Err(DocumentFault::TooManyParts);
            }
        }
        if places.is_empty() {
            return Err(DocumentFault::damaged("no object"));
        }
        let is_locked = find(bytes, b"/Encrypt", 0).is_some();
        let (packed, left) = (Vec::new(), MOST_WORDS);
        let mut file = Self { bytes, places, packed, unpacked: 0, left, is_locked, is_partial: false };
        if !is_locked {
            file.unpack_objects()?;
        }
        Ok(file)
    }

    /// The pages in the order of their numbers, which is that of writing; one more than are allowed at most.
    pub fn pages(&mut self) -> Vec<Dict> {
        let mut numbers: Vec<u32> = self.places.keys().copied().collect();
        numbers.sort_unstable();
        let mut pages = Vec::new();
        for number in numbers {
            if find(self.head(number), b"/Page", 0).is_none() {
                continue;
            }
            if let Some(Object::Dict(dict)) = self.object(number)
                && is_of(&dict, b"Type", b"Page")
            {
                pages.push(dict);
                if pages.len() > PAGES_LIMIT as usize {
                    break;
                }
            }
        }
        pages
    }

    /// The object of a number.
    pub fn object(&mut self, number: u32) -> Option<Object> {
        let (bytes, at) = match *self.places.get(&number)? {
            Place::Plain(at) => (self.bytes, at),
            Place::Packed(stream, at) => (self.packed.get(stream)?.as_slice(), at),
        };
        let mut lexer = Lexer::new(bytes, at, self.left);
        let object = lexer.next();
        self.left = lexer.left;
        object
    }

    /// A value, or what it refers to.
    pub fn value(&mut self, object: Option<&Object>) -> Option<Object> {
        match object? {
            Object::Reference(number) => self.object(*number),
            other => Some(other.clone()),
        }
    }

    pub fn dict(&mut self, object: Option<&Object>) -> Option<Dict> {
        match self.value(object)? {
            Object::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// What a page says under this name, or what it belongs to.
    pub fn inherited(&mut self, page: &Dict, key: &[u8]) -> Option<Dict> {
        let mut of = page.clone();
        for _ in 0..GENERATIONS {
            if let Some(found) = self.dict(of.get(key)) {
                return Some(found);
            }
            of = self.dict(of.get(b"Parent".as_slice()))?;
        }
        None
    }

    /// A stream, unpacked, with its dictionary; `None` where it is packed in a way that text is not, or the file has given enough.
    ///
    /// Errors: it unpacks to far more than any text is.
    pub fn stream(&mut self, number: u32) -> Result<Option<(Dict, Vec<u8>)>, DocumentFault> {
        let Some(Place::Plain(at)) = self.places.get(&number).copied() else { return Ok(None) };
        let mut lexer = Lexer::new(self.bytes, at, self.left);
        let (dict, word) = (lexer.next(), lexer.next());
        let begin = lexer.at;
        self.left = lexer.left;
        let (Some(Object::Dict(dict)), Some(Object::Word(word))) = (dict, word) else { return Ok(None) };
        if word != b"stream" {
            return Ok(None);
        }
        let begin = match self.bytes.get(begin..begin + 2) {
            Some(b"\r\n") => begin + 2,
            Some([b'\n' | b'\r', _]) => begin + 1,
            _ => begin,
        };
        let end = self.end_of(&dict, begin);
        let packed = &self.bytes[begin.min(end)..end];
        let Some(is_packed) = packing(&dict) else {
            self.is_partial = true;
            return Ok(None);
        };
        let content = if is_packed { unpack(packed)? } else { packed.to_vec() };
        self.unpacked += content.len();
        if self.unpacked > UNPACKED_LIMIT {
            self.is_partial = true;
            return Ok(None);
        }
        Ok(Some((dict, content)))
    }

    /// By its length, where that leads to its end; else where the word stands.
    fn end_of(&mut self, dict: &Dict, begin: usize) -> usize {
        if let Some(Object::Number(length)) = self.value(dict.get(b"Length".as_slice())) {
            let end = begin.saturating_add(length.max(0.0) as usize);
            let behind = self.bytes.get(end..self.bytes.len().min(end.saturating_add(12))).unwrap_or_default();
            if behind.trim_ascii_start().starts_with(b"endstream") {
                return end;
            }
        }
        find(self.bytes, b"endstream", begin).unwrap_or(self.bytes.len())
    }

    /// Finds the objects that lie in streams (ISO 32000-1, 7.5.7).
    fn unpack_objects(&mut self) -> Result<(), DocumentFault> {
        let numbers: Vec<u32> = self.places.keys().copied().collect();
        for number in numbers {
            if find(self.head(number), b"/ObjStm", 0).is_none() {
                continue;
            }
            let Some((dict, content)) = self.stream(number)? else { continue };
            let Some(first) = whole(dict.get(b"First".as_slice())) else { continue };
            let mut lexer = Lexer::new(&content, 0, self.left);
            let mut inside = Vec::new();
            while lexer.at < first {
                let (Some(Object::Number(number)), Some(Object::Number(at))) = (lexer.next(), lexer.next()) else {
                    break;
                };
                inside.push((number as u32, first.saturating_add(at.max(0.0) as usize)));
            }
            self.left = lexer.left;
            let stream = self.packed.len();
            for (number, at) in inside {
                self.places.entry(number).or_insert(Place::Packed(stream, at));
            }
            self.packed.push(content);
            if self.places.len() > MOST_OBJECTS {
                return Err(DocumentFault::TooManyParts);
            }
        }
        Ok(())
    }

    /// The beginning of an object.
    fn head(&self, number: u32) -> &[u8] {
        let (bytes, at) = match self.places.get(&number) {
            Some(Place::Plain(at)) => (self.bytes, *at),
            Some(Place::Packed(stream, at)) => (self.packed.get(*stream).map_or(&[][..], Vec::as_slice), *at),
            None => return &[],
        };
        let head = bytes.get(at..bytes.len().min(at.saturating_add(HEAD))).unwrap_or_default();
        match find(head, b"endobj", 0) {
            Some(end) => &head[..end],
            None => head,
        }
    }
}

/// Whether it is packed; `None` where that is in another way than by Flate alone.
fn packing(dict: &Dict) -> Option<bool> {
    let filters = match dict.get(b"Filter".as_slice()) {
        None | Some(Object::Null) => return Some(false),
        Some(Object::Array(filters)) => filters.as_slice(),
        Some(filter) => std::slice::from_ref(filter),
    };
    let is_predicted = |parameters: &Object| match parameters {
        Object::Dict(parameters) => whole(parameters.get(b"Predictor".as_slice())).is_some_and(|kind| kind > 1),
        _ => false,
    };
    match (filters, dict.get(b"DecodeParms".as_slice())) {
        ([], _) => Some(false),
        (_, Some(parameters)) if is_predicted(parameters) => None,
        ([Object::Name(name)], _) if name == b"FlateDecode" || name == b"Fl" => Some(true),
        _ => None,
    }
}

/// What can be unpacked of it; a damaged end takes nothing from what stands before.
fn unpack(packed: &[u8]) -> Result<Vec<u8>, DocumentFault> {
    let mut content = Vec::new();
    let mut decoder = ZlibDecoder::new(packed).take(STREAM_LIMIT as u64 + 1);
    let _ = decoder.read_to_end(&mut content);
    if content.len() > STREAM_LIMIT {
        return Err(DocumentFault::UnpacksTooLarge { limit: STREAM_LIMIT as u64 });
    }
    Ok(content)
}

pub(super) fn is_of(dict: &Dict, key: &[u8], wanted: &[u8]) -> bool {
    matches!(dict.get(key), Some(Object::Name(name)) if name == wanted)
}

fn whole(object: Option<&Object>) -> Option<usize> {
    match object? {
        Object::Number(number) if *number >= 0.0 => Some(*number as usize),
        _ => None,
    }
}

/// The number of the object whose word `obj` stands here: `12 0 obj`.
fn number_before(bytes: &[u8], at: usize) -> Option<u32> {
    let before = &bytes[at.saturating_sub(20)..at];
    let digits = |text: &[u8]| text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let generation = digits(before);
    let before = &before[..before.len() - generation];
    let kept = before.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1);
    if generation == 0 || kept == before.len() {
        return None;
    }
    let before = &before[..kept];
    std::str::from_utf8(&before[before.len() - digits(before)..]).ok()?.parse().ok()
}

pub(super) fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let mut at = 0;
    // Looking for the first byte alone is what the processor does quickest.
    while let Some(next) = rest[at..].iter().position(|byte| *byte == wanted[0]) {
        at += next;
        if rest[at..].starts_with(wanted) {
            return Some(from + at);
        }
        at += 1;
    }
    None
}
