//! What the domain says of an indicator (`domain/src/indicators/facts.rs`), said to the database: conditions over a row of `cases`.

use changxiao_domain::{
    indicators::{Basis, Cohort, CountedBy, Group, Indicator, Part},
    time::Instant,
};

use super::then::{division_then, lead_then};
use crate::{
    cases::condition::{Query, RUNS},
    engine::Value,
};

/// Puts values into a query where they are first needed and names their places.
pub(super) struct Words<'a> {
    pub query: &'a mut Query,
    basis: &'a Basis,
    from: Instant,
    until: Instant,
    now: Instant,
    places: Vec<(i64, String)>,
    public: Option<String>,
}

/// Handled by the unit; a forced closing never counts as that.
const HANDLED: &str = "(handled_at IS NOT NULL AND state <> 'force_closed')";
const ON_TIME: &str = "(handled_at <= due_at AND late_rounds = 0 AND state <> 'force_closed')";
const IS_CASE: &str = "state <> 'voided' AND state <> 'merged'";
/// Closed by force, or closed after a decision on its report; without one another system was done with it before it came here.
const ENDED_HERE: &str = "(state = 'force_closed' OR (state = 'closed' AND decision IS NOT NULL))";
const FILED: &str = "decision = 'filed'";

impl<'a> Words<'a> {
    pub fn new(query: &'a mut Query, basis: &'a Basis, from: Instant, until: Instant, now: Instant) -> Self {
        Self { query, basis, from, until, now, places: Vec::new(), public: None }
    }

    fn place(&mut self, value: i64) -> String {
        if let Some((_, place)) = self.places.iter().find(|(known, _)| *known == value) {
            return place.clone();
        }
        self.query.values.push(Value::from(value));
        let place = format!("${}", self.query.values.len());
        self.places.push((value, place.clone()));
        place
    }

    fn now(&mut self) -> String {
        self.place(self.now.micros())
    }

    fn within(&mut self, column: &str) -> String {
        let (from, until) = (self.place(self.from.micros()), self.place(self.until.micros()));
        format!("{column} >= {from} AND {column} < {until}")
    }

    /// The public reported it.
    fn public(&mut self) -> String {
        if let Some(known) = &self.public {
            return known.clone();
        }
        let mut places = Vec::new();
        for source in &self.basis.public_sources {
            self.query.values.push(source.into());
            places.push(format!("${}", self.query.values.len()));
        }
        let text = if places.is_empty() { "1 = 0".to_owned() } else { format!("source IN ({})", places.join(", ")) };
        self.public = Some(text.clone());
        text
    }

    /// Which cases fall into the period.
    pub fn cohort(&mut self, cohort: Cohort) -> String {
        match cohort {
            Cohort::Decided => self.within("decided_at"),
            Cohort::Verify => self.within("verify_asked_at"),
            Cohort::Due => format!("{} AND {IS_CASE}", self.within("due_at")),
            Cohort::Ended => format!("{} AND {ENDED_HERE}", self.within("closed_at")),
            Cohort::Called => {
                let within = self.within("at");
                format!("case_id IN (SELECT case_id FROM callbacks WHERE city_id = $1 AND {within} AND valid = 1)")
            }
        }
    }

    /// Reports that are overdue for filing, with that limit in the period.
    pub fn unfiled(&mut self) -> String {
        let limit = self.place(self.basis.limits.filing);
        let by = format!("COALESCE(verify_done_at, reported_at) + {limit}");
        let (within, now) = (self.within(&by), self.now());
        format!("is_open = 1 AND state = 'reported' AND decision IS NULL AND {within} AND {by} < {now}")
    }

    /// Due to be handled and closed.
    fn closes(&mut self) -> String {
        let now = self.now();
        format!("({HANDLED} OR state = 'force_closed' OR ({RUNS} AND due_at < {now}))")
    }

    /// Of the cases of its period: what stands below the line. Everything where this is empty.
    pub fn due(&mut self, indicator: Indicator) -> String {
        match indicator {
            Indicator::ValidReport | Indicator::VerifySent | Indicator::ForcedClosing => "1 = 1".to_owned(),
            // What nobody told is not due.
            Indicator::Response => self.call("k.contacted <> 2"),
            Indicator::Solution => self.call("k.solved <> 2"),
            Indicator::Satisfaction => self.call("k.satisfaction <> 'none'"),
            Indicator::Miss | Indicator::PublicReport | Indicator::OnTimeFiling | Indicator::ExactFiling => {
                FILED.to_owned()
            }
            Indicator::OnTimeDispatch => {
                let (limit, now) = (self.place(self.basis.limits.dispatch), self.now());
                format!(
                    "({FILED} AND (dispatched_first_at IS NOT NULL OR (state = 'filed' AND decided_at + {limit} < {now})))"
                )
            }
            Indicator::ExactDispatch => format!("({FILED} AND dispatched_first_at IS NOT NULL)"),
            Indicator::OnTimeVerify => {
                let (limit, now) = (self.place(self.basis.limits.verify), self.now());
                format!("(verify_done_at IS NOT NULL OR verify_asked_at + {limit} < {now})")
            }
            Indicator::CheckSent => {
                let (limit, now) = (self.place(self.basis.limits.check_sent), self.now());
                format!("(check_asked_at IS NOT NULL OR (state = 'handled' AND handled_at + {limit} < {now}))")
            }
            Indicator::OnTimeCheck => {
                let (limit, now) = (self.place(self.basis.limits.check), self.now());
                format!(
                    "(check_asked_at IS NOT NULL AND (check_done_at IS NOT NULL OR check_asked_at + {limit} < {now}))"
                )
            }
            Indicator::Handling | Indicator::Closing => self.closes(),
            Indicator::OnTimeHandling | Indicator::OnTimeClosing | Indicator::Rework => {
                format!("({} AND exempt = 0)", self.closes())
            }
        }
    }

    /// Of what is due: what stands above the line.
    pub fn met(&mut self, indicator: Indicator) -> String {
        match indicator {
            Indicator::ValidReport => "decision <> 'refused'".to_owned(),
            Indicator::Miss => self.public(),
            Indicator::PublicReport => format!("{} AND verified = 1", self.public()),
            Indicator::OnTimeFiling => {
                let limit = self.place(self.basis.limits.filing);
                format!("decided_at <= COALESCE(verify_done_at, reported_at) + {limit}")
            }
            Indicator::ExactFiling => "state <> 'voided'".to_owned(),
            Indicator::OnTimeDispatch => {
                let limit = self.place(self.basis.limits.dispatch);
                format!("dispatched_first_at <= decided_at + {limit}")
            }
            Indicator::ExactDispatch => "dispatch_count <= 1".to_owned(),
            Indicator::VerifySent => {
                let limit = self.place(self.basis.limits.verify_sent);
                format!("verify_asked_at <= reported_at + {limit}")
            }
            Indicator::OnTimeVerify => {
                let limit = self.place(self.basis.limits.verify);
                format!("verify_done_at <= verify_asked_at + {limit}")
            }
            Indicator::CheckSent => {
                let limit = self.place(self.basis.limits.check_sent);
                format!("check_asked_at <= check_from + {limit}")
            }
            Indicator::OnTimeCheck => {
                let limit = self.place(self.basis.limits.check);
                format!("check_done_at <= check_asked_at + {limit}")
            }
            Indicator::Handling => HANDLED.to_owned(),
            Indicator::OnTimeHandling => ON_TIME.to_owned(),
            Indicator::Closing => "state = 'closed'".to_owned(),
            Indicator::OnTimeClosing => format!("state = 'closed' AND {ON_TIME}"),
            Indicator::Rework => "rework_count > 0".to_owned(),
            Indicator::ForcedClosing => "state = 'force_closed'".to_owned(),
            Indicator::Response => self.call("k.contacted = 1"),
            Indicator::Solution => self.call("k.solved = 1"),
            Indicator::Satisfaction => self.call("k.satisfaction = 'satisfied'"),
        }
    }

    /// Of what is due: what stands above the line with a part of its weight.
    pub fn partly(&mut self) -> String {
        self.call("k.satisfaction = 'basically'")
    }

    /// The last valid call-back of the period says this.
    fn call(&mut self, says: &str) -> String {
        let within = self.within("l.at");
        format!(
            "EXISTS (SELECT 1 FROM callbacks k WHERE k.city_id = cases.city_id AND k.case_id = cases.case_id AND {says} \
             AND k.at = (SELECT MAX(l.at) FROM callbacks l WHERE l.city_id = cases.city_id AND l.case_id = cases.case_id \
             AND l.valid = 1 AND {within}))"
        )
    }

    /// Late in one of these steps, whenever that was.
    pub fn late(&mut self, steps: &[Indicator]) -> String {
        let mut all: Vec<String> = Vec::new();
        for step in steps {
            let late = self.late_in(*step);
            if !late.is_empty() && !all.contains(&late) {
                all.push(late);
            }
        }
        if all.is_empty() { "(1 = 0)".to_owned() } else { format!("({})", all.join(" OR ")) }
    }

    fn late_in(&mut self, step: Indicator) -> String {
        let limits = self.basis.limits;
        match step {
            Indicator::OnTimeFiling => {
                let (limit, now) = (self.place(limits.filing), self.now());
                let by = format!("COALESCE(verify_done_at, reported_at) + {limit}");
                format!(
                    "(({FILED} AND decided_at > {by}) OR (state = 'reported' AND decision IS NULL AND {by} < {now}))"
                )
            }
            Indicator::OnTimeDispatch => {
                let (limit, now) = (self.place(limits.dispatch), self.now());
                let by = format!("decided_at + {limit}");
                format!(
                    "({FILED} AND (dispatched_first_at > {by} OR (dispatched_first_at IS NULL AND state = 'filed' AND {by} < {now})))"
                )
            }
            Indicator::VerifySent => {
                let limit = self.place(limits.verify_sent);
                format!("(verify_asked_at > reported_at + {limit})")
            }
            Indicator::OnTimeVerify => {
                let (limit, now) = (self.place(limits.verify), self.now());
                let by = format!("verify_asked_at + {limit}");
                format!("(verify_done_at > {by} OR (verify_done_at IS NULL AND {by} < {now}))")
            }
            Indicator::CheckSent => {
                let (limit, now) = (self.place(limits.check_sent), self.now());
                format!(
                    "(check_asked_at > check_from + {limit} \
                     OR (check_asked_at IS NULL AND state = 'handled' AND handled_at + {limit} < {now}))"
                )
            }
            Indicator::OnTimeCheck => {
                let (limit, now) = (self.place(limits.check), self.now());
                let by = format!("check_asked_at + {limit}");
                format!("(check_done_at > {by} OR (check_done_at IS NULL AND {by} < {now}))")
            }
            Indicator::Handling
            | Indicator::OnTimeHandling
            | Indicator::Closing
            | Indicator::OnTimeClosing
            | Indicator::Rework => {
                let closes = self.closes();
                format!("(due_at IS NOT NULL AND {IS_CASE} AND exempt = 0 AND {closes} AND {ON_TIME} IS NOT TRUE)")
            }
            Indicator::ValidReport
            | Indicator::Miss
            | Indicator::PublicReport
            | Indicator::ExactFiling
            | Indicator::ExactDispatch
            | Indicator::ForcedClosing
            | Indicator::Response
            | Indicator::Solution
            | Indicator::Satisfaction => String::new(),
        }
    }

    /// A side of a figure, of the cases of its period.
    pub fn part(&mut self, indicator: Indicator, part: Part, late_in: &[Indicator]) -> String {
        let due = self.due(indicator);
        match part {
            Part::Due => due,
            Part::Met => format!("{due} AND {}", self.met(indicator)),
            Part::Partly => format!("{due} AND {}", self.partly()),
            Part::Good(_) | Part::Bad(_) => {
                let met = self.met(indicator);
                // What is unknown is not met.
                let truth = if matches!(part, Part::Good(_)) == indicator.lower_is_better() {
                    "IS NOT TRUE"
                } else {
                    "IS TRUE"
                };
                let well = format!("{due} AND ({met}) {truth}");
                match part {
                    Part::Good(_) => {
                        let late = self.late(late_in);
                        format!("{well} AND {late} IS NOT TRUE")
                    }
                    _ => well,
                }
            }
        }
    }
}

/// Leaves a query the cases of one figure.
pub(crate) fn narrow(query: &mut Query, by: &CountedBy, now: Instant) {
    let counted = &by.counted;
    let condition = {
        let mut words = Words::new(query, &by.basis, counted.from, counted.until, now);
        let cohort = words.cohort(counted.indicator.cohort());
        let part = words.part(counted.indicator, counted.part, &by.late_in);
        let also_unfiled = matches!(counted.part, Part::Due | Part::Bad(_));
        if counted.indicator == Indicator::OnTimeFiling && also_unfiled {
            let unfiled = words.unfiled();
            format!("(({cohort} AND {part}) OR ({unfiled}))")
        } else {
            format!("({cohort} AND {part})")
        }
    };
    query.text.push_str(" AND ");
    query.text.push_str(&condition);
    match &counted.group {
        Group::All => {}
        Group::Unit(unit) if by.then => {
            query.and(&format!("{} = $?", lead_then(counted.until)), [(*unit).into()]);
        }
        Group::Unit(unit) => query.and("lead_unit = $?", [(*unit).into()]),
        Group::Division(first, last) => {
            let division = if by.then { division_then(counted.until) } else { "division".to_owned() };
            query.and(&format!("{division} BETWEEN $? AND $?"), [(*first).into(), (*last).into()]);
        }
        Group::Major(code) => query.and("SUBSTR(category, 1, 3) = $?", [code.into()]),
        Group::Category(code) => query.and("category = $?", [code.into()]),
        Group::Source(code) => query.and("source = $?", [code.into()]),
    }
}
