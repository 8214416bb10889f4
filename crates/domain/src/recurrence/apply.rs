//! What a granted request changes.

use jiff::ToSpan;
use serde_json::{Value, json};

use super::{
    Command, FollowUp, Plan, Problem, RecurrenceRules, Refusal, State,
    decide::{MAX_FOLLOW_UPS, ids},
};
use crate::{
    calendar::{Calendar, Limit, LimitClock, LimitKind},
    ids::CaseId,
    time::{Day, Instant},
};

impl Problem {
    /// Changes the fields and says what the event keeps. The state is the table's, unless the decision says another.
    pub(super) fn change(
        &mut self,
        command: &Command,
        before: &Problem,
        at: Instant,
        calendar: &Calendar,
        rules: &RecurrenceRules,
    ) -> Result<Value, Refusal> {
        let due = || plan_due(calendar, rules, at);
        Ok(match command {
            Command::Return { cases, times } => {
                let new: Vec<&CaseId> = cases.iter().filter(|case| !before.cases.contains(*case)).collect();
                if new.is_empty() {
                    return Err(Refusal::NoCases);
                }
                let kept = json!({ "cases": ids(new.iter().copied()), "times": times });
                self.times = *times;
                self.cases.extend(new);
                if self.state == State::Recurred && before.state != State::Recurred {
                    self.came_back(due());
                }
                kept
            }
            Command::Confirm { unit } => {
                self.unit = Some(*unit);
                self.confirmed_at = Some(at);
                self.plan_due_at = due();
                json!({ "unit": unit.to_string(), "plan_due_at": self.plan_due_at.map(Instant::micros) })
            }
            Command::Dismiss { reason } => {
                self.ended_at = Some(at);
                json!({ "reason": reason })
            }
            Command::Assign { unit, reason } => {
                self.unit = Some(*unit);
                self.plan_due_at = due();
                self.plan = None;
                json!({ "unit": unit.to_string(), "reason": reason, "plan_due_at": self.plan_due_at.map(Instant::micros) })
            }
            Command::MakePlan(plan) => {
                check_plan(plan, calendar.day_of(at), rules)?;
                self.plan = Some(plan.clone());
                self.follow_ups.clear();
                json!({
                    "text": plan.measures,
                    "end_on": plan.end_on.to_string(),
                    "looks": plan.follow_ups.iter().map(ToString::to_string).collect::<Vec<_>>(),
                })
            }
            Command::Approve { text } => {
                self.approved_at = Some(at);
                json!({ "text": text })
            }
            Command::SendBack { reason } => {
                self.plan_due_at = due();
                json!({ "reason": reason, "plan_due_at": self.plan_due_at.map(Instant::micros) })
            }
            Command::ReportDone { text } => {
                self.done_at = Some(at);
                json!({ "text": text })
            }
            Command::Observe { clean, text } => {
                let today = calendar.day_of(at);
                match before.follow_ups_left().first() {
                    // What is there again is there again, whatever was planned.
                    _ if !clean => {}
                    None => return Err(Refusal::NoFollowUpLeft),
                    Some(day) if today < *day => return Err(Refusal::FollowUpTooEarly { day: *day }),
                    Some(_) => {}
                }
                self.follow_ups.push(FollowUp { at, day: today, clean: *clean, text: text.clone() });
                if !clean {
                    self.state = State::Recurred;
                    self.came_back(due());
                }
                json!({ "clean": clean, "text": text })
            }
            Command::End { text } => {
                let left = before.follow_ups_left().len();
                if left > 0 {
                    return Err(Refusal::FollowUpsLeft { left });
                }
                self.ended_at = Some(at);
                json!({ "text": text })
            }
        })
    }

    /// Another round begins; what the last one planned and saw stays until there is another plan.
    pub(super) fn came_back(&mut self, plan_due: Option<Instant>) {
        self.recurrences += 1;
        self.plan_due_at = plan_due;
        self.approved_at = None;
        self.done_at = None;
        self.ended_at = None;
    }
}

/// When the plan is due; `None` where the calendar cannot count so far.
fn plan_due(calendar: &Calendar, rules: &RecurrenceRules, from: Instant) -> Option<Instant> {
    let limit = Limit { kind: LimitKind::WorkingDay, amount: rules.plan_days };
    LimitClock::new(limit, from).due(calendar).ok().flatten()
}

fn check_plan(plan: &Plan, today: Day, rules: &RecurrenceRules) -> Result<(), Refusal> {
    let later = |day: Day, days: i64| day.saturating_add(days.days());
    let latest = later(today, rules.longest_days);
    if !(today..=latest).contains(&plan.end_on) {
        return Err(Refusal::EndOutside { latest });
    }
    let earliest = later(plan.end_on, rules.watch_days);
    let rising = plan.follow_ups.windows(2).all(|pair| pair[0] < pair[1]);
    let after = plan.follow_ups.first().is_some_and(|first| *first > plan.end_on);
    let long_enough = plan.follow_ups.last().is_some_and(|last| *last >= earliest);
    if !rising || !after || !long_enough || plan.follow_ups.len() > MAX_FOLLOW_UPS {
        return Err(Refusal::FollowUps { most: MAX_FOLLOW_UPS, earliest });
    }
    Ok(())
}
