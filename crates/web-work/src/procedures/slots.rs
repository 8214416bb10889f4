//! What stands in the parts of a document, as the forms of the editor ask for it: one line for each value.

use changxiao_domain::matters::{FieldKind, Item};
use changxiao_words::{Key, keys};

/// One value of a part, by its name in the document.
pub(super) struct Slot {
    pub name: &'static str,
    pub label: Key,
    pub hint: Option<Key>,
    pub kind: Kind,
    pub required: bool,
}

/// What is entered.
pub(super) enum Kind {
    Heading,
    Line,
    Text,
    /// A whole number from 0 on.
    Count,
    Day,
    /// Yes, or nothing.
    Tick,
    /// A line or a text in English; where nothing is written the Chinese one of this name stands for it.
    English(&'static str),
    Choice(Offer),
    Many(Offer),
    /// Whose turn it is in a state.
    Turn,
    /// The options of a choice, the columns of a table.
    Options,
    Columns,
    /// Which columns fill which fields of what is begun.
    Fills,
    /// How long a text of each kind should be.
    Lengths,
    /// Two days, the second no earlier than the first.
    Between,
    /// What stands in which fields of the whole.
    Texts,
}

/// From what is chosen.
#[derive(Clone, Copy)]
pub(super) enum Offer {
    Roles,
    /// Fields of the own flow, or those of a kind.
    Fields(Option<FieldKind>),
    /// Days among the fields of the whole.
    WholeDays,
    /// States of the own flow, of the parts, of the whole.
    States,
    PartStates,
    WholeStates,
    Actions,
    /// Columns of any table of the own flow.
    Columns,
    Kinds,
    Seen,
    Facts,
    Firsts,
    Meanings,
    Sides,
    Frequencies,
    Limits,
    Procedures,
}

/// The value of a condition or an effect.
pub(super) enum Shape {
    /// Its name says everything.
    Plain,
    /// One value.
    One(&'static Slot),
    /// Several with names.
    Several(&'static [Slot]),
}

impl Slot {
    const fn new(name: &'static str, label: Key, kind: Kind) -> Self {
        Self { name, label, hint: None, kind, required: false }
    }

    const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    const fn hint(mut self, hint: Key) -> Self {
        self.hint = Some(hint);
        self
    }
}

const NAME: Slot = Slot::new("name_zh", keys::procedures_slot_name_zh, Kind::Line).required();
const NAME_EN: Slot =
    Slot::new("name_en", keys::procedures_slot_name_en, Kind::English("name_zh")).hint(keys::procedures_english_hint);

const HEAD: &[Slot] = &[
    NAME,
    NAME_EN,
    Slot::new("purpose_zh", keys::procedures_slot_purpose_zh, Kind::Text).required(),
    Slot::new("purpose_en", keys::procedures_slot_purpose_en, Kind::English("purpose_zh")),
    Slot::new("source_zh", keys::procedures_slot_source_zh, Kind::Text).required().hint(keys::procedures_source_hint),
    Slot::new("source_en", keys::procedures_slot_source_en, Kind::English("source_zh")),
    Slot::new("edition", keys::procedures_slot_edition, Kind::Line).required().hint(keys::procedures_edition_hint),
    Slot::new("in_force_from", keys::procedures_slot_in_force_from, Kind::Day).required(),
    Slot::new("carries_over", keys::procedures_slot_carries_over, Kind::Tick).hint(keys::procedures_carries_over_hint),
    Slot::new("asks_nothing_zh", keys::procedures_slot_asks_nothing_zh, Kind::Line)
        .hint(keys::procedures_asks_nothing_hint),
    Slot::new("asks_nothing_en", keys::procedures_slot_asks_nothing_en, Kind::English("asks_nothing_zh")),
];

const PART: &[Slot] = &[
    Slot::new("name_zh", keys::procedures_slot_name_zh, Kind::Line).required().hint(keys::procedures_part_hint),
    NAME_EN,
    Slot::new("begins", keys::procedures_slot_begins, Kind::Choice(Offer::PartStates)),
    Slot::new("due_by", keys::procedures_slot_due_by, Kind::Choice(Offer::WholeDays))
        .hint(keys::procedures_due_by_hint),
];

const ASK: &[Slot] = &[
    Slot::new("issuer_zh", keys::procedures_slot_issuer_zh, Kind::Line).required(),
    Slot::new("issuer_en", keys::procedures_slot_issuer_en, Kind::English("issuer_zh")),
    Slot::new("basis_zh", keys::procedures_slot_basis_zh, Kind::Line).required(),
    Slot::new("basis_en", keys::procedures_slot_basis_en, Kind::English("basis_zh")),
    Slot::new("frequency", keys::procedures_slot_frequency, Kind::Choice(Offer::Frequencies)).required(),
    Slot::new("until", keys::procedures_slot_until, Kind::Day).required(),
    Slot::new("minutes", keys::procedures_slot_minutes, Kind::Count).required(),
];

const TEMPLATE: &[Slot] = &[
    NAME,
    NAME_EN,
    Slot::new("source_zh", keys::procedures_slot_source_zh, Kind::Text).required().hint(keys::procedures_source_hint),
    Slot::new("source_en", keys::procedures_slot_source_en, Kind::English("source_zh")),
    Slot::new("fields", keys::procedures_slot_texts, Kind::Texts).required(),
];

const LIMIT: &[Slot] = &[
    Slot::new("kind", keys::procedures_slot_limit_kind, Kind::Choice(Offer::Limits)).required(),
    Slot::new("amount", keys::procedures_slot_amount, Kind::Count).required().hint(keys::procedures_limit_hint),
];

const DAYS: &[Slot] = &[
    Slot::new("starts", keys::procedures_slot_starts, Kind::Choice(Offer::Fields(Some(FieldKind::Day)))),
    Slot::new("ends", keys::procedures_slot_ends, Kind::Choice(Offer::Fields(Some(FieldKind::Day)))).required(),
    Slot::new("milestone", keys::procedures_slot_milestone, Kind::Choice(Offer::Fields(Some(FieldKind::YesNo)))),
    Slot::new("after", keys::procedures_slot_after, Kind::Choice(Offer::Fields(Some(FieldKind::Matters)))),
    Slot::new("anyway", keys::procedures_slot_anyway, Kind::Choice(Offer::Fields(Some(FieldKind::YesNo)))),
];

/// What is asked outside of the program, as [`changxiao_domain::matters::Document`] registers it.
const REGISTERS: &[Slot] = &[
    fits("issuer", keys::procedures_slot_issuer_zh, FieldKind::Line),
    fits("basis", keys::procedures_slot_basis_zh, FieldKind::Line),
    fits("frequency", keys::procedures_slot_frequency, FieldKind::Choice),
    fits("until", keys::procedures_slot_until, FieldKind::Day),
    fits("minutes", keys::procedures_slot_minutes, FieldKind::Number),
    fits("audience", keys::procedures_slot_audience, FieldKind::Choice),
    fits("items", keys::procedures_slot_items, FieldKind::Rows).hint(keys::procedures_items_hint),
    Slot::new("state", keys::procedures_slot_asked_in, Kind::Choice(Offer::States))
        .required()
        .hint(keys::procedures_asked_in_hint),
];

const fn fits(name: &'static str, label: Key, kind: FieldKind) -> Slot {
    Slot::new(name, label, Kind::Choice(Offer::Fields(Some(kind)))).required()
}

const FIELD: &[Slot] = &[
    NAME,
    NAME_EN,
    Slot::new("kind", keys::procedures_slot_kind, Kind::Choice(Offer::Kinds)).required(),
    Slot::new("required_at", keys::procedures_slot_required_at, Kind::Many(Offer::Actions)),
    Slot::new("hint_zh", keys::procedures_slot_hint_zh, Kind::Line),
    Slot::new("hint_en", keys::procedures_slot_hint_en, Kind::English("hint_zh")),
    Slot::new("options", keys::procedures_slot_options, Kind::Options),
    Slot::new("columns", keys::procedures_slot_columns, Kind::Columns),
    Slot::new("more", keys::procedures_more, Kind::Heading),
    Slot::new("longest", keys::procedures_slot_longest, Kind::Count),
    Slot::new("lengths", keys::procedures_slot_lengths, Kind::Lengths).hint(keys::procedures_lengths_hint),
    Slot::new("most", keys::procedures_slot_most, Kind::Count),
    Slot::new("pictures", keys::procedures_slot_pictures, Kind::Tick),
    Slot::new("recordings", keys::procedures_slot_recordings, Kind::Tick),
    Slot::new("press", keys::procedures_slot_press, Kind::Tick),
    Slot::new("captioned", keys::procedures_slot_captioned, Kind::Tick),
    Slot::new("within", keys::procedures_slot_within, Kind::Between).hint(keys::procedures_within_hint),
    Slot::new("personal", keys::procedures_slot_personal, Kind::Tick),
    Slot::new("seen_by", keys::procedures_slot_seen_by, Kind::Choice(Offer::Seen)),
    Slot::new("first", keys::procedures_slot_first, Kind::Choice(Offer::Firsts)),
    Slot::new("fact", keys::procedures_slot_fact, Kind::Choice(Offer::Facts)).hint(keys::procedures_fact_hint),
    Slot::new("of_unit", keys::procedures_slot_of_unit, Kind::Choice(Offer::Fields(Some(FieldKind::Unit)))),
    Slot::new("of_node", keys::procedures_slot_of_node, Kind::Choice(Offer::Fields(Some(FieldKind::Node))))
        .hint(keys::procedures_of_node_hint),
    Slot::new("means", keys::procedures_slot_means, Kind::Choice(Offer::Meanings)),
    Slot::new("heading_zh", keys::procedures_slot_heading_zh, Kind::Line),
    Slot::new("heading_en", keys::procedures_slot_heading_en, Kind::English("heading_zh")),
];

const STATE: &[Slot] = &[
    NAME,
    NAME_EN,
    Slot::new("turn", keys::procedures_slot_turn, Kind::Turn),
    Slot::new("end", keys::procedures_slot_end, Kind::Tick),
    Slot::new("rests", keys::procedures_slot_rests, Kind::Tick).hint(keys::procedures_rests_hint),
    Slot::new("later", keys::procedures_slot_later, Kind::Tick).hint(keys::procedures_later_hint),
    Slot::new("expires", keys::procedures_slot_expires, Kind::Tick),
    Slot::new("ends_on", keys::procedures_slot_ends_on, Kind::Choice(Offer::Fields(Some(FieldKind::Day))))
        .hint(keys::procedures_ends_on_hint),
    Slot::new("lifts_quiet", keys::procedures_slot_lifts_quiet, Kind::Count).hint(keys::procedures_lifts_quiet_hint),
];

const ACTION: &[Slot] =
    &[NAME, NAME_EN, Slot::new("quiet", keys::procedures_slot_quiet, Kind::Tick).hint(keys::procedures_quiet_hint)];

const ROW: &[Slot] = &[
    Slot::new("action", keys::procedures_slot_action, Kind::Choice(Offer::Actions)).required(),
    Slot::new("to", keys::procedures_slot_to, Kind::Choice(Offer::States)).hint(keys::procedures_to_hint),
    Slot::new("from", keys::procedures_slot_from, Kind::Many(Offer::States)).hint(keys::procedures_from_hint),
    Slot::new("who", keys::procedures_slot_who, Kind::Many(Offer::Roles)).required(),
    Slot::new("side", keys::procedures_slot_side, Kind::Choice(Offer::Sides)).required(),
    Slot::new("enters", keys::procedures_slot_enters, Kind::Many(Offer::Fields(None))),
    Slot::new("reason", keys::procedures_slot_reason, Kind::Tick),
];

/// The values of a part. Conditions and effects have theirs in [`shape_of`].
pub(super) const fn slots_of(item: Item) -> &'static [Slot] {
    match item {
        Item::Head => HEAD,
        Item::Part => PART,
        Item::Ask => ASK,
        Item::Template => TEMPLATE,
        Item::Limit(_) => LIMIT,
        Item::Days(_) => DAYS,
        Item::Registers(_) => REGISTERS,
        Item::Field(_) => FIELD,
        Item::State(_) => STATE,
        Item::Action(_) => ACTION,
        Item::Row(_) => ROW,
        Item::Given(_) | Item::Effect(_) => &[],
    }
}

/// What a part is called in a heading.
pub(super) const fn title_of(item: Item) -> Key {
    match item {
        Item::Head => keys::procedures_head,
        Item::Part => keys::procedures_part,
        Item::Ask => keys::procedures_ask,
        Item::Template => keys::procedures_template,
        Item::Limit(_) => keys::procedures_limit,
        Item::Days(_) => keys::procedures_days,
        Item::Registers(_) => keys::procedures_registers,
        Item::Field(_) => keys::procedures_field,
        Item::State(_) => keys::procedures_state,
        Item::Action(_) => keys::procedures_action,
        Item::Row(_) => keys::procedures_row,
        Item::Given(_) => keys::procedures_given,
        Item::Effect(_) => keys::procedures_effect,
    }
}

const fn one(label: Key, kind: Kind) -> Slot {
    Slot::new("is", label, kind).required()
}

const IS_PART_STATES: &Slot = &one(keys::procedures_slot_states, Kind::Many(Offer::PartStates));
const IS_WHOLE_STATES: &Slot = &one(keys::procedures_slot_states, Kind::Many(Offer::WholeStates));
const IS_DAYS: &Slot = &one(keys::procedures_slot_days, Kind::Count);
const IS_FIELDS: &Slot = &one(keys::procedures_slot_fields, Kind::Many(Offer::Fields(None)));
const IS_FIELD: &Slot = &one(keys::procedures_slot_field, Kind::Choice(Offer::Fields(None)));
const IS_STATE: &Slot = &one(keys::procedures_slot_state, Kind::Choice(Offer::States));
const IS_YES_NO: &Slot = &one(keys::procedures_slot_field, Kind::Choice(Offer::Fields(Some(FieldKind::YesNo))));
const IS_DAY: &Slot = &one(keys::procedures_slot_field, Kind::Choice(Offer::Fields(Some(FieldKind::Day))));
const IS_WHOLE_DAY: &Slot = &one(keys::procedures_slot_field, Kind::Choice(Offer::WholeDays));
const IS_DAYS_OF: &Slot = &one(keys::procedures_slot_fields, Kind::Many(Offer::Fields(Some(FieldKind::Day))));
const IS_UNIT: &Slot = &one(keys::procedures_slot_field, Kind::Choice(Offer::Fields(Some(FieldKind::Unit))));
const IS_SIGNATURE: &Slot = &one(keys::procedures_slot_field, Kind::Choice(Offer::Fields(Some(FieldKind::Signature))));
const IS_TEXT: &Slot = &one(keys::procedures_slot_field, Kind::Choice(Offer::Fields(Some(FieldKind::Text))));
const IS_MATTER: &Slot = &one(keys::procedures_slot_field, Kind::Choice(Offer::Fields(Some(FieldKind::Matter))));
const IS_CHOICE: &Slot = &one(keys::procedures_slot_field, Kind::Choice(Offer::Fields(Some(FieldKind::Choice))));

const TABLE: Slot =
    Slot::new("table", keys::procedures_slot_table, Kind::Choice(Offer::Fields(Some(FieldKind::Rows)))).required();
const UNLESS: Slot = Slot::new("unless", keys::procedures_slot_unless, Kind::Choice(Offer::Columns));

const LINES_HAVE: &[Slot] =
    &[TABLE, Slot::new("columns", keys::procedures_slot_columns, Kind::Many(Offer::Columns)).required()];
const LINES_SETTLED: &[Slot] =
    &[TABLE, Slot::new("unless", keys::procedures_slot_unless, Kind::Choice(Offer::Columns)).required()];
const COMMENTS_UNTIL: &[Slot] = &[
    Slot::new("day", keys::procedures_slot_last_day, Kind::Choice(Offer::Fields(Some(FieldKind::Day)))).required(),
    Slot::new("reason", keys::procedures_slot_reason_field, Kind::Choice(Offer::Fields(Some(FieldKind::Text))))
        .required(),
    Slot::new("least_days", keys::procedures_slot_least_days, Kind::Count).required(),
];
const OPEN_CHILDREN: &[Slot] = &[
    Slot::new("procedure", keys::procedures_slot_procedure, Kind::Choice(Offer::Procedures)).required(),
    TABLE,
    Slot::new("title", keys::procedures_slot_title, Kind::Choice(Offer::Columns)).required(),
    UNLESS,
    Slot::new("then", keys::procedures_slot_then, Kind::Line).hint(keys::procedures_then_hint),
    Slot::new("fields", keys::procedures_slot_fills, Kind::Fills),
];

const SAID_HAS: &[Slot] = &[
    Slot::new("says", keys::procedures_slot_field, Kind::Choice(Offer::Fields(Some(FieldKind::YesNo)))).required(),
    Slot::new("has", keys::procedures_slot_fields, Kind::Many(Offer::Fields(None))).required(),
];
const FROM: Slot =
    Slot::new("from", keys::procedures_slot_starts, Kind::Choice(Offer::Fields(Some(FieldKind::Day)))).required();
const UNTIL: Slot =
    Slot::new("until", keys::procedures_slot_ends, Kind::Choice(Offer::Fields(Some(FieldKind::Day)))).required();
const SPAN: &[Slot] =
    &[FROM, UNTIL, Slot::new("most_months", keys::procedures_slot_most_months, Kind::Count).required()];
const ONCE: &[Slot] = &[
    Slot::new("same", keys::procedures_slot_same, Kind::Many(Offer::Fields(None))).required(),
    FROM,
    UNTIL,
    Slot::new("unless", keys::procedures_slot_unless_states, Kind::Many(Offer::States)).required(),
];
const NEXT_ROUND: &[Slot] = &[
    Slot::new("next", keys::procedures_slot_next_text, Kind::Choice(Offer::Fields(Some(FieldKind::Text)))).required(),
    Slot::new("fields", keys::procedures_slot_carried, Kind::Fills),
];

/// What a condition or an effect is about, by its name in a document.
pub(super) fn shape_of(kind: &str) -> Shape {
    match kind {
        "all_parts" | "any_part" | "earlier_parts" => Shape::One(IS_PART_STATES),
        "whole_in" => Shape::One(IS_WHOLE_STATES),
        "within_days" | "after_days" => Shape::One(IS_DAYS),
        "says" => Shape::One(IS_YES_NO),
        "leaf_has" | "together" => Shape::One(IS_FIELDS),
        "said_has" => Shape::Several(SAID_HAS),
        "span" => Shape::Several(SPAN),
        "once" => Shape::Several(ONCE),
        "next_round" => Shape::Several(NEXT_ROUND),
        "copy_to" => Shape::One(IS_FIELD),
        "lines_have" => Shape::Several(LINES_HAVE),
        "lines_settled" => Shape::Several(LINES_SETTLED),
        "due_by" => Shape::One(IS_DAY),
        "due_by_whole" => Shape::One(IS_WHOLE_DAY),
        "due_by_first" => Shape::One(IS_DAYS_OF),
        "hand" => Shape::One(IS_UNIT),
        "sign" => Shape::One(IS_SIGNATURE),
        "when_decided" => Shape::One(IS_STATE),
        "adopt" | "issue_adopted" => Shape::One(IS_TEXT),
        "supersede" => Shape::One(IS_MATTER),
        "repeat" => Shape::One(IS_CHOICE),
        "comments_until" => Shape::Several(COMMENTS_UNTIL),
        "open_children" => Shape::Several(OPEN_CHILDREN),
        _ => Shape::Plain,
    }
}

/// What a value of a document is called: for the places of differences.
pub(super) fn label_of(name: &str) -> Option<Key> {
    let all = [HEAD, PART, ASK, LIMIT, DAYS, REGISTERS, FIELD, STATE, ACTION, ROW];
    let slot = all.iter().flat_map(|slots| slots.iter()).find(|slot| slot.name == name).map(|slot| slot.label);
    slot.or(match name {
        "whole" => Some(keys::procedures_whole),
        "part" => Some(keys::procedures_part),
        "ask" => Some(keys::procedures_ask),
        "limit" => Some(keys::procedures_limit),
        "days" => Some(keys::procedures_days),
        "registers" => Some(keys::procedures_registers),
        "templates" => Some(keys::procedures_templates),
        "fields" => Some(keys::procedures_fields),
        "states" => Some(keys::procedures_states),
        "actions" => Some(keys::procedures_actions),
        "rows" => Some(keys::procedures_rows),
        "given" => Some(keys::procedures_given),
        "effects" => Some(keys::procedures_effect),
        _ => None,
    })
}
