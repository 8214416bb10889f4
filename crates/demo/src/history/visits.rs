//! Inspectors on their rounds, and reports by hand.

use changxiao_app::{
    AppError,
    cases::report::{ReportCase, report},
    inspections::submit::{SubmitVisit, submit},
};
use changxiao_domain::{
    divisions::{DivisionCode, Level},
    geo::Position,
    inspections::{Answer, ItemResult, QuantityRule},
    standards::CheckItem,
    time::{Day, MINUTE},
};
use changxiao_files::photos::Stored;

use super::{Act, World, cases::Life};
use crate::{camera::Scene, dice::Dice, pictures::Phase, sites::DemoSite, words};

/// What people report by hand most often.
const REPORTED: [&str; 18] = [
    "E0405", "E0101", "E0102", "E0201", "E0403", "C0101", "C0102", "C0105", "C0202", "C0203", "E0105", "C0301",
    "E0414", "E0111", "C0501", "C0107", "E0405", "E0101",
];

/// All sites, township by township, the townships in drawn order: an inspector's day stays in one place.
pub(super) fn rounds(sites: &[DemoSite], dice: &mut Dice) -> Vec<usize> {
    let town = |site: &DemoSite| {
        DivisionCode::from_padded(site.row.division).ok().and_then(|code| code.at_level(Level::Township))
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut last = None;
    for (place, site) in sites.iter().enumerate() {
        let here = town(site);
        match groups.last_mut() {
            Some(group) if here == last => group.push(place),
            _ => groups.push(vec![place]),
        }
        last = here;
    }
    dice.shuffle(&mut groups);
    groups.into_iter().flatten().collect()
}

impl World<'_> {
    /// Hands out the day's rounds and draws what will be reported by hand.
    pub(super) fn morning(&mut self, day: Day) {
        let midnight = self.model.start_of(day);
        let works = self.model.calendar.is_workday(day);
        // As many before an assessment as at any other time: effort belongs to ordinary days.
        let usual = if self.is_small() { 9 } else { self.sites.len() / 20 };
        let visits = if works { usual } else { usual / 8 };
        let inspectors = self.cast.inspectors.len().max(1);
        let each = visits.div_ceil(inspectors);
        for turn in 0..visits {
            let (inspector, place) = (turn / each, turn % each);
            let site = self.rounds[self.next_on_rounds % self.rounds.len()];
            self.next_on_rounds += 1;
            // From half past eight on, with a break at noon.
            let step = 420 / each.max(1) as i64;
            let minutes = 510 + step * place as i64 + self.dice.between(12, 12 + step / 2);
            let minutes = if minutes > 715 { minutes + 140 } else { minutes };
            self.at(midnight.plus_micros(minutes * MINUTE), Act::Visit { inspector, site });
        }
        let reports = match (self.is_small(), works) {
            (true, _) => self.dice.between(0, 2),
            (false, true) => self.dice.between(5, 13),
            (false, false) => self.dice.between(2, 5),
        };
        for _ in 0..reports {
            let minutes = self.dice.between(430, 1230);
            self.at(midnight.plus_micros(minutes * MINUTE), Act::Report);
        }
    }

    /// One visit: every check item of the site is answered.
    pub(super) async fn visit(&mut self, inspector: usize, site: usize) -> Result<(), AppError> {
        let actor = &self.cast.inspectors[inspector.min(self.cast.inspectors.len() - 1)];
        let (number, site_type) = (self.sites[site].row.number, self.sites[site].row.site_type.clone());
        let items: Vec<CheckItem> = self.base.system.check_items_of(&site_type).into_iter().cloned().collect();
        let chance = self.chance_met(site);
        let (mut results, mut brought, mut scenes) = (Vec::new(), Vec::new(), Vec::new());
        for item in &items {
            let answer = self.answer(item, chance);
            let mut result = ItemResult {
                item: item.code.clone(),
                answer,
                note: String::new(),
                photos: Vec::new(),
                quantity: None,
                over: None,
            };
            if answer == Answer::NotMet {
                result.note = words::finding(&mut self.dice);
                let scene = self.photograph(item, &mut brought, &mut result).await?;
                scenes.push((item.code.clone(), scene));
            }
            result.quantity = self.counted(item, answer);
            results.push(result);
        }
        let minutes = self.dice.between(8, 26);
        let new = SubmitVisit {
            site: number,
            started_at: self.app.now().plus_micros(-minutes * MINUTE),
            results,
            note: String::new(),
            request_key: format!("demonstration-visit-{}", self.tally.visits + 1),
        };
        let submitted = submit(self.app, actor, new, &brought).await?;
        self.tally.visits += 1;
        for number in submitted.cases {
            self.begin(&number, &scenes).await?;
        }
        Ok(())
    }

    async fn photograph(
        &mut self,
        item: &CheckItem,
        brought: &mut Vec<Stored>,
        result: &mut ItemResult,
    ) -> Result<Option<Scene>, AppError> {
        let word = self.dice.word();
        let Some(scene) = item.category.and_then(|code| self.camera.scene(&code.to_string(), word)) else {
            return Ok(None);
        };
        let stored = self.camera.take(scene, Phase::Before).await?;
        result.photos.push(stored.facts.hash.0);
        brought.push(stored);
        Ok(Some(scene))
    }

    /// The share of items, in thousandths, that this site meets now: its town answers for more of it than its line department.
    fn chance_met(&mut self, site: usize) -> i64 {
        let passed = self.passed_milli();
        let unit = self.sites[site].row.unit.map_or_else(String::new, |unit| unit.to_string());
        let line_key = self.sites[site].line_key.clone();
        let town = self.quality.of(&unit).met_at(passed);
        let line = self.quality.of(&line_key).met_at(passed);
        (town * 6 + line * 4) / 10
    }

    fn answer(&mut self, item: &CheckItem, chance: i64) -> Answer {
        if self.dice.permille(35) {
            return Answer::NotApplicable;
        }
        let fails = (1000 - chance) * self.quality.hardness(&item.code) / 1000;
        if self.dice.permille(fails) { Answer::NotMet } else { Answer::Met }
    }

    /// A count that agrees with the answer, where the item counts something.
    fn counted(&mut self, item: &CheckItem, answer: Answer) -> Option<i64> {
        let rule: QuantityRule = serde_json::from_value(serde_json::to_value(item.quantity.as_ref()?).ok()?).ok()?;
        let needed = rule.needed(None);
        match (rule, answer) {
            (_, Answer::NotApplicable) | (QuantityRule::AtMost { .. }, _) => None,
            (_, Answer::Met) => Some(needed + self.dice.between(0, 3)),
            (_, Answer::NotMet) => Some(self.dice.between(0, needed - 1)),
        }
    }

    /// Somebody reports a problem that no visit found.
    pub(super) async fn report(&mut self) -> Result<(), AppError> {
        let code = REPORTED[self.dice.below(REPORTED.len())];
        let Some(category) = self.model.category(code) else { return Ok(()) };
        let condition =
            category.standards.first().map_or(category.name_zh.clone(), |standard| standard.condition.zh.clone());
        let near = self.dice.below(self.sites.len());
        let site = self.sites[near].row.clone();
        let division =
            DivisionCode::from_padded(site.division).map_err(|problem| AppError::Broken(problem.to_string()))?;
        // A site of the whole city lies in no township.
        let town = division.at_level(Level::Township).unwrap_or(division);
        let actor = match self.dice.below(10) {
            0..=4 => self.cast.inspectors[self.dice.below(self.cast.inspectors.len())].clone(),
            5..=7 => site.unit.and_then(|unit| self.cast.handlers.get(&unit)).unwrap_or(&self.cast.office).clone(),
            8 => self.cast.checkers[self.dice.below(self.cast.checkers.len())].clone(),
            _ => self.cast.office.clone(),
        };
        let word = self.dice.word();
        let scene = self.camera.scene(code, word).filter(|_| self.dice.permille(850));
        let mut brought = Vec::new();
        if let Some(scene) = scene {
            brought.push(self.camera.take(scene, Phase::Before).await?);
        }
        let shift = |dice: &mut Dice| dice.between(-4_000, 4_000);
        let position = site
            .position
            .and_then(|(lon, lat)| Position::new(lon + shift(&mut self.dice), lat + shift(&mut self.dice)).ok());
        let new = ReportCase {
            category: code.to_owned(),
            text: words::report(&condition, &mut self.dice),
            division: Some(town),
            place: words::address(self.base.divisions.name(town), &mut self.dice),
            position,
            ..ReportCase::default()
        };
        let reported = report(self.app, &actor, new, &brought).await?;
        self.begin(&reported.number, &[(String::new(), scene)]).await
    }

    /// A case has come into being: its life begins with the desk of the dispatcher.
    async fn begin(&mut self, number: &str, scenes: &[(String, Option<Scene>)]) -> Result<(), AppError> {
        let row = changxiao_store::cases::by_number(self.app.db(), self.city, number)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        let item = row.case.item.clone().unwrap_or_default();
        let scene = scenes.iter().find(|(code, _)| *code == item).and_then(|(_, scene)| *scene);
        let life = self.lives.len();
        self.lives.push(Life::new(row.case.clone(), scene));
        self.keep(life, row.case);
        self.plan_consideration(life);
        Ok(())
    }
}
