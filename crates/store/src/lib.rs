//! The only SQL. Reads take a [`Db`], writes take a [`Tx`]; a save names the version that it read, and zero changed rows
//! is a [`StoreError::Conflict`]. Each feature's statements stand at the top of its module, declared with `sql!`, so
//! that a test can prepare all of them on both engines.

pub mod access;
pub mod admin_requests;
pub mod bench;
pub mod burden;
pub mod calendar;
pub mod callbacks;
pub mod cases;
pub mod category_leads;
pub mod cities;
pub mod consultations;
pub mod counters;
mod declare;
pub mod departures;
pub mod directory;
pub mod distribute;
pub mod divisions;
pub mod doctor;
pub mod engine;
mod error;
pub mod escalations;
pub mod evidence;
pub mod exchange;
pub mod files;
pub mod founding;
pub mod grids;
pub mod imports;
pub mod indicators;
pub mod inspections;
pub mod jobs;
pub mod legible;
pub mod letters;
mod masking;
pub mod matters;
mod narrowed;
pub mod nodes;
pub mod notices;
mod numbers;
pub mod orgs;
pub mod overview;
pub mod passkeys;
pub mod people;
mod procedures;
pub mod recounts;
pub mod recurrence;
pub mod requests;
pub mod scoring;
pub mod sealing;
pub mod seals;
mod search;
pub mod second_factors;
pub mod sites;
pub mod standards;
pub mod synonyms;
pub mod views;
pub mod whistles;
pub mod workflow;

pub use engine::{Address, Db, Engine, PoolSize, Tx};
pub use error::{StoreError, Trouble};
pub use procedures::EachProcedure;

procedures::procedures! {
    changxiao_domain::whistles::Whistle,
    changxiao_domain::consultations::Consultation,
    changxiao_domain::recurrence::Problem,
    changxiao_domain::matters::Matter,
}

/// Every table that is sealed.
pub fn sealed() -> Vec<&'static seals::tables::Sealed> {
    let chained = std::iter::once(&seals::tables::CASES).chain(SEALED.iter().copied());
    chained.chain(seals::tables::UNCHAINED).collect()
}

/// Every fixed statement, with its name.
pub fn statements() -> Vec<&'static engine::Sql> {
    [
        access::STATEMENTS,
        admin_requests::STATEMENTS,
        bench::STATEMENTS,
        burden::STATEMENTS,
        calendar::STATEMENTS,
        callbacks::STATEMENTS,
        category_leads::STATEMENTS,
        cities::STATEMENTS,
        consultations::STATEMENTS,
        counters::STATEMENTS,
        departures::STATEMENTS,
        departures::ties::STATEMENTS,
        directory::STATEMENTS,
        divisions::STATEMENTS,
        doctor::STATEMENTS,
        escalations::STATEMENTS,
        exchange::STATEMENTS,
        exchange::mappings::STATEMENTS,
        files::STATEMENTS,
        founding::STATEMENTS,
        grids::STATEMENTS,
        imports::STATEMENTS,
        imports::left::STATEMENTS,
        inspections::STATEMENTS,
        jobs::STATEMENTS,
        jobs::faults::STATEMENTS,
        letters::STATEMENTS,
        nodes::STATEMENTS,
        notices::STATEMENTS,
        notices::hooks::STATEMENTS,
        notices::deliveries::STATEMENTS,
        orgs::STATEMENTS,
        overview::STATEMENTS,
        passkeys::STATEMENTS,
        people::STATEMENTS,
        people::posts::STATEMENTS,
        people::sessions::STATEMENTS,
        people::tokens::STATEMENTS,
        recounts::STATEMENTS,
        recurrence::problems::STATEMENTS,
        recurrence::seen::STATEMENTS,
        recurrence::surge::STATEMENTS,
        requests::STATEMENTS,
        scoring::STATEMENTS,
        second_factors::STATEMENTS,
        seals::STATEMENTS,
        sites::STATEMENTS,
        standards::STATEMENTS,
        synonyms::STATEMENTS,
        views::STATEMENTS,
        &cases::CHAIN.statements,
    ]
    .into_iter()
    .chain(cases::STATEMENTS)
    .chain(matters::STATEMENTS)
    .chain(evidence::STATEMENTS)
    .chain(whistles::STATEMENTS)
    .flatten()
    .chain(TABLES.iter().flat_map(|table| table.statements.iter().chain(&table.chain.statements)))
    .collect()
}
