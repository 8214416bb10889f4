//! `changxiao import orders`: progress while it runs, every wrong row by name, and what came of it.

use std::process::ExitCode;

use crate::print::answer;

use anyhow::bail;
use changxiao_app::{
    App, AppError,
    exchange::{ImportOrders, OrdersOutcome, import_orders},
};
use changxiao_domain::orgs::Actor;
use changxiao_files::sheets::Problems;
use indicatif::{ProgressBar, ProgressStyle};

use super::{COMMAND_LINE, tell_everybody};

pub async fn run(app: &App, actor: &Actor, request: ImportOrders) -> anyhow::Result<ExitCode> {
    let (dry_run, skip_wrong) = (request.dry_run, request.skip_wrong);
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} / {len} orders, {per_sec}, {elapsed}") {
        bar.set_style(style);
    }
    let progress = |done: u64, all: u64| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let done = import_orders(app, actor, request, &progress).await;
    bar.finish_and_clear();
    match done {
        Ok(outcome) => {
            tell(&outcome);
            // A look at a file that would be refused says so.
            let refused = dry_run && !skip_wrong && !outcome.wrong.is_empty();
            Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Err(problem) => {
            if let AppError::Import(problems) = &problem {
                name(problems);
            }
            bail!("{}: {}", problem.number(), problem.words(COMMAND_LINE))
        }
    }
}

fn tell(outcome: &OrdersOutcome) {
    name(&outcome.wrong);
    answer!(
        "{} by {}: {} rows read, {} new, {} changed, {} of other state over there, {} unchanged, {} not ours, {} faults",
        if outcome.applied { "brought in" } else { "would bring in" },
        outcome.mapping.name,
        outcome.rows_read,
        outcome.added,
        outcome.changed,
        outcome.followed,
        outcome.unchanged,
        outcome.passed_over,
        outcome.wrong.count()
    );
    for remark in &outcome.remarks {
        tell_everybody(|lang| remark.words(lang));
    }
    if !outcome.unused_columns.is_empty() {
        answer!("  columns that were not used: {}", outcome.unused_columns.join(", "));
    }
    let (numbers, ended) = &outcome.ended;
    if *ended > 0 {
        answer!("  {ended} cases have ended and got no note: {}", numbers.join(", "));
    }
}

fn name(problems: &Problems) {
    for one in problems.kept() {
        tell_everybody(|lang| one.sentence(lang));
    }
    if problems.count() > problems.kept().len() {
        answer!("{} faults in all; the first {} are named", problems.count(), problems.kept().len());
    }
}
