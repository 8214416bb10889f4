//! A language that nobody speaks, each text in brackets: whoever reads it sees at once what stands in no catalogue. Every page,
//! sheet, print and refusal of the demonstration city is asked for in it, every form is sent, mail is written; a word outside of
//! brackets that is not data fails.

mod data;
mod leftover;
mod mail;

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use anyhow::ensure;
use changxiao_testkit::{
    Answer, Demonstration, fresh_databases,
    walk::{Keep, Visitor},
};
use data::Data;
use leftover::leftover;

const TAG: &str = "x-made-up";

/// Who walks: together they may open every page and send every form.
const WALKERS: [Option<&str>; 8] = [
    None,
    Some("dispatcher"),
    Some("handler"),
    Some("town-head"),
    Some("checker"),
    Some("office"),
    Some("admin"),
    Some("security"),
];

/// Of whatever has states the office sees so many, the others some of them: what their pages say besides is what they can do.
const EVERY_STATE: usize = 40;
const SOME_STATES: usize = 12;

/// Words outside of brackets, each with the first place where it was seen.
#[derive(Clone, Default)]
struct Heard(Rc<RefCell<BTreeMap<String, String>>>);

impl Heard {
    fn note(&self, place: &str, words: impl IntoIterator<Item = String>) {
        let mut all = self.0.borrow_mut();
        for word in words {
            all.entry(word).or_insert_with(|| place.to_owned());
        }
    }
}

/// Listens to the answers of one person.
struct Listener {
    person: &'static str,
    heard: Heard,
}

impl Keep for Listener {
    fn keep(&mut self, name: &str, answer: &Answer, _: &str) -> anyhow::Result<()> {
        self.heard.note(&format!("{} {name}", self.person), leftover(name, answer)?);
        Ok(())
    }
}

#[tokio::test]
async fn no_word_stands_outside_the_catalogue() -> anyhow::Result<()> {
    let (_, fresh) = fresh_databases().await?.remove(0);
    let city = Demonstration::start(fresh).await?;
    let heard = Heard::default();
    let mut visitors = Vec::new();
    for person in WALKERS {
        let listener = || Listener { person: person.unwrap_or("stranger"), heard: heard.clone() };
        let states = if person == Some("office") { EVERY_STATE } else { SOME_STATES };
        let mut visitor = Visitor::enter_for(&city, person, TAG, listener(), states).await?;
        visitor.look(false).await?;
        visitors.push((visitor, listener()));
    }
    for (visitor, listener) in visitors {
        visitor.act(listener).await?;
    }
    mail::mail(&city, &heard).await?;
    let data = Data::of(&city).await?;
    let strange: Vec<String> = heard
        .0
        .take()
        .into_iter()
        .filter(|(words, _)| !data.has(words))
        .map(|(words, place)| format!("{words:?} at {place}"))
        .collect();
    city.end().await?;
    ensure!(strange.is_empty(), "{} words stand in no catalogue:\n  {}", strange.len(), strange.join("\n  "));
    Ok(())
}
