//! A few cases whose lives are told and not drawn, so that the city can show them at whatever hour it is loaded: one that its unit
//! leaves lying until the ladder is climbed to the top, and two that were done too late, against which the unit may appeal.

use changxiao_app::{
    AppError,
    cases::{
        Target, carry_out,
        dispatch::{Dispatch, dispatch},
        file, hashes,
        report::{ReportCase, report},
    },
};
use changxiao_domain::{
    calendar::{Limit, LimitKind},
    cases::{Case, Command},
    divisions::{DivisionCode, Level},
    ids::UnitId,
    orgs::Actor,
    time::{HOUR, Instant, MINUTE},
};
use changxiao_store::cases as case_store;

use super::{Act, World};
use crate::{dice::Dice, pictures::Phase, words};

/// How long a step waits for the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    /// Working minutes.
    Work(i64),
    /// Until so many per cent of the limit are used.
    Share(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    File,
    Dispatch,
    Accept,
    Submit,
    AskForCheck,
    Check,
    Close,
}

use Step::{Accept, AskForCheck, Check, Close, Dispatch as Send, File, Submit};
use Wait::{Share, Work};

/// Its category (limits of working hours, so that everything has happened before the shortest history ends), how many days
/// before the end it is reported, what it says, and what follows.
type Story = (&'static str, i64, &'static str, &'static [(Step, Wait)]);

#[rustfmt::skip]
const STORIES: &[Story] = &[
    ("E0405", 10, "路口人行道共享单车成排倒伏，行人绕行",
     &[(File, Work(20)), (Send, Work(15))]),
    ("E0405", 9, "地铁口非机动车占满盲道",
     &[(File, Work(15)), (Send, Work(20)), (Accept, Work(25)), (Submit, Share(160)), (AskForCheck, Work(30)), (Check, Work(90)), (Close, Work(20))]),
    ("E0405", 8, "市场门口电动车停到机动车道",
     &[(File, Work(25)), (Send, Work(10)), (Accept, Work(40)), (Submit, Share(190)), (AskForCheck, Work(20)), (Check, Work(70)), (Close, Work(30))]),
];

/// One case on its way through its story.
pub(super) struct StoryRun {
    story: usize,
    next: usize,
    /// None until it is reported.
    case: Option<Case>,
    dice: Dice,
}

impl StoryRun {
    pub(super) fn case(&self) -> Option<&Case> {
        self.case.as_ref()
    }
}

impl World<'_> {
    /// Lays the beginnings down, with dice of their own, so that nothing else of the history moves.
    pub(super) fn plan_told(&mut self) {
        for (story, (category, days, _, _)) in STORIES.iter().enumerate() {
            let dice = Dice::new(self.plan.seed, &format!("told {category} {days}"));
            self.told.push(StoryRun { story, next: 0, case: None, dice });
            let day = self.plan.until.plus_micros(-days * 24 * HOUR);
            let at = self.after_work(day, 10);
            self.at(at, Act::Told(story));
        }
    }

    pub(super) async fn told(&mut self, place: usize) -> Result<(), AppError> {
        let (_, _, _, steps) = STORIES[self.told[place].story];
        let case = match self.told[place].case.clone() {
            None => self.tell_report(place).await?,
            Some(case) => {
                let (step, _) = steps[self.told[place].next];
                self.told[place].next += 1;
                self.tell_step(place, step, &case).await?
            }
        };
        self.tally.events += 1;
        if let Some((_, wait)) = steps.get(self.told[place].next) {
            let at = match *wait {
                Work(minutes) => self.after_work(self.app.now(), minutes),
                Share(percent) => self
                    .model
                    .calendar
                    .at_share(case.clock_from.unwrap_or(case.changed_at), case.limit, percent)
                    .unwrap_or(case.changed_at),
            };
            self.at(at, Act::Told(place));
        }
        self.told[place].case = Some(case);
        Ok(())
    }

    /// Reported by an inspector in the area of the department that will be lead.
    async fn tell_report(&mut self, place: usize) -> Result<Case, AppError> {
        let (category, _, text, _) = STORIES[self.told[place].story];
        let town = self.town_of_line(place).ok_or(AppError::NotFound("town"))?;
        let photo = self.picture(place, category, Phase::Before).await?;
        let new = ReportCase {
            category: category.to_owned(),
            text: text.to_owned(),
            division: Some(town),
            place: words::address(self.base.divisions.name(town), &mut self.told[place].dice),
            ..ReportCase::default()
        };
        let inspector = self.cast.inspectors.first().ok_or(AppError::NotFound("inspector"))?;
        let reported = report(self.app, inspector, new, &photo).await?;
        let row = case_store::by_number(self.app.db(), self.city, &reported.number).await?;
        Ok(row.ok_or(AppError::NotFound("case"))?.case)
    }

    /// A township with sites, in the department's own county where it has one.
    fn town_of_line(&mut self, place: usize) -> Option<DivisionCode> {
        // A county's department has no division of its own; the government above it has.
        let area = self.model.units.path(self.cast.line).into_iter().rev().find_map(|unit| unit.division);
        let county = area.and_then(|area| area.at_level(Level::County));
        let towns: Vec<DivisionCode> = self
            .sites
            .iter()
            .filter_map(|site| DivisionCode::from_padded(site.row.division).ok()?.at_level(Level::Township))
            .collect();
        let own: Vec<DivisionCode> =
            towns.iter().copied().filter(|town| county.is_some() && town.at_level(Level::County) == county).collect();
        // A small city has few sites, and perhaps none there.
        let own = match county {
            Some(county) if own.is_empty() => self.base.divisions.children(county).map(|town| town.code).collect(),
            _ => own,
        };
        self.told[place].dice.pick(if own.is_empty() { &towns } else { &own }).copied()
    }

    async fn tell_step(&mut self, place: usize, step: Step, case: &Case) -> Result<Case, AppError> {
        let target = Target { number: case.number.clone(), version: Some(case.version) };
        let (app, line) = (self.app, self.cast.line);
        let dispatcher = self.cast.dispatchers.first().ok_or(AppError::NotFound("dispatcher"))?.clone();
        match step {
            File => file::file(app, &dispatcher, &target, None, None).await,
            Send => dispatch(app, &dispatcher, &target, Dispatch { lead: Some(line), ..Dispatch::default() }).await,
            Accept => carry_out(app, &self.handler_of(line)?, &target, Command::Accept { handler: None }, &[]).await,
            Submit => {
                let photo = self.picture(place, &case.category, Phase::After).await?;
                let text = words::fixed(&mut self.told[place].dice);
                let without = photo.is_empty().then(|| words::WITHOUT_PHOTO.to_owned());
                carry_out(
                    app,
                    &self.handler_of(line)?,
                    &target,
                    Command::Submit { text, after_photos: hashes(&photo), without_photo: without },
                    &photo,
                )
                .await
            }
            AskForCheck => carry_out(app, &dispatcher, &target, Command::RequestCheck { note: None }, &[]).await,
            Check => {
                let checker = self.cast.checkers.first().ok_or(AppError::NotFound("checker"))?.clone();
                let text = words::passed(&mut self.told[place].dice);
                carry_out(app, &checker, &target, Command::CheckPass { text, photos: Vec::new() }, &[]).await
            }
            Close => {
                carry_out(app, &dispatcher, &target, Command::Close { conditions_met: true, reason: None }, &[]).await
            }
        }
    }

    /// The same scene each time; none where the category shows nothing that can be drawn.
    async fn picture(
        &mut self,
        place: usize,
        category: &str,
        phase: Phase,
    ) -> Result<Vec<changxiao_files::photos::Stored>, AppError> {
        let word = Dice::new(self.plan.seed, STORIES[self.told[place].story].2).word();
        match self.camera.scene(category, word) {
            Some(scene) => Ok(vec![self.camera.take(scene, phase).await?]),
            None => Ok(Vec::new()),
        }
    }

    fn handler_of(&self, unit: UnitId) -> Result<Actor, AppError> {
        self.cast.handlers.get(&unit).cloned().ok_or(AppError::NotFound("handler"))
    }

    fn after_work(&self, from: Instant, minutes: i64) -> Instant {
        self.model.calendar.at_share(from, ONE_HOUR, minutes * 100 / 60).unwrap_or(from.plus_micros(minutes * MINUTE))
    }
}

const ONE_HOUR: Limit = Limit::new(LimitKind::WorkingHour, 1);
