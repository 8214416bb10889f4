//! How the events of a consultation are told.

use changxiao_domain::consultations::Action;
use changxiao_words::keys;

use crate::timeline::Narration;

pub(super) const NARRATION: Narration<Action> = Narration {
    facts: |_, kept| vec![kept.unit("unit"), kept.of_unit("lead", keys::consultations_lead_is)],
    ..Narration::written(&[("text", None), ("reason", None)])
};
