//! Forms of a page: what a browser would send of them as they stand, and filled in.

use super::html::{Piece, pieces};

#[derive(Clone, Debug, Default)]
pub struct FoundForm {
    pub action: String,
    pub is_post: bool,
    pub multipart: bool,
    id: String,
    fields: Vec<Field>,
    /// Name, value and address of each button that sends the form.
    pub buttons: Vec<Button>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Button {
    pub name: String,
    pub value: String,
    /// Another address than the form's own.
    pub action: String,
}

#[derive(Clone, Debug, Default)]
struct Field {
    name: String,
    /// The type of an input; `select`, `textarea`.
    kind: String,
    value: String,
    /// Ticked, where it is a box or one of several circles.
    checked: bool,
    /// The values of a `select`, and which of them are chosen.
    options: Vec<(String, bool)>,
    min: String,
    accept: String,
}

/// A file that is asked for: the name of the field and what the form takes.
pub struct AskedFile<'a> {
    pub field: &'a str,
    pub accept: &'a str,
}

impl FoundForm {
    pub fn names(&self) -> String {
        let mut names: Vec<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        names.dedup();
        names.join(",")
    }

    pub fn files(&self) -> impl Iterator<Item = AskedFile<'_>> {
        let files = self.fields.iter().filter(|field| field.kind == "file");
        files.map(|field| AskedFile { field: &field.name, accept: &field.accept })
    }

    /// What a browser sends of an untouched form, as name and value.
    pub fn as_it_stands(&self) -> Vec<(String, String)> {
        self.fields.iter().flat_map(Field::as_it_stands).collect()
    }

    /// The same with something in every field that is empty.
    pub fn filled(&self) -> Vec<(String, String)> {
        let mut sent: Vec<(String, String)> = Vec::new();
        for field in &self.fields {
            let stands = field.as_it_stands();
            let has_value = stands.iter().any(|(_, value)| !value.is_empty());
            let is_answered =
                matches!(field.kind.as_str(), "radio" | "checkbox") && self.is_answered(&field.name, &sent);
            match field.something() {
                Some(value) if !has_value && !is_answered => sent.push((field.name.clone(), value)),
                _ => sent.extend(stands),
            }
        }
        sent
    }

    /// The same with this text in every field that somebody may write into; `hidden`: and in what no reader of the page sees, but the
    /// token of the session.
    pub fn filled_with(&self, text: &str, hidden: bool) -> Vec<(String, String)> {
        let is_struck = |name: &str| {
            let mut fields = self.fields.iter().filter(|field| field.name == name && name != "csrf");
            fields.any(|field| hidden || field.is_written())
        };
        self.filled()
            .into_iter()
            .map(|(name, value)| if is_struck(&name) { (name, text.to_owned()) } else { (name, value) })
            .collect()
    }

    fn is_answered(&self, name: &str, sent: &[(String, String)]) -> bool {
        sent.iter().any(|(other, _)| other == name)
            || self.fields.iter().any(|field| field.name == name && field.checked)
    }
}

impl Field {
    /// A person writes words into it.
    fn is_written(&self) -> bool {
        matches!(self.kind.as_str(), "" | "text" | "search" | "textarea" | "tel" | "url" | "email")
    }

    fn as_it_stands(&self) -> Vec<(String, String)> {
        let one = |value: &str| vec![(self.name.clone(), value.to_owned())];
        match self.kind.as_str() {
            "file" => Vec::new(),
            "radio" | "checkbox" if !self.checked => Vec::new(),
            "select" => {
                let chosen: Vec<_> = self.options.iter().filter(|(_, chosen)| *chosen).collect();
                let first = self.options.first().filter(|_| chosen.is_empty());
                chosen.into_iter().chain(first).map(|(value, _)| (self.name.clone(), value.clone())).collect()
            }
            _ => one(&self.value),
        }
    }

    /// A value that the field may take.
    fn something(&self) -> Option<String> {
        let text = match self.kind.as_str() {
            "hidden" | "file" => return None,
            "select" => return self.options.iter().map(|(value, _)| value).find(|value| !value.is_empty()).cloned(),
            "radio" | "checkbox" => &self.value,
            "number" if self.min.is_empty() || self.min == "0" => "3",
            "number" => &self.min,
            "date" => "2026-12-01",
            "datetime-local" => "2026-12-01T10:00",
            "time" => "10:00",
            "month" => "2026-11",
            "url" => "https://127.0.0.1:9/hook",
            "email" => "somebody@example.org",
            "password" => "Not-The-Password-1",
            _ => "填写的文字 words",
        };
        Some(text.to_owned())
    }
}

pub fn forms(html: &str) -> Vec<FoundForm> {
    let mut found: Vec<FoundForm> = Vec::new();
    let mut outside: Vec<(String, Field)> = Vec::new();
    let (mut within, mut texts): (bool, Option<Field>) = (false, None);
    for piece in pieces(html) {
        match piece {
            Piece::Open { name: "form", attributes } => {
                within = true;
                found.push(form(&attributes));
            }
            Piece::Close("form") => within = false,
            Piece::Open { name: name @ ("input" | "select" | "textarea"), attributes } => {
                let field = field(name, &attributes);
                if name == "input" {
                    keep(&mut found, &mut outside, within, &attributes, field);
                } else {
                    texts = Some(field);
                    outside.push((get(&attributes, "form"), Field::default()));
                }
            }
            Piece::Open { name: "option", attributes } => {
                if let Some(field) = &mut texts {
                    field.options.push((get(&attributes, "value"), has(&attributes, "selected")));
                }
            }
            Piece::Verbatim(text) => {
                if let Some(field) = texts.as_mut().filter(|field| field.kind == "textarea") {
                    field.value = text.trim_start_matches('\n').to_owned();
                }
            }
            Piece::Close("select" | "textarea") => {
                let Some(field) = texts.take() else { continue };
                let of = outside.pop().map(|(of, _)| of).unwrap_or_default();
                keep(&mut found, &mut outside, within, &[("form", of)], field);
            }
            Piece::Open { name: "button", attributes }
                if !["button", "reset"].contains(&&*get(&attributes, "type")) =>
            {
                let button = Button {
                    name: get(&attributes, "name"),
                    value: get(&attributes, "value"),
                    action: get(&attributes, "formaction"),
                };
                let of = get(&attributes, "form");
                let form = match of.as_str() {
                    "" => found.last_mut().filter(|_| within),
                    of => found.iter_mut().find(|form| form.id == of),
                };
                if let Some(form) = form {
                    form.buttons.push(button);
                }
            }
            _ => {}
        }
    }
    for (of, field) in outside {
        if let Some(form) = found.iter_mut().find(|form| form.id == of) {
            form.fields.push(field);
        }
    }
    found
}

fn keep(
    found: &mut [FoundForm],
    outside: &mut Vec<(String, Field)>,
    within: bool,
    attributes: &[(&str, String)],
    field: Field,
) {
    let of = get(attributes, "form");
    match found.last_mut().filter(|_| within && of.is_empty()) {
        Some(form) if !field.name.is_empty() => form.fields.push(field),
        Some(_) => {}
        None => outside.push((of, field)),
    }
}

fn form(attributes: &[(&str, String)]) -> FoundForm {
    FoundForm {
        action: get(attributes, "action"),
        is_post: get(attributes, "method").eq_ignore_ascii_case("post"),
        multipart: get(attributes, "enctype") == "multipart/form-data",
        id: get(attributes, "id"),
        ..FoundForm::default()
    }
}

fn field(name: &str, attributes: &[(&str, String)]) -> Field {
    let kind = if name == "input" { get(attributes, "type") } else { name.to_owned() };
    let value = get(attributes, "value");
    let ticked = matches!(kind.as_str(), "checkbox" | "radio") && value.is_empty();
    Field {
        name: get(attributes, "name"),
        value: if ticked { "on".to_owned() } else { value },
        checked: has(attributes, "checked"),
        kind,
        options: Vec::new(),
        min: get(attributes, "min"),
        accept: get(attributes, "accept"),
    }
}

fn get(attributes: &[(&str, String)], name: &str) -> String {
    attributes.iter().find(|(key, _)| *key == name).map_or(String::new(), |(_, value)| value.clone())
}

fn has(attributes: &[(&str, String)], name: &str) -> bool {
    attributes.iter().any(|(key, _)| *key == name)
}
