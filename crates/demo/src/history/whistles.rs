//! A few whistles, and a joint action: each follows one of some stories, step by step, through the real actions.

use std::collections::HashMap;

use changxiao_app::{
    AppError,
    consultations::convene::{Convening, convene},
    whistles::draft::{Matter, draft},
    workflow::{Target, carry_out},
};
use changxiao_domain::{
    consultations::{
        Command::{Contribute, Decide},
        Consultation, Kind as ConsultationKind, Ruling,
    },
    divisions::Level,
    ids::{ConsultationId, UnitId},
    orgs::{Actor, Unit, UnitKind},
    time::{HOUR, Instant, MINUTE},
    whistles::{Answer, Command, Kind, StreetRating, Turnout, UnitRating, Whistle},
};
use changxiao_store::workflow::by_id;

use super::{Act, World};
use crate::dice::Dice;

/// What a step does; a story is a list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Draft,
    Ask,
    Blow,
    Refuse,
    /// The first or the second called unit.
    Come(usize),
    Stay(usize),
    Object(usize),
    Refer,
    Opinion(usize),
    Rule,
    Plan,
    Conclude,
    RateUnits,
    RateCall(usize),
    Close,
    Together,
}

/// A step and how many working minutes (for an emergency: minutes) after the one before.
/// The two keys name the departments that such a matter needs.
type Story = (Kind, [&'static str; 2], &'static str, &'static str, &'static [(Step, i64)]);

use Step::{
    Ask, Blow, Close, Come, Conclude, Draft, Object, Opinion, Plan, RateCall, RateUnits, Refer, Refuse, Rule, Stay,
    Together,
};

#[rustfmt::skip]
const STORIES: &[Story] = &[
    (Kind::Daily, ["urban_management", "ecology"], "沿街店铺油烟直排", "居民多次反映，街道没有执法权",
     &[(Draft, 0), (Ask, 20), (Blow, 45), (Come(0), 120), (Come(1), 90), (Plan, 60), (Conclude, 400), (RateUnits, 60), (RateCall(0), 90), (RateCall(1), 120), (Close, 60)]),
    (Kind::Emergency, ["housing", "traffic_police"], "雨后路面塌陷，需围挡和改道", "塌陷约两米，车辆无法通行",
     &[(Draft, 0), (Ask, 2), (Blow, 4), (Come(0), 18), (Come(1), 21), (Plan, 15), (Conclude, 180), (RateUnits, 60), (RateCall(0), 60)]),
    (Kind::Tackling, ["urban_management", "market_supervision"], "背街占道夜市联合整治", "摊点、停车、油烟三类问题交织",
     &[(Draft, 0), (Ask, 30), (Blow, 60), (Come(0), 100), (Object(1), 60), (Refer, 90), (Opinion(1), 120), (Rule, 300), (Come(1), 120), (Plan, 90), (Conclude, 700), (RateUnits, 60), (RateCall(0), 60), (RateCall(1), 60), (Close, 90)]),
    (Kind::Daily, ["sanitation", "urban_management"], "小区门前垃圾桶移位", "物业可自行协调",
     &[(Draft, 0), (Ask, 20), (Refuse, 60)]),
    (Kind::Daily, ["housing", "water"], "老旧小区污水外溢", "管网权属不清，街道无力处置",
     &[(Draft, 0), (Ask, 25), (Blow, 50), (Come(0), 200), (Stay(1), 100), (Plan, 120), (Conclude, 500), (RateUnits, 60), (RateCall(0), 100), (Close, 60)]),
    (Kind::Daily, ["market_supervision", "urban_management"], "节前集贸市场周边联合检查", "涉及经营秩序和食品安全",
     &[(Together, 0), (Draft, 30), (Ask, 25), (Blow, 50), (Come(0), 90)]),
];

/// One whistle on its way through its story.
pub(super) struct Call {
    story: usize,
    next: usize,
    street: UnitId,
    units: Vec<UnitId>,
    whistle: Option<Whistle>,
}

impl World<'_> {
    /// Spreads the stories over the history, with dice of their own, so that nothing else of it moves.
    pub(super) fn plan_whistles(&mut self) {
        let mut dice = Dice::new(self.plan.seed, "whistles");
        let signs =
            |unit: &&Unit| self.cast.signing.contains_key(&unit.id) && self.cast.handlers.contains_key(&unit.id);
        let streets: Vec<UnitId> = self.model.units.of_kind(UnitKind::Town).filter(signs).map(|unit| unit.id).collect();
        let rounds = if self.is_small() { 1 } else { 3 };
        let span = self.plan.until.since(self.start).max(1);
        let many = rounds * STORIES.len();
        for place in 0..many {
            let Some(street) = dice.pick(&streets).copied() else { return };
            let (_, needed, ..) = STORIES[place % STORIES.len()];
            let units = self.called_by(street, needed);
            if units.len() < 2 {
                continue;
            }
            let share = i64::try_from(place + 1).unwrap_or(1) * span / i64::try_from(many + 1).unwrap_or(1);
            // The last story is still on its way when the history ends.
            let last = place + 1 == many;
            let at = if last { self.plan.until.plus_micros(-30 * HOUR) } else { self.start.plus_micros(share) };
            let at = self.model.calendar.at_share(at, ONE_HOUR, 20).unwrap_or(at);
            self.calls.push(Call { story: place % STORIES.len(), next: 0, street, units, whistle: None });
            self.at(at, Act::Whistle(self.calls.len() - 1));
        }
    }

    /// The departments of these keys: the county's own where it has one, else the city's, as far as somebody there comes.
    fn called_by(&self, street: UnitId, keys: [&str; 2]) -> Vec<UnitId> {
        let Some(division) = self.model.units.get(street).and_then(|unit| unit.division) else { return Vec::new() };
        let county = division.at_level(Level::County).map_or_else(String::new, |county| county.to_string());
        let of_key = |key: &str| {
            let own = self.model.units.by_code(&format!("{county}:{key}"));
            own.or_else(|| self.model.units.by_code(key)).map(|unit| unit.id)
        };
        let comes = |unit: &UnitId| self.cast.handlers.contains_key(unit) && *unit != street;
        keys.into_iter().filter_map(of_key).filter(comes).collect()
    }

    pub(super) async fn whistle(&mut self, place: usize) -> Result<(), AppError> {
        let call = &self.calls[place];
        let (kind, .., steps) = STORIES[call.story];
        let Some((step, _)) = steps.get(call.next).copied() else { return Ok(()) };
        if let Some(whistle) = self.take_step(place, step).await? {
            self.calls[place].whistle = Some(whistle);
        }
        self.calls[place].next += 1;
        if let Some((_, minutes)) = steps.get(self.calls[place].next) {
            let at = self.later(kind, *minutes);
            self.at(at, Act::Whistle(place));
        }
        Ok(())
    }

    /// An emergency goes on at any hour, everything else in working hours.
    fn later(&self, kind: Kind, minutes: i64) -> Instant {
        let now = self.app.now();
        match kind {
            Kind::Emergency => now.plus_micros(minutes * MINUTE),
            _ => self.model.calendar.at_share(now, ONE_HOUR, minutes * 100 / 60).unwrap_or(now),
        }
    }

    /// Carries out one step; `None` where it changes no whistle.
    async fn take_step(&mut self, place: usize, step: Step) -> Result<Option<Whistle>, AppError> {
        let call = &self.calls[place];
        let (kind, _, title, text, _) = STORIES[call.story];
        let (app, street) = (self.app, call.street);
        let (handler, head) = (self.of(&self.cast.handlers, street)?, self.of(&self.cast.signing, street)?);
        let unit = |place: usize| call.units.get(place).copied().ok_or(AppError::NotFound("unit"));
        let target = || call.whistle.as_ref().map(target_of).ok_or(AppError::NotFound("whistle"));
        self.tally.events += 1;
        Ok(Some(match step {
            Step::Draft => draft(app, &handler, matter(kind, title, text, &call.units), None).await?,
            Step::Ask => carry_out(app, &handler, &target()?, Command::AskApproval).await?,
            Step::Blow => carry_out(app, &head, &target()?, Command::Blow).await?,
            Step::Refuse => {
                let reason = "本街道可自行协调解决".to_owned();
                carry_out(app, &head, &target()?, Command::Refuse { reason }).await?
            }
            Step::Come(which) => {
                let actor = self.of(&self.cast.handlers, unit(which)?)?;
                carry_out(app, &actor, &target()?, Command::ReportIn).await?
            }
            Step::Stay(which) => {
                let actor = self.of(&self.cast.handlers, unit(which)?)?;
                let reason = "当日抢修任务，已派专人电话会商".to_owned();
                carry_out(app, &actor, &target()?, Command::DeclareAbsence { reason }).await?
            }
            Step::Object(which) => {
                let actor = self.of(&self.cast.handlers, unit(which)?)?;
                let reason = "不在本单位职责清单内".to_owned();
                carry_out(app, &actor, &target()?, Command::Object { reason }).await?
            }
            Step::Refer => {
                self.tally.events += 1;
                let (consultation, reason) = (app.new_id(ConsultationId), "职责归属有争议".to_owned());
                carry_out(app, &head, &target()?, Command::Refer { consultation, reason }).await?
            }
            Step::Opinion(which) => {
                let actor = self.of(&self.cast.handlers, unit(which)?)?;
                let room = self.room(place).await?;
                let text = "可以配合，牵头单位另行确定".to_owned();
                carry_out::<Consultation>(app, &actor, &room, Contribute { text }).await?;
                return Ok(None);
            }
            Step::Rule => {
                self.tally.events += 1;
                return self.rule(place).await;
            }
            Step::Plan => {
                let tasks = vec![(unit(0)?, "现场牵头处置".to_owned())];
                let text = "先控制现场，再分工整改，当日通报进度".to_owned();
                carry_out(app, &handler, &target()?, Command::Plan { text, tasks }).await?
            }
            Step::Conclude => {
                let text = "问题已消除，落实日常巡查".to_owned();
                carry_out(app, &handler, &target()?, Command::Conclude { text }).await?
            }
            Step::RateUnits => return self.rate_units(place, &handler).await,
            Step::RateCall(which) => {
                let actor = self.of(&self.cast.handlers, unit(which)?)?;
                let rating = StreetRating { justified: true, text: String::new() };
                carry_out(app, &actor, &target()?, Command::RateStreet { rating }).await?
            }
            Step::Close => carry_out(app, &handler, &target()?, Command::Close).await?,
            Step::Together => return self.act_together(street).await,
        }))
    }

    async fn rate_units(&mut self, place: usize, handler: &Actor) -> Result<Option<Whistle>, AppError> {
        let Some(mut whistle) = self.calls[place].whistle.clone() else { return Ok(None) };
        let came: Vec<(UnitId, Turnout)> =
            whistle.calls.iter().filter(|call| call.turnout.came()).map(|call| (call.unit, call.turnout)).collect();
        self.tally.events += (came.len() as u64).saturating_sub(1);
        for (unit, turnout) in came {
            let response = if turnout == Turnout::OnTime { 5 } else { 3 };
            let rating = UnitRating { response, solution: 4, text: String::new() };
            whistle = carry_out(self.app, handler, &target_of(&whistle), Command::RateUnit { unit, rating }).await?;
        }
        Ok(Some(whistle))
    }

    /// The consultation about the whistle, in its present version.
    async fn room(&self, place: usize) -> Result<Target, AppError> {
        let id = self.calls[place].whistle.as_ref().and_then(|whistle| whistle.consultation);
        let id = id.ok_or(AppError::NotFound("consultation"))?;
        let found = by_id::<Consultation>(self.app.db(), self.city, id.0).await?;
        Ok(Target { number: found.ok_or(AppError::NotFound("consultation"))?.number, version: None })
    }

    async fn rule(&mut self, place: usize) -> Result<Option<Whistle>, AppError> {
        let room = self.room(place).await?;
        let Some(whistle) = self.calls[place].whistle.clone() else { return Ok(None) };
        let objecting = whistle.calls.iter().filter(|call| call.turnout == Turnout::Objected);
        let answers = objecting.map(|call| (call.unit, Answer::Bind)).collect();
        let text = "该单位参加处置，职责清单年底修订时明确".to_owned();
        let decision = Decide { text, lead: None, ruling: Some(Ruling { justified: true, answers }) };
        carry_out::<Consultation>(self.app, &self.cast.leader, &room, decision).await?;
        Ok(by_id(self.app.db(), self.city, whistle.id.0).await?)
    }

    /// A joint action of the street and two departments, convened and carried out in one go.
    async fn act_together(&mut self, street: UnitId) -> Result<Option<Whistle>, AppError> {
        let units = self.called_by(street, ["market_supervision", "urban_management"]);
        let mut participants = vec![(street, "提前告知商户，维持现场秩序".to_owned())];
        participants.extend(units.iter().map(|unit| (*unit, "按职责检查并当场督促整改".to_owned())));
        let division = self.model.units.get(street).and_then(|unit| unit.division);
        let about = Convening {
            kind: ConsultationKind::JointAction,
            title: "节前市场周边联合行动".to_owned(),
            text: "按分工同时到场，结果共享".to_owned(),
            division,
            participants,
            cases: Vec::new(),
        };
        let office = self.cast.office.clone();
        let room = convene(self.app, &office, about, None).await?;
        for unit in units.iter().chain([&street]) {
            let actor = self.of(&self.cast.handlers, *unit)?;
            let room = Target { number: room.number.clone(), version: None };
            let text = "已完成，问题当场整改".to_owned();
            carry_out::<Consultation>(self.app, &actor, &room, Contribute { text }).await?;
            self.tally.events += 1;
        }
        let text = "检查 46 户，整改 12 处，周边秩序恢复".to_owned();
        let decision = Decide { text, lead: None, ruling: None };
        let room = Target { number: room.number, version: None };
        carry_out::<Consultation>(self.app, &office, &room, decision).await?;
        self.tally.events += 1;
        Ok(None)
    }

    fn of(&self, cast: &HashMap<UnitId, Actor>, unit: UnitId) -> Result<Actor, AppError> {
        cast.get(&unit).cloned().ok_or(AppError::NotFound("post"))
    }
}

const ONE_HOUR: changxiao_domain::calendar::Limit =
    changxiao_domain::calendar::Limit::new(changxiao_domain::calendar::LimitKind::WorkingHour, 1);

fn target_of(whistle: &Whistle) -> Target {
    Target { number: whistle.number.clone(), version: Some(whistle.version) }
}

fn matter(kind: Kind, title: &str, text: &str, units: &[UnitId]) -> Matter {
    let tasks = ["牵头到场，现场处置", "配合处置，提供专业意见"];
    Matter {
        kind,
        title: title.to_owned(),
        text: text.to_owned(),
        place: String::new(),
        division: None,
        calls: units.iter().zip(tasks).map(|(unit, task)| (*unit, task.to_owned())).collect(),
        cases: Vec::new(),
    }
}
