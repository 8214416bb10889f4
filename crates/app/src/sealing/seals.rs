//! The seals themselves: each made with the key, each holding the one before it, each with its leaves.

use std::collections::BTreeSet;

use changxiao_domain::{
    sealing::{Finding, Hash, NO_HASH, Seal, SumHasher, Wrong, hex},
    time::{Day, Instant},
};
use changxiao_store::seals;

use super::verify_audit::{Laid, Walk};
use crate::AppError;

const PAGE: i64 = 200;
const LEAVES: i64 = 2_000;
const MOST_MISSING: usize = 1_000;

impl<F: FnMut(&str, u64) + Send + Sync> Walk<'_, F> {
    pub(super) async fn seals(&mut self, wanted: Option<Hash>) -> Result<(), AppError> {
        let noted = self.app.seals().noted(self.city).await?;
        let mut unseen: BTreeSet<(i64, Hash)> = noted.into_iter().map(|noted| (noted.number, noted.digest)).collect();
        let (mut before, mut is_there): (Option<Seal>, bool) = (None, wanted.is_none());
        loop {
            let from = before.as_ref().map_or(0, |before| before.number);
            let page = seals::after(self.app.db(), self.city, from, PAGE).await?;
            if page.is_empty() {
                break;
            }
            for seal in page {
                unseen.remove(&(seal.number, seal.digest));
                is_there |= wanted == Some(seal.digest);
                self.seal(before.as_ref(), &seal).await?;
                self.audit.seals += 1;
                (self.progress)("seals", self.audit.seals);
                let is_ours = self.key.as_ref().is_some_and(|key| key.id() == seal.key_id);
                let Seal { number, day, at, .. } = seal;
                self.seals.push(Laid { number, day, is_ours, earliest: (at, day) });
                before = Some(seal);
            }
        }
        let mut earliest: Option<(Instant, Day)> = None;
        for laid in self.seals.iter_mut().rev() {
            laid.earliest = earliest.map_or(laid.earliest, |later| later.min(laid.earliest));
            earliest = Some(laid.earliest);
        }
        for (number, _) in unseen {
            self.find_seal(number, Wrong::SealNoted);
        }
        if let Some(digest) = wanted.filter(|_| !is_there) {
            self.audit.find(Finding::of("seals", hex(&digest), Wrong::NotAmong));
        }
        if self.key.is_none() && before.is_some() {
            let path = self.app.seals().key_path().display().to_string();
            self.audit.find(Finding::of("seals", "", Wrong::NoKey { path }));
        }
        self.audit.newest = before;
        Ok(())
    }

    async fn seal(&mut self, before: Option<&Seal>, seal: &Seal) -> Result<(), AppError> {
        let next = before.map_or(0, |before| before.number) + 1;
        // A number that somebody wrote by hand may be any.
        (next..seal.number).take(MOST_MISSING).for_each(|missing| self.find_seal(missing, Wrong::SealGone));
        if next == seal.number && before.map_or(NO_HASH, |before| before.digest) != seal.prev {
            self.find_seal(seal.number, Wrong::SealUnchained);
        }
        if let Some(key) = &self.key {
            if key.id() != seal.key_id {
                self.find_seal(seal.number, Wrong::OtherKey);
            } else if seal.computed(key) != seal.digest {
                self.find_seal(seal.number, Wrong::SealUnlike);
            }
        }
        let mut kinds: BTreeSet<String> =
            seals::kinds_of(self.app.db(), self.city, seal.number).await?.into_iter().collect();
        kinds.extend(seal.sums.iter().map(|sum| sum.kind.clone()));
        for kind in kinds {
            let sum = self.sum(seal.number, &kind).await?;
            if seal.sums.iter().find(|sum| sum.kind == kind).map(|sum| sum.hash) != Some(sum) {
                self.audit.find(Finding::of("seal_leaves", format!("{} {kind}", seal.number), Wrong::SealSum));
            }
        }
        Ok(())
    }

    async fn sum(&mut self, number: i64, kind: &str) -> Result<Hash, AppError> {
        let (mut hasher, mut after) = (SumHasher::begin(kind), String::new());
        loop {
            let page = seals::leaves_of_seal(self.app.db(), self.city, number, kind, &after, LEAVES).await?;
            page.unreadable.iter().for_each(|leaf| self.find_leaf(kind, leaf));
            let Some(last) = page.rows.last() else { break };
            page.rows.iter().for_each(|leaf| hasher.add(&leaf.key, &leaf.mac));
            after.clone_from(&last.key);
        }
        Ok(hasher.finish())
    }

    fn find_seal(&mut self, number: i64, wrong: Wrong) {
        self.audit.find(Finding::of("seals", number.to_string(), wrong));
    }
}
