//! Every filter of the list of cases, alone and beside every other, in both orders and page by page: it gives what a walk over all rows
//! gives, so both engines give the same.

use std::collections::BTreeMap;

use changxiao_domain::{
    calendar::DueStatus,
    cases::{Source, State, Topic},
    geo::BoundingBox,
    search::{Search, Term, index_words},
    time::{HOUR, Instant},
};
use changxiao_store::{
    Db,
    cases::{self, CaseFilter, CaseLine, CaseRow, DueCounts, ScopeFilter, Sort},
};
use changxiao_testkit::{CITY, fresh_databases};

use super::cases::{CATEGORIES, COUNT, beginning, fill, fill_reports, site, unit};

/// What a filter is meant to keep, said in Rust.
type Keeps = dyn Fn(&CaseRow, Instant) -> bool + Send + Sync;

/// The field that an option sets, its value in words, the option, and which rows it leaves.
struct Choice {
    field: &'static str,
    name: String,
    set: Box<dyn Fn(&mut CaseFilter) + Send + Sync>,
    keeps: Box<Keeps>,
}

/// A choice and whether it keeps each row: asked once a row, because it is combined with every other choice.
struct Tried {
    choice: Choice,
    kept: Vec<bool>,
}

fn choice(
    field: &'static str,
    name: impl Into<String>,
    set: impl Fn(&mut CaseFilter) + Send + Sync + 'static,
    keeps: impl Fn(&CaseRow, Instant) -> bool + Send + Sync + 'static,
) -> Choice {
    Choice { field, name: name.into(), set: Box::new(set), keeps: Box::new(keeps) }
}

fn choices() -> Vec<Choice> {
    let mut all = Vec::new();
    for units in [vec![unit(0)], vec![unit(1), unit(5)], vec![unit(77)], vec![]] {
        let wanted = units.clone();
        let keeps = move |row: &CaseRow, _| {
            let touches = |unit| units.contains(unit);
            row.case.lead_unit.iter().any(touches)
                || row.reporter_unit.iter().any(touches)
                || row.case.co_units.iter().any(touches)
        };
        let name = format!("{} units", wanted.len());
        all.push(choice("scope", name, move |filter| filter.scope = ScopeFilter::Units(wanted.clone()), keeps));
    }
    // A street; a village of it and another street, as a territory that overlies divisions.
    for ranges in [
        vec![(350_602_003_000, 350_602_003_999)],
        vec![(350_602_002_000, 350_602_002_999), (350_602_003_001, 350_602_003_001)],
    ] {
        let (name, wanted) = (format!("territory of {}", ranges.len()), ranges.clone());
        let keeps = move |row: &CaseRow, _| {
            ranges.iter().any(|(first, last)| (*first..=*last).contains(&row.case.division))
                || row.case.lead_unit == Some(unit(2))
                || row.reporter_unit == Some(unit(2))
                || row.case.co_units.contains(&unit(2))
        };
        let narrow = move |filter: &mut CaseFilter| {
            filter.scope = ScopeFilter::Territory { ranges: wanted.clone(), unit: unit(2) };
        };
        all.push(choice("scope", name, narrow, keeps));
    }
    for open in [true, false] {
        let keeps = move |row: &CaseRow, _| row.case.state.is_open() == open;
        all.push(choice("open", open.to_string(), move |filter| filter.open = Some(open), keeps));
    }
    for states in [vec![State::Reported], vec![State::Dispatched, State::Handling], State::ALL.to_vec()] {
        let wanted = states.clone();
        let name = format!("{} states", states.len());
        let keeps = move |row: &CaseRow, _| states.contains(&row.case.state);
        all.push(choice("states", name, move |filter| filter.states.clone_from(&wanted), keeps));
    }
    for lamp in DueStatus::ALL {
        let keeps = move |row: &CaseRow, now| row.case.lamp(now) == lamp;
        all.push(choice("lamp", format!("{lamp:?}"), move |filter| filter.lamp = Some(lamp), keeps));
    }
    for category in [CATEGORIES[1], "01", "0_", "%"] {
        let keeps = move |row: &CaseRow, _| row.case.category.starts_with(category);
        all.push(choice("category", category, move |filter| filter.category = Some(category.to_owned()), keeps));
    }
    for (first, last) in [(350_602_003_000, 350_602_003_999), (1, 2)] {
        let keeps = move |row: &CaseRow, _| (first..=last).contains(&row.case.division);
        all.push(choice("divisions", first.to_string(), move |filter| filter.divisions = Some((first, last)), keeps));
    }
    let keeps = |row: &CaseRow, _| row.case.lead_unit == Some(unit(1));
    all.push(choice("lead", "one", |filter| filter.lead = Some(unit(1)), keeps));
    let keeps = |row: &CaseRow, _| row.case.lead_unit.is_some_and(|lead| lead == unit(0) || lead == unit(2));
    all.push(choice("lead_any", "two", |filter| filter.lead_any = vec![unit(0), unit(2)], keeps));
    for source in Source::ALL {
        let keeps = move |row: &CaseRow, _| row.case.source == source;
        all.push(choice("source", source.code(), move |filter| filter.source = Some(source), keeps));
    }
    let keeps = |row: &CaseRow, _| row.case.site == Some(site(2));
    all.push(choice("site", "one", |filter| filter.site = Some(site(2)), keeps));
    all.push(choice("reworked", "yes", |filter| filter.reworked = true, |row, _| row.case.rework_count > 0));
    for passed in [true, false] {
        let keeps = move |row: &CaseRow, _| row.case.check_passed_at.is_some() == passed;
        all.push(choice("check_passed", passed.to_string(), move |filter| filter.check_passed = Some(passed), keeps));
    }
    let keeps = |row: &CaseRow, _: Instant| row.case.standing.returned_by.is_some();
    all.push(choice("returned", "yes", |filter| filter.returned = true, keeps));
    let keeps = |row: &CaseRow, _: Instant| row.case.rework_count > 0 || row.case.standing.returned_by.is_some();
    all.push(choice("came_back", "yes", |filter| filter.came_back = true, keeps));
    all.push(choice("clock_runs", "yes", |filter| filter.clock_runs = true, |row, _| row.case.clock_runs()));
    let keeps = |row: &CaseRow, _: Instant| row.case.co_units.contains(&unit(1));
    all.push(choice("co_unit", "one", |filter| filter.co_unit = Some(unit(1)), keeps));
    let keeps = |row: &CaseRow, _: Instant| row.reporter_unit == Some(unit(5));
    all.push(choice("reporter_unit", "one", |filter| filter.reporter_unit = Some(unit(5)), keeps));
    let frame = BoundingBox { west_e6: 117_650_000, south_e6: 24_500_000, east_e6: 117_650_060, north_e6: 24_520_000 };
    let keeps = move |row: &CaseRow, _: Instant| row.case.position.is_some_and(|position| frame.contains(position));
    all.push(choice("frame", "one", move |filter| filter.frame = Some(frame), keeps));
    // What is taken beside the states is taken once, whatever else holds of it.
    let states = vec![State::Reported, State::Handled];
    let wanted = states.clone();
    let set = move |filter: &mut CaseFilter| {
        filter.states.clone_from(&wanted);
        filter.or_passed = true;
        filter.or_asked = Topic::ALL.to_vec();
    };
    let keeps = move |row: &CaseRow, _: Instant| {
        let passed = row.case.state == State::Checking && row.case.check_passed_at.is_some();
        states.contains(&row.case.state) || passed || row.case.standing.asked.is_some()
    };
    all.push(choice("states", "and what is beside them", set, keeps));
    let middle = beginning().plus_micros(50 * HOUR);
    let keeps = move |row: &CaseRow, _| row.case.closed_at.is_some_and(|closed| closed >= middle);
    all.push(choice("closed_from", "middle", move |filter| filter.closed_from = Some(middle), keeps));
    let keeps = move |row: &CaseRow, _| row.case.reported_at >= middle;
    all.push(choice("reported_from", "middle", move |filter| filter.reported_from = Some(middle), keeps));
    let keeps = move |row: &CaseRow, _| row.case.due_at.is_some_and(|due| due < middle);
    all.push(choice("due_until", "middle", move |filter| filter.due_until = Some(middle), keeps));
    for words in [
        "lamp",
        "LAMP",
        "lam",
        "垃圾",
        "垃",
        "垃圾桶",
        "0%",
        "a_b",
        "%_",
        "!",
        "'",
        "\"",
        " Xinhua ",
        "260601-0007",
        "ａ",
        "nowhere",
    ] {
        let search = Search::of(words);
        let keeps = move |row: &CaseRow, _| match (words, &search) {
            ("260601-0007", _) => row.case.number == words,
            (_, None) => false,
            (_, Some(search)) => holds(row, search),
        };
        all.push(choice("words", words, move |filter| filter.words = Some(words.to_owned()), keeps));
    }
    all
}

/// Whether a search finds a case, said without an index.
fn holds(row: &CaseRow, search: &Search) -> bool {
    let texts = [row.case.title.as_str(), row.place.as_str(), row.case.text.as_str()];
    let words = index_words(&texts);
    let found = |term: &Term| {
        words.split(' ').any(|word| match term {
            Term::Whole(whole) => word == whole,
            Term::Beginning(beginning) => word.starts_with(beginning.as_str()),
        })
    };
    search.terms.iter().all(found)
        && search.phrases.iter().all(|phrase| texts.iter().any(|text| text.contains(phrase.as_str())))
}

/// The rows that a list in this order must give.
fn expected(rows: &[CaseRow], sort: Sort, keeps: impl Fn(usize) -> bool) -> Vec<&CaseRow> {
    let mut kept: Vec<_> = rows.iter().enumerate().filter(|(place, _)| keeps(*place)).map(|(_, row)| row).collect();
    match sort {
        Sort::Newest => kept.sort_by_key(|row| std::cmp::Reverse(row.case.id)),
        Sort::Due => {
            kept.retain(|row| row.case.due_at.is_some());
            kept.sort_by_key(|row| (row.case.due_at, row.case.id));
        }
    }
    kept
}

/// What a choice puts into a statement depends on its field, so every field meets every other with a few of their choices, others each
/// time: whoever has many meets all of them within the other fields.
const TURNS: usize = 2;

fn pairs(all: &[Tried]) -> Vec<(&Tried, &Tried)> {
    let mut fields: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
    for tried in all {
        fields.entry(tried.choice.field).or_default().push(tried);
    }
    let mut fields: Vec<Vec<&Tried>> = fields.into_values().collect();
    let (mut met, mut turn) = (Vec::new(), 0);
    while let Some(one) = fields.pop() {
        for two in &fields {
            for _ in 0..one.len().max(two.len()).min(TURNS) {
                met.push((one[turn % one.len()], two[turn % two.len()]));
                turn += 1;
            }
        }
    }
    met
}

async fn check(db: &Db, rows: &[CaseRow], chosen: &[&Tried], now: Instant, page: i64) -> anyhow::Result<usize> {
    let words = |tried: &&Tried| format!("{}={}", tried.choice.field, tried.choice.name);
    let name = chosen.iter().map(words).collect::<Vec<_>>().join(", ");
    let keeps = |place: usize| chosen.iter().all(|tried| tried.kept[place]);
    for sort in [Sort::Newest, Sort::Due] {
        let mut filter = CaseFilter { sort, ..CaseFilter::default() };
        chosen.iter().for_each(|tried| (tried.choice.set)(&mut filter));
        let wanted: Vec<CaseLine> = expected(rows, sort, keeps).into_iter().map(cases::line_of).collect();
        let mut got: Vec<CaseLine> = Vec::new();
        loop {
            let more = cases::list(db, CITY, &filter, got.last(), now, page).await?;
            let last = more.len() < usize::try_from(page)?;
            got.extend(more);
            if last {
                break;
            }
        }
        assert_eq!(got, wanted, "{name}, {sort:?}, pages of {page}");
    }
    let mut filter = CaseFilter::default();
    chosen.iter().for_each(|tried| (tried.choice.set)(&mut filter));
    let kept = expected(rows, Sort::Newest, keeps);
    assert_eq!(cases::count(db, CITY, &filter, now).await?, i64::try_from(kept.len())?, "count of {name}");
    let placed: Vec<_> = kept.iter().filter(|row| row.case.position.is_some()).map(|row| cases::line_of(row)).collect();
    assert_eq!(cases::map_points(db, CITY, &filter, now, 1000).await?, placed, "map of {name}");
    // The counts beside a list leave the lamp out and look at open cases only.
    let beside: Vec<_> = chosen.iter().filter(|tried| !matches!(tried.choice.field, "lamp" | "open")).collect();
    let mut lamps = DueCounts::default();
    for (place, row) in rows.iter().enumerate() {
        if !row.case.state.is_open() || !beside.iter().all(|tried| tried.kept[place]) {
            continue;
        }
        *match row.case.lamp(now) {
            DueStatus::Ok => &mut lamps.ok,
            DueStatus::Near => &mut lamps.near,
            DueStatus::Late => &mut lamps.late,
            DueStatus::Idle => &mut lamps.idle,
        } += 1;
    }
    assert_eq!(cases::count_by_lamp(db, CITY, &filter, now).await?, lamps, "lamps of {name}");
    Ok(kept.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_and_every_pair_of_fields_gives_the_same_rows_everywhere() -> anyhow::Result<()> {
    let now = beginning().plus_micros(60 * HOUR);
    let mut results = Vec::new();
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let rows = fill(&fresh.db).await?;
        assert_eq!(rows.len() as u64, COUNT);
        for row in &rows {
            let read = cases::by_id(&fresh.db, CITY, row.case.id).await?;
            assert_eq!(read.as_ref(), Some(row), "{engine} gives a case back as it was saved");
        }
        let (mut some, mut sizes) = (0, Vec::new());
        let kept = |choice: &Choice| rows.iter().map(|row| (choice.keeps)(row, now)).collect();
        let all: Vec<Tried> = choices().into_iter().map(|choice| Tried { kept: kept(&choice), choice }).collect();
        check(&fresh.db, &rows, &[], now, 7).await?;
        for one in &all {
            sizes.push(check(&fresh.db, &rows, &[one], now, 7).await?);
        }
        for (one, two) in pairs(&all) {
            let found = check(&fresh.db, &rows, &[one, two], now, 40).await?;
            some += usize::from(found > 0);
            sizes.push(found);
        }
        fresh.remove().await?;
        // The comparison says nothing about filters that leave no row.
        assert!(some > 150, "{engine}: only {some} pairs left a row");
        results.push((rows, sizes));
    }
    for pair in results.windows(2) {
        assert_eq!(pair[0], pair[1], "the data or the numbers differ between the engines");
    }
    Ok(())
}

/// A search looks at some hundred of its hits, then at more, then at all: wherever a page ends, no row is missing and none comes twice;
/// also while the index holds the newest cases only, as it does after an update of a large city.
#[tokio::test]
async fn the_pages_of_a_common_word_hold_every_hit_once() -> anyhow::Result<()> {
    let now = beginning().plus_micros(60 * HOUR);
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let rows = fill_reports(&fresh.db, 1_700).await?;
        let street = Some((350_602_002_000, 350_602_002_999));
        // A search that something else narrows looks at other numbers of hits.
        let narrowings = [(None, None), (street, None), (None, Some(true)), (street, Some(true))];
        let asks =
            [1, 4, 20].into_iter().flat_map(|indexed| narrowings.map(|(division, open)| (indexed, division, open)));
        let mut in_index = 0;
        for (indexed, division, open) in asks {
            while in_index < indexed {
                cases::search::catch_up(&fresh.db, CITY).await?;
                in_index += 1;
            }
            let words = Some("延安北路".to_owned());
            let filter = CaseFilter { words, divisions: division, open, ..CaseFilter::default() };
            let within = |row: &CaseRow| division.is_none_or(|(from, to)| (from..=to).contains(&row.case.division));
            let keeps = |place: usize| rows[place].place.contains("延安北路") && within(&rows[place]);
            let wanted: Vec<CaseLine> = expected(&rows, Sort::Newest, keeps).into_iter().map(cases::line_of).collect();
            assert!(wanted.len() > if division.is_some() { 100 } else { 500 }, "{engine}: {} hits", wanted.len());
            let mut got: Vec<CaseLine> = Vec::new();
            loop {
                let more = cases::list(&fresh.db, CITY, &filter, got.last(), now, 30).await?;
                let last = more.len() < 30;
                got.extend(more);
                if last {
                    break;
                }
            }
            assert_eq!(got, wanted, "{engine}, {division:?}, {open:?}, {indexed} batches in the index");
        }
        fresh.remove().await?;
    }
    Ok(())
}

/// A moment that equals a deadline, or the moment of its yellow lamp, to the microsecond.
#[tokio::test]
async fn the_lamp_of_the_list_is_the_lamp_of_the_case_at_every_edge() -> anyhow::Result<()> {
    for (engine, fresh) in fresh_databases().await? {
        fresh.db.migrate().await?;
        let rows = fill(&fresh.db).await?;
        let edges = rows.iter().filter(|row| row.case.clock_runs()).flat_map(|row| [row.case.near_at, row.case.due_at]);
        let edges: Vec<_> = edges.flatten().take(24).collect();
        assert!(edges.len() > 10, "{engine}: too few running clocks");
        for now in edges.into_iter().flat_map(|edge| [-1, 0, 1].map(|by| edge.plus_micros(by))) {
            for lamp in DueStatus::ALL {
                let filter = CaseFilter { lamp: Some(lamp), ..CaseFilter::default() };
                let wanted = rows.iter().filter(|row| row.case.lamp(now) == lamp).count();
                let got = cases::count(&fresh.db, CITY, &filter, now).await?;
                assert_eq!(got, i64::try_from(wanted)?, "{engine}: {lamp:?} at {now:?}");
            }
        }
        fresh.remove().await?;
    }
    Ok(())
}
