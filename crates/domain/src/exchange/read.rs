//! A row or a pushed document becomes an order, or is refused value by value.

use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::{Field, Known, Mapping, Order, Refused, There, Unfound, ValueOf, WhyNot, read_end, read_moment};
use crate::{
    callbacks::{Answer, Satisfaction},
    cases::{MAX_TEXT_CHARS, MAX_TITLE_CHARS},
    divisions::DivisionCode,
    geo::{Datum, Position},
    masking::{mask_name, mask_phone, mask_text_of},
    text::{clean, is_spoiled, look, narrowed},
    time::Instant,
};

/// The longest number of an order, in characters.
const MAX_NUMBER: usize = 64;
/// The longest class, type or state.
const MAX_WORD: usize = 60;
/// The longest address.
const MAX_PLACE: usize = 200;
/// So much of a text stands in for a title that is missing.
const TITLE_OF_TEXT: usize = 40;

/// Reads orders by one mapping.
pub struct OrderReader<'a> {
    mapping: &'a Mapping,
    known: &'a Known<'a>,
    zone: &'a TimeZone,
    datum: Datum,
    categories: HashMap<&'a str, &'a str>,
    divisions: HashMap<&'a str, &'a str>,
}

/// A code, or that such orders are not ours.
enum Found<T> {
    Code(T),
    NotOurs,
}

impl<'a> OrderReader<'a> {
    pub fn new(mapping: &'a Mapping, known: &'a Known<'a>, zone: &'a TimeZone) -> Self {
        let table =
            |values: &'a [ValueOf]| values.iter().map(|value| (value.words.trim(), value.code.trim())).collect();
        Self {
            mapping,
            known,
            zone,
            datum: mapping.datum,
            categories: table(&mapping.categories),
            divisions: table(&mapping.divisions),
        }
    }

    /// The same for positions in another coordinate system than the mapping's.
    pub fn with_datum(self, datum: Datum) -> Self {
        Self { datum, ..self }
    }

    /// The order that `value` gives field by field. `None`: the mapping says that such orders are not ours.
    ///
    /// Errors: everything that is wrong with it.
    pub fn read<'v>(&self, value: impl Fn(Field) -> &'v str) -> Result<Option<Order>, Vec<Refused>> {
        let mut faults = Vec::new();
        let of = |field: Field| value(field).trim();
        // The same number in other signs is the same order, whatever door it comes through.
        let cleaned = clean(of(Field::Number));
        let number = narrowed(cleaned.trim());
        let number = number.trim();
        if number.is_empty() {
            faults.push(refused(Field::Number, number, WhyNot::Required));
        } else if is_spoiled(number) {
            faults.push(refused(Field::Number, number, WhyNot::Spoiled));
        }
        for (field, most) in [
            (Field::Number, MAX_NUMBER),
            (Field::Kind, MAX_WORD),
            (Field::Class1, MAX_WORD),
            (Field::Class2, MAX_WORD),
            (Field::Class3, MAX_WORD),
            (Field::Text, MAX_TEXT_CHARS - MAX_TITLE_CHARS),
            (Field::Place, MAX_PLACE),
            (Field::State, MAX_WORD),
            (Field::Result, MAX_TEXT_CHARS),
        ] {
            if of(field).chars().count() > most {
                faults.push(refused(field, of(field), WhyNot::TooLong { most }));
            }
        }
        let classes = [Field::Class1, Field::Class2, Field::Class3];
        let places = [Field::District, Field::Street, Field::Village];
        let category = match of(Field::Category) {
            "" => self.category(classes.map(of)),
            code => {
                self.known.category_code(code).map(|code| Found::Code(code.to_string())).ok_or(WhyNot::UnknownCategory)
            }
        };
        let division = match of(Field::Division) {
            "" => self.division(places.map(of)),
            code => self.known.division_code(code).map(Found::Code).ok_or(WhyNot::UnknownDivision),
        };
        if matches!(category, Ok(Found::NotOurs)) || matches!(division, Ok(Found::NotOurs)) {
            // Whatever else is wrong with it: it is no business of ours.
            return Ok(None);
        }
        let category = category.unwrap_or_else(|why| {
            let field = [Field::Category, Field::Class3, Field::Class2, Field::Class1];
            let field = field.into_iter().find(|field| !of(*field).is_empty()).unwrap_or(Field::Class3);
            faults.push(refused(field, of(field), why));
            Found::NotOurs
        });
        let division = division.unwrap_or_else(|why| {
            let field = match of(Field::Division) {
                "" => self.unknown_place(places, of).unwrap_or(Field::Street),
                _ => Field::Division,
            };
            faults.push(refused(field, of(field), why));
            Found::NotOurs
        });
        let mut moment = |field| self.moment(field, of(field)).map_err(|fault| faults.push(fault)).ok().flatten();
        let (reported_at, due_at, finished_at) = (moment(Field::Reported), moment(Field::Due), moment(Field::Finished));
        if due_at.zip(reported_at).is_some_and(|(due, reported)| due < reported) {
            faults.push(refused(Field::Due, of(Field::Due), WhyNot::DueBeforeReported));
        }
        let position = self
            .position(of(Field::Longitude), of(Field::Latitude))
            .map_err(|fault| faults.push(fault))
            .unwrap_or_default();
        let mut answer =
            |field| self.answer(field, of(field)).map_err(|fault| faults.push(fault)).unwrap_or(Answer::Untold);
        let (called_back, contacted) = (answer(Field::CalledBack).told(), answer(Field::Contacted).told());
        let solved = answer(Field::Solved);
        let satisfaction =
            self.satisfaction(of(Field::Satisfied)).map_err(|fault| faults.push(fault)).unwrap_or_default();
        // Masked before anything is cut, so that no cut hides a number from the mask.
        // A line ends in one way, whatever program wrote it.
        let masked = |field: Field| mask_text_of(&of(field).replace("\r\n", "\n"), of(Field::Caller));
        let words = title_and_text(&masked(Field::Title), &masked(Field::Text));
        if words.is_none() {
            faults.push(refused(Field::Text, "", WhyNot::Required));
        }
        if !faults.is_empty() {
            // A refusal is shown and logged, whatever field it quotes.
            let quoted = |fault: Refused| Refused { value: mask_text_of(&fault.value, of(Field::Caller)), ..fault };
            return Err(faults.into_iter().map(quoted).collect());
        }
        let (Found::Code(category), Found::Code(division)) = (category, division) else { return Ok(None) };
        let (title, text) = words.unwrap_or_default();
        Ok(Some(Order {
            system: self.mapping.system.clone(),
            number: number.to_owned(),
            kind: of(Field::Kind).to_owned(),
            classes: classes.map(of).into_iter().filter(|class| !class.is_empty()).map(str::to_owned).collect(),
            category,
            title,
            text,
            division: division.padded(),
            place: masked(Field::Place),
            position,
            reported_at,
            due_at,
            caller: mask_name(of(Field::Caller)),
            phone: mask_phone(of(Field::Phone)),
            there: There {
                state: of(Field::State).to_owned(),
                result: masked(Field::Result),
                finished_at,
                called_back,
                contacted,
                solved: solved.told(),
                partly_solved: solved == Answer::Partly,
                satisfaction,
            },
        }))
    }

    /// The mapping's table decides for the whole path and for its last word, then the city's list, then the table for what lies
    /// above, then what stands for everything else.
    fn category(&self, words: [&str; 3]) -> Result<Found<String>, WhyNot> {
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let code = |text: &str| self.known.category_code(text).map(|code| code.to_string());
        let of_last = words.last().map_or(Err(Unfound::Nothing), |last| self.known.category(last));
        let named = words.iter().rev().find_map(|word| self.known.category(word).ok()).map_or(of_last, Ok);
        look_up(&self.categories, &words, "/", code, named.map(|code| code.to_string())).map_err(|why| match why {
            _ if words.is_empty() => WhyNot::Required,
            Unfound::Nothing => WhyNot::UnknownCategory,
            Unfound::Several(found) => WhyNot::AmbiguousCategory { found },
        })
    }

    fn division(&self, words: [&str; 3]) -> Result<Found<DivisionCode>, WhyNot> {
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let code = |text: &str| self.known.division_code(text);
        look_up(&self.divisions, &words, "/", code, self.known.division(&words)).map_err(|why| match why {
            _ if words.is_empty() => WhyNot::Required,
            Unfound::Nothing => WhyNot::UnknownDivision,
            Unfound::Several(found) => WhyNot::AmbiguousDivision { found },
        })
    }

    /// An answer in the words in which systems keep them; the city's own go before those.
    fn answer(&self, field: Field, text: &str) -> Result<Answer, Refused> {
        match self.known.meant("answer", text).and_then(Answer::parse) {
            Some(meant) => Ok(meant),
            None => answer(field, text),
        }
    }

    fn satisfaction(&self, text: &str) -> Result<Option<Satisfaction>, Refused> {
        match self.known.meant("satisfaction", text).and_then(Satisfaction::parse) {
            Some(Satisfaction::Unsaid) => Ok(None),
            Some(meant) => Ok(Some(meant)),
            None => satisfaction(text),
        }
    }

    /// The field that is to blame where no place is found: the widest that alone, below those before it, is none.
    fn unknown_place<'v>(&self, fields: [Field; 3], of: impl Fn(Field) -> &'v str) -> Option<Field> {
        let filled: Vec<Field> = fields.into_iter().filter(|field| !of(*field).is_empty()).collect();
        let is_unknown = |last: &usize| {
            let words: Vec<&str> = filled[..=*last].iter().map(|field| of(*field)).collect();
            self.known.division(&words) == Err(Unfound::Nothing)
        };
        let blamed = (0..filled.len()).find(is_unknown).map(|at| filled[at]);
        blamed.or(filled.last().copied())
    }

    /// A limit that names a day and no time ends with the day.
    fn moment(&self, field: Field, text: &str) -> Result<Option<Instant>, Refused> {
        if is_nothing(text) {
            return Ok(None);
        }
        let form = self.mapping.date_form;
        let why = || refused(field, text, WhyNot::NotATime { example: form.example() });
        let read = if field == Field::Due { read_end } else { read_moment };
        read(text, form, self.zone).map(Some).ok_or_else(why)
    }

    fn position(&self, lon: &str, lat: &str) -> Result<Option<Position>, Refused> {
        match (is_nothing(lon), is_nothing(lat)) {
            (true, true) => Ok(None),
            (true, false) => Err(refused(Field::Longitude, lon, WhyNot::HalfAPosition)),
            (false, true) => Err(refused(Field::Latitude, lat, WhyNot::HalfAPosition)),
            (false, false) => match Position::parse(lon, lat, self.datum) {
                // 0, 0 is what systems write that know no place.
                Ok(Position { lon_e6: 0, lat_e6: 0 }) => Ok(None),
                Ok(position) => Ok(Some(position)),
                Err(_) => Err(refused(Field::Longitude, &format!("{lon}, {lat}"), WhyNot::NotAPosition)),
            },
        }
    }
}

fn look_up<T>(
    table: &HashMap<&str, &str>,
    words: &[&str],
    between: &str,
    code: impl Fn(&str) -> Option<T>,
    named: Result<T, Unfound>,
) -> Result<Found<T>, Unfound> {
    let of = |words: &str| match *table.get(words)? {
        ValueOf::NOT_OURS => Some(Found::NotOurs),
        text => code(text).map(Found::Code),
    };
    let (whole, last) = (words.join(between), words.last().copied().unwrap_or_default());
    if let Some(found) = of(&whole).or_else(|| of(last)) {
        return Ok(found);
    }
    let unfound = match named {
        Ok(code) => return Ok(Found::Code(code)),
        Err(unfound) => unfound,
    };
    let above = (1..words.len()).rev().find_map(|length| {
        let path = &words[..length];
        of(&path.join(between)).or_else(|| of(path.last().copied().unwrap_or_default()))
    });
    above.or_else(|| of(ValueOf::ANYTHING)).ok_or(unfound)
}

/// A title and a text as they have to be written so that they are read as these again: a title that was made of the text is none, and
/// one that went on in its text is whole.
pub(super) fn written(title: &str, text: &str) -> (String, String) {
    if title_and_text("", text).is_some_and(|(made, _)| made == title) {
        return (String::new(), text.to_owned());
    }
    let rejoined = title.strip_suffix('…').zip(text.strip_prefix('…')).map(|(begun, rest)| {
        let (rest, text) = rest.split_once('\n').unwrap_or((rest, ""));
        (format!("{begun}{rest}"), text.to_owned())
    });
    let plain = || (title.to_owned(), text.to_owned());
    let is_same = |(whole, rest): &(String, String)| title_and_text(whole, rest) == Some(plain());
    rejoined.filter(is_same).unwrap_or_else(plain)
}

/// A title is made of the text where there is none, and a text of the title; a title that is too long goes on in the text.
fn title_and_text(title: &str, text: &str) -> Option<(String, String)> {
    let title: String = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
        let short: String = line.chars().take(TITLE_OF_TEXT).collect();
        let short = if short.len() < line.len() { format!("{short}…") } else { short };
        return Some((short, text.to_owned()));
    }
    if title.chars().count() <= MAX_TITLE_CHARS {
        return Some((title, text.to_owned()));
    }
    let short: String = title.chars().take(MAX_TITLE_CHARS - 1).collect();
    let rest: String = title.chars().skip(MAX_TITLE_CHARS - 1).take(MAX_TITLE_CHARS - 2).collect();
    Some((format!("{short}…"), format!("…{rest}\n{text}")))
}

/// What exports write where they know nothing.
fn is_nothing(text: &str) -> bool {
    matches!(text, "" | "-" | "--" | "/" | "无" | "未知" | "null" | "NULL")
}

/// An answer in the words in which systems keep them.
fn answer(field: Field, text: &str) -> Result<Answer, Refused> {
    match look(text).as_str() {
        plain if is_nothing(text) || is_untold(plain) => Ok(Answer::Untold),
        "是" | "已联系" | "联系" | "已响应" | "已解决" | "解决" | "完全解决" | "有效" | "yes" | "y" | "1" | "true" => {
            Ok(Answer::Yes)
        }
        "部分解决" | "部分" | "基本解决" | "partly" | "partlysolved" => Ok(Answer::Partly),
        "否" | "未联系" | "未响应" | "未解决" | "没解决" | "没有解决" | "无效" | "no" | "n" | "0" | "false" => {
            Ok(Answer::No)
        }
        _ => Err(refused(field, text, WhyNot::NotYesOrNo)),
    }
}

fn satisfaction(text: &str) -> Result<Option<Satisfaction>, Refused> {
    match look(text).as_str() {
        plain if is_nothing(text) || is_untold(plain) => Ok(None),
        "满意" | "非常满意" | "很满意" | "是" | "satisfied" | "1" => Ok(Some(Satisfaction::Satisfied)),
        "基本满意" | "较满意" | "比较满意" | "一般" | "mostly" | "basicallysatisfied" => {
            Ok(Some(Satisfaction::Basically))
        }
        "不满意" | "非常不满意" | "很不满意" | "否" | "unsatisfied" | "notsatisfied" | "0" => {
            Ok(Some(Satisfaction::Unsatisfied))
        }
        _ => Err(refused(Field::Satisfied, text, WhyNot::NotASatisfaction)),
    }
}

/// Words for an answer that nobody gave.
fn is_untold(plain: &str) -> bool {
    matches!(plain, "未评价" | "未回访" | "未答复" | "未表态" | "无法联系" | "未接通" | "待回访" | "不详")
}

fn refused(field: Field, value: &str, why: WhyNot) -> Refused {
    let value = match field {
        // A refusal is shown and logged; who called stays out of it.
        Field::Phone => mask_phone(value),
        Field::Caller => mask_name(value),
        _ => mask_text_of(value, ""),
    };
    Refused { field, value, why }
}
