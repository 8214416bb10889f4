//! One item: what it tells, and what is wrong with it.

use changxiao_words::{Message, say};

use super::{Kind, Media, TagSet};
use crate::{geo::Position, holds_texts, ids::SiteId, time::Day};

/// What is told of a file. Where it lies and who keeps it is known besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub kind: Kind,
    /// 图说: what is seen, where and when.
    pub caption: String,
    /// The day that it shows or was written; of a press item that of the paper.
    pub day: Day,
    pub place: String,
    pub site: Option<SiteId>,
    /// Padded to twelve digits.
    pub division: Option<i64>,
    pub position: Option<Position>,
    /// Who is seen or named, in words.
    pub people: String,
    /// From where it comes.
    pub source: String,
    /// Codes of campaigns, each once, in order.
    pub tags: Vec<String>,
    /// Of a press item.
    pub press: Option<Press>,
}

/// What a press item names besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Press {
    pub title: String,
    /// The paper, the station or the site.
    pub paper: String,
    pub author: String,
    pub photographer: String,
}

holds_texts! {
    Item { caption, place, people, source, press }
    Press { title, paper, author, photographer }
}

/// The longest of the other texts, in characters: our own bound, which keeps a row small.
pub const TEXT_CHARS: usize = 200;
/// The most campaigns of one item.
pub const MOST_TAGS: usize = 20;

/// What is wrong with an item.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the content is no {0:?}")]
    KindDoesNotFit(Kind),
    #[error("there is no caption")]
    NoCaption,
    #[error("the caption has {chars} characters, more than {most}")]
    CaptionTooLong { chars: usize, most: usize },
    #[error("{field} has {chars} characters")]
    TextTooLong { field: &'static str, chars: usize },
    #[error("the day lies ahead")]
    DayAhead,
    #[error("a press item names its {0}")]
    PressLacks(&'static str),
    #[error("only a press item has a paper")]
    PressOfAnother,
    #[error("there is no campaign {0}")]
    UnknownTag(String),
    #[error("there are more than {MOST_TAGS} campaigns")]
    TooManyTags,
}

impl Item {
    /// Everything that is wrong with it, for a file of this content, on the day `today` of the city.
    pub fn faults(&self, media: Media, tags: &TagSet, today: Day) -> Vec<Fault> {
        let mut faults = Vec::new();
        if !self.kind.fits(media) {
            faults.push(Fault::KindDoesNotFit(self.kind));
        }
        let (chars, most) = (self.caption.chars().count(), tags.caption.most);
        match chars {
            0 => faults.push(Fault::NoCaption),
            chars if chars > most => faults.push(Fault::CaptionTooLong { chars, most }),
            _ => {}
        }
        for (field, text) in self.texts() {
            let chars = text.chars().count();
            if chars > TEXT_CHARS {
                faults.push(Fault::TextTooLong { field, chars });
            }
        }
        if self.day > today {
            faults.push(Fault::DayAhead);
        }
        self.press_faults(&mut faults);
        if self.tags.len() > MOST_TAGS {
            faults.push(Fault::TooManyTags);
        }
        faults.extend(self.tags.iter().filter(|code| tags.get(code).is_none()).cloned().map(Fault::UnknownTag));
        faults
    }

    fn press_faults(&self, faults: &mut Vec<Fault>) {
        match (&self.press, self.kind) {
            (Some(press), Kind::Press) => {
                let needed = [("press_title", &press.title), ("press_paper", &press.paper)];
                faults.extend(
                    needed.iter().filter(|(_, text)| text.is_empty()).map(|(field, _)| Fault::PressLacks(field)),
                );
            }
            (None, Kind::Press) => faults.push(Fault::PressLacks("press_title")),
            (Some(_), _) => faults.push(Fault::PressOfAnother),
            (None, _) => {}
        }
    }

    /// The texts beside the caption, by their fields.
    fn texts(&self) -> Vec<(&'static str, &str)> {
        let mut texts = vec![("place", &*self.place), ("people", &*self.people), ("source", &*self.source)];
        if let Some(press) = &self.press {
            texts.extend([
                ("press_title", &*press.title),
                ("press_paper", &*press.paper),
                ("press_author", &*press.author),
                ("press_photographer", &*press.photographer),
            ]);
        }
        texts
    }
}

impl Fault {
    /// The field of the form that it is about, and the sentence for people.
    pub fn at_field(&self) -> (&'static str, Message) {
        match self {
            Self::KindDoesNotFit(kind) => ("kind", say!(evidence_fault_kind, kind = kind.key())),
            Self::NoCaption => ("caption", say!(evidence_fault_no_caption)),
            Self::CaptionTooLong { chars, most } => {
                ("caption", say!(evidence_fault_caption_long, chars = *chars, most = *most))
            }
            Self::TextTooLong { field, chars } => {
                (*field, say!(evidence_fault_text_long, chars = *chars, most = TEXT_CHARS))
            }
            Self::DayAhead => ("day", say!(evidence_fault_day_ahead)),
            Self::PressLacks(field) => (*field, say!(evidence_fault_press_lacks)),
            Self::PressOfAnother => ("kind", say!(evidence_fault_press_of_another)),
            Self::UnknownTag(code) => ("tags", say!(evidence_fault_unknown_tag, code = code.clone())),
            Self::TooManyTags => ("tags", say!(evidence_fault_too_many_tags, most = MOST_TAGS)),
        }
    }
}
