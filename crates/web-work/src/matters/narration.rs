//! How the events of a matter are told.

use changxiao_domain::matters::Action;
use changxiao_words::keys;

use crate::timeline::Narration;

pub(super) const NARRATION: Narration<Action> = Narration {
    facts: |_, kept| {
        let many = kept.parts("units").count();
        let issued = (many > 0).then(|| kept.fill(keys::matters_told_units, "n", &many.to_string()));
        let many = kept.parts("opened").count();
        let opened = (many > 0).then(|| kept.fill(keys::matters_told_opened, "n", &many.to_string()));
        vec![kept.of_unit("unit", keys::matters_told_handed), issued, opened, kept.at("due_at", keys::matters_told_due)]
    },
    ..Narration::written(&[("reason", None)])
};
