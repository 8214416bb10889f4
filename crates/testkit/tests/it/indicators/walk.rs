//! Cases of every kind, drawn with a fixed seed: what one statement counts is what a walk over all facts counts, in every grouping, and
//! every count is the number of cases in the list that it opens.

use std::collections::BTreeMap;

use changxiao_app::indicators::counted_by;
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    callbacks::{Answer, Callback, Satisfaction, Source as CallbackSource},
    cases::{ActorStamp, Case, NewCase, Source, State},
    ids::{CaseId, PersonId, PostId, UnitId},
    indicators::{
        CallFact, CaseFacts, Counted, Counting, Counts, Decision, Group, Indicator, Part, Rules, Scheme, Subject,
    },
    orgs::Role,
    scoring::SplitMix64,
    time::{HOUR, Instant},
};
use changxiao_store::{
    Db,
    callbacks::{self, CallbackRow},
    cases::{self, CaseFilter, CaseRow},
    engine::Built,
    indicators::{CountQuery, Grouping, count},
    params,
};
use changxiao_testkit::{CITY, fresh_databases};
use uuid::Uuid;

const CASES: usize = 240;
const CATEGORIES: [&str; 3] = ["E0405", "E0401", "C0201"];
const DIVISIONS: [i64; 4] = [350_602_003_000, 350_602_003_001, 350_602_002_000, 350_603_000_000];

/// What groups a case, beside its facts.
#[derive(Clone)]
struct Drawn {
    facts: CaseFacts,
    category: &'static str,
    division: i64,
    lead: Option<UnitId>,
    source: Source,
}

fn at(hours: i64) -> Instant {
    // 2026-06-01 00:00 UTC and so many hours.
    Instant(1_780_272_000_000_000).plus_micros(hours * HOUR)
}

fn rules() -> Rules {
    // In this world the public speaks in what is entered by hand.
    let text = include_str!("../../../../../data/indicators/default.json").replacen("\"hotline\"", "\"hand\"", 1);
    Rules::from_json(&text).expect("the shipped rules can be read")
}

fn counting(rules: &Rules) -> Counting {
    Counting { limits: rules.basis.limits, from: at(48), until: at(120), now: at(130) }
}

fn draw(chance: &mut SplitMix64) -> Drawn {
    let mut some = |most: usize| chance.below(most);
    let state = State::ALL[some(State::ALL.len())];
    let reported = i64::try_from(some(110)).unwrap_or(0);
    let mut later = |often: usize| (some(10) < often).then(|| at(reported + i64::try_from(some(60)).unwrap_or(0)));
    let (decided, verify_asked_at, verify_done, dispatched_at) = (later(8), later(4), later(6), later(7));
    let (due_at, handled_at, closed_at) = (later(8), later(6), later(6));
    let (check_from, check_asked_at, check_done) = (later(6), later(6), later(6));
    let decision =
        decided.map(|at| ([Decision::Filed, Decision::Filed, Decision::Fixed, Decision::Refused][some(4)], at));
    let source = Source::ALL[some(Source::ALL.len())];
    let mut number = |most: usize| i64::try_from(some(most)).unwrap_or(0);
    let facts = CaseFacts {
        state,
        public: source == Source::Hand,
        reported_at: at(reported),
        decision,
        verify_asked_at,
        verify_done_at: verify_asked_at.and(verify_done),
        verified: [None, Some(false), Some(true)][usize::try_from(number(3)).unwrap_or(0)],
        dispatched_at,
        dispatch_count: number(3),
        due_at,
        handled_at,
        paused: number(5) == 0,
        late_rounds: i64::from(number(5) == 0),
        rework_count: number(2),
        exempt: number(6) == 0,
        check_from,
        check_asked_at,
        check_done_at: check_asked_at.and(check_done),
        closed_at,
        call: None,
    };
    let lead = (number(5) > 0).then(|| UnitId(Uuid::from_u128(0x0100 + u128::try_from(number(3)).unwrap_or(0))));
    Drawn { facts, category: CATEGORIES[some(3)], division: DIVISIONS[some(4)], lead, source }
}

fn stamp() -> ActorStamp {
    let of = |kind: u128| Uuid::from_u128(0x0300 + kind);
    ActorStamp {
        person: PersonId(of(1)),
        post: PostId(of(2)),
        unit: UnitId(of(3)),
        role: Role::Office,
        system: false,
        program: None,
    }
}

/// Puts a case into the table as if it had come to stand so.
async fn put(db: &Db, number: usize, drawn: &mut Drawn, chance: &mut SplitMix64) -> anyhow::Result<()> {
    let id = CaseId::new(drawn.facts.reported_at, [u8::try_from(number % 250)?; 10]);
    let new = NewCase {
        id,
        city: CITY,
        number: format!("260601-{:04}", number + 1),
        category: drawn.category.to_owned(),
        limit: Limit { kind: LimitKind::WorkingDay, amount: 1 },
        filed_under: None,
        photo_required: false,
        division: drawn.division,
        site: None,
        visit: None,
        item: None,
        title: "案件".to_owned(),
        text: String::new(),
        position: None,
        source: drawn.source,
        photos: Vec::new(),
    };
    let decided = Case::report(new, &stamp(), drawn.facts.reported_at)?;
    let row = CaseRow { case: decided.case, place: "某处".to_owned(), reporter_unit: None, reporter_post: None };
    let mut tx = db.begin().await?;
    cases::insert(&mut tx, &row, &decided.event).await?;
    let of = drawn.facts;
    let text = "UPDATE cases SET state = $3, is_open = $4, decision = $5, decided_at = $6, verify_asked_at = $7, verify_done_at = $8, \
                verified = $9, dispatched_first_at = $10, dispatch_count = $11, due_at = $12, handled_at = $13, paused_at = $14, \
                late_rounds = $15, rework_count = $16, exempt = $17, check_from = $18, check_asked_at = $19, check_done_at = $20, \
                closed_at = $21, lead_unit = $22 WHERE city_id = $1 AND case_id = $2";
    let values = params![
        CITY,
        id,
        of.state.code(),
        of.state.is_open(),
        of.decision.map(|(decision, _)| decision.code()),
        of.decision.map(|(_, at)| at),
        of.verify_asked_at,
        of.verify_done_at,
        of.verified.map(i64::from),
        of.dispatched_at,
        of.dispatch_count,
        of.due_at,
        of.handled_at,
        of.paused.then(|| at(60)),
        of.late_rounds,
        of.rework_count,
        of.exempt,
        of.check_from,
        of.check_asked_at,
        of.check_done_at,
        of.closed_at,
        drawn.lead
    ];
    tx.execute(Built { name: "testkit::stand_so", text: text.to_owned() }, values).await?;
    let mut last: Option<(Instant, CallFact)> = None;
    for _ in 0..chance.below(3) {
        let when = at(40 + i64::try_from(chance.below(90))?);
        let valid = chance.below(4) > 0;
        let (contacted, solved) = (Answer::of(chance.below(2) == 0), Answer::ALL[chance.below(4)]);
        let contacted = if chance.below(3) == 0 { Answer::Untold } else { contacted };
        let satisfaction = Satisfaction::ALL[chance.below(4)];
        let callback = Callback { at: when, valid, contacted, solved, satisfaction, source: CallbackSource::Phone };
        let kept = CallbackRow { callback, note: String::new(), by: None };
        let is_new = callbacks::record(&mut tx, CITY, id, &kept).await?;
        let period = at(48) <= when && when < at(120);
        if is_new && valid && period && last.is_none_or(|(at, _)| at < when) {
            last = Some((when, CallFact { contacted, solved, satisfaction }));
        }
    }
    drawn.facts.call = last.map(|(_, fact)| fact);
    tx.commit().await?;
    Ok(())
}

fn group(drawn: &Drawn, grouping: Grouping) -> Option<Group> {
    let division = |step: i64| {
        let first = drawn.division / step * step;
        Some(Group::Division(first, first + step - 1))
    };
    match grouping {
        Grouping::All => Some(Group::All),
        Grouping::Unit => drawn.lead.map(Group::Unit),
        Grouping::County => division(1_000_000),
        Grouping::Town => division(1_000),
        Grouping::Village => division(1),
        Grouping::Major => Some(Group::Major(drawn.category[..3].to_owned())),
        Grouping::Category => Some(Group::Category(drawn.category.to_owned())),
        Grouping::Source => Some(Group::Source(drawn.source.code().to_owned())),
    }
}

const GROUPINGS: [Grouping; 8] = [
    Grouping::All,
    Grouping::Unit,
    Grouping::County,
    Grouping::Town,
    Grouping::Village,
    Grouping::Major,
    Grouping::Category,
    Grouping::Source,
];

#[tokio::test(flavor = "multi_thread")]
async fn the_database_counts_as_the_domain_does_and_every_count_opens_to_its_cases() -> anyhow::Result<()> {
    let rules = rules();
    let counting = counting(&rules);
    let schemes: Vec<&Scheme> = rules.schemes.iter().collect();
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let mut chance = SplitMix64::new(20_261_122);
        let mut world: Vec<Drawn> = Vec::new();
        for number in 0..CASES {
            let mut drawn = draw(&mut chance);
            put(&fresh.db, number, &mut drawn, &mut chance).await?;
            world.push(drawn);
        }
        let mut opened = 0;
        // Nothing has gone over in this world, so that asking who had the cases then gives the same.
        for (grouping, then) in GROUPINGS.into_iter().flat_map(|grouping| [(grouping, false), (grouping, true)]) {
            let mut walked: BTreeMap<Group, Counts> = BTreeMap::new();
            for drawn in &world {
                let Some(group) = group(drawn, grouping) else { continue };
                walked.entry(group).or_default().add(&drawn.facts, &rules, &counting);
            }
            walked.retain(|_, counts| !counts.is_empty());
            let wanted = CountQuery {
                basis: &rules.basis,
                schemes: schemes.clone(),
                from: at(48),
                until: at(120),
                grouping,
                then,
            };
            let rows = count(&fresh.db, CITY, &CaseFilter::default(), &wanted, counting.now).await?;
            let rows: BTreeMap<Group, Counts> = rows.into_iter().filter(|(_, counts)| !counts.is_empty()).collect();
            assert_eq!(rows, walked, "{engine}: {grouping:?} (database left, walk right)");
            for (group, counts) in &rows {
                opened += open_all(&fresh.db, &rules, group, counts, (counting.now, then)).await?;
            }
        }
        fresh.remove().await?;
        assert!(opened > 500, "{engine}: only {opened} figures were opened");
    }
    Ok(())
}

/// Opens every figure of a row and counts its list.
async fn open_all(
    db: &Db,
    rules: &Rules,
    group: &Group,
    counts: &Counts,
    (now, then): (Instant, bool),
) -> anyhow::Result<usize> {
    let mut figures: Vec<(Indicator, Part, i64)> = Vec::new();
    for (indicator, tally) in &counts.plain {
        figures.push((*indicator, Part::Due, tally.due));
        figures.push((*indicator, Part::Met, tally.met));
        if *indicator == Indicator::Satisfaction {
            figures.push((*indicator, Part::Partly, tally.partly));
        }
    }
    for ((subject, indicator), (good, bad)) in &counts.graded {
        figures.push((*indicator, Part::Good(*subject), *good));
        figures.push((*indicator, Part::Bad(*subject), *bad));
    }
    for (indicator, part, n) in &figures {
        let counted =
            Counted { indicator: *indicator, part: *part, group: group.clone(), from: at(48), until: at(120) };
        let by = counted_by(rules, &counted.to_string(), then).expect("the address of a figure is read back");
        assert_eq!(by.counted, counted);
        let filter = CaseFilter { counted: Some(by), ..CaseFilter::default() };
        assert_eq!(cases::count(db, CITY, &filter, now).await?, *n, "{counted}");
    }
    Ok(figures.len())
}

/// The world of the walk has something of everything; else the comparison would be about nothing.
#[test]
fn the_drawn_world_counts_every_indicator_on_both_sides() {
    let rules = rules();
    let counting = counting(&rules);
    let mut chance = SplitMix64::new(20_261_122);
    let mut counts = Counts::default();
    for _ in 0..CASES {
        counts.add(&draw(&mut chance).facts, &rules, &counting);
    }
    for indicator in Indicator::ALL
        .iter()
        .filter(|indicator| !matches!(indicator, Indicator::Response | Indicator::Solution | Indicator::Satisfaction))
    {
        let tally = counts.of(*indicator);
        assert!(tally.met > 0 && tally.met < tally.due, "{}: {tally:?}", indicator.code());
    }
    for subject in Subject::ALL.into_iter().filter(|subject| *subject != Subject::Callback) {
        let good: i64 = counts.graded.iter().filter(|((of, _), _)| *of == subject).map(|(_, (good, _))| good).sum();
        assert!(good > 0, "{} has no good case", subject.code());
    }
}
