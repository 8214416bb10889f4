//! The text of a page: what its operators show, in their order (ISO 32000-1, 9.4).

use std::{collections::HashMap, rc::Rc};

use super::{
    file::{File, find, is_of},
    font::{Font, text_string},
    lexer::{Dict, Lexer, Object},
};
use crate::documents::{DocumentFault, gathered::Gathered};

/// Forms within forms.
const DEEPEST: usize = 4;
/// An operator takes fewer.
const MOST_VALUES: usize = 64;
/// A gap between two letters that parts words, in thousandths of their size.
const GAP: f64 = -250.0;

/// Reads page after page; fonts are read once.
#[derive(Default)]
pub(super) struct Pages {
    fonts: HashMap<u32, Rc<Font>>,
}

impl Pages {
    pub fn page(&mut self, file: &mut File<'_>, page: &Dict, into: &mut Gathered) -> Result<(), DocumentFault> {
        let resources = file.inherited(page, b"Resources").unwrap_or_default();
        let numbers = match page.get(b"Contents".as_slice()) {
            // What it refers to may be a list itself.
            Some(Object::Reference(number)) => match file.object(*number) {
                Some(Object::Array(parts)) => references(&parts),
                _ => vec![*number],
            },
            Some(Object::Array(parts)) => references(parts),
            _ => Vec::new(),
        };
        let mut content = Vec::new();
        for number in numbers {
            if let Some((_, part)) = file.stream(number)? {
                content.extend(part);
                content.push(b'\n');
            }
        }
        self.run(file, &content, &resources, 0, into)
    }

    fn run(
        &mut self,
        file: &mut File<'_>,
        content: &[u8],
        resources: &Dict,
        depth: usize,
        into: &mut Gathered,
    ) -> Result<(), DocumentFault> {
        let fonts = file.dict(resources.get(b"Font".as_slice())).unwrap_or_default();
        let mut lexer = Lexer::new(content, 0, file.left);
        let (mut values, mut font, mut height): (Vec<Object>, Option<Rc<Font>>, f64) = (Vec::new(), None, 0.0);
        // Text that is said to stand for what is shown (ISO 32000-1, 14.9.4): since which mark it does.
        let (mut marks, mut instead): (usize, Option<usize>) = (0, None);
        while let Some(object) = lexer.next() {
            if into.is_full() {
                break;
            }
            let Object::Word(word) = object else {
                if values.len() < MOST_VALUES {
                    values.push(object);
                }
                continue;
            };
            match (word.as_slice(), values.as_slice()) {
                (b"Tf", [.., Object::Name(name), _]) => {
                    file.left = lexer.left;
                    font = self.font(file, fonts.get(name))?;
                    lexer.left = file.left;
                }
                (b"BDC" | b"BMC", values) => {
                    marks += 1;
                    if let (None, Some(text)) = (instead, actual_text(values)) {
                        into.push(&text);
                        instead = Some(marks);
                    }
                }
                (b"EMC", _) => {
                    instead = instead.filter(|since| *since != marks);
                    marks = marks.saturating_sub(1);
                }
                (b"Tj" | b"TJ" | b"'" | b"\"", _) if instead.is_some() => {}
                (b"Tj", [.., Object::Text(codes)]) => show(font.as_deref(), codes, into),
                (b"'" | b"\"", [.., Object::Text(codes)]) => {
                    into.end_line();
                    show(font.as_deref(), codes, into);
                }
                (b"TJ", [.., Object::Array(parts)]) => {
                    for part in parts {
                        match part {
                            Object::Text(codes) => show(font.as_deref(), codes, into),
                            Object::Number(gap) if *gap < GAP => into.end_word(),
                            _ => {}
                        }
                    }
                }
                (b"Td" | b"TD", [.., Object::Number(down)]) if *down != 0.0 => into.end_line(),
                (b"T*", _) => into.end_line(),
                (b"Tm", [.., Object::Number(at)]) => {
                    if (*at - height).abs() > 0.5 {
                        into.end_line();
                    }
                    height = *at;
                }
                (b"Do", [.., Object::Name(name)]) if depth < DEEPEST => {
                    file.left = lexer.left;
                    self.form(file, name, resources, depth, into)?;
                    lexer.left = file.left;
                }
                (b"ID", _) => lexer.at = find(content, b"EI", lexer.at).map_or(content.len(), |end| end + 2),
                _ => {}
            }
            values.clear();
        }
        file.is_partial |= lexer.left == 0;
        file.left = lexer.left;
        Ok(())
    }

    /// What a page shows again and again: a head, a stamp.
    fn form(
        &mut self,
        file: &mut File<'_>,
        name: &[u8],
        resources: &Dict,
        depth: usize,
        into: &mut Gathered,
    ) -> Result<(), DocumentFault> {
        let all = file.dict(resources.get(b"XObject".as_slice())).unwrap_or_default();
        let Some(Object::Reference(number)) = all.get(name) else { return Ok(()) };
        // Pictures are not unpacked.
        if !file.dict(Some(&Object::Reference(*number))).is_some_and(|dict| is_of(&dict, b"Subtype", b"Form")) {
            return Ok(());
        }
        let Some((form, content)) = file.stream(*number)? else { return Ok(()) };
        let own = file.dict(form.get(b"Resources".as_slice()));
        self.run(file, &content, own.as_ref().unwrap_or(resources), depth + 1, into)
    }

    fn font(&mut self, file: &mut File<'_>, font: Option<&Object>) -> Result<Option<Rc<Font>>, DocumentFault> {
        let number = match font {
            Some(Object::Reference(number)) => *number,
            Some(Object::Dict(font)) => return Ok(Some(Rc::new(Font::of(file, font)?))),
            _ => return Ok(None),
        };
        if let Some(known) = self.fonts.get(&number) {
            return Ok(Some(known.clone()));
        }
        let Some(dict) = file.dict(font) else { return Ok(None) };
        let read = Rc::new(Font::of(file, &dict)?);
        self.fonts.insert(number, read.clone());
        Ok(Some(read))
    }
}

fn show(font: Option<&Font>, codes: &[u8], into: &mut Gathered) {
    if let Some(font) = font {
        into.push(&font.text(codes));
    }
}

/// `/Span << /ActualText … >>`.
fn actual_text(values: &[Object]) -> Option<String> {
    let [.., Object::Dict(says)] = values else { return None };
    match says.get(b"ActualText".as_slice())? {
        Object::Text(text) => Some(text_string(text)),
        _ => None,
    }
}

fn references(parts: &[Object]) -> Vec<u32> {
    let number = |part: &Object| if let Object::Reference(number) = part { Some(*number) } else { None };
    parts.iter().filter_map(number).collect()
}
