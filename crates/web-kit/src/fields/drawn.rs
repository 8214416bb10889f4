//! A declared field as the page draws it.

use askama::Template;
use changxiao_app::FieldProblem;
use changxiao_words::{Lang, fill};

use super::{Column, Field, Kind, Offers, Typed};
use crate::{
    choice::{Choice, ChoiceGroup},
    shell::Shell,
};

/// Empty lines under the last one of a little table.
pub const SPARE_ROWS: usize = 3;

/// One field with what was typed into it and what is wrong with it.
pub struct Drawn {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub error: String,
    pub required: bool,
    pub control: Control,
}

pub enum Control {
    Heading,
    Line {
        kind: &'static str,
        value: String,
    },
    Area {
        value: String,
    },
    /// Many lines whose length is counted while they are typed.
    LongArea {
        value: String,
        lengths: Vec<Length>,
    },
    Select {
        groups: Vec<ChoiceGroup>,
        /// Offers nothing as well: where nothing is chosen, and where nothing may be.
        with_none: bool,
    },
    Rows(Vec<Row>),
    /// Any of these, each with a box to tick.
    Checks(Vec<Choice>),
    /// Items of the evidence store by their numbers, and files that become such.
    Files {
        value: String,
        /// Only pictures are taken.
        pictures: bool,
        /// Video and sound are taken as well.
        recordings: bool,
        /// Only press items are taken: title and paper are asked for.
        press: bool,
        /// What is held already and may be used.
        held: Vec<HeldOffer>,
    },
}

/// How long a text of a kind should be at most; longer ones are taken.
pub struct Length {
    /// In letters, blanks left out.
    pub most: usize,
    /// Of which kind of text.
    pub name: &'static str,
}

impl Length {
    /// 专项工作文件不超过 4000 字.
    fn words(&self, shell: &Shell) -> String {
        fill(shell.l.matters_length_one, &[("name", &self.name), ("most", &self.most)])
    }
}

/// An item of the evidence store that is offered.
pub struct HeldOffer {
    pub number: i64,
    pub caption: String,
    /// What uses it already, in words.
    pub from: String,
    pub is_picture: bool,
    pub chosen: bool,
}

/// A line of a little table with its number and its cells.
pub struct Row {
    pub number: usize,
    pub cells: Vec<Cell>,
}

pub struct Cell {
    pub name: String,
    pub label: &'static str,
    pub value: String,
    /// The `type` of the input: text, date, number; `area` for several lines.
    pub kind: &'static str,
    /// Empty where it is typed.
    pub choices: Vec<Choice>,
}

/// All fields of a form. A page writes `{{ shell.fields(fields)|safe }}` between its form's tags.
#[derive(Template)]
#[template(path = "fields.html")]
pub struct FieldsPart<'a> {
    shell: &'a Shell,
    fields: &'a [Drawn],
}

impl Shell {
    pub fn fields<'a>(&'a self, fields: &'a [Drawn]) -> FieldsPart<'a> {
        FieldsPart { shell: self, fields }
    }
}

pub(super) fn draw(field: &Field, lang: Lang, typed: &Typed, offers: &Offers, problems: &[FieldProblem]) -> Drawn {
    let of_field = problems.iter().find(|problem| problem.field == field.name && !field.name.is_empty());
    Drawn {
        name: field.name,
        label: field.label.text(lang),
        hint: field.hint.map_or("", |hint| hint.text(lang)),
        error: of_field.map_or_else(|| typed.problem(field.name).to_owned(), |problem| problem.message.words(lang)),
        required: field.required,
        control: control(field, lang, typed, offers),
    }
}

fn control(field: &Field, lang: Lang, typed: &Typed, offers: &Offers) -> Control {
    let value = typed.get(field.name).to_owned();
    match field.kind {
        Kind::Heading => Control::Heading,
        Kind::Line(kind) => Control::Line { kind, value },
        Kind::Area => Control::Area { value },
        Kind::Choice => {
            let groups = chosen(offers, field.name, &value);
            let any = groups.iter().flat_map(|group| &group.choices).any(|choice| choice.chosen);
            Control::Select { groups, with_none: !field.required || !any }
        }
        Kind::Rows(columns) => Control::Rows(rows(columns, lang, typed, offers)),
    }
}

/// What is offered under a name, with the typed value chosen.
fn chosen(offers: &Offers, name: &str, value: &str) -> Vec<ChoiceGroup> {
    let mut groups = offers.iter().find(|(of, _)| *of == name).map_or_else(Vec::new, |(_, groups)| groups.clone());
    for choice in groups.iter_mut().flat_map(|group| &mut group.choices) {
        choice.chosen = choice.value == value;
    }
    groups
}

/// The lines that are filled and some to fill.
fn rows(columns: &[Column], lang: Lang, typed: &Typed, offers: &Offers) -> Vec<Row> {
    let cells: Vec<Vec<&str>> = columns.iter().map(|column| typed.all(column.name).collect()).collect();
    let filled = (0..cells.iter().map(Vec::len).max().unwrap_or(0))
        .filter(|row| cells.iter().any(|column| column.get(*row).is_some_and(|cell| !cell.is_empty())));
    let rows = filled.map(Some).chain((0..SPARE_ROWS).map(|_| None)).enumerate();
    let cell = |column: &Column, value: &str| Cell {
        name: column.name.to_owned(),
        label: column.label.text(lang),
        value: value.to_owned(),
        kind: "text",
        choices: chosen(offers, column.name, value).into_iter().flat_map(|group| group.choices).collect(),
    };
    rows.map(|(index, row)| Row {
        number: index + 1,
        cells: columns
            .iter()
            .zip(&cells)
            .map(|(column, values)| cell(column, row.and_then(|row| values.get(row)).copied().unwrap_or_default()))
            .collect(),
    })
    .collect()
}
