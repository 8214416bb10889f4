//! What must hold of any draft and any comments: nothing is lost in reading, and the next version is what was adopted and nothing else.

use std::collections::BTreeSet;

use changxiao_domain::clauses::{
    Change, Comment, Difference, Disposition, Draft, Entry, Level, Next, Refusal, Round, Ruling, Step, as_read, chinese,
};
use proptest::{prelude::*, sample::Index};

/// Whether a chapter begins, which article the words refer to, how many items there are.
type Plan = Vec<(bool, Index, usize)>;

fn plans() -> impl Strategy<Value = Plan> {
    proptest::collection::vec((proptest::bool::weighted(0.3), any::<Index>(), 0_usize..4), 1..9)
}

/// A draft in which every clause has words of its own and every article refers to one.
fn text_of(plan: &Plan) -> String {
    let mut lines = vec!["某市管理办法".to_owned(), String::new()];
    let mut chapters = 0;
    for (at, (chapter, reference, items)) in plan.iter().enumerate() {
        if *chapter {
            chapters += 1;
            lines.push(format!("第{}章　总则{at}", chinese(chapters)));
        }
        let (number, other) = (chinese(at as u32 + 1), chinese(reference.index(plan.len()) as u32 + 1));
        lines.push(format!("第{number}条　甲{at}依照本办法第{other}条办理。"));
        lines.extend((0..*items).map(|item| format!("（{}）乙{at}丙{item}；", chinese(item as u32 + 1))));
    }
    lines.join("\n")
}

/// Kind of change, clause, two places in its words, level of what is new.
type Wish = (u8, Index, Index, Index, bool);

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    proptest::collection::vec((0_u8..4, any::<Index>(), any::<Index>(), any::<Index>(), any::<bool>()), 0..8)
}

fn change_of(draft: &Draft, at: usize, (kind, clause, from, to, article): &Wish) -> Change {
    let clause = clause.index(draft.clauses().len());
    let length = draft.clauses()[clause].words.chars().count();
    match kind {
        0 | 1 => {
            let (one, other) = (from.index(length + 1), to.index(length + 1));
            Change::Replace { clause, from: one.min(other), to: one.max(other), with: format!("〔{at}〕") }
        }
        2 => {
            let level = if *article { Level::Article } else { Level::Item };
            Change::InsertAfter { clause, level, text: format!("新{at}。") }
        }
        _ => Change::Delete { clause: clause.max(1) },
    }
}

fn entry(change: Change) -> Entry {
    let comment = Comment { who: "某局".into(), clause: None, change: Some(change), reason: "理由".into() };
    let disposition = Disposition { ruling: Ruling::Adopted, change: None, reason: String::new() };
    Entry { comment, disposition: Some(disposition) }
}

/// The next version of a round in which, of two changes that meet, the later one is refused.
fn decided(round: &mut Round) -> Result<Next, Refusal> {
    loop {
        match round.next() {
            Err(Refusal::Conflicts { conflicts, .. }) => {
                let refused = &mut round.entries[conflicts[0].second].disposition;
                *refused =
                    Some(Disposition { ruling: Ruling::Refused, change: None, reason: "与前一意见重复".into() });
            }
            other => return other,
        }
    }
}

fn adopted(round: &Round) -> Vec<Change> {
    let is_adopted = |entry: &&Entry| entry.disposition.as_ref().unwrap().ruling == Ruling::Adopted;
    round.entries.iter().filter(is_adopted).map(|entry| entry.comment.change.clone().unwrap()).collect()
}

/// The clauses that go with this one, found without the product: what follows and lies deeper.
fn with_below(draft: &Draft, clause: usize) -> BTreeSet<usize> {
    let level = draft.clauses()[clause].level();
    let below = (clause + 1..draft.clauses().len()).take_while(|at| draft.clauses()[*at].level() > level);
    below.chain([clause]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever is read comes out to the byte.
    #[test]
    fn nothing_is_lost_in_reading(lines in proptest::collection::vec(
        ("[ \u{3000}\t]{0,2}", prop_oneof![
            "第[一二三十1-3]{1,2}[编章节条][　 之【]?.{0,6}", "[一二三]、.{0,4}", "[（(][一二三1-3][）)].{0,4}", "[1-3１-３][.．、].{0,4}", ".{0,8}",
        ], "\r?").prop_map(|(indent, words, end)| format!("{indent}{words}{end}")), 0..12,
    )) {
        let text = lines.join("\n");
        if let Ok(draft) = Draft::read(&text) {
            prop_assert_eq!(draft.text(), as_read(&text));
            prop_assert_eq!(Draft::read(&draft.text()), Ok(draft));
        }
    }

    /// Applying the difference to the old text gives the new one to the byte; the changed clauses are those of the adopted changes and
    /// of the references that were followed; what nobody changed stands as it stood.
    #[test]
    fn the_difference_is_what_was_adopted(plan in plans(), wishes in wishes()) {
        let draft = Draft::read(&text_of(&plan)).unwrap();
        let entries = wishes.iter().enumerate().map(|(at, wish)| entry(change_of(&draft, at, wish))).collect();
        let mut round = Round { draft: draft.clone(), entries };
        let next = match decided(&mut round) {
            Ok(next) => next,
            // Words before a mark can be taken out so that a mark begins a line; the round says so.
            Err(refusal) => {
                prop_assert_eq!(refusal.code(), "shape", "{}", refusal);
                return Ok(());
            }
        };
        let new = &next.draft;
        let changes = adopted(&round);

        for difference in [next.difference(&draft), Difference::between(&draft, new)] {
            prop_assert_eq!(difference.apply(&draft), Some(new.text()));
        }

        // What goes and what comes, counted without the product.
        let gone: BTreeSet<usize> = changes.iter().filter_map(|change| match change {
            Change::Delete { clause } => Some(with_below(&draft, *clause)),
            _ => None,
        }).flatten().collect();
        let inserted = changes.iter().filter(|change| matches!(change, Change::InsertAfter { .. })).count();
        prop_assert_eq!(new.clauses().len(), draft.clauses().len() - gone.len() + inserted);

        let replaced: BTreeSet<usize> = changes.iter().filter_map(|change| match change {
            Change::Replace { clause, .. } => Some(*clause),
            _ => None,
        }).collect();
        let led: BTreeSet<usize> = next.followed.iter().map(|one| one.clause).collect();
        let mut changed = BTreeSet::new();
        for step in next.difference(&draft).steps {
            match step {
                Step::Changed { old, words: true, .. } => { changed.insert(old); }
                Step::Removed { old, .. } => prop_assert!(gone.contains(&old)),
                Step::Added { text, .. } => prop_assert!(text.contains('新')),
                Step::Kept { .. } | Step::Changed { .. } => {}
            }
        }
        prop_assert_eq!(&changed, &replaced.union(&led).copied().collect());
        let touched: BTreeSet<usize> = next.touched.iter().filter_map(|one| one.old).collect();
        prop_assert_eq!(&touched, &replaced.union(&gone).copied().collect());

        // Each clause whose words were changed has just these words, as far as it holds no reference.
        for (at, old) in next.lineage.iter().enumerate().filter_map(|(at, old)| Some((at, (*old)?))) {
            if led.contains(&old) {
                continue;
            }
            let edits: Vec<_> = changes.iter().filter_map(|change| match change {
                Change::Replace { clause, from, to, with } if *clause == old => Some((*from, *to, with)),
                _ => None,
            }).collect();
            let mut wanted = String::new();
            for (place, sign) in draft.clauses()[old].words.chars().map(Some).chain([None]).enumerate() {
                edits.iter().filter(|(from, to, _)| from == to && *from == place).for_each(|(.., with)| wanted.push_str(with));
                edits.iter().filter(|(from, to, _)| from < to && *from == place).for_each(|(.., with)| wanted.push_str(with));
                if !edits.iter().any(|(from, to, _)| (*from..*to).contains(&place)) {
                    wanted.extend(sign);
                }
            }
            let clause = &new.clauses()[at];
            prop_assert!(clause.text().ends_with(&wanted), "{:?} {:?}", clause, wanted);
        }
    }

    /// A reference that was followed leads to the article that it led to; one to an article that is gone is named.
    #[test]
    fn references_lead_where_they_led(plan in plans(), wishes in wishes()) {
        let draft = Draft::read(&text_of(&plan)).unwrap();
        let only_clauses = wishes.iter().filter(|wish| wish.0 > 1).enumerate();
        let entries = only_clauses.map(|(at, wish)| entry(change_of(&draft, at, wish))).collect();
        let mut round = Round { draft: draft.clone(), entries };
        let next = decided(&mut round).unwrap();
        let led_to = |draft: &Draft, at: usize| -> Option<usize> {
            let words = &draft.clauses()[at].words;
            let name = words.split_once("本办法")?.1.split_once('条')?.0;
            draft.named(&format!("{name}条"))
        };
        for (at, old) in next.lineage.iter().enumerate().filter_map(|(at, old)| Some((at, (*old)?))) {
            let Some(target) = led_to(&draft, old) else { continue };
            if next.lineage.contains(&Some(target)) {
                prop_assert_eq!(led_to(&next.draft, at).and_then(|new| next.lineage[new]), Some(target));
            } else {
                prop_assert!(next.not_followed.iter().any(|one| one.clause == at));
            }
        }
    }

    /// Two replacements meet exactly where their words do.
    #[test]
    fn changes_of_the_same_words_meet(one in (0_usize..10, 0_usize..5), other in (0_usize..10, 0_usize..5)) {
        let draft = Draft::read("第一条　甲乙丙丁戊己庚辛壬癸子丑寅卯辰").unwrap();
        let change = |(from, length): (usize, usize), with: &str| Change::Replace { clause: 0, from, to: from + length, with: with.into() };
        let round = Round { draft, entries: vec![entry(change(one, "〔一〕")), entry(change(other, "〔二〕"))] };
        let words = |(from, length): (usize, usize)| (from..from + length).collect::<BTreeSet<_>>();
        let within = |(at, none): (usize, usize), (from, length): (usize, usize)| none == 0 && from < at && at < from + length;
        let meet = !words(one).is_disjoint(&words(other)) || one == other || within(one, other) || within(other, one);
        prop_assert_eq!(matches!(round.next(), Err(Refusal::Conflicts { .. })), meet);
    }

    /// No other text can be issued: one character put in, taken out or replaced anywhere is refused.
    #[test]
    fn a_text_with_one_other_character_is_not_issued(plan in plans(), wishes in wishes(), place: Index, kind in 0_u8..3, sign in "[新〇a。 一]") {
        let draft = Draft::read(&text_of(&plan)).unwrap();
        let entries = wishes.iter().enumerate().map(|(at, wish)| entry(change_of(&draft, at, wish))).collect();
        let mut round = Round { draft, entries };
        let Ok(next) = decided(&mut round) else { return Ok(()) };
        let text = next.draft.text();
        let mut signs: Vec<char> = text.chars().collect();
        let at = place.index(signs.len());
        let sign = sign.chars().next().unwrap();
        match kind {
            0 => signs.insert(at, sign),
            1 => drop(signs.remove(at)),
            _ => signs[at] = sign,
        }
        let other: String = signs.into_iter().collect();
        prop_assert_eq!(round.issue(&text), Ok(next));
        if other != text {
            let refusal = round.issue(&other).unwrap_err();
            prop_assert!(matches!(&refusal, Refusal::NotAsAdopted { clauses } if !clauses.is_empty()) || refusal.code() == "faults", "{}", refusal);
        }
    }
}
