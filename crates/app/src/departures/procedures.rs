//! Cases and procedures go over: each with one sealed event.

use changxiao_domain::{
    cases::Case,
    ids::{CaseId, UnitId},
    sealing::{ActorStamp, Chained, Entry, EventOf, Verb, Word},
    time::Instant,
    whistles::{Turnout, Whistle},
    workflow::{self, Handover, HandsOver},
};
use changxiao_store::{
    StoreError, Tx,
    cases::{self, CaseRow},
    departures::{HandedOver, record_handover},
    workflow::{self as stored, Stored},
};
use uuid::Uuid;

use crate::{App, AppError, model::CityModel};

/// By whom, when and for which departure.
pub(super) struct Hand<'a> {
    pub app: &'a App,
    pub model: &'a CityModel,
    pub stamp: ActorStamp,
    pub now: Instant,
    pub cause: String,
}

/// One that goes over.
pub(super) struct Handed<P: Chained> {
    before: P,
    after: P,
    event: EventOf<P>,
}

impl Hand<'_> {
    /// Those of the cases that name the one who ends, handed over.
    pub(super) async fn cases(
        &self,
        ids: &[Uuid],
        handover: Handover,
        keeps: impl Fn(&Case) -> bool,
    ) -> Result<Vec<Handed<Case>>, AppError> {
        let ids: Vec<CaseId> = ids.iter().map(|id| CaseId(*id)).collect();
        let mut all = Vec::new();
        for some in ids.chunks(200) {
            let rows: Vec<CaseRow> = cases::by_ids(self.app.db(), self.model.id(), some).await?;
            all.extend(
                rows.into_iter()
                    .map(|row| row.case)
                    .filter(|case| keeps(case))
                    .filter_map(|case| self.over(case, handover)),
            );
        }
        Ok(all)
    }

    /// The same for procedures.
    pub(super) async fn procedures<P: Stored + HandsOver>(
        &self,
        ids: &[Uuid],
        handover: Handover,
    ) -> Result<Vec<Handed<P>>, AppError> {
        let mut all = Vec::new();
        for id in ids {
            let found: Option<P> = stored::by_id(self.app.db(), self.model.id(), *id).await?;
            all.extend(found.and_then(|one| self.over(one, handover)));
        }
        Ok(all)
    }

    fn over<P: HandsOver>(&self, before: P, handover: Handover) -> Option<Handed<P>> {
        let workflow::Decided { after, event } =
            workflow::hand_over(&before, handover, &self.cause, &self.stamp, self.now)?;
        Some(Handed { before, after, event })
    }
}

/// Errors: [`StoreError::Conflict`] when somebody else changed it in the meantime.
pub(super) async fn put_case(tx: &mut Tx, handed: &Handed<Case>) -> Result<(), StoreError> {
    let Handed { before, after, event } = handed;
    cases::save(tx, before, after, event).await?;
    let units = before.lead_unit.zip(after.lead_unit).filter(|(from, to)| from != to);
    let divisions = Some((before.division, after.division)).filter(|(from, to)| from != to);
    if units.is_none() && divisions.is_none() {
        return Ok(());
    }
    // What fell due before counts for the unit that had it then.
    let earned = before.due_at.is_some_and(|due| due <= event.at);
    record_handover(tx, after.city, &kept(event, units, divisions, earned)).await
}

pub(super) async fn put_whistle(tx: &mut Tx, handed: &Handed<Whistle>) -> Result<(), StoreError> {
    let Handed { before, after, event } = handed;
    stored::save(tx, before, after, event).await?;
    let moved = before.calls.iter().zip(&after.calls).find(|(was, is)| was.unit != is.unit);
    let units = moved.map(|(was, is)| (was.unit, is.unit));
    let units = units.or(Some((before.street, after.street)).filter(|(from, to)| from != to));
    let divisions = Some((before.division, after.division)).filter(|(from, to)| from != to);
    if units.is_none() && divisions.is_none() {
        return Ok(());
    }
    let earned = moved.is_some_and(|(was, _)| was.turnout != Turnout::Waiting);
    record_handover(tx, after.city, &kept(event, units, divisions, earned)).await
}

pub(super) async fn put_procedure<P: Stored>(tx: &mut Tx, handed: &Handed<P>) -> Result<(), StoreError> {
    stored::save(tx, &handed.before, &handed.after, &handed.event).await
}

fn kept<A: Verb, S: Word>(
    event: &Entry<A, S>,
    units: Option<(UnitId, UnitId)>,
    divisions: Option<(i64, i64)>,
    earned: bool,
) -> HandedOver {
    HandedOver { subject: event.subject, seq: event.seq, units, divisions, at: event.at, earned }
}
