//! One command, one file.

pub mod backup;
pub mod bench;
pub mod burden;
pub mod close_year;
pub mod confirm;
pub mod deadline;
pub mod demo;
pub mod directory;
pub mod distribute;
pub mod doctor;
pub mod found;
pub mod import;
mod import_orders;
pub mod migrate;
pub mod procedures;
pub mod restore;
pub mod score;
pub mod serve;
pub mod unlock;
pub mod verify_audit;

use changxiao_words::Lang;

use crate::print::answer;

/// What the command line itself speaks: that of whoever keeps servers.
const COMMAND_LINE: Lang = Lang::En;

/// A language by its tag or the first part of it.
fn read_lang(text: &str) -> Result<Lang, String> {
    let of_tag = |lang: &&Lang| lang.tag() == text || lang.tag().split('-').next() == Some(text);
    let tags = || Lang::ALL.iter().map(|lang| lang.tag()).collect::<Vec<_>>().join(", ");
    Lang::ALL.iter().find(of_tag).copied().ok_or_else(|| format!("“{text}” is none of {}", tags()))
}

/// Prints what is wrong with somebody's file in every language, because whoever mends the file may not be who runs the server.
fn tell_everybody(words: impl Fn(Lang) -> String) {
    for (place, lang) in Lang::ALL.iter().enumerate() {
        answer!("{}{}", if place == 0 { "" } else { "    " }, words(*lang));
    }
}
