//! The seals themselves: what a night holds, and that nothing keeps a night from its seal.

use std::{collections::HashSet, time::Duration};

use anyhow::Context;
use changxiao_app::sealing::{AuditScope, keep, verify_audit};
use changxiao_domain::{
    sealing::{Seal, Wrong, hex},
    time::{Day, HOUR},
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{
    access::{self, Entry},
    cases, sealed,
    seals::{self, pages::Pages, rows},
};
use changxiao_testkit::{CITY, World, on_both_engines, photo};

use super::{checked, said, scene::columns_of};

/// In microseconds.
const MILLISECOND: i64 = 1_000;

async fn reported(world: &World, seed: u64) -> anyhow::Result<String> {
    let inspector = world.sign_in("inspector").await?;
    let fields = [("category", "E0405"), ("site", "1"), ("text", "占道")];
    let sent = inspector.upload("/cases/new", &fields, &[("photos", "a.jpg", photo(seed))]).await?.expect(303)?;
    Ok(sent.location().trim_start_matches("/cases/").to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_seals_what_is_new_and_holds_the_night_before() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        reported(world, 1).await?;
        let first = keep(&world.app, CITY).await?.expect("the first seal");
        assert_eq!(keep(&world.app, CITY).await?, None, "a day is sealed once");
        let of = |seal: &changxiao_domain::sealing::Seal, kind: &str| {
            seal.sums.iter().find(|sum| sum.kind == kind).map(|sum| (sum.counted, sum.leaves))
        };
        assert_eq!(
            (of(&first, "cases"), of(&first, "files"), of(&first, "visits")),
            (Some((1, 1)), Some((1, 1)), Some((0, 0)))
        );
        reported(world, 2).await?;
        world.clock.advance(24 * HOUR);
        let second = keep(&world.app, CITY).await?.expect("the second seal");
        assert_eq!((second.number, second.prev), (2, first.digest));
        assert_eq!(of(&second, "cases"), Some((2, 1)), "what did not change has no new leaf");
        assert_eq!(of(&second, "people"), Some((13, 0)));
        assert_eq!(checked(world).await?, Vec::<String>::new());
        // Who kept the digest of any night is answered.
        for (digest, is_there) in [(first.digest, true), (second.digest, true), ([1; 32], false)] {
            let wanted = AuditScope { photos: false, digest: Some(digest) };
            let audit = verify_audit(&world.app, CITY, wanted, |_, _| {}).await?;
            assert_eq!(audit.broken.is_empty(), is_there, "{:?}", said(&audit));
        }
        // The office reads it in the daily report, the auditor in a notice.
        let newest = hex(&second.digest);
        let in_fours = |hash: &str| {
            hash.as_bytes()
                .chunks(8)
                .map(|four| String::from_utf8_lossy(four).into_owned())
                .collect::<Vec<_>>()
                .join(" ")
        };
        world.sign_in("office").await?.get("/overview/report").await?.expect(200)?.says(&in_fours(&newest))?;
        world.sign_in("auditor").await?.get("/notices").await?.expect(200)?.says(&newest)?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_ran_ahead_stops_no_seal() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        reported(world, 1).await?;
        world.set_time(Day::constant(2027, 3, 1), 3, 0);
        assert_eq!(keep(&world.app, CITY).await?.map(|seal| seal.number), Some(1));
        world.set_time(Day::constant(2026, 6, 18), 3, 0);
        reported(world, 2).await?;
        assert_eq!(keep(&world.app, CITY).await?.map(|seal| seal.number), Some(2), "the clock was put right");
        world.set_time(Day::constant(2026, 6, 19), 3, 0);
        reported(world, 3).await?;
        assert_eq!(keep(&world.app, CITY).await?.map(|seal| seal.number), Some(3));
        assert_eq!(checked(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_key_nothing_is_sealed_and_the_check_says_so() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        reported(world, 1).await?;
        keep(&world.app, CITY).await?;
        let path = world.app.seals().key_path();
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path)?.permissions());
        assert_eq!(mode & 0o777, 0o600, "nobody else reads the key");
        let key = std::fs::read(&path)?;
        std::fs::remove_file(&path)?;
        world.clock.advance(24 * HOUR);
        let refused = keep(&world.app, CITY).await.expect_err("another key would leave the seals before unproven");
        assert!(refused.to_string().contains("seal.key is missing"), "{refused}");
        let audit = verify_audit(&world.app, CITY, AuditScope::default(), |_, _| {}).await?;
        assert!(
            matches!(audit.broken.as_slice(), [only] if matches!(only.wrong, Wrong::NoKey { .. })),
            "{:?}",
            said(&audit)
        );
        std::fs::write(&path, key)?;
        assert_eq!(keep(&world.app, CITY).await?.map(|seal| seal.number), Some(2));
        assert_eq!(checked(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

/// A line of the trace, as requests leave them; each a moment after the one before.
async fn traced(world: &World) -> anyhow::Result<()> {
    world.clock.advance(MILLISECOND);
    let mut tx = world.fresh.db.begin().await?;
    let entry = Entry {
        city: CITY,
        id: world.app.new_id(|id| id),
        at: world.app.now(),
        kind: TraceKind::SignIn,
        person: None,
        post: None,
        subject: TraceSubject::Login("office".to_owned()),
        outcome: "failed".to_owned(),
        particulars: "{}".to_owned(),
    };
    access::record(&mut tx, entry).await?;
    Ok(tx.commit().await?)
}

/// Lines of the trace come in as long as the night is sealed, and each is sealed: this night or the next.
#[tokio::test(flavor = "multi_thread")]
async fn a_night_ends_although_rows_go_on_coming_in() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let counted = |seal: &Seal| {
            seal.sums.iter().find(|sum| sum.kind == "access_log").map_or((0, 0), |sum| (sum.counted, sum.leaves))
        };
        let coming = async {
            loop {
                if let Err(problem) = traced(world).await {
                    return problem;
                }
            }
        };
        let sealing = tokio::time::timeout(Duration::from_secs(60), keep(&world.app, CITY));
        let first = tokio::select! {
            sealed = sealing => sealed.context("the night did not end")??.context("a seal")?,
            problem = coming => return Err(problem),
        };
        let (stood, sealed) = counted(&first);
        anyhow::ensure!(stood >= sealed && sealed > 0, "{stood} lines stood at its end, {sealed} were sealed");
        world.clock.advance(24 * HOUR);
        let second = keep(&world.app, CITY).await?.context("the next seal")?;
        let all = counted(&second);
        anyhow::ensure!(all.0 == sealed + all.1, "{} lines, {sealed} and {} sealed", all.0, all.1);
        assert_eq!(checked(world).await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

/// A walk goes to the row that was the last when it began, page by page, and no further.
#[tokio::test(flavor = "multi_thread")]
async fn a_walk_over_a_table_ends_where_it_ended_when_it_began() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let (db, log) = (&world.fresh.db, sealed().into_iter().find(|table| table.name == "access_log"));
        let log = log.context("the trace is sealed")?;
        let stands = rows::count(db, CITY, log).await?;
        for _ in stands..7 {
            traced(world).await?;
        }
        let stands = rows::count(db, CITY, log).await?;
        for most in [1, 3, stands, 100] {
            let (mut pages, mut seen) = (Pages::begin(db, CITY, log, most).await?, HashSet::new());
            let stands = rows::count(db, CITY, log).await?;
            while let Some(page) = pages.next(db).await? {
                traced(world).await?;
                anyhow::ensure!(page.iter().all(|row| seen.insert(row.key.clone())), "a row came twice");
                anyhow::ensure!(i64::try_from(seen.len())? <= stands, "{most} a page: it goes on behind {stands}");
            }
            anyhow::ensure!(i64::try_from(seen.len())? == stands, "{most} a page: {} of {stands}", seen.len());
        }
        let empty = sealed().into_iter().find(|table| table.name == "visits").context("visits are sealed")?;
        anyhow::ensure!(Pages::begin(db, CITY, empty, 3).await?.next(db).await?.is_none());
        Ok(())
    })
    .await
}

/// Columns that change without anybody deciding: what was last seen, what a person likes, what is counted elsewhere.
const UNSEALED: &[(&str, &[&str])] = &[
    ("people", &["failures", "last_failure_at", "last_seen_at", "lang", "large_type", "dark", "must_change"]),
    ("passkeys", &["counter", "used_at"]),
];

/// A column that is added to a sealed table is sealed, at the end of its list, or named above.
/// What people read of the seals counts the tables that are sealed.
#[tokio::test(flavor = "multi_thread")]
async fn every_column_of_a_sealed_table_is_sealed() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        for table in sealed() {
            let own: Vec<&str> = table.key.iter().chain(table.columns).copied().collect();
            listed(world, table.name, &own).await?;
            for part in table.parts {
                let own: Vec<&str> = part.columns.iter().copied().chain([part.of]).collect();
                listed(world, part.name, &own).await?;
            }
        }
        Ok(())
    })
    .await
}

async fn listed(world: &World, table: &str, own: &[&str]) -> anyhow::Result<()> {
    let unsealed = UNSEALED.iter().find(|(other, _)| *other == table).map_or(&[][..], |(_, columns)| columns);
    for column in columns_of(world, table).await? {
        let is_known = column == "city_id" || own.contains(&column.as_str()) || unsealed.contains(&column.as_str());
        anyhow::ensure!(
            is_known,
            "{table}.{column} is not sealed: add it at the end of its list in store/src/seals/tables.rs, or name it here"
        );
    }
    Ok(())
}

/// A run that broke off is taken up again under the same number.
#[tokio::test(flavor = "multi_thread")]
async fn a_seal_that_broke_off_is_made_again() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        reported(world, 1).await?;
        keep(&world.app, CITY).await?;
        let begun = changxiao_domain::sealing::Leaf {
            kind: "cases".to_owned(),
            key: "left over".to_owned(),
            number: 2,
            version: 1,
            row: [1; 32],
            marks: Vec::new(),
            mac: [1; 32],
        };
        let mut tx = world.fresh.db.begin().await?;
        seals::put_leaves(&mut tx, CITY, &[begun]).await?;
        tx.commit().await?;
        assert_eq!(checked(world).await?, Vec::<String>::new(), "what is being made is not looked at");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_original_that_was_replaced_is_not_given_out() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let number = reported(world, 1).await?;
        let case = cases::by_number(&world.fresh.db, CITY, &number).await?.expect("the case").case;
        let hash = hex(&cases::photos_of(&world.fresh.db, CITY, case.id).await?[0].hash);
        let office = world.sign_in("office").await?;
        let addresses = [
            format!("/cases/{number}/photos/{hash}/original"),
            format!("/api/v1/cases/{number}/photos/{hash}?size=original"),
        ];
        for address in &addresses {
            office.get(address).await?.expect(200)?;
        }
        let path = world.fresh.folder.path().join("photos/originals").join(&hash[..2]).join(&hash[2..]);
        std::fs::write(path, photo(2))?;
        for address in &addresses {
            let answer = office.get(address).await?;
            assert!(answer.status >= 400, "{address}: {}", answer.status);
        }
        Ok(())
    })
    .await
}
