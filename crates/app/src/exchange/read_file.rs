//! A file becomes orders, with every wrong row named.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use changxiao_domain::{
    divisions::DivisionCode,
    exchange::{Columns, Field, Mapping, OWN_SHEET, Order, OrderReader, Refused, TitleFault, WhyNot},
};
use changxiao_files::sheets::{Book, Problem, Problems, ReadLimits, Reading, Reason, Row, Sheet, Why, column_letters};
use changxiao_words::{Message, say};

use super::mappings::known;
use crate::model::CityModel;

/// The orders of a file, each once, with the rows on which they stand.
pub(super) struct ReadOrders {
    pub rows_read: u64,
    pub orders: Vec<(u32, Order)>,
    /// Rows that the mapping says are not ours.
    pub passed_over: u64,
    /// Rows that say once more what an earlier row says.
    pub repeated: u64,
    pub wrong: Problems,
    /// What reading did that its owner should know.
    pub remarks: Vec<Message>,
    pub hidden_rows: u64,
    pub struck_rows: u64,
    pub unused_columns: Vec<String>,
    /// Where the file is our own sheet of orders: what it says of them.
    pub own: Option<OwnSheet>,
}

/// Our own sheet of orders, brought back.
pub(super) struct OwnSheet {
    name: String,
    number: (usize, String),
    /// Fields for which it has no column any more.
    pub left_out: Vec<Field>,
}

impl OwnSheet {
    fn of(sheet: &Sheet, columns: &Columns) -> Self {
        let number = columns.place(Field::Number).unwrap_or_default();
        let title = sheet.header.get(number).cloned().unwrap_or_default();
        let left_out = OWN_SHEET.into_iter().filter(|field| columns.place(*field).is_none()).collect();
        Self { name: sheet.name.clone(), number: (number, title), left_out }
    }

    /// A row that tells of an order which is not here.
    pub fn not_here(&self, row: u32, order: &Order) -> Problem {
        let (column, title) = &self.number;
        let found = Problem::of_sheet(&self.name, reason(&WhyNot::NotHere)).at(row, *column);
        found.titled(title.as_str()).with_value(&order.number)
    }
}

/// Errors: the file is no sheet, or its titles do not fit the mapping; then no row was read.
pub(super) fn read_file(
    model: &Arc<CityModel>,
    mapping: &Mapping,
    file_name: &str,
    bytes: &[u8],
    reading: &Reading,
) -> Result<ReadOrders, Problems> {
    let book = Book::read(bytes, file_name, &ReadLimits::default()).map_err(|problem| {
        let mut problems = Problems::default();
        problems.add(problem);
        problems
    })?;
    let own = mapping.of_own_sheet();
    let counts = |header: &[String]| Columns::counts(mapping, header).max(Columns::counts(&own, header));
    let knows = |title: &str| counts(&[title.to_owned()]).1 > 0;
    let (sheet, found) = book.find_by(reading, &knows, &counts)?;
    let is_own = mapping.is_own_sheet(&sheet.header);
    let mapping = if is_own { &own } else { mapping };
    let columns = Columns::find(mapping, &sheet.header).map_err(|faults| titles(&sheet, &faults))?;
    if is_own {
        check_codes(mapping, &sheet, &columns)?;
    }
    let known = known(model);
    let reader = OrderReader::new(mapping, &known, model.calendar.zone());
    let mut read = ReadOrders {
        rows_read: sheet.rows.len() as u64,
        orders: Vec::with_capacity(sheet.rows.len()),
        passed_over: 0,
        repeated: 0,
        wrong: Problems::default(),
        remarks: found.remarks(),
        hidden_rows: found.hidden_rows,
        struck_rows: found.struck_rows,
        unused_columns: columns.unused().to_vec(),
        own: is_own.then(|| OwnSheet::of(&sheet, &columns)),
    };
    let mut first_at: HashMap<String, usize> = HashMap::with_capacity(sheet.rows.len());
    let is_no_value = |row: &Row, column: usize| columns.tells(column) && sheet.fault(row, column).is_some();
    let has_faults = |row: &Row| (0..sheet.header.len()).any(|column| is_no_value(row, column));
    for row in &sheet.rows {
        let order = match reader.read(|field| columns.place(field).map_or("", |place| row.cell(place))) {
            Ok(None) => {
                read.passed_over += 1;
                continue;
            }
            Ok(_) | Err(_) if has_faults(row) => {
                add_faults(&mut read.wrong, &sheet, &columns, row);
                continue;
            }
            Ok(Some(order)) => order,
            Err(faults) => {
                for fault in &faults {
                    read.wrong.add(problem(&sheet, &columns, row, fault));
                }
                continue;
            }
        };
        match first_at.entry(order.number.clone()) {
            Entry::Vacant(place) => {
                place.insert(read.orders.len());
                read.orders.push((row.number, order));
            }
            Entry::Occupied(first) => {
                let (first_row, before) = &read.orders[*first.get()];
                if *before == order {
                    read.repeated += 1;
                } else {
                    let why = WhyNot::OtherContent { first_row: *first_row };
                    let fault = Refused { field: Field::Number, value: order.number, why };
                    read.wrong.add(problem(&sheet, &columns, row, &fault));
                }
            }
        }
    }
    read.remarks.extend(elsewhere(model, &read.orders));
    read.remarks.extend(in_no_grid(model, &read.orders));
    Ok(read)
}

/// Says how many orders lie elsewhere than in the place that they name; the place counts.
fn elsewhere(model: &CityModel, orders: &[(u32, Order)]) -> Option<Message> {
    let is_elsewhere = |order: &Order| {
        let division = DivisionCode::from_padded(order.division).ok()?;
        Some(model.agrees(division, order.position?) == Some(false))
    };
    let rows: Vec<u32> =
        orders.iter().filter(|(_, order)| is_elsewhere(order) == Some(true)).map(|(row, _)| *row).collect();
    let row = *rows.first()?;
    Some(say!(exchange_positions_elsewhere, n = rows.len(), row))
}

/// Says how many orders lie in no grid although the place around them has grids.
fn in_no_grid(model: &CityModel, orders: &[(u32, Order)]) -> Option<Message> {
    let is_open = |order: &Order| {
        let division = DivisionCode::from_padded(order.division).ok()?;
        model.left_open(division, order.position?)
    };
    let rows: Vec<u32> = orders.iter().filter(|(_, order)| is_open(order).is_some()).map(|(row, _)| *row).collect();
    let row = *rows.first()?;
    Some(say!(exchange_in_no_grid, n = rows.len(), row))
}

/// Category and place of an order stand in our own sheet as codes; without these columns nobody knows what its rows say.
fn check_codes(own: &Mapping, sheet: &Sheet, columns: &Columns) -> Result<(), Problems> {
    let codes = [Field::Category, Field::Division].into_iter().filter(|field| columns.place(*field).is_none());
    let missing = |field| TitleFault::Missing { field, accepted: own.titles_of(field).map(str::to_owned).collect() };
    let faults: Vec<TitleFault> = codes.map(missing).collect();
    if faults.is_empty() { Ok(()) } else { Err(titles(sheet, &faults)) }
}

/// What is no plain value in a row that is ours: a formula, an error, a number that the sheet has spoiled.
fn add_faults(wrong: &mut Problems, sheet: &Sheet, columns: &Columns, row: &Row) {
    for column in (0..sheet.header.len()).filter(|column| columns.tells(*column)) {
        let Some(why) = sheet.fault(row, column) else { continue };
        let found = Problem::of_sheet(&sheet.name, why.clone()).at(row.number, column);
        wrong.add(found.titled(&*sheet.header[column]).with_value(row.cell(column).trim()));
    }
}

fn problem(sheet: &Sheet, columns: &Columns, row: &Row, fault: &Refused) -> Problem {
    let mut found = Problem::of_sheet(&sheet.name, reason(&fault.why));
    found.field = Some(fault.field.code().to_owned());
    match columns.place(fault.field) {
        Some(place) => {
            let title = sheet.header.get(place).map_or("", String::as_str);
            found.at(row.number, place).titled(title).with_value(&fault.value)
        }
        None => {
            let mut found = found.titled(fault.field.key()).with_value(&fault.value);
            found.row = Some(row.number);
            found
        }
    }
}

fn titles(sheet: &Sheet, faults: &[TitleFault]) -> Problems {
    let mut problems = Problems::default();
    for fault in faults {
        match fault {
            TitleFault::Missing { field, accepted } => {
                let mut found = Problem::of_sheet(&sheet.name, Why::MissingColumn { accepted: accepted.clone() });
                found.row = Some(sheet.header_row);
                problems.add(found.titled(field.key()).with_value(&sheet.header.join(" | ")));
            }
            TitleFault::Twice { first, second, .. } => {
                let why = Why::ColumnTwice { first_column: column_letters(*first) };
                let title = sheet.header.get(*second).map_or("", String::as_str);
                let found = Problem::of_sheet(&sheet.name, why).at(sheet.header_row, *second);
                problems.add(found.titled(title).with_value(title));
            }
        }
    }
    problems
}

fn reason(why: &WhyNot) -> Why {
    Why::Other(Reason { code: why.code(), message: why.message(), remedy: why.remedy_message() })
}
