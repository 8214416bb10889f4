//! The five worklists of a post: mine to do now, mine and waiting for others, due today, late, come back.

use changxiao_domain::{
    calendar::DueStatus,
    cases::{State, Topic},
    orgs::{Actor, Role},
    time::Instant,
};
use changxiao_store::cases::{CaseFilter, Sort};
use changxiao_words::coded;

use super::waiting;
use crate::model::CityModel;

coded! {
    pub enum Worklist {
        /// 待我办: the post acts next.
        Mine = "mine";
        /// 等待中: in the post's hands, and somebody else acts next.
        Waiting = "waiting";
        /// 今日到期: a clock runs and ends today.
        Today = "today";
        /// 超期.
        Late = "late";
        /// 退回返工: given back by a unit, or sent to rework.
        CameBack = "returned";
    }
}

impl Worklist {
    /// What the list holds, without the scope of the post; `None` where nothing ever waits for the role.
    pub fn filter(self, actor: &Actor, model: &CityModel, now: Instant) -> Option<CaseFilter> {
        let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
        Some(match self {
            Worklist::Mine => waiting::of(actor)?,
            Worklist::Waiting => held_by_others(actor)?,
            Worklist::Today => {
                let today = model.day_of(now);
                CaseFilter {
                    clock_runs: true,
                    due_from: Some(model.start_of(today)),
                    due_until: Some(model.start_of(today.tomorrow().unwrap_or(today))),
                    sort: Sort::Due,
                    ..open
                }
            }
            Worklist::Late => CaseFilter { lamp: Some(DueStatus::Late), sort: Sort::Due, ..open },
            Worklist::CameBack => CaseFilter { came_back: true, ..open },
        })
    }
}

/// What the post has in hand and another one acts on next. A unit's case whose request is undecided stands here and, while work goes on, among
/// what it does now as well.
fn held_by_others(actor: &Actor) -> Option<CaseFilter> {
    let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
    let of_unit = |states: &[State], asked: &[Topic]| CaseFilter {
        states: states.to_vec(),
        or_asked: asked.to_vec(),
        lead: Some(actor.unit),
        ..CaseFilter::default()
    };
    Some(match actor.role {
        Role::Office => CaseFilter {
            states: vec![
                State::Verifying,
                State::Filed,
                State::Dispatched,
                State::Handling,
                State::Suspended,
                State::Submitted,
            ],
            unless_asked: waiting::DECIDED_BY_OFFICE.to_vec(),
            ..open
        },
        Role::Dispatcher => CaseFilter {
            states: vec![
                State::Verifying,
                State::Dispatched,
                State::Handling,
                State::Suspended,
                State::Submitted,
                State::Checking,
            ],
            check_passed: Some(false),
            unless_asked: waiting::DECIDED_BY_DISPATCHER.to_vec(),
            ..open
        },
        Role::Handler => of_unit(
            &[State::Suspended, State::Submitted, State::Handled, State::Checking],
            &[Topic::Extension, Topic::Suspension, Topic::Objection, Topic::Void],
        ),
        // An appeal of the unit is on a closed case.
        Role::UnitHead => of_unit(&[State::Suspended, State::Handled, State::Checking], &Topic::ALL),
        Role::Checker => CaseFilter { states: vec![State::Checking], check_passed: Some(true), ..open },
        // What the inspector has reported, until it is closed.
        Role::Inspector => CaseFilter { reporter_post: Some(actor.post), ..open },
        Role::Leader => CaseFilter { supervised: Some(None), ..open },
        Role::Auditor | Role::SystemAdmin | Role::SecurityAdmin => return None,
    })
}
