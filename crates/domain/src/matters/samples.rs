//! Something that fits a field, for whoever tries a procedure out.

use changxiao_words::Lang;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{ColumnKind, Field, FieldKind, First, Means};
use crate::{
    ids::CityId,
    time::{Day, Instant},
};

/// What the samples of a try-out are about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Samples {
    pub city: CityId,
    /// The unit that is named, and a post in it.
    pub unit: Uuid,
    pub post: Uuid,
    pub today: Day,
    pub now: Instant,
}

/// So many days ahead is a day of a sample.
const AHEAD: i64 = 5;
/// As good for minutes and points as for anything else.
const NUMBER: i64 = 15;
/// A draft in clauses.
const DRAFT: &str = "试办办法\n第一条　为试办本规程，制定本办法。\n第二条　各单位每月填报一次。";

impl Samples {
    /// `None` where nobody enters anything.
    pub fn of(&self, field: &Field) -> Option<Value> {
        match field.means {
            Some(Means::Draft | Means::Next) => return Some(json!(DRAFT)),
            Some(Means::Comments) => {
                let line = |way: &str| json!({ "who": "试办单位", "way": way, "clause": "第二条", "change": "words", "quoted": "每月", "words": "每季度", "reason": "试办" });
                return Some(json!([line("书面")]));
            }
            Some(Means::Dispositions) => {
                return Some(json!([{ "comment": "1", "ruling": "refused", "reason": "试办" }]));
            }
            None => {}
        }
        if field.first == Some(First::UnitLimits) {
            return Some(json!([{ "code": "E0101", "name": "试办", "limit": "4工作时" }]));
        }
        let text = || field.label(Lang::Zh).chars().take(field.longest().min(20)).collect::<String>();
        Some(match field.kind {
            FieldKind::Line | FieldKind::Text => json!(text()),
            FieldKind::Number | FieldKind::Fen | FieldKind::Thousandths => json!(NUMBER),
            FieldKind::Moment => json!(self.now.micros()),
            FieldKind::Day => json!(self.day()),
            FieldKind::YesNo => json!(true),
            FieldKind::Choice => json!(field.options.first()?.name),
            FieldKind::Unit => json!(self.unit.to_string()),
            FieldKind::Person => json!(self.post.to_string()),
            FieldKind::Division => json!(self.city.to_string()),
            FieldKind::Site | FieldKind::Case | FieldKind::Matter | FieldKind::Node => json!("1"),
            FieldKind::Matters => json!(["1"]),
            FieldKind::Signature => return None,
            FieldKind::Files => json!([1]),
            FieldKind::Rows => json!([self.line(field)]),
        })
    }

    fn line(&self, field: &Field) -> Map<String, Value> {
        // A line says why it becomes nothing only where it becomes nothing.
        let filled = field.columns.iter().filter(|column| column.name.as_str() != "why_not");
        let cell = |kind| match kind {
            ColumnKind::Text => "试办".to_owned(),
            ColumnKind::Day => self.day(),
            // What it asks for is nothing that is held.
            ColumnKind::Fact => String::new(),
            ColumnKind::Unit => self.unit.to_string(),
            ColumnKind::Person => self.post.to_string(),
        };
        filled.map(|column| (column.name.to_string(), json!(cell(column.kind)))).collect()
    }

    fn day(&self) -> String {
        let ahead = jiff::Span::new().try_days(AHEAD).and_then(|days| self.today.checked_add(days));
        ahead.unwrap_or(self.today).to_string()
    }
}
