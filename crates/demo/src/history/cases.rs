//! The life of a case, step by step. Each step runs the real action and plans the next one.

use changxiao_app::{
    AppError,
    callbacks::{RecordCallback, record},
    cases::{Target, carry_out, dispatch, file, hashes, merge},
};
use changxiao_domain::{
    callbacks::{Satisfaction, Source},
    cases::{Case, Command, Likeness, State},
    ids::UnitId,
    orgs::Actor,
};

use super::{Act, World};
use crate::{camera::Scene, pictures::Phase, words};

/// A case on its way, with what only the demonstration knows of it.
pub(super) struct Life {
    pub case: Case,
    scene: Option<Scene>,
    /// A unit gave it back; it goes to the territory next.
    to_territory: bool,
}

impl Life {
    pub fn new(case: Case, scene: Option<Scene>) -> Self {
        Self { case, scene, to_territory: false }
    }
}

/// What happens to a case next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    File,
    Refuse,
    Merge,
    Dispatch,
    GiveBack,
    Accept,
    Urge,
    Submit,
    AskForCheck,
    AskForMore,
    CloseByLeader,
    Check,
    Close,
}

impl World<'_> {
    /// The dispatcher looks at a new report: most are filed, a few are refused or merged.
    pub(super) fn plan_consideration(&mut self, life: usize) {
        let case = self.lives[life].case.clone();
        let at = self.soon(&case, case.reported_at, 8, 160);
        let step = match self.dice.between(0, 999) {
            0..=27 => Step::Refuse,
            28..=200 if self.same_problem(life).is_some() => Step::Merge,
            _ => Step::File,
        };
        self.at(at, Act::Case { life, step });
    }

    pub(super) async fn step(&mut self, life: usize, step: Step) -> Result<(), AppError> {
        let target =
            Target { number: self.lives[life].case.number.clone(), version: Some(self.lives[life].case.version) };
        match step {
            Step::File | Step::Refuse | Step::Merge => self.consider(life, step, &target).await,
            Step::Dispatch => self.send(life, &target).await,
            Step::GiveBack | Step::Accept | Step::Urge => self.receive(life, step, &target).await,
            Step::Submit => self.hand_in(life, &target).await,
            Step::AskForCheck | Step::AskForMore | Step::CloseByLeader => self.look_over(life, step, &target).await,
            Step::Check => self.look_on_the_spot(life, &target).await,
            Step::Close => {
                let actor = self.dispatcher();
                let case =
                    carry_out(self.app, &actor, &target, Command::Close { conditions_met: true, reason: None }, &[])
                        .await?;
                self.call_back(&case, &actor).await?;
                self.keep(life, case);
                Ok(())
            }
        }
    }

    /// Every third closed case is called back about; its id says what is heard, so that the dice fall as before.
    async fn call_back(&self, case: &Case, actor: &Actor) -> Result<(), AppError> {
        let chance = u32::from(case.id.as_bytes()[14]) * 256 + u32::from(case.id.as_bytes()[15]);
        if chance % 3 != 0 {
            return Ok(());
        }
        let (valid, solved) = (chance % 11 != 0, chance % 13 != 0);
        let satisfaction = match chance % 10 {
            _ if !valid => Satisfaction::Unsaid,
            _ if !solved => Satisfaction::Unsatisfied,
            0..=6 => Satisfaction::Satisfied,
            7 | 8 => Satisfaction::Basically,
            _ => Satisfaction::Unsatisfied,
        };
        let heard = RecordCallback {
            valid,
            contacted: valid && chance % 17 != 0,
            solved: valid && solved,
            satisfaction,
            source: Source::Phone,
            note: String::new(),
        };
        record(self.app, actor, &case.number, heard).await?;
        Ok(())
    }

    async fn consider(&mut self, life: usize, step: Step, target: &Target) -> Result<(), AppError> {
        let actor = self.dispatcher();
        let twin = self.same_problem(life).filter(|_| step == Step::Merge);
        let case = match (step, twin) {
            (Step::Refuse, _) => {
                carry_out(self.app, &actor, target, Command::Void { reason: words::refused(&mut self.dice) }, &[])
                    .await?
            }
            (_, Some(twin)) => {
                let into = self.lives[twin].case.number.clone();
                merge::merge(self.app, &actor, target, &into).await?
            }
            _ => file::file(self.app, &actor, target, None, None).await?,
        };
        self.keep(life, case.clone());
        if case.state == State::Filed {
            let at = self.soon(&case, case.changed_at, 5, 130);
            self.at(at, Act::Case { life, step: Step::Dispatch });
        }
        Ok(())
    }

    async fn send(&mut self, life: usize, target: &Target) -> Result<(), AppError> {
        let actor = self.dispatcher();
        let case = &self.lives[life].case;
        let division = changxiao_domain::divisions::DivisionCode::from_padded(case.division)
            .map_err(|problem| AppError::Broken(problem.to_string()))?;
        let duty = self.model.duty(division, &case.category);
        let to = match duty.territory.filter(|_| self.lives[life].to_territory) {
            None => dispatch::Dispatch::default(),
            Some(territory) => dispatch::Dispatch {
                lead: Some(territory),
                co: Some(duty.line.into_iter().collect()),
                ..Default::default()
            },
        };
        let case = dispatch::dispatch(self.app, &actor, target, to).await?;
        self.keep(life, case.clone());
        let may_give_back =
            duty.territory.is_some() && duty.territory != case.lead_unit && !self.lives[life].to_territory;
        if may_give_back && self.dice.permille(50) {
            let at = self.soon(&case, case.changed_at, 30, 220);
            self.at(at, Act::Case { life, step: Step::GiveBack });
        } else {
            self.plan_acceptance(life);
        }
        Ok(())
    }

    fn plan_acceptance(&mut self, life: usize) {
        let case = self.lives[life].case.clone();
        let at = self.soon(&case, case.changed_at, 8, 170);
        // Nobody lets a short limit pass before taking the case on.
        let latest = self.at_share(&case, 40);
        self.at(at.min(latest.max(case.changed_at)), Act::Case { life, step: Step::Accept });
    }

    async fn receive(&mut self, life: usize, step: Step, target: &Target) -> Result<(), AppError> {
        let actor = self.handler(life)?;
        match step {
            Step::GiveBack => {
                let case = carry_out(
                    self.app,
                    &actor,
                    target,
                    Command::ReturnByUnit { reason: words::not_ours(&mut self.dice) },
                    &[],
                )
                .await?;
                self.lives[life].to_territory = true;
                self.keep(life, case.clone());
                let at = self.soon(&case, case.changed_at, 10, 150);
                self.at(at, Act::Case { life, step: Step::Dispatch });
            }
            Step::Accept => {
                let case = carry_out(self.app, &actor, target, Command::Accept { handler: None }, &[]).await?;
                self.keep(life, case);
                self.plan_submission(life);
            }
            _ if self.lives[life].case.state.runs_clock() => {
                let dispatcher = self.dispatcher();
                let case =
                    carry_out(self.app, &dispatcher, target, Command::Urge { text: words::URGE.to_owned() }, &[])
                        .await?;
                self.keep(life, case);
            }
            _ => {}
        }
        Ok(())
    }

    /// Most are done well within the limit, some at the last moment, some too late.
    fn plan_submission(&mut self, life: usize) {
        let case = self.lives[life].case.clone();
        let late = self.traits(case.lead_unit).late;
        let percent = match self.dice.between(0, 999) {
            roll if roll < late => self.dice.between(106, 260),
            // Much is finished just before it is due.
            roll if roll < late + 400 => self.dice.between(85, 98),
            _ => (self.dice.between(20, 88) + self.dice.between(20, 88)) / 2,
        };
        let earliest = self.at_once(case.changed_at, 12, 40);
        let at = self.at_share(&case, percent).max(earliest);
        self.at(at, Act::Case { life, step: Step::Submit });
        if let Some(due) = case.due_at.filter(|due| *due < at && self.dice.permille(550)) {
            let urged = self.soon(&case, due, 20, 120);
            if urged < at {
                self.at(urged, Act::Case { life, step: Step::Urge });
            }
        }
    }

    async fn hand_in(&mut self, life: usize, target: &Target) -> Result<(), AppError> {
        let actor = self.handler(life)?;
        let mut photos = Vec::new();
        if let Some(scene) = self.lives[life].scene {
            photos.push(self.camera.take(scene, Phase::After).await?);
        }
        let without =
            (photos.is_empty() && self.lives[life].case.photo_required).then(|| words::WITHOUT_PHOTO.to_owned());
        let text = words::fixed(&mut self.dice);
        let case = carry_out(
            self.app,
            &actor,
            target,
            Command::Submit { text, after_photos: hashes(&photos), without_photo: without },
            &photos,
        )
        .await?;
        self.keep(life, case.clone());
        let step = match self.dice.between(0, 999) {
            0..=25 => Step::AskForMore,
            26..=37 => Step::CloseByLeader,
            _ => Step::AskForCheck,
        };
        let at = self.at_work(case.changed_at, 15, 260);
        self.at(at, Act::Case { life, step });
        Ok(())
    }

    async fn look_over(&mut self, life: usize, step: Step, target: &Target) -> Result<(), AppError> {
        let dispatcher = self.dispatcher();
        match step {
            Step::CloseByLeader => {
                let leader = self.cast.leader.clone();
                let reason = Some(words::CLOSED_BY_LEADER.to_owned());
                let case =
                    carry_out(self.app, &leader, target, Command::Close { conditions_met: true, reason }, &[]).await?;
                self.keep(life, case);
            }
            Step::AskForMore => {
                let case = carry_out(
                    self.app,
                    &dispatcher,
                    target,
                    Command::Rework { reason: words::not_enough(&mut self.dice) },
                    &[],
                )
                .await?;
                self.keep(life, case);
                self.plan_acceptance(life);
            }
            _ => {
                let case = carry_out(self.app, &dispatcher, target, Command::RequestCheck { note: None }, &[]).await?;
                self.keep(life, case.clone());
                let at = self.at_work(case.changed_at, 60, 1050);
                self.at(at, Act::Case { life, step: Step::Check });
            }
        }
        Ok(())
    }

    async fn look_on_the_spot(&mut self, life: usize, target: &Target) -> Result<(), AppError> {
        let checker = self.cast.checkers[self.dice.below(self.cast.checkers.len())].clone();
        let wanting = self.traits(self.lives[life].case.lead_unit).wanting;
        let passed = !self.dice.permille(wanting);
        let text = if passed { words::passed(&mut self.dice) } else { words::failed(&mut self.dice) };
        let mut photos = Vec::new();
        if let Some(scene) = self.lives[life].scene.filter(|_| !passed) {
            photos.push(self.camera.take(scene, Phase::Before).await?);
        }
        let case =
            carry_out(self.app, &checker, target, Command::checked(passed, text, hashes(&photos)), &photos).await?;
        self.keep(life, case.clone());
        if passed {
            let at = self.at_work(case.changed_at, 10, 200);
            self.at(at, Act::Case { life, step: Step::Close });
        } else {
            self.plan_acceptance(life);
        }
        Ok(())
    }

    /// An older open case of the same category at the same site, or in the same township where no site is named.
    fn same_problem(&self, life: usize) -> Option<usize> {
        let case = &self.lives[life].case;
        let same = |other: &Case| {
            other.category == case.category
                && other.division == case.division
                && other.site == case.site
                && Likeness::between(case, other).unlike().is_none()
        };
        let recent = life.saturating_sub(400);
        (recent..life).rev().find(|other| self.lives[*other].case.state.is_open() && same(&self.lives[*other].case))
    }

    fn dispatcher(&mut self) -> Actor {
        self.cast.dispatchers[self.dice.below(self.cast.dispatchers.len())].clone()
    }

    fn handler(&self, life: usize) -> Result<Actor, AppError> {
        let lead = self.lives[life].case.lead_unit;
        lead.and_then(|lead| self.cast.handlers.get(&lead))
            .cloned()
            .ok_or_else(|| AppError::Broken(format!("nobody handles cases in {lead:?}")))
    }

    fn traits(&mut self, unit: Option<UnitId>) -> super::quality::Traits {
        self.quality.of(&unit.map_or_else(String::new, |unit| unit.to_string()))
    }
}
