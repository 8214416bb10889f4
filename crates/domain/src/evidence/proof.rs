//! What a material asks of the items that prove it, beyond being there.

use changxiao_words::{Message, say};

use super::{Item, Kind, Media};
use crate::time::Day;

/// What each item of a field has to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProofRule {
    /// Pictures only.
    pub pictures: bool,
    /// Press items only.
    pub press: bool,
    /// Video and sound are taken as well.
    pub recordings: bool,
    /// Its caption says when, and where or in which medium.
    pub captioned: bool,
    /// The first and the last day that it may show.
    pub within: Option<(Day, Day)>,
}

/// Why an item is no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoProof {
    #[error("it is no picture")]
    NoPicture,
    #[error("it is a recording")]
    Recording,
    #[error("it is no press item")]
    NoPress,
    #[error("its caption does not say when")]
    SaysNoDay,
    #[error("nothing says where, or in which medium")]
    SaysNoPlace,
    #[error("its day {day} lies outside of {from} to {until}")]
    OutsidePeriod { day: Day, from: Day, until: Day },
}

/// So many letters beside the day may name a place; that they do, nobody but a reader can tell.
const PLACE_LETTERS: usize = 4;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl ProofRule {
    /// Errors: the first thing that the item lacks.
    pub fn check(&self, item: &Item, media: Media) -> Result<(), NoProof> {
        if self.pictures && media != Media::Picture {
            return Err(NoProof::NoPicture);
        }
        if media.is_recording() && !self.recordings {
            return Err(NoProof::Recording);
        }
        if self.press && item.kind != Kind::Press {
            return Err(NoProof::NoPress);
        }
        // A press item has its day and its paper in fields of their own.
        if self.captioned && item.kind != Kind::Press {
            if !says_when(&item.caption) {
                return Err(NoProof::SaysNoDay);
            }
            if !says_where(item) {
                return Err(NoProof::SaysNoPlace);
            }
        }
        match self.within {
            Some((from, until)) if item.day < from || item.day > until => {
                Err(NoProof::OutsidePeriod { day: item.day, from, until })
            }
            _ => Ok(()),
        }
    }
}

impl NoProof {
    /// The fact, then the next step; `number` is that of the item.
    pub fn message(self, number: i64) -> Message {
        match self {
            Self::NoPicture => say!(evidence_no_picture, number),
            Self::Recording => say!(evidence_no_recording, number),
            Self::NoPress => say!(evidence_no_press, number),
            Self::SaysNoDay => say!(evidence_caption_without_day, number),
            Self::SaysNoPlace => say!(evidence_caption_without_place, number),
            Self::OutsidePeriod { day, from, until } => {
                say!(
                    evidence_outside_period,
                    number,
                    day = day.to_string(),
                    from = from.to_string(),
                    until = until.to_string()
                )
            }
        }
    }
}

/// A year, a month or a day with its number: 2026年, 5月, 2026-05, May 2026.
fn says_when(caption: &str) -> bool {
    let signs: Vec<char> = caption.chars().collect();
    let is_digit = |sign: &char| sign.is_ascii_digit();
    let counted = signs.windows(2).any(|two| is_digit(&two[0]) && matches!(two[1], '年' | '月' | '日'));
    let dashed = signs
        .windows(6)
        .any(|six| six[..4].iter().all(is_digit) && matches!(six[4], '-' | '/' | '.') && is_digit(&six[5]));
    let low = caption.to_ascii_lowercase();
    let english = signs.iter().any(is_digit) && MONTHS.iter().any(|month| low.contains(month));
    counted || dashed || english
}

fn says_where(item: &Item) -> bool {
    let placed = item.site.is_some() || item.division.is_some() || !item.place.trim().is_empty();
    let letters = item.caption.chars().filter(|sign| sign.is_alphabetic() && !matches!(sign, '年' | '月' | '日'));
    placed || letters.count() >= PLACE_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(caption: &str, day: Day) -> Item {
        Item {
            kind: Kind::Photo,
            caption: caption.to_owned(),
            day,
            place: String::new(),
            site: None,
            division: None,
            position: None,
            people: String::new(),
            source: String::new(),
            tags: Vec::new(),
            press: None,
        }
    }

    #[test]
    fn a_caption_says_when_and_where() {
        let (rule, day) = (ProofRule { captioned: true, ..ProofRule::default() }, Day::constant(2026, 5, 3));
        let check = |caption: &str| rule.check(&item(caption, day), Media::Picture);
        for caption in
            ["2026年5月，新华西路疏导区", "5月3日 巷口街道", "2026-05-03 新华西路", "May 2026, Xinhua West Road"]
        {
            assert_eq!(check(caption), Ok(()), "{caption}");
        }
        for caption in ["新华西路疏导区", "第 12 号楼前", "maybe there"] {
            assert_eq!(check(caption), Err(NoProof::SaysNoDay), "{caption}");
        }
        assert_eq!(check("2026年5月"), Err(NoProof::SaysNoPlace));
        let placed = Item { place: "新华西路".to_owned(), ..item("2026年5月", day) };
        assert_eq!(rule.check(&placed, Media::Picture), Ok(()));
        let press = Item { kind: Kind::Press, ..item("报道", day) };
        assert_eq!(rule.check(&press, Media::Pdf), Ok(()), "its day and its paper are fields");
    }

    #[test]
    fn an_item_is_what_is_asked_for_and_of_the_period() {
        let day = |month| Day::constant(2026, month, 3);
        let rule = ProofRule { within: Some((day(2), day(4))), ..ProofRule::default() };
        for (month, fits) in [(1, false), (2, true), (3, true), (4, true), (5, false)] {
            assert_eq!(rule.check(&item("图", day(month)), Media::Picture).is_ok(), fits, "{month}");
        }
        let pictures = ProofRule { pictures: true, ..ProofRule::default() };
        assert_eq!(pictures.check(&item("表", day(1)), Media::Xlsx), Err(NoProof::NoPicture));
        let press = ProofRule { press: true, ..ProofRule::default() };
        assert_eq!(press.check(&item("图", day(1)), Media::Picture), Err(NoProof::NoPress));
        for media in [Media::Video, Media::Audio] {
            assert_eq!(pictures.check(&item("录像", day(1)), media), Err(NoProof::NoPicture));
            assert_eq!(ProofRule::default().check(&item("录像", day(1)), media), Err(NoProof::Recording));
            let both = ProofRule { recordings: true, ..ProofRule::default() };
            assert_eq!(both.check(&item("录像", day(1)), media), Ok(()));
        }
    }
}
