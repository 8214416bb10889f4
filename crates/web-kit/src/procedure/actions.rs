//! What a post can do now, with the form of each action.

use askama::Template;
use changxiao_domain::sealing::Word;
use changxiao_words::Lang;

use super::{ActionOf, ProcedurePage};
use crate::{
    acting,
    choice::{Choice, ChoiceGroup},
    fields::Typed,
    shell::Shell,
};

/// What the post can do with the procedure in the version that is shown. A page writes `{{ shell.actions(actions)|safe }}` at the head
/// of the card for it.
pub struct Actions {
    /// The next step first; it stands open.
    main: Vec<ActionForm>,
    /// What is the exception.
    quiet: Vec<ActionForm>,
    version: i64,
    /// Why nothing was done, where its form is not on the page any more; else empty.
    pub refused: String,
}

/// The form of an action. The ids of its fields begin with its key, so that two forms may ask for a reason on one page.
pub struct ActionForm {
    key: String,
    path: String,
    label: String,
    is_quiet: bool,
    stands_open: bool,
    /// The form lies on a page of its own.
    is_elsewhere: bool,
    fields: Vec<FormField>,
    typed: Typed,
}

/// One field of it.
struct FormField {
    name: String,
    label: String,
    required: bool,
    control: Control,
}

enum Control {
    Hidden,
    Hint,
    Line,
    Day,
    /// With so many lines.
    Area(u8),
    Select(Vec<ChoiceGroup>),
    Radio(Vec<Choice>),
}

impl Actions {
    pub fn new(forms: impl IntoIterator<Item = ActionForm>, version: i64, typed: &Typed) -> Self {
        let mut refused = typed.is_refused().then(|| format!("{} {}", typed.sentence, typed.number));
        let fill = |mut form: ActionForm| {
            if typed.is_refused() && typed.key == form.key {
                form.typed = typed.clone();
                refused = None;
            }
            form.choose();
            form
        };
        let (quiet, main) = forms.into_iter().map(fill).partition(|form| form.is_quiet);
        Self { main, quiet, version, refused: refused.unwrap_or_default() }
    }

    fn is_empty(&self) -> bool {
        self.main.is_empty() && self.quiet.is_empty()
    }
}

impl ActionForm {
    /// The form of an action on the procedure with this number.
    pub fn of<T: ProcedurePage>(action: ActionOf<T>, number: &str, lang: Lang) -> Self {
        Self {
            key: action.code().to_owned(),
            path: acting::address::<T>(action, number),
            label: action.words(lang).to_owned(),
            is_quiet: false,
            stands_open: false,
            is_elsewhere: false,
            fields: Vec::new(),
            typed: Typed::default(),
        }
    }

    /// The form is sent there.
    pub fn sent_to(self, path: String) -> Self {
        Self { path, ..self }
    }

    /// A link to the page that has the form.
    pub fn elsewhere(self, path: String) -> Self {
        Self { path, is_elsewhere: true, ..self }
    }

    /// The exception rather than the next step.
    pub fn quiet(self) -> Self {
        Self { is_quiet: true, ..self }
    }

    /// It stands open although it is not the first.
    pub fn open(self) -> Self {
        Self { stands_open: true, ..self }
    }

    /// One of several forms of an action: that about `whom`.
    pub fn one_of_several(self, key: String, whom: &str) -> Self {
        Self { key, label: format!("{} · {whom}", self.label), ..self }
    }

    pub fn labelled(self, label: &str) -> Self {
        Self { label: label.to_owned(), ..self }
    }

    /// A text of several lines that has to be there.
    pub fn area(self, name: &str, label: &str, lines: u8) -> Self {
        self.field(name, label, true, Control::Area(lines))
    }

    /// The same that may stay empty.
    pub fn note(self, name: &str, label: &str, lines: u8) -> Self {
        self.field(name, label, false, Control::Area(lines))
    }

    pub fn line(self, name: &str, label: &str) -> Self {
        self.field(name, label, false, Control::Line)
    }

    /// A line that has to be there, or may stay empty.
    pub fn written(self, name: &str, label: &str, required: bool) -> Self {
        self.field(name, label, required, Control::Line)
    }

    pub fn day(self, name: &str, label: &str, required: bool) -> Self {
        self.field(name, label, required, Control::Day)
    }

    pub fn select(self, name: &str, label: &str, groups: Vec<ChoiceGroup>, required: bool) -> Self {
        self.field(name, label, required, Control::Select(groups))
    }

    /// One of a few values, each with its words.
    pub fn radio<'a>(self, name: &str, label: &str, offers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let choices = offers.into_iter().map(|(value, words)| Choice::new(value, words, false)).collect();
        self.field(name, label, true, Control::Radio(choices))
    }

    pub fn hidden(self, name: &str, value: impl ToString) -> Self {
        self.field(name, "", true, Control::Hidden).proposing(name, value)
    }

    /// A sentence about the fields before it.
    pub fn hint(self, words: &str) -> Self {
        self.field("", words, false, Control::Hint)
    }

    /// What stands in a field as long as nothing else was typed.
    pub fn proposing(mut self, name: &str, value: impl ToString) -> Self {
        self.typed = self.typed.with(name, value);
        self
    }

    fn field(mut self, name: &str, label: &str, required: bool, control: Control) -> Self {
        self.fields.push(FormField { name: name.to_owned(), label: label.to_owned(), required, control });
        self
    }

    fn choose(&mut self) {
        for field in &mut self.fields {
            let value = self.typed.get(&field.name);
            let choose = |choice: &mut Choice| choice.chosen = choice.value == value;
            match &mut field.control {
                Control::Select(groups) => groups.iter_mut().flat_map(|group| &mut group.choices).for_each(choose),
                Control::Radio(choices) => choices.iter_mut().for_each(choose),
                _ => {}
            }
        }
    }
}

/// Head and body of the card.
#[derive(Template)]
#[template(path = "actions.html")]
pub struct ActionsPart<'a> {
    shell: &'a Shell,
    actions: &'a Actions,
    /// What is said where there is nothing to do.
    nothing: &'a str,
}

/// One form.
#[derive(Template)]
#[template(path = "action_form.html")]
pub struct ActionFormPart<'a> {
    shell: &'a Shell,
    form: &'a ActionForm,
    version: i64,
    /// It is the next step.
    is_next: bool,
}

impl Shell {
    pub fn actions<'a>(&'a self, actions: &'a Actions, nothing: &'a str) -> ActionsPart<'a> {
        ActionsPart { shell: self, actions, nothing }
    }

    fn action_form<'a>(&'a self, form: &'a ActionForm, version: &i64, is_next: bool) -> ActionFormPart<'a> {
        ActionFormPart { shell: self, form, version: *version, is_next }
    }
}
