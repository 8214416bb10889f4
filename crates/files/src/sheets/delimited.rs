//! CSV text (RFC 4180, with comma, semicolon or tab) into rows that keep the numbers people see.

use changxiao_domain::text::is_spoiled;

use super::{Problem, ReadLimits, Row, SheetError, Why, book::RawSheet, write_csv::computes};

/// Reads all rows that have something in them. A row is numbered as Excel numbers it: a line break inside quotes does
/// not count, an empty line does.
pub(super) fn read(text: &str, name: &str, limits: &ReadLimits) -> Result<RawSheet, SheetError> {
    let mut reader = Reader { rest: text, delimiter: delimiter_of(text), name, limits };
    let mut sheet = RawSheet { name: name.to_owned(), ..RawSheet::default() };
    let (mut cells, mut number) = (Vec::<String>::new(), 0);
    while !reader.rest.is_empty() {
        number += 1;
        if reader.rest.as_bytes()[0] == b'\n' && (number as usize) < limits.rows {
            reader.rest = &reader.rest[1..];
            continue;
        }
        reader.record(number, &mut cells)?;
        let is_empty = cells.iter().all(|cell| cell.trim().is_empty());
        // Empty rows cost nothing to keep, but time to read: a fifth as many again may there be.
        if (!is_empty && sheet.rows.len() >= limits.rows)
            || number as usize > limits.rows.saturating_add(limits.rows / 5)
        {
            let why = Why::TooManyRows { limit: limits.rows };
            return Err(Problem::of_sheet(name, why).at(number, 0).with_value(&cells[0]).into());
        }
        if is_empty {
            continue;
        }
        for (column, cell) in cells.iter_mut().enumerate() {
            if let Some(fault) = fault_of(cell) {
                sheet.noticed.faults.insert((number, column), fault);
            } else if is_guarded(cell) {
                cell.remove(0);
            }
        }
        sheet.push(Row::new(number, cells.iter().map(String::as_str)));
    }
    Ok(sheet)
}

/// Excel computes a cell that begins with an equals sign, quoted or not; nobody may decide here what it would show.
fn fault_of(cell: &str) -> Option<Why> {
    if cell.starts_with('=') {
        return Some(Why::Formula);
    }
    is_spoiled(cell).then_some(Why::Spoiled)
}

struct Reader<'a> {
    rest: &'a str,
    delimiter: char,
    name: &'a str,
    limits: &'a ReadLimits,
}

impl Reader<'_> {
    fn record(&mut self, number: u32, cells: &mut Vec<String>) -> Result<(), SheetError> {
        cells.clear();
        loop {
            let column = cells.len();
            let problem = |why, value: &str| Problem::of_sheet(self.name, why).at(number, column).with_value(value);
            if column >= self.limits.columns {
                return Err(problem(Why::TooManyColumns { limit: self.limits.columns }, self.rest).into());
            }
            let cell = match self.rest.strip_prefix('"') {
                Some(inside) => {
                    let Some((cell, rest)) = quoted(inside, self.limits.cell_characters) else {
                        let why = match inside.len() > self.limits.cell_characters * 4 {
                            true => Why::CellTooLong { limit_characters: self.limits.cell_characters },
                            false => Why::UnclosedQuote,
                        };
                        return Err(problem(why, inside).into());
                    };
                    self.rest = rest;
                    cell
                }
                None => String::new(),
            };
            // What follows a closing quote up to the delimiter belongs to the cell; programs that forget to quote write it.
            let reach = self.limits.cell_characters.saturating_mul(4).saturating_add(1);
            let ends = |byte| byte == self.delimiter as u8 || byte == b'\r' || byte == b'\n';
            let end = self.rest.bytes().take(reach).position(ends).unwrap_or(self.rest.len());
            let too_long = Why::CellTooLong { limit_characters: self.limits.cell_characters };
            if end > reach {
                return Err(problem(too_long, self.rest).into());
            }
            let cell = cell + &self.rest[..end];
            self.rest = &self.rest[end..];
            if cell.len() > self.limits.cell_characters && cell.chars().nth(self.limits.cell_characters).is_some() {
                return Err(problem(too_long, &cell).into());
            }
            cells.push(cell);
            match self.rest.strip_prefix(self.delimiter) {
                Some(rest) => self.rest = rest,
                None => {
                    let rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
                    self.rest = rest.strip_prefix('\n').unwrap_or(rest);
                    return Ok(());
                }
            }
        }
    }
}

/// The content of a quoted cell and what follows its closing quote; `None` when it is never closed, or not within
/// four bytes for each character that a cell may have.
fn quoted(inside: &str, characters: usize) -> Option<(String, &str)> {
    let (mut cell, mut rest) = (String::new(), inside);
    loop {
        let reach = (characters * 4).checked_sub(cell.len())? + 2;
        let end = rest.bytes().take(reach).position(|byte| byte == b'"')?;
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => return Some((cell, rest)),
        }
    }
}

/// Our own CSV writer puts an apostrophe before text that a program would compute; it is taken off again.
fn is_guarded(cell: &str) -> bool {
    cell.strip_prefix('\'').is_some_and(|rest| computes(rest) || rest.starts_with('\''))
}

/// The one of comma, semicolon and tab that the first line with any of them has most often outside quotes.
fn delimiter_of(text: &str) -> char {
    // A first line that is longer than this is not one of titles.
    let head = text.char_indices().nth(20_000).map_or(text, |(end, _)| &text[..end]);
    for line in head.lines().take(10) {
        let mut counts = [(',', 0), ('\t', 0), (';', 0)];
        let mut in_quotes = false;
        for character in line.chars() {
            in_quotes ^= character == '"';
            if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| !in_quotes && *delimiter == character) {
                *count += 1;
            }
        }
        // The last of equals would win; the order above makes that the comma.
        if let Some((delimiter, 1..)) = counts.iter().rev().max_by_key(|(_, count)| *count) {
            return *delimiter;
        }
    }
    ','
}
