//! What is wrong with a sheet by its causes: each with all its rows, and, where it is enough to say what a text means, a field to say it.

use changxiao_app::{
    model::CityModel,
    synonyms::{Meaning, Meant, choices, proposed},
};
use changxiao_files::sheets::{Group, Problem, Problems, Why};
use changxiao_words::{Lang, fill, texts};

use crate::{form::Form, sheet_problem::problem_line};

/// The causes of a page, with the lists that their fields choose from. `causes.html` draws it.
#[derive(Default)]
pub struct Causes {
    pub lines: Vec<CauseLine>,
    pub lists: Vec<List>,
}

/// A line of the table of causes.
pub struct CauseLine {
    pub sheet: String,
    pub rows: String,
    pub column: String,
    pub value: String,
    pub why: String,
    pub remedy: String,
    /// Of what sort the text is, where saying what it means mends it.
    pub sort: Option<&'static str>,
    /// What it most likely means.
    pub proposed: String,
    /// The list that its field chooses from.
    pub list: String,
}

/// Something to choose from.
pub struct List {
    pub name: String,
    /// Names with their codes behind them.
    pub offers: Vec<String>,
}

/// So many rows are written out.
const SHOWN_ROWS: usize = 12;
/// So many causes are shown; who mends these sees the others.
const SHOWN_CAUSES: usize = 100;
/// A list that is longer is not sent whole; what is likely is. A prefecture-level city with all its communities stays below it (漳州市 has
/// 2,294 divisions), so that a few letters of any name find it in the field.
const LONGEST_LIST: usize = 5_000;
/// More fields than a page of causes has.
const MOST_MEANINGS: usize = 1_000;

impl Causes {
    /// `sort_of` says of what sort the text of a problem is, where it is enough to say what it means.
    pub fn of(
        model: &CityModel,
        problems: &Problems,
        lang: Lang,
        sort_of: impl Fn(&Problem) -> Option<&'static str>,
    ) -> Self {
        let mut causes = Self::default();
        for group in problems.groups().iter().take(SHOWN_CAUSES) {
            let mut line = line(group, lang);
            // What was cut for showing cannot be told from another text that begins alike.
            let is_whole = !group.first.value.is_empty() && !group.first.value.ends_with('…');
            if let Some(sort) = sort_of(&group.first).filter(|_| is_whole && group.first.column.is_some()) {
                causes.offer(model, &group.first, sort, lang, &mut line);
            }
            causes.lines.push(line);
        }
        causes
    }

    pub fn has_remedies(&self) -> bool {
        self.lines.iter().any(|line| line.sort.is_some())
    }

    fn offer(&mut self, model: &CityModel, first: &Problem, sort: &'static str, lang: Lang, line: &mut CauseLine) {
        let accepted: &[String] = match &first.why {
            Why::UnknownCode { accepted } => accepted,
            _ => &[],
        };
        let likely: Vec<String> = proposed(model, sort, &first.value, accepted, lang).iter().map(label).collect();
        line.sort = Some(sort);
        line.proposed = likely.first().cloned().unwrap_or_default();
        let mut all: Vec<String> = choices(model, sort, lang).iter().map(label).collect();
        if all.is_empty() {
            all = accepted.to_vec();
        }
        if all.len() > LONGEST_LIST {
            line.list = format!("means-of-{}", self.lines.len());
            self.lists.push(List { name: line.list.clone(), offers: likely });
            return;
        }
        line.list = format!("means-{sort}");
        if !self.lists.iter().any(|list| list.name == line.list) {
            self.lists.push(List { name: line.list.clone(), offers: all });
        }
    }
}

/// What the fields of a page of causes say.
pub fn meanings(form: &Form) -> Vec<Meaning> {
    let said = |at: usize, what: &str| form.text(&format!("{what}-{at}")).to_owned();
    let all = (0..MOST_MEANINGS).map(|at| Meaning {
        sort: said(at, "sort"),
        written: said(at, "written"),
        means: said(at, "means"),
    });
    all.filter(|meaning| !meaning.sort.is_empty()).collect()
}

/// What people choose and the action understands: a name with its code behind it, where they differ.
fn label(meant: &Meant) -> String {
    if meant.name == meant.code { meant.code.clone() } else { format!("{} ({})", meant.name, meant.code) }
}

fn line(group: &Group, lang: Lang) -> CauseLine {
    let of_first = problem_line(&group.first, lang);
    let shown: Vec<String> = group.rows.iter().take(SHOWN_ROWS).map(u32::to_string).collect();
    let l = texts(lang);
    let listed = shown.join(l.imports_text);
    let rows = match group.rows.len() > SHOWN_ROWS {
        true => fill(l.imports_rows_in_all, &[("rows", &listed), ("n", &group.rows.len())]),
        false => listed,
    };
    CauseLine {
        sheet: of_first.sheet,
        rows,
        column: of_first.column,
        value: of_first.value,
        why: of_first.why,
        remedy: of_first.remedy,
        sort: None,
        proposed: String::new(),
        list: String::new(),
    }
}
