//! The steps of a founding, and what may be taken back.

use changxiao_domain::founding::{Built, Facts, Step, is_open};
use proptest::prelude::*;

fn some() -> impl Strategy<Value = Facts> {
    prop::array::uniform11(0_i64..3).prop_map(|n| Facts {
        divisions: n[0],
        outlines: n[1],
        days: n[2],
        systems: n[3],
        category_sets: n[4],
        units: n[5],
        people: n[6],
        seen: n[7].min(n[6]),
        sites: n[8],
        visits: n[9].min(1),
        cases: n[10].min(1),
    })
}

proptest! {
    /// Whatever else there is, a case keeps everything that its limit, its place and its units come from.
    #[test]
    fn nothing_that_a_case_stands_on_goes(facts in some()) {
        let with_case = Facts { cases: 1, ..facts };
        for step in Step::ALL {
            let stays = step.built_on(&with_case, false) == Some(Built::Cases);
            let stands_on_it = !matches!(step, Step::City | Step::Inspection | Step::Outlines | Step::Standard);
            prop_assert_eq!(stays, stands_on_it, "{:?}", step);
        }
    }

    /// Steps that are taken back from the last to the first all go, as long as nobody has worked, signed in or sealed.
    #[test]
    fn from_the_last_to_the_first_everything_goes(facts in some()) {
        let mut facts = Facts { visits: 0, cases: 0, seen: 0, ..facts };
        for step in Step::ALL.into_iter().rev().filter(|step| step.can_be_undone()) {
            prop_assert_eq!(step.built_on(&facts, false), None, "{:?} {:?}", step, facts);
            match step {
                Step::Sites => facts.sites = 0,
                Step::People => facts.people = 0,
                Step::Units => facts.units = 0,
                Step::Outlines => facts.outlines = 0,
                _ => {}
            }
        }
    }

    /// What a seal holds does not go.
    #[test]
    fn what_is_sealed_stays(facts in some()) {
        for step in Step::ALL {
            prop_assert!(step.built_on(&facts, true).is_some());
        }
    }
}

#[test]
fn the_list_closes_when_all_is_done_or_work_goes_on_without_what_may_wait() {
    let all = Facts {
        divisions: 1,
        outlines: 1,
        days: 1,
        systems: 1,
        category_sets: 1,
        units: 1,
        people: 1,
        seen: 0,
        sites: 1,
        visits: 1,
        cases: 0,
    };
    assert!(!is_open(&all));
    assert!(is_open(&Facts { outlines: 0, ..all }));
    assert!(!is_open(&Facts { outlines: 0, category_sets: 0, visits: 0, cases: 1, ..all }));
    assert!(is_open(&Facts { sites: 0, cases: 1, ..all }));
}
