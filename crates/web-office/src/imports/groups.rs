//! One cause with all its rows, and what its text may mean.

use changxiao_app::{
    imports::{Kind, sort_of},
    model::CityModel,
    synonyms::{Meant, choices, proposed},
};
use changxiao_files::sheets::{Group, Problems, Why};
use changxiao_words::{Lang, fill, texts};

use crate::sheet_problem::problem_line;

/// A line of the table of causes.
pub(super) struct GroupLine {
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
pub(super) struct List {
    pub name: String,
    pub meant: Vec<Meant>,
}

/// So many rows are written out.
const SHOWN_ROWS: usize = 12;
/// So many causes are shown; who mends these sees the others.
const SHOWN_GROUPS: usize = 100;
/// A list that is longer is not sent whole; what is likely is.
const LONGEST_LIST: usize = 600;

/// The causes of some problems, and the lists that their fields choose from.
pub(super) fn of(model: &CityModel, kind: Kind, problems: &Problems, lang: Lang) -> (Vec<GroupLine>, Vec<List>) {
    let (mut lines, mut lists) = (Vec::new(), Vec::<List>::new());
    for group in problems.groups().iter().take(SHOWN_GROUPS) {
        let mut line = line(group, lang);
        if let Some(sort) = sort_mended(kind, group) {
            let accepted: &[String] = match &group.first.why {
                Why::UnknownCode { accepted } => accepted,
                _ => &[],
            };
            let likely = proposed(model, sort, &group.first.value, accepted, lang);
            line.sort = Some(sort);
            line.proposed = likely.first().map(|meant| label(meant)).unwrap_or_default();
            let mut all = choices(model, sort, lang);
            if all.is_empty() {
                all = accepted.iter().map(|text| Meant { code: text.clone(), name: text.clone() }).collect();
            }
            if all.len() > LONGEST_LIST {
                line.list = format!("means-{}", lines.len());
                lists.push(List { name: line.list.clone(), meant: likely });
            } else {
                line.list = format!("means-{sort}");
                if !lists.iter().any(|list| list.name == line.list) {
                    lists.push(List { name: line.list.clone(), meant: all });
                }
            }
        }
        lines.push(line);
    }
    (lines, lists)
}

/// What people choose and the action understands: a name with its code behind it, where they differ.
pub(super) fn label(meant: &Meant) -> String {
    if meant.name == meant.code { meant.code.clone() } else { format!("{} ({})", meant.name, meant.code) }
}

fn line(group: &Group, lang: Lang) -> GroupLine {
    let of_first = problem_line(&group.first, lang);
    let shown: Vec<String> = group.rows.iter().take(SHOWN_ROWS).map(u32::to_string).collect();
    let l = texts(lang);
    let listed = shown.join(l.imports_text);
    let rows = match group.rows.len() > SHOWN_ROWS {
        true => fill(l.imports_rows_in_all, &[("rows", &listed), ("n", &group.rows.len())]),
        false => listed,
    };
    GroupLine {
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

/// The sort of a text of which it is enough to say what it means.
fn sort_mended(kind: Kind, group: &Group) -> Option<&'static str> {
    let first = &group.first;
    let of_words = matches!(
        first.code(),
        "sheet_unknown_code"
            | "import_unknown_unit"
            | "import_ambiguous_unit"
            | "import_unknown_division"
            | "import_ambiguous_division"
            | "import_not_a_division"
            | "import_unknown_category"
    );
    // What was cut for showing cannot be told from another text that begins alike.
    let is_whole = !first.value.is_empty() && !first.value.ends_with('…');
    if of_words && is_whole && first.column.is_some() { sort_of(kind, first.field.as_deref()?) } else { None }
}
