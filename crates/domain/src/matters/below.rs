//! What came out of a matter, line by line of a table: which lines become matters of their own, which have, and what is asked of all.

use jiff::ToSpan as _;
use serde_json::Value;

use super::{Code, Condition, Effect, Field, Given, LinesHave, Matter, Opening, Refusal, Ruled, Span, Values};

impl Matter {
    /// The lines of a table that a row makes matters of, each with its number from 1: those that have become none and do not say why not.
    pub fn lines_to_open(&self, opening: &Opening) -> Vec<(i64, &Value)> {
        let waits = |(number, line): &(i64, &Value)| {
            let says_not = opening.unless.is_some_and(|column| is_filled(line, column));
            !says_not && !self.around.lines.contains(number)
        };
        (1..).zip(lines(&self.values, opening.table)).filter(waits).collect()
    }

    /// What a row asks for once everything is entered.
    ///
    /// Errors: the first condition that does not hold.
    pub(super) fn holds_entered(&self, ruled: &Ruled) -> Result<(), Refusal> {
        let asked =
            ruled.given.iter().filter_map(|given| if let Given::Entered(asked) = given { Some(asked) } else { None });
        asked.into_iter().try_for_each(|condition| self.has_filled(condition))
    }

    /// What a condition asks of fields and lines; others ask for nothing here.
    pub(super) fn has_filled(&self, condition: &Condition) -> Result<(), Refusal> {
        match condition {
            Condition::LeafHas(names) if self.around.children == 0 => {
                let lacking = |name: &Code| self.field(*name).filter(|field| self.values.get(field.name).is_none());
                let lacking: Vec<&Field> = names.iter().filter_map(lacking).collect();
                if lacking.is_empty() { Ok(()) } else { Err(Refusal::leaf_lacks(lacking)) }
            }
            Condition::LinesHave(asked) => self.lines_have(asked),
            Condition::LinesSettled(asked) => {
                let open = |(number, line): (i64, &Value)| {
                    (!is_filled(line, asked.unless) && !self.around.lines.contains(&number)).then_some(number)
                };
                let open: Vec<i64> = (1..).zip(lines(&self.values, asked.table)).filter_map(open).collect();
                if open.is_empty() { Ok(()) } else { Err(Refusal::LinesOpen(open)) }
            }
            Condition::Together(names) if names.iter().any(|name| self.values.get(*name).is_some()) => {
                self.has_all(names)
            }
            Condition::SaidHas(said) if self.values.get(said.says).and_then(Value::as_bool) == Some(true) => {
                self.has_all(&said.has)
            }
            Condition::Span(span) => self.is_within(span),
            _ => Ok(()),
        }
    }

    /// Errors: those of these fields that are not filled.
    fn has_all(&self, names: &[Code]) -> Result<(), Refusal> {
        let lacking: Vec<&Field> = names
            .iter()
            .filter_map(|name| self.field(*name))
            .filter(|one| self.values.get(one.name).is_none())
            .collect();
        if lacking.is_empty() { Ok(()) } else { Err(Refusal::missing(lacking)) }
    }

    /// Errors: the last day lies before the first one, or too many months after it. A day that is not filled is asked for elsewhere.
    fn is_within(&self, span: &Span) -> Result<(), Refusal> {
        let Some((from, until)) = self.day(span.from).zip(self.day(span.until)) else { return Ok(()) };
        let last = from.checked_add(span.most_months.months()).unwrap_or(from);
        if from <= until && until <= last {
            return Ok(());
        }
        let named =
            |name| self.field(name).map(|field| (field.name_zh.clone(), field.name_en.clone())).unwrap_or_default();
        Err(Refusal::Span(named(span.from), named(span.until), span.most_months))
    }

    fn lines_have(&self, asked: &LinesHave) -> Result<(), Refusal> {
        for (number, line) in (1..).zip(lines(&self.values, asked.table)) {
            let lacking: Vec<Code> = asked.columns.iter().copied().filter(|column| !is_filled(line, *column)).collect();
            if !lacking.is_empty() {
                return Err(self.line_lacks(asked.table, number, &lacking));
            }
        }
        Ok(())
    }

    /// Lines that have become matters stay as they are. `before`: what was there before something was entered.
    ///
    /// Errors: one of them is another one now.
    pub(super) fn lines_stay(&self, before: &Values) -> Result<(), Refusal> {
        if self.around.lines.is_empty() {
            return Ok(());
        }
        let opens = self.table().flow.rows.iter().flat_map(|row| &row.effects);
        let tables =
            opens.filter_map(|effect| if let Effect::OpenChildren(one) = effect { Some(one.table) } else { None });
        for table in tables {
            let line = |values: &Values, number: i64| {
                let place = usize::try_from(number - 1).unwrap_or(usize::MAX);
                lines(values, table).nth(place).cloned()
            };
            for number in &self.around.lines {
                let was = line(before, *number);
                if was.is_some() && was != line(&self.values, *number) {
                    return Err(Refusal::LineTaken(*number));
                }
            }
        }
        Ok(())
    }

    /// The numbers of the lines that become matters with this row, for its event.
    ///
    /// Errors: there is none; one has no title.
    pub(super) fn opened(&self, opening: &Opening) -> Result<Vec<i64>, Refusal> {
        let open = self.lines_to_open(opening);
        if open.is_empty() {
            return Err(Refusal::NoLine);
        }
        if let Some((number, _)) = open.iter().find(|(_, line)| !is_filled(line, opening.title)) {
            return Err(self.line_lacks(opening.table, *number, &[opening.title]));
        }
        Ok(open.into_iter().map(|(number, _)| number).collect())
    }

    fn line_lacks(&self, table: Code, number: i64, columns: &[Code]) -> Refusal {
        let all = self.field(table).map(|field| field.columns.as_slice()).unwrap_or_default();
        let named = columns.iter().filter_map(|name| all.iter().find(|column| column.name == *name));
        Refusal::LineLacks(number, named.map(|column| (column.name_zh.clone(), column.name_en.clone())).collect())
    }

    pub(super) fn field(&self, name: Code) -> Option<&'static Field> {
        self.table().flow.field(name)
    }
}

fn lines(values: &Values, table: Code) -> impl Iterator<Item = &Value> {
    values.get(table).and_then(Value::as_array).into_iter().flatten()
}

fn is_filled(line: &Value, column: Code) -> bool {
    line[column.as_str()].as_str().is_some_and(|cell| !cell.trim().is_empty())
}
