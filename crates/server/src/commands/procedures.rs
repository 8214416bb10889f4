//! `changxiao procedures`

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use changxiao_app::{
    AppError,
    procedures::{faults, force::import_as_owner},
};
use changxiao_domain::matters::{Document, Fault, check};
use changxiao_words::{Lang, Message, say};

use super::{COMMAND_LINE, tell_everybody};
use crate::{Place, print::answer, start};

#[derive(clap::Args)]
pub struct Procedures {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Says everything that is wrong with a document, each fault with its place. With --data or --database it is compared with what the city
    /// works by as well.
    Check(Named),
    /// Puts a document in force from its first day on, as the owner of the machine: no second person is asked.
    Import(Named),
}

#[derive(clap::Args)]
struct Named {
    /// The document (JSON); docs/procedures.md says what it holds.
    file: PathBuf,
    /// Division code of the city; default: the only one.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
}

impl Procedures {
    /// `place`: where the city's database is, where one was named.
    pub async fn run(self, place: Option<&Place>) -> anyhow::Result<ExitCode> {
        let (What::Check(named) | What::Import(named)) = &self.what;
        let text = std::fs::read_to_string(&named.file);
        let text = text.with_context(|| format!("{} cannot be read", named.file.display()))?;
        match &self.what {
            What::Check(named) => checked(named, &text, place).await,
            What::Import(named) => {
                let place =
                    place.context("name the city's data folder with --data, or its database with --database")?;
                imported(named, &text, place).await
            }
        }
    }
}

async fn checked(named: &Named, text: &str, place: Option<&Place>) -> anyhow::Result<ExitCode> {
    let document = match faults::read(text) {
        Ok(document) => document,
        Err(problem) => return Ok(refused(&problem)),
    };
    let found = match place {
        None => check(&document),
        Some(place) => {
            let started = start::start(place).await?;
            let city = start::city(&started.app, named.city.as_deref()).await?;
            let found = faults::of(&*started.app.model(city).await?, &document);
            started.app.db().close().await;
            found
        }
    };
    for fault in &found {
        tell_everybody(|lang| said(fault).words(lang));
    }
    if found.is_empty() {
        answer!("{}", fine(&document));
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn imported(named: &Named, text: &str, place: &Place) -> anyhow::Result<ExitCode> {
    let started = start::start(place).await?;
    let city = start::city(&started.app, named.city.as_deref()).await?;
    let done = import_as_owner(&started.app, city, text).await;
    started.app.db().close().await;
    Ok(match done {
        Ok(kept) => {
            answer!("in force from {}: {}", kept.document.in_force_from, fine(&kept.document));
            ExitCode::SUCCESS
        }
        Err(problem) => refused(&problem),
    })
}

fn refused(problem: &AppError) -> ExitCode {
    match problem {
        AppError::Invalid(fields) => fields.iter().for_each(|field| tell_everybody(|lang| field.message.words(lang))),
        other => answer!("{}", other.words(COMMAND_LINE)),
    }
    ExitCode::FAILURE
}

fn said(fault: &Fault) -> Message {
    let (at, message): (&str, Message) = (&fault.at, fault.message());
    say!(matters_document_fault, at, message)
}

fn fine(document: &Document) -> String {
    let names: Vec<&str> = Lang::ALL.iter().map(|lang| document.name(*lang)).collect();
    format!("{} {} ({})", document.key, document.edition, names.join(" / "))
}
