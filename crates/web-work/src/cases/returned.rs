//! A list of cases that was taken out comes back. Of its columns the lead unit may be edited: that dispatches a filed case, by the same
//! guards as the form does. Everything else of a case changes by what is done to it, so a cell that says otherwise is refused by name.

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};
use changxiao_app::{
    AppError,
    cases::{
        Target,
        bulk::{self, Answer, Bulk, Outcome},
        dispatch::Dispatch,
        list::list,
    },
};
use changxiao_domain::{
    ids::UnitId,
    text::{clean, narrowed},
    written::read_civil,
};
use changxiao_files::sheets::{Book, Cell, Problem, Problems, ReadLimits, Reading, Reason, Row, Sheet, Why};
use changxiao_store::cases::{CaseFilter, CaseLine};
use changxiao_web_kit::causes::Causes;
use changxiao_words::{Lang, Message, say};

use super::{
    bulk::{lead_of, mark},
    export::{cells, titles},
};
use crate::{
    answer::WebError,
    cx::Cx,
    filters,
    form::Form,
    pages,
    session::Who,
    shell::{Section, Shell},
    state::WebState,
};

/// The places of the columns that are asked for by name; lamp and time left are otherwise each minute.
const NUMBER: usize = 0;
const LAMP: usize = 1;
const LEAD: usize = 7;
const TIME_LEFT: usize = 11;
/// More rows nobody looks over; whoever brings more narrows the filter of the list.
const MOST_ROWS: usize = 2_000;

#[derive(Template)]
#[template(path = "cases/returned.html")]
struct ReturnedPage<'a> {
    shell: Shell,
    cx: &'a Cx,
    /// Empty before a file was sent.
    file: String,
    unchanged: usize,
    /// What would be done, or was, each with the unit that the sheet names.
    moved: Vec<(Answer, UnitId)>,
    is_done: bool,
    causes: Causes,
    /// Why no file was read; empty where one was.
    problem: String,
    request_key: String,
}

/// What a sheet says of the cases.
#[derive(Default)]
struct SheetComparison {
    unchanged: usize,
    /// Numbers of cases with the unit that is to lead.
    moved: Vec<(String, UnitId)>,
    wrong: Problems,
}

pub(super) async fn form(State(state): State<WebState>, who: Who) -> Result<Response, WebError> {
    show(&state, &who, StatusCode::OK, |_| {}).await
}

pub(super) async fn preview(State(state): State<WebState>, who: Who, mut form: Form) -> Result<Response, WebError> {
    let Some(mut sent) = form.sheet(state.app()).await? else {
        return again(&state, &who, say!(cases_returned_no_file)).await;
    };
    let (file, bytes) = (sent.file_name.clone(), std::mem::take(&mut sent.bytes));
    let name = file.clone();
    let read = tokio::task::spawn_blocking(move || read(&bytes, &name));
    let read = read.await.map_err(|problem| AppError::Broken(format!("reading thread: {problem}")))?;
    let told = match read {
        Ok(sheet) if sheet.rows.len() > MOST_ROWS => {
            return again(&state, &who, say!(cases_returned_too_many, most = MOST_ROWS)).await;
        }
        Ok(sheet) => compare(&state, &who, &sheet).await?,
        Err(wrong) => SheetComparison { wrong, ..SheetComparison::default() },
    };
    let mut moved = Vec::new();
    if told.wrong.is_empty() {
        for (number, lead) in &told.moved {
            let target = Target { number: number.clone(), version: None };
            let answers = bulk::preview(state.app(), &who.actor, &to(*lead), &[target]).await?;
            moved.extend(answers.into_iter().map(|answer| (answer, *lead)));
        }
    }
    let causes = Causes::of(&who.model, &told.wrong, who.lang(), |_| None);
    let status = if told.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show(&state, &who, status, |page| {
        (page.file, page.unchanged, page.moved, page.causes) = (file, told.unchanged, moved, causes);
    })
    .await
}

pub(super) async fn apply(State(state): State<WebState>, who: Who, form: Form) -> Result<Response, WebError> {
    let key = form.optional("request_key");
    let mut moved = Vec::new();
    for row in form.all("row") {
        let (number, version) = row.split_once('.').unwrap_or((row, ""));
        let Some(lead) = bulk::read_unit("lead", form.text(&format!("lead-{number}")))? else { continue };
        let target = Target { number: number.to_owned(), version: version.parse().ok() };
        let done = bulk::carry_out(state.app(), &who.actor, &to(lead), &[target], key.as_deref()).await?;
        moved.extend(done.into_iter().map(|answer| (answer, lead)));
    }
    show(&state, &who, StatusCode::OK, |page| (page.moved, page.is_done) = (moved, true)).await
}

fn to(lead: UnitId) -> Bulk {
    Bulk::Dispatch { to: Dispatch { lead: Some(lead), ..Dispatch::default() }, text: None }
}

async fn again(state: &WebState, who: &Who, problem: Message) -> Result<Response, WebError> {
    let problem = problem.words(who.lang());
    show(state, who, StatusCode::UNPROCESSABLE_ENTITY, |page| page.problem = problem).await
}

async fn show(
    state: &WebState,
    who: &Who,
    status: StatusCode,
    fill: impl FnOnce(&mut ReturnedPage<'_>),
) -> Result<Response, WebError> {
    let cx = Cx::of(state, who);
    let mut page = ReturnedPage {
        shell: pages::shell(state, who, Section::Cases, None).await,
        cx: &cx,
        file: String::new(),
        unchanged: 0,
        moved: Vec::new(),
        is_done: false,
        causes: Causes::default(),
        problem: String::new(),
        request_key: state.app().new_id(|id| id).to_string(),
    };
    fill(&mut page);
    cx.page_with(status, &page)
}

/// The sheet whose titles are those of a list of cases, in whichever language.
fn read(bytes: &[u8], name: &str) -> Result<Sheet, Problems> {
    let one = |problem: Box<Problem>| {
        let mut problems = Problems::default();
        problems.add(problem);
        problems
    };
    let book = Book::read(bytes, name, &ReadLimits::default()).map_err(one)?;
    let knows = |title: &str| (0..titles(Lang::RECORDS).1.len()).any(|column| is_titled(title, column));
    let counts = |header: &[String]| {
        let known = header.iter().filter(|title| knows(title)).count();
        (usize::from(header.iter().any(|title| is_titled(title, NUMBER))), known)
    };
    let (sheet, _) = book.find_by(&Reading::default(), &knows, &counts)?;
    match sheet.header.iter().any(|title| is_titled(title, NUMBER)) {
        true => Ok(sheet),
        false => {
            let accepted = Lang::ALL.iter().map(|lang| titles(*lang).1[NUMBER].title.clone()).collect();
            Err(one(Box::new(Problem::of_sheet(&sheet.name, Why::MissingColumn { accepted }))))
        }
    }
}

fn is_titled(title: &str, column: usize) -> bool {
    Lang::ALL.iter().any(|lang| titles(*lang).1[column].title == title.trim())
}

async fn compare(state: &WebState, who: &Who, sheet: &Sheet) -> Result<SheetComparison, WebError> {
    let columns = titles(Lang::RECORDS).1.len();
    let places: Vec<Option<usize>> =
        (0..columns).map(|column| sheet.header.iter().position(|title| is_titled(title, column))).collect();
    let mut told = SheetComparison::default();
    for row in &sheet.rows {
        let number = places[NUMBER].map_or("", |place| row.cell(place).trim());
        let filter = CaseFilter { words: Some(narrowed(number).into_owned()), ..CaseFilter::default() };
        let found = list(state.app(), &who.actor, &filter, None, 2).await?.lines;
        let Some(line) = found.into_iter().find(|line| line.number == narrowed(number)) else {
            let why = reason("case_unknown", say!(cases_returned_unknown), say!(cases_returned_unknown_remedy));
            told.wrong.add(problem(sheet, row, places[NUMBER], why));
            continue;
        };
        let before = told.wrong.count();
        let lead = differing(state, who, sheet, row, &places, &line, &mut told.wrong);
        match lead {
            Some(lead) => told.moved.push((line.number.clone(), lead)),
            None if told.wrong.count() == before => told.unchanged += 1,
            None => {}
        }
    }
    Ok(told)
}

/// The unit that a row names as another lead; every other cell that differs is named.
fn differing(
    state: &WebState,
    who: &Who,
    sheet: &Sheet,
    row: &Row,
    places: &[Option<usize>],
    line: &CaseLine,
    wrong: &mut Problems,
) -> Option<UnitId> {
    let shown: Vec<Vec<Cell>> = Lang::ALL.iter().map(|lang| cells(state, &who.model, *lang, line)).collect();
    let mut lead = None;
    for (column, place) in places.iter().enumerate() {
        let Some(place) = place else { continue };
        let given = row.cell(*place).trim();
        if matches!(column, NUMBER | LAMP | TIME_LEFT) || shown.iter().any(|cells| is_same(given, &cells[column])) {
            continue;
        }
        let unit = who.model.unit_named(given).filter(|_| column == LEAD);
        match unit {
            Some(unit) => lead = Some(unit.id),
            None if column == LEAD && given.is_empty() => {}
            None if column == LEAD => {
                let why = reason("case_unknown_unit", say!(cases_there_no_such_unit), say!(cases_returned_unit_remedy));
                wrong.add(problem(sheet, row, Some(*place), why));
            }
            None => {
                let was = told(&shown[0][column]);
                let why = reason("case_cell_changed", say!(cases_returned_changed, was), say!(cases_returned_remedy));
                wrong.add(problem(sheet, row, Some(*place), why));
            }
        }
    }
    lead
}

/// Whether a cell still says what was written into it.
fn is_same(given: &str, cell: &Cell) -> bool {
    match cell {
        // Nobody writes seconds.
        Cell::Moment(_) => read_civil(given).is_some_and(|read| told(&Cell::Moment(read.at)) == told(cell)),
        other => clean(given) == clean(told(other).trim()),
    }
}

fn told(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Moment(at) => at.strftime("%Y-%m-%d %H:%M").to_string(),
        _ => String::new(),
    }
}

fn reason(code: &'static str, message: Message, remedy: Message) -> Why {
    Why::Other(Reason { code, message, remedy })
}

fn problem(sheet: &Sheet, row: &Row, place: Option<usize>, why: Why) -> Box<Problem> {
    let found = Problem::of_sheet(&sheet.name, why);
    match place {
        Some(place) => {
            let title = sheet.header.get(place).map_or("", String::as_str);
            Box::new(found.at(row.number, place).titled(title).with_value(row.cell(place).trim()))
        }
        None => Box::new(found),
    }
}

impl ReturnedPage<'_> {
    fn ready(&self) -> usize {
        self.moved.iter().filter(|(answer, _)| matches!(answer.outcome, Outcome::Ready(_))).count()
    }

    /// Number and version of a case that can be dispatched.
    fn row_of(&self, answer: &Answer) -> Option<String> {
        match (&answer.outcome, &answer.row) {
            (Outcome::Ready(_), Some(row)) => Some(format!("{}.{}", answer.number, row.case.version)),
            _ => None,
        }
    }

    fn sentence(&self, problem: &AppError) -> String {
        problem.words(self.cx.lang)
    }
}
