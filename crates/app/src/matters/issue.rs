//! What goes with a row: parts and copies come into being, what is open of a whole ends with it, whoever's turn it is is told.

use std::collections::BTreeSet;

use changxiao_domain::{
    evidence::{Use, UsedBy},
    ids::{EvidenceId, MatterId, UnitId},
    matters::{
        Effect, Event, FieldKind, Level, LoadedDocument, MOST_PARTS, Matter, NewPart, Ruled, Values, file_numbers,
    },
    sealing::ActorStamp,
    time::Instant,
    workflow::Decided,
};
use changxiao_store::{
    evidence::{self, EvidenceRow, EvidenceUse},
    matters::{self, once::Claim, repeats::Repeat},
    notices::Notice,
    workflow::{self as stored, number_text},
};
use changxiao_words::{Value as Words, say};

use super::{away::Away, claims::Claims, given, notices, procedures};
use crate::{App, AppError, model::CityModel, numbers};

/// The most units that a refusal names.
const NAMED: usize = 10;
/// Parts that are read by one statement.
const AT_ONCE: usize = 500;

/// What is saved in the transaction of a decision.
#[derive(Default)]
pub struct Beside {
    /// Parts, copies and matters that came out of it, each with its events.
    pub new: Vec<(Matter, Vec<Event>)>,
    /// By which these were begun, and when: kept before them.
    pub documents: Vec<(&'static LoadedDocument, Instant)>,
    /// Before and after.
    pub lapsed: Vec<(Matter, Decided<Matter>)>,
    /// When the next one after the matter comes; none comes any more.
    pub repeat: Option<(MatterId, Option<Repeat>)>,
    pub told: Vec<Notice>,
    /// Items of the evidence store that it uses from now on.
    pub uses: Vec<(EvidenceId, EvidenceUse)>,
    /// What it asks for once.
    pub claims: Vec<Claim>,
}

/// By whom and when.
pub(super) struct Hand<'a> {
    pub app: &'a App,
    pub model: &'a CityModel,
    pub stamp: ActorStamp,
    pub now: Instant,
    pub(super) claims: Claims,
}

impl<'a> Hand<'a> {
    pub(super) fn new(app: &'a App, model: &'a CityModel, stamp: ActorStamp, now: Instant) -> Self {
        Self { app, model, stamp, now, claims: Claims::new(app.new_id(|id| id).as_bytes().to_vec()) }
    }
}

impl Hand<'_> {
    /// What goes with `ruled`, which made `decided`. `units`: whom the request names.
    ///
    /// Errors: a unit is not there, or has a part already; the limit of a part cannot be counted.
    pub(super) async fn goes_with(
        &self,
        decided: &Decided<Matter>,
        ruled: &Ruled,
        units: &[UnitId],
    ) -> Result<Beside, AppError> {
        let whole = &decided.after;
        let mut beside = Beside { uses: self.uses(whole, ruled).await?, ..Beside::default() };
        let levels = [(Effect::Issue, Level::Part), (Effect::Copy, Level::Copy)];
        for (_, level) in levels.iter().filter(|(effect, _)| ruled.has(effect)) {
            let parts = self.parts(whole, *level, units).await?;
            beside.new.extend(parts.into_iter().map(|part| (part.after, vec![part.event])));
        }
        beside.new.extend(self.copies(whole, ruled).await?);
        for effect in &ruled.row.effects {
            match effect {
                Effect::OpenChildren(opening) => {
                    let (kept, children) = self.children(whole, opening).await?;
                    beside.documents.push((kept, self.now));
                    beside.new.extend(children);
                }
                Effect::KeepOrder => {
                    let before = matters::before(self.app.db(), whole).await?;
                    let waiting = matters::waiting_for(self.app.db(), whole.city, &whole.number).await?;
                    whole.keeps_order(&before, &waiting)?;
                }
                Effect::NextRound(round) => beside.new.extend(self.next_round(whole, round).await?),
                Effect::Once(once) => beside.claims.push(self.is_asked_once(whole, once).await?),
                Effect::Repeat(_) => beside.repeat = Some((whole.id, self.first_repeat(whole))),
                Effect::EndRepeat => beside.repeat = Some((whole.id, None)),
                _ => {}
            }
        }
        if ruled.has(&Effect::CloseParts) {
            let open: Vec<_> = matters::open_parts(self.app.db(), whole.city, whole.id).await?;
            let open: Vec<_> = open.into_iter().map(|id| id.0).collect();
            for ids in open.chunks(AT_ONCE) {
                for part in stored::by_ids::<Matter>(self.app.db(), whole.city, ids).await? {
                    let lapsed = part.lapse(&whole.number, &self.stamp, self.now);
                    beside.lapsed.push((part, lapsed));
                }
            }
        }
        for effect in &ruled.row.effects {
            if let Effect::Supersede(field) = effect
                && let Some(number) = whole.values.get(*field).and_then(serde_json::Value::as_str)
            {
                beside.lapsed.push(self.superseded(whole, number).await?);
            }
        }
        if ruled.has(&Effect::Remind) {
            beside.told.extend(self.reminded(whole).await?);
        }
        let turns = || std::iter::once(whole).chain(beside.new.iter().map(|(one, _)| one));
        let away = Away::of_turns(self.app, self.model, turns()).await?;
        let tell = |one| notices::turn(self.app, self.model, one, (&self.stamp, &away));
        let told: Vec<Notice> = turns().flat_map(tell).collect();
        beside.told.extend(told);
        Ok(beside)
    }

    /// What the fields that the row enters hold of the evidence store. A use stays when a later version names other items: what was handed in
    /// is kept.
    async fn uses(&self, matter: &Matter, ruled: &Ruled) -> Result<Vec<(EvidenceId, EvidenceUse)>, AppError> {
        let fields = matter.table().flow.fields.iter();
        let entered = fields.filter(|field| field.kind == FieldKind::Files && ruled.row.enters.contains(&field.name));
        let numbers: Vec<i64> =
            entered.filter_map(|field| matter.values.get(field.name)).flat_map(file_numbers).collect();
        let rows = evidence::by_numbers(self.app.db(), matter.city, &numbers).await?;
        let of = Use { by: UsedBy::Matter, number: matter.number.clone() };
        let used = |row: EvidenceRow| (row.id, EvidenceUse { of: of.clone(), post: self.stamp.post, at: self.now });
        Ok(rows.into_iter().map(used).collect())
    }

    pub(super) async fn parts(
        &self,
        whole: &Matter,
        level: Level,
        units: &[UnitId],
    ) -> Result<Vec<Decided<Matter>>, AppError> {
        let there = match whole.version {
            1 => Vec::new(),
            _ => {
                matters::parts_of(self.app.db(), whole.city, whole.id, i64::try_from(MOST_PARTS * 2).unwrap_or(0))
                    .await?
            }
        };
        let same = || there.iter().filter(|line| line.level == level);
        let has: BTreeSet<UnitId> = same().filter(|line| line.is_open()).map(|line| line.holder).collect();
        if same().count() + units.len() > MOST_PARTS {
            return Err(AppError::field("units", say!(matters_refusal_units, most = MOST_PARTS)));
        }
        self.all_can_sign(whole, level, units)?;
        if level == Level::Part {
            procedures::require_asked(self.model, whole.kept)?;
        }
        let begins = i64::try_from(same().count()).unwrap_or(0) + 1;
        let numbers = numbers::many_of_day(self.app, self.model, "matter", units.len()).await?;
        let mut parts = Vec::with_capacity(units.len());
        for ((unit, number), position) in units.iter().zip(numbers).zip(begins..) {
            let found = self.model.units.get(*unit);
            let found = found.ok_or_else(|| AppError::field("units", say!(matters_no_such_unit, name = "")))?;
            if has.contains(unit) {
                let name = found.name.clone();
                return Err(AppError::field("units", say!(matters_has_its_part, name)));
            }
            let new = NewPart {
                id: self.app.new_id(MatterId),
                number: number_text::<Matter>(number),
                unit: *unit,
                division: found.division.map_or(whole.division, |code| code.padded()),
                position,
                values: match &whole.kept.document.part {
                    Some(part) if level == Level::Part => given::values(self.model, &part.flow, found),
                    _ => Values::default(),
                },
            };
            parts.push(match level {
                Level::Copy => Matter::copy(whole, new, &self.stamp, whole.changed_at),
                _ => Matter::part(whole, new, &self.stamp, whole.changed_at, &self.model.calendar)?,
            });
        }
        Ok(parts)
    }

    /// Errors: letters would go to units in which nobody could sign, named.
    fn all_can_sign(&self, whole: &Matter, level: Level, units: &[UnitId]) -> Result<(), AppError> {
        let part = whole.kept.document.part.as_ref().filter(|_| level == Level::Part);
        if part.is_none_or(|part| part.flow.signature().is_none()) {
            return Ok(());
        }
        let headless = |unit: &changxiao_domain::orgs::Unit| !given::has_head(self.model, unit);
        let found = units.iter().filter_map(|unit| self.model.units.get(*unit)).filter(|unit| headless(unit));
        let names: Vec<&str> = found.map(|unit| unit.name.as_str()).collect();
        match names.is_empty() {
            true => Ok(()),
            false => {
                let (n, shown) = (names.len(), names.into_iter().take(NAMED).collect::<Words>());
                Err(AppError::field("units", say!(letters_units_without_head, n, names = shown)))
            }
        }
    }

    /// What is superseded by `whole`, before and after.
    ///
    /// Errors: it is not there, of another procedure, or over.
    async fn superseded(&self, whole: &Matter, number: &str) -> Result<(Matter, Decided<Matter>), AppError> {
        let old: Option<Matter> = stored::by_number(self.app.db(), whole.city, number).await?;
        let key = whole.kept.document.key;
        let fits = |old: &Matter| {
            old.level == Level::Whole && old.kept.document.key == key && old.is_open() && old.id != whole.id
        };
        let old = old.filter(fits);
        let old = old.ok_or_else(|| AppError::field("values", say!(matters_not_superseded, number)))?;
        let after = old.supersede(&whole.number, &self.stamp, self.now);
        Ok((old, after))
    }

    async fn reminded(&self, whole: &Matter) -> Result<Vec<Notice>, AppError> {
        let most = i64::try_from(MOST_PARTS * 2).unwrap_or(0);
        let lines = matters::parts_of(self.app.db(), whole.city, whole.id, most).await?;
        let open = lines.iter().filter(|line| line.is_open() && line.level == Level::Part);
        Ok(open.flat_map(|line| notices::urged(self.app, self.model, whole, line)).collect())
    }
}
