//! Values, states, rules and formulas of the long-term mechanism.
//!
//! Nothing here reads a clock, a file, a network or a random number: what a rule needs is passed in, so that the same
//! facts give the same answer on any machine, on any day. Every feature has one module with the feature's one name.

pub mod bounds;
pub mod burden;
pub mod calendar;
pub mod callbacks;
pub mod cases;
pub mod categories;
pub mod clauses;
pub mod consultations;
pub mod departures;
pub mod divisions;
pub mod escalation;
pub mod evidence;
pub mod exchange;
pub mod founding;
pub mod geo;
pub mod grids;
pub mod ids;
pub mod indicators;
pub mod inspections;
pub mod jobs;
pub mod letters;
pub mod masking;
pub mod materials;
pub mod matters;
pub mod notices;
pub mod orgs;
pub mod passkeys;
pub mod recurrence;
pub mod rules;
pub mod scoring;
pub mod sealing;
pub mod search;
pub mod sites;
pub mod standards;
pub mod synonyms;
pub mod text;
pub mod time;
pub mod trace;
pub mod whistles;
pub mod workflow;
pub mod written;
