//! Orders as a sheet of our own: what it says reads back as the very orders, whatever the mapping of their system says by now.

use changxiao_words::{Lang, texts};
use jiff::{
    civil::{DateTime, Time},
    tz::TimeZone,
};

use super::{ColumnOf, DateForm, Field, Mapping, Order, read::written, titles::normal};
use crate::{
    divisions::DivisionCode,
    geo::{Datum, Position},
    time::Instant,
};

/// The columns of our own sheet in their order.
pub const OWN_SHEET: [Field; 23] = [
    Field::Number,
    Field::Kind,
    Field::Class1,
    Field::Class2,
    Field::Class3,
    Field::Category,
    Field::Title,
    Field::Text,
    Field::Division,
    Field::Place,
    Field::Longitude,
    Field::Latitude,
    Field::Reported,
    Field::Due,
    Field::Caller,
    Field::Phone,
    Field::State,
    Field::Result,
    Field::Finished,
    Field::CalledBack,
    Field::Contacted,
    Field::Solved,
    Field::Satisfied,
];

/// What a cell of our own sheet holds.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderCell {
    Nothing,
    Text(String),
    /// On the city's clock.
    Moment(DateTime),
    /// Millionths of a degree, WGS-84.
    Degrees(i64),
}

impl Mapping {
    /// How our own sheet of the orders of this system is read: by the words of the fields, with our codes.
    pub fn of_own_sheet(&self) -> Mapping {
        let titles = |field: Field| Lang::ALL.iter().map(|lang| field.words(*lang).to_owned()).collect();
        Mapping {
            date_form: DateForm::YearFirst,
            datum: Datum::Wgs84,
            columns: OWN_SHEET.map(|field| ColumnOf { field, titles: titles(field) }).into(),
            categories: Vec::new(),
            divisions: Vec::new(),
            ..self.clone()
        }
    }

    /// Whether titles are those of our own sheet: no other has our codes.
    pub fn is_own_sheet(&self, header: &[String]) -> bool {
        let own = self.of_own_sheet();
        let titles: Vec<String> = header.iter().map(|title| normal(title)).collect();
        let has = |mapping: &Mapping, field| mapping.titles_of(field).any(|title| titles.contains(&normal(title)));
        let codes = [Field::Category, Field::Division];
        has(&own, Field::Number) && codes.iter().any(|field| has(&own, *field) && !has(self, *field))
    }
}

impl Order {
    /// What our own sheet says of a field. Everything is written so that it is read as it is here: a limit at midnight with its offset,
    /// because a day alone would end a day later.
    pub fn told(&self, field: Field, zone: &TimeZone, lang: Lang) -> OrderCell {
        let l = texts(lang);
        let class = |at: usize| text(self.classes.get(at).map_or("", String::as_str));
        let answer = |said: Option<bool>| match said {
            None => OrderCell::Nothing,
            Some(true) => text(l.imports_yes),
            Some(false) => text(l.imports_no),
        };
        let degrees = |of: fn(Position) -> i64| {
            self.position.map_or(OrderCell::Nothing, |position| OrderCell::Degrees(of(position)))
        };
        match field {
            Field::Number => text(&self.number),
            Field::Kind => text(&self.kind),
            Field::Class1 => class(0),
            Field::Class2 => class(1),
            Field::Class3 => class(2),
            Field::Category => text(&self.category),
            Field::Title => text(&written(&self.title, &self.text).0),
            Field::Text => text(&written(&self.title, &self.text).1),
            Field::Division => {
                DivisionCode::from_padded(self.division).map_or(OrderCell::Nothing, |code| text(&code.to_string()))
            }
            Field::District | Field::Street | Field::Village => OrderCell::Nothing,
            Field::Place => text(&self.place),
            Field::Longitude => degrees(|position| position.lon_e6),
            Field::Latitude => degrees(|position| position.lat_e6),
            Field::Reported => moment(self.reported_at, zone),
            Field::Due => moment(self.due_at, zone),
            Field::Caller => text(&self.caller),
            Field::Phone => text(&self.phone),
            Field::State => text(&self.there.state),
            Field::Result => text(&self.there.result),
            Field::Finished => moment(self.there.finished_at, zone),
            Field::CalledBack => answer(self.there.called_back),
            Field::Contacted => answer(self.there.contacted),
            Field::Solved if self.there.partly_solved => text(l.callbacks_partly_solved),
            Field::Solved => answer(self.there.solved),
            Field::Satisfied => self.there.satisfaction.map_or(OrderCell::Nothing, |said| text(said.words(lang))),
        }
    }

    /// Takes from the order as it is here what our own sheet has no column for: a column that is left out changes nothing.
    pub fn keep(&mut self, before: &Order, left_out: &[Field]) {
        let is_out = |field: Field| left_out.contains(&field);
        let mut keep = |field: Field, of: fn(&mut Order, &Order)| {
            if is_out(field) {
                of(self, before);
            }
        };
        keep(Field::Kind, |order, before| order.kind.clone_from(&before.kind));
        keep(Field::Place, |order, before| order.place.clone_from(&before.place));
        keep(Field::Latitude, |order, before| order.position = before.position);
        keep(Field::Reported, |order, before| order.reported_at = before.reported_at);
        keep(Field::Due, |order, before| order.due_at = before.due_at);
        keep(Field::Caller, |order, before| order.caller.clone_from(&before.caller));
        keep(Field::Phone, |order, before| order.phone.clone_from(&before.phone));
        keep(Field::State, |order, before| order.there.state.clone_from(&before.there.state));
        keep(Field::Result, |order, before| order.there.result.clone_from(&before.there.result));
        keep(Field::Finished, |order, before| order.there.finished_at = before.there.finished_at);
        keep(Field::CalledBack, |order, before| order.there.called_back = before.there.called_back);
        keep(Field::Contacted, |order, before| order.there.contacted = before.there.contacted);
        keep(Field::Solved, |order, before| {
            (order.there.solved, order.there.partly_solved) = (before.there.solved, before.there.partly_solved);
        });
        keep(Field::Satisfied, |order, before| order.there.satisfaction = before.there.satisfaction);
        keep(Field::Text, |order, before| order.text.clone_from(&before.text));
        keep(Field::Title, |order, before| {
            // A title that went on in its text took the beginning of it along.
            if order.text == written(&before.title, &before.text).1 {
                order.text.clone_from(&before.text);
            }
            order.title.clone_from(&before.title);
        });
        // Of the classes that the sheet still has none was edited.
        let classes = [Field::Class1, Field::Class2, Field::Class3].into_iter().zip(&before.classes);
        if classes.filter(|(field, _)| !is_out(*field)).map(|(_, class)| class).eq(&self.classes) {
            self.classes.clone_from(&before.classes);
        }
    }
}

fn text(text: &str) -> OrderCell {
    if text.is_empty() { OrderCell::Nothing } else { OrderCell::Text(text.to_owned()) }
}

/// As a date where its cell says just this moment, else with its offset.
fn moment(at: Option<Instant>, zone: &TimeZone) -> OrderCell {
    let Some(at) = at else { return OrderCell::Nothing };
    let civil = at.in_zone(zone);
    let is_plain = civil.subsec_nanosecond() == 0 && civil.time() != Time::midnight();
    match is_plain && Instant::from_civil(civil, zone) == at {
        true => OrderCell::Moment(civil),
        false => OrderCell::Text(at.to_string()),
    }
}
