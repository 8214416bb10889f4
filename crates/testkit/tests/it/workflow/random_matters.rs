//! Whatever people try by the procedures that ship, on wholes, parts and copies: a refusal changes nothing, a decision is one version and one
//! event, and what stands is what the events tell.

use std::collections::BTreeMap;

use changxiao_app::{
    AppError,
    cases::report::{ReportCase, report},
    escalation::sweep::sweep,
    matters::{
        begin::{Beginning, begin},
        values::{self, Given},
    },
    sealing::{AuditScope, verify_audit},
    workflow::{Target, carry_out},
};
use changxiao_domain::{
    ids::UnitId,
    matters::{ColumnKind, Command, Effect, Field, FieldKind, LoadedDocument, Matter, Means, Ruled},
    orgs::Actor,
    sealing::Word as _,
    time::{Day, MINUTE},
};
use changxiao_store::{matters::parts_of, sealing::events_of, workflow::by_number};
use changxiao_testkit::{CITY, World, on_both_engines, photo};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Map, Value, json};

const LOGINS: [&str; 8] = ["office", "leader", "dispatcher", "handler", "head", "street1", "streethead", "auditor"];
const SEQUENCES: u64 = 3;
const STEPS: u64 = 18;

/// A little draft, and what is said of it.
const DRAFT: &str = "实施办法\n第一条　为巩固创建成果，制定本办法。\n第二条　各街道每月巡查一次。";

/// The day of the picture that proofs are made of.
const PICTURED: &str = "2026-06-16";

struct Walk<'w> {
    world: &'w World,
    actors: Vec<Actor>,
    units: Vec<UnitId>,
    /// The number of a case.
    case: String,
    chance: StdRng,
}

/// How far the walks came.
#[derive(Default)]
struct Came {
    begun: BTreeMap<&'static str, usize>,
    ended: BTreeMap<&'static str, usize>,
    done: usize,
    refused: usize,
    conflicts: usize,
}

impl Walk<'_> {
    fn chosen<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.chance.random_range(0..from.len())])
    }

    /// Something that mostly fits the field; `before`: matters of the procedure that are there.
    fn fitting(&mut self, field: &'static Field, before: &[String]) -> Option<Value> {
        let today = self.world.app.now();
        let soon = today.plus_micros(3 * 24 * 60 * MINUTE);
        let day = soon.in_zone(&jiff::tz::TimeZone::UTC).date().to_string();
        match field.means {
            Some(Means::Draft | Means::Next) => return Some(json!(DRAFT)),
            Some(Means::Comments) => {
                return Some(json!([
                    { "who": "教育局", "way": "书面", "clause": "第二条", "change": "words", "quoted": "每月", "words": "每季度", "reason": "写明" },
                ]));
            }
            Some(Means::Dispositions) => {
                return Some(json!([{ "comment": "1", "ruling": "refused", "reason": "写明" }]));
            }
            None => {}
        }
        Some(match field.kind {
            FieldKind::Line | FieldKind::Text => json!("写明"),
            FieldKind::Number => json!(30),
            FieldKind::Fen | FieldKind::Thousandths => json!("12.50"),
            FieldKind::Day if field.name.as_str().starts_with("period") => json!(PICTURED),
            FieldKind::Day => json!(day),
            FieldKind::YesNo => json!(self.chance.random_bool(0.5)),
            FieldKind::Choice => json!(field.options[self.chance.random_range(0..field.options.len())].name),
            FieldKind::Unit => json!("市城管局"),
            FieldKind::Person => json!("测试handler"),
            FieldKind::Division => json!("350602003"),
            FieldKind::Site => json!("1"),
            FieldKind::Case => json!(self.case),
            FieldKind::Node => json!("III-1-2"),
            FieldKind::Matter => json!(self.chosen(&before.iter().collect::<Vec<_>>())?),
            FieldKind::Matters => json!([self.chosen(&before.iter().collect::<Vec<_>>())?]),
            FieldKind::Files if field.press => return None,
            FieldKind::Files => json!([1]),
            FieldKind::Moment | FieldKind::Signature => return None,
            FieldKind::Rows => {
                let cell = |kind: ColumnKind| match kind {
                    ColumnKind::Text => json!("写明"),
                    ColumnKind::Fact => json!(""),
                    ColumnKind::Day => json!(day),
                    ColumnKind::Unit => json!("市城管局"),
                    ColumnKind::Person => json!("测试handler"),
                };
                let filled = field.columns.iter().filter(|column| column.name.as_str() != "why_not");
                json!([filled.map(|column| (column.name.to_string(), cell(column.kind))).collect::<Map<_, _>>()])
            }
        })
    }

    /// What is entered with a row, now and then with something left out.
    fn entered(&mut self, ruled: &Ruled, fields: &'static [Field], before: &[String]) -> Vec<(String, Given)> {
        let asked: Vec<_> = fields.iter().filter(|field| ruled.row.enters.contains(&field.name)).collect();
        let mut given = Vec::new();
        for field in asked {
            if self.chance.random_bool(0.94)
                && let Some(value) = self.fitting(field, before)
            {
                given.push((field.name.to_string(), Given::Sent(value)));
            }
        }
        given
    }

    async fn stored(&self, number: &str) -> anyhow::Result<Matter> {
        by_number(self.world.app.db(), CITY, number).await?.ok_or_else(|| anyhow::anyhow!("no {number}"))
    }

    /// The number of a whole that somebody begins; `None` where it was refused.
    async fn begun(&mut self, kept: &'static LoadedDocument, before: &[String]) -> anyhow::Result<Option<String>> {
        let able: Vec<usize> =
            (0..self.actors.len()).filter(|n| kept.whole().beginning(self.actors[*n].role).is_some()).collect();
        let actor = self.chosen(&able).map(|n| self.actors[n].clone()).expect("somebody begins it");
        let ruled = kept.whole().beginning(actor.role).expect("it begins");
        let issues = ruled.has(&Effect::Issue);
        let beginning = Beginning {
            procedure: kept.document.key.to_string(),
            title: "随机走查".to_owned(),
            division: None,
            values: self.entered(ruled, &kept.document.whole.fields, before),
            units: if issues { self.units.clone() } else { Vec::new() },
        };
        match begin(&self.world.app, &actor, beginning, None).await {
            Ok(matter) => {
                assert_eq!(matter.version, 1);
                Ok(Some(matter.number))
            }
            Err(problem) => {
                assert!(problem.status() < 500, "{} begun by {:?}: {problem}", kept.document.key, actor.role);
                Ok(None)
            }
        }
    }

    /// One thing that somebody tries on a matter.
    async fn step(&mut self, number: &str, before: &[String], came: &mut Came) -> anyhow::Result<()> {
        self.world.clock.advance(self.chance.random_range(0..200) * MINUTE);
        let stood = self.stored(number).await?;
        let now = self.world.app.now();
        let everybody = 0..self.actors.len();
        let all: Vec<(&'static Ruled, usize)> =
            stood.table().rows().iter().flat_map(|ruled| everybody.clone().map(move |n| (ruled, n))).collect();
        let grants = |(ruled, n): &(&'static Ruled, usize)| {
            let row = stood.granting(ruled.action, &self.actors[*n].stamp(), now);
            row.is_ok_and(|row| std::ptr::eq(row, *ruled))
        };
        let able: Vec<_> = all.iter().copied().filter(grants).collect();
        let wild = able.is_empty() || self.chance.random_bool(0.2);
        let Some((ruled, n)) = self.chosen(if wild { &all } else { &able }) else { return Ok(()) };
        let actor = self.actors[n].clone();
        let given = self.entered(ruled, &stood.table().flow.fields, before);
        let values = values::read(&self.world.app, &actor, stood.table(), given, &stood.values).await;
        let Ok(values) = values else {
            came.refused += 1;
            return Ok(());
        };
        let issues = [Effect::Issue, Effect::Copy].iter().any(|effect| ruled.has(effect));
        let units =
            if issues { self.units[..self.chance.random_range(1..=self.units.len())].to_vec() } else { Vec::new() };
        let reason = if self.chance.random_bool(0.9) { "写明" } else { "" }.to_owned();
        let seen = if self.chance.random_bool(0.93) { stood.version } else { stood.version - 1 };
        let target = Target { number: number.to_owned(), version: Some(seen) };
        let events = events_of::<Matter>(self.world.app.db(), CITY, stood.id.0).await?;
        let command = Command { action: ruled.action, values, reason, units };
        let outcome = carry_out::<Matter>(&self.world.app, &actor, &target, command).await;
        let stands = self.stored(number).await?;
        let told = events_of::<Matter>(self.world.app.db(), CITY, stood.id.0).await?;
        let what = || {
            format!("{} {} by {:?} in {}", stood.kept.document.key, ruled.action.code(), actor.role, stood.state.code())
        };
        match outcome {
            Ok(after) => {
                came.done += 1;
                assert_eq!(after.version, stood.version + 1, "{}", what());
                assert_eq!(
                    (stands.version, stands.state, stands.head_hash),
                    (after.version, after.state, after.head_hash)
                );
                assert_eq!(told.len(), events.len() + 1, "{}", what());
                assert_eq!(told[..events.len()], events[..], "the past was changed: {}", what());
                if !stands.is_open() && stood.is_open() {
                    *came.ended.entry(stood.kept.document.key.as_str()).or_default() += 1;
                }
            }
            Err(problem) => {
                assert!(problem.status() < 500, "{}: {problem}", what());
                came.conflicts += usize::from(matches!(problem, AppError::Conflict));
                came.refused += 1;
                assert_eq!(
                    (stands.version, told.len()),
                    (stood.version, events.len()),
                    "{}: a refusal changed it",
                    what()
                );
                assert_eq!(stands.values, stood.values, "{}: a refusal changed it", what());
            }
        }
        Ok(())
    }
}

/// A picture with its caption, and a case: what fields of files and of cases name.
async fn proofs(world: &World) -> anyhow::Result<String> {
    let handler = world.sign_in("handler").await?;
    let fields = [("caption-1", "2026年6月，新华西路"), ("day", PICTURED), ("kind", "photo")];
    handler.upload("/evidence/new", &fields, &[("file-1", "a.jpg", photo(1))]).await?.expect(303)?;
    let new = ReportCase { category: "E0301".to_owned(), site: Some(1), ..ReportCase::default() };
    Ok(report(&world.app, &world.actor("inspector").await?, new, &[]).await?.number)
}

#[tokio::test(flavor = "multi_thread")]
async fn random_people_work_by_every_procedure_that_ships() -> anyhow::Result<()> {
    on_both_engines(async |world| {
        let mut actors = Vec::new();
        for login in LOGINS {
            actors.push(world.actor(login).await?);
        }
        let case = proofs(world).await?;
        let units = vec![world.city.department, world.city.streets[0]];
        let mut walk = Walk { world, actors, units, case, chance: StdRng::seed_from_u64(15) };
        let mut came = Came::default();
        for kept in world.app.model(CITY).await?.procedures.iter().copied() {
            let key = kept.document.key.as_str();
            let mut numbers: Vec<String> = Vec::new();
            for _ in 0..SEQUENCES {
                // Something is left out now and then, and refused.
                let mut number = None;
                for _ in 0..6 {
                    number = walk.begun(kept, &numbers).await?;
                    if number.is_some() {
                        break;
                    }
                }
                let Some(number) = number else { continue };
                *came.begun.entry(key).or_default() += 1;
                for _ in 0..STEPS {
                    let whole = walk.stored(&number).await?;
                    let parts = parts_of(world.app.db(), CITY, whole.id, 20).await?;
                    let open = parts.into_iter().filter(|part| part.is_open());
                    let mut all: Vec<String> = open.map(|part| part.number).collect();
                    all.push(number.clone());
                    if all.len() == 1 && !whole.is_open() && walk.chance.random_bool(0.7) {
                        break;
                    }
                    let at = walk.chance.random_range(0..all.len());
                    walk.step(&all[at], &numbers, &mut came).await?;
                }
                numbers.push(number);
            }
        }
        // The property says nothing unless the walks get to the interesting places.
        let procedures = world.app.model(CITY).await?.procedures.len();
        assert_eq!(came.begun.len(), procedures, "each was begun: {:?}", came.begun);
        assert!(came.ended.len() * 2 >= procedures, "half of them came to an end: {:?}", came.ended);
        let (done, refused, conflicts) = (came.done, came.refused, came.conflicts);
        assert!(done >= 150 && refused >= 50 && conflicts >= 3, "{done} {refused} {conflicts}");
        // A month later what is due is told, what is over by itself is over, and everything still holds.
        world.set_time(Day::constant(2026, 9, 1), 9, 0);
        sweep(&world.app, CITY).await?;
        let audit = verify_audit(&world.app, CITY, AuditScope::default(), |_, _| {}).await?;
        assert!(audit.broken.is_empty(), "{:?}", audit.broken);
        Ok(())
    })
    .await
}
