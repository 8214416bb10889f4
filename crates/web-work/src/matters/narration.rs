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
        let carried = |name, key| kept.text(name).map(|number| kept.fill(key, "number", number));
        vec![
            kept.of_unit("unit", keys::matters_told_handed),
            issued,
            opened,
            kept.at("due_at", keys::matters_told_due),
            carried("carried_from", keys::matters_told_carried_from),
            carried("carried_to", keys::matters_told_carried_to),
        ]
    },
    ..Narration::written(&[("reason", None)])
};
