//! 材料申报: what a standard asks for, what of it has been handed in, and by which names it leaves as a packet.

use std::collections::BTreeMap;

use changxiao_words::coded;

/// One requirement of a standard: a type of material that a node asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Requirement {
    /// Code of the node.
    pub node: String,
    /// Code of the type.
    pub kind: String,
}

/// How far a material is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Asked for, handed in or returned.
    Open,
    Accepted,
    /// Nobody wants it any more.
    Withdrawn,
}

coded! {
    /// How a requirement stands.
    pub enum Standing {
        /// Nobody was asked for it.
        NotAsked = "not_asked", materials_not_asked;
        /// Some of it is not accepted yet.
        Open = "open", materials_open;
        Complete = "complete", materials_complete;
    }
}

/// How each requirement stands: those of the standard in their order, then what was asked for besides, by node and type.
pub fn standing<'a>(
    required: impl IntoIterator<Item = Requirement>,
    materials: impl IntoIterator<Item = (&'a Requirement, Progress)>,
) -> Vec<(Requirement, Standing)> {
    let mut asked: BTreeMap<&Requirement, Standing> = BTreeMap::new();
    for (requirement, progress) in materials {
        let before = asked.get(requirement).copied();
        let after = match (before, progress) {
            (before, Progress::Withdrawn) => before,
            (Some(Standing::Open), _) | (_, Progress::Open) => Some(Standing::Open),
            (_, Progress::Accepted) => Some(Standing::Complete),
        };
        if let Some(after) = after {
            asked.insert(requirement, after);
        }
    }
    let mut all: Vec<(Requirement, Standing)> = Vec::new();
    for requirement in required {
        let stands = asked.remove(&requirement).unwrap_or(Standing::NotAsked);
        all.push((requirement, stands));
    }
    all.extend(asked.into_iter().map(|(requirement, stands)| (requirement.clone(), stands)));
    all
}

/// The most letters of a caption in the name of a file: names of 255 bytes are what file systems take (POSIX `NAME_MAX`), and a letter may
/// have four of them.
const CAPTION_LETTERS: usize = 30;

/// The name of a file in the packet: a folder a node, then node, type, place among its like from 1, and caption. Signs that a file system does
/// not take are left out.
pub fn file_name(node: &str, kind: &str, place: usize, caption: &str, extension: &str) -> String {
    let (node, kind) = (plain(node), plain(kind));
    let caption: String = plain(caption).chars().take(CAPTION_LETTERS).collect();
    let name = [node.as_str(), kind.as_str(), &format!("{place:02}"), caption.trim()];
    let name: Vec<&str> = name.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{node}/{}.{extension}", name.join("-"))
}

/// Without the signs that Windows refuses in names (naming conventions of Win32), and without dots at the ends.
fn plain(text: &str) -> String {
    let refused = |sign: char| sign.is_control() || r#"\/:*?"<>|"#.contains(sign);
    let text: String = text.chars().filter(|sign| !refused(*sign)).collect();
    text.trim().trim_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(node: &str, kind: &str) -> Requirement {
        Requirement { node: node.to_owned(), kind: kind.to_owned() }
    }

    #[test]
    fn a_requirement_is_complete_once_all_that_was_asked_for_it_is_accepted() {
        let (photo, report, extra) = (of("III-1", "photo"), of("III-1", "report"), of("III-9", "table"));
        let required = || [report.clone(), photo.clone()];
        assert_eq!(
            standing(required(), []),
            [(report.clone(), Standing::NotAsked), (photo.clone(), Standing::NotAsked)]
        );
        let materials = [
            (&photo, Progress::Accepted),
            (&photo, Progress::Withdrawn),
            (&report, Progress::Accepted),
            (&report, Progress::Open),
            (&extra, Progress::Open),
        ];
        let stand = standing(required(), materials);
        assert_eq!(stand, [(report, Standing::Open), (photo, Standing::Complete), (extra, Standing::Open)]);
        let gone = of("III-2", "photo");
        assert_eq!(standing([], [(&gone, Progress::Withdrawn)]), [], "what was withdrawn asks for nothing");
    }

    #[test]
    fn a_name_is_one_that_every_system_takes_and_leads_nowhere_else() {
        let name = file_name("III-1-2", "实景图片", 3, "2026年5月：新华西路/疏导区", "jpg");
        assert_eq!(name, "III-1-2/III-1-2-实景图片-03-2026年5月：新华西路疏导区.jpg");
        assert_eq!(file_name("../x", "a", 1, "..", "pdf"), "x/x-a-01.pdf");
        assert!(file_name("n", "k", 1, &"很".repeat(400), "pdf").len() < 255);
    }
}
