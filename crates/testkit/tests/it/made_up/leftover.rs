//! What an answer says outside of brackets.

use changxiao_testkit::{
    Answer,
    walk::{Piece, pieces, workbook_parts},
};
use serde_json::Value;

/// Attributes that are read or heard.
const SPOKEN: [&str; 7] = ["alt", "aria-description", "aria-label", "data-label", "label", "placeholder", "title"];

/// Descriptions for engineers, in English by rule.
const FOR_ENGINEERS: [&str; 2] = ["/api/openapi.json", "/api/v1/openapi.json"];

/// Sheets that are read in again, or by programs: their columns are named by codes, or in both languages that a sheet may come in.
const EXCHANGED: [(&str, &str); 8] = [
    ("/categories/", "export.xlsx"),
    ("/standards/", "/export.xlsx"),
    ("/imports/templates/", ""),
    ("/imports/exports/", ""),
    ("/founding/samples/", ""),
    ("/exchange/orders/", "/export.xlsx"),
    ("/scores/", "/export.csv"),
    // Rows of the file that was sent, cut.
    ("POST /exchange/mappings/from-file", ""),
];

/// The texts of an answer as far as they stand outside of brackets.
pub fn leftover(name: &str, answer: &Answer) -> anyhow::Result<Vec<String>> {
    let kind = answer.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or("");
    let texts = match kind.split(';').next().unwrap_or("") {
        _ if FOR_ENGINEERS.contains(&name) || is_exchanged(name) => Vec::new(),
        "text/html" => page(&answer.text()),
        "application/json" | "application/problem+json" | "application/geo+json" => document(&answer.text()),
        "text/csv" => answer.text().split(['\n', ',']).map(|cell| cell.trim_matches('"').to_owned()).collect(),
        _ if answer.body.starts_with(b"PK") => workbook(&workbook_parts(&answer.body)?),
        "text/plain" => answer.text().lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    Ok(texts.iter().flat_map(|text| outside(text)).collect())
}

fn is_exchanged(name: &str) -> bool {
    EXCHANGED.iter().any(|(begins, holds)| name.starts_with(begins) && name.contains(holds))
}

fn page(html: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let (mut quiet, mut is_document) = (false, false);
    for piece in pieces(html) {
        match piece {
            Piece::Open { name, attributes } => {
                is_document = attributes.contains(&("type", "application/json".to_owned()));
                quiet = matches!(name, "script" | "style");
                let is_button = name == "input" && attributes.contains(&("type", "submit".to_owned()));
                let spoken = |key: &str| SPOKEN.contains(&key) || (is_button && key == "value");
                texts.extend(attributes.into_iter().filter(|(key, _)| spoken(key)).map(|(_, value)| value));
            }
            Piece::Close(_) => quiet = false,
            Piece::Text(text) => texts.push(text),
            // The words of scripts.
            Piece::Verbatim(text) if is_document => texts.extend(document(&text)),
            Piece::Verbatim(text) if !quiet => texts.push(text),
            Piece::Verbatim(_) => {}
        }
    }
    texts
}

/// Codes of a document are no words: only what has a Chinese letter or a blank is looked at.
fn document(json: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut waiting: Vec<Value> = serde_json::from_str(json).into_iter().collect();
    while let Some(value) = waiting.pop() {
        match value {
            Value::String(text) if text.contains(|letter: char| letter == ' ' || is_han(letter)) => texts.push(text),
            Value::Array(values) => waiting.extend(values),
            Value::Object(fields) => {
                // What says its language in its name is there in each.
                let in_any = fields.into_iter().filter(|(name, _)| !name.ends_with("_zh") && !name.ends_with("_en"));
                waiting.extend(in_any.map(|(_, value)| value));
            }
            _ => {}
        }
    }
    texts
}

/// The cells, the names of the sheets and what stands above and below a printed page.
fn workbook(parts: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut spoken = false;
    for piece in pieces(parts) {
        match piece {
            Piece::Open { name, attributes } => {
                spoken = matches!(name, "t" | "oddHeader" | "oddFooter" | "dc:title");
                if name == "sheet" {
                    texts.extend(attributes.into_iter().filter(|(key, _)| *key == "name").map(|(_, value)| value));
                }
            }
            Piece::Text(text) if spoken => texts.push(text),
            _ => spoken = false,
        }
    }
    texts
}

/// The parts of a text that stand in no brackets and have letters.
pub fn outside(text: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0_u32);
    for letter in text.chars() {
        match letter {
            '⟦' => {
                depth += 1;
                parts.push(String::new());
            }
            '⟧' => depth = depth.saturating_sub(1),
            _ if depth == 0 => parts.iter_mut().last().into_iter().for_each(|part| part.push(letter)),
            _ => {}
        }
    }
    let parts = parts.into_iter().map(|part| part.trim().to_owned());
    parts.filter(|part| part.contains(char::is_alphabetic) && !is_address(part)).collect()
}

/// An address to be copied into another program.
fn is_address(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(char::is_whitespace)
}

pub fn is_han(letter: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&letter)
}
