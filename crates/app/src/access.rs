//! The trace of who did, read or was refused what.

use changxiao_domain::{
    ids::CityId,
    orgs::Actor,
    trace::{TraceKind, TraceSubject},
};
use changxiao_store::{Tx, access::Entry};

use crate::{App, AppError};

/// Writes a line of the trace in the transaction of the thing itself.
///
/// `particulars` is JSON and never holds a secret.
pub async fn note(
    app: &App,
    tx: &mut Tx,
    city: CityId,
    actor: Option<&Actor>,
    kind: TraceKind,
    subject: TraceSubject,
    particulars: serde_json::Value,
) -> Result<(), AppError> {
    let entry = Entry {
        city,
        id: app.new_id(|id| id),
        at: app.now(),
        kind,
        person: actor.map(|actor| actor.person),
        post: actor.map(|actor| actor.post),
        subject,
        outcome: "done".to_owned(),
        particulars: particulars.to_string(),
    };
    changxiao_store::access::record(tx, entry).await?;
    Ok(())
}
