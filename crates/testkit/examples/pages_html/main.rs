//! Every page of the small demonstration city, as everybody sees it in both languages, written into a folder; and what differs
//! between two such folders. For a change that must not change a page:
//!
//! ```text
//! cargo run -p changxiao-testkit --example pages_html -- dump target/pages-before
//! cargo run -p changxiao-testkit --example pages_html -- dump target/pages-after
//! cargo run -p changxiao-testkit --example pages_html -- compare target/pages-before target/pages-after
//! ```
//!
//! City, clock and chance are the same every time, so that two dumps of the same program are alike byte for byte. What is
//! compared leaves out where a template breaks its lines, the CSRF tokens, the version of the styles, and ids; `--blanks`
//! also shows where nothing but a blank between two elements came or went.

mod compare;
mod normal;
mod shelf;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::bail;
use changxiao_testkit::{
    Demonstration, fresh_databases,
    walk::{PEOPLE, SEARCHERS, Visitor},
};
use shelf::Shelf;

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let alike = match arguments[..] {
        ["dump", folder] => dump(Path::new(folder), &LANGUAGES, &[]).await.map(|()| true)?,
        ["dump", folder, lang, ref logins @ ..] => dump(Path::new(folder), &[lang], logins).await.map(|()| true)?,
        ["compare", before, after] => compare::compare(Path::new(before), Path::new(after), false)?,
        ["compare", before, after, "--blanks"] => compare::compare(Path::new(before), Path::new(after), true)?,
        _ => bail!("dump FOLDER [LANGUAGE [LOGIN…]], or compare BEFORE AFTER [--blanks]"),
    };
    Ok(if alike { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `logins`: who looks, and nobody acts; none: everybody looks, then everybody acts.
async fn dump(folder: &Path, languages: &[&str], logins: &[&str]) -> anyhow::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    // Each language has a city of its own, in which nobody has acted yet.
    let mut tasks = tokio::task::JoinSet::new();
    for lang in languages {
        let logins: Vec<String> = logins.iter().map(ToString::to_string).collect();
        tasks.spawn(dump_in(lang.to_string(), folder.join(lang), logins));
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}

async fn dump_in(lang: String, folder: PathBuf, logins: Vec<String>) -> anyhow::Result<()> {
    let began = Instant::now();
    let (_, fresh) = fresh_databases().await?.remove(0);
    let city = Demonstration::start(fresh).await?;
    eprintln!("{lang}: the city is loaded after {} s", began.elapsed().as_secs());
    let mut visitors = Vec::new();
    for person in PEOPLE {
        let name = person.unwrap_or("stranger");
        if !logins.is_empty() && !logins.iter().any(|login| login == name) {
            continue;
        }
        let mut visitor = Visitor::enter(&city, person, &lang, Shelf::new(folder.join(name))).await?;
        visitor.look(SEARCHERS.contains(&name)).await?;
        eprintln!("{lang}: {name} saw {} pages after {} s", visitor.pages, began.elapsed().as_secs());
        visitors.push((name, visitor));
    }
    if !logins.is_empty() {
        return city.end().await;
    }
    for (name, visitor) in visitors {
        let pages = visitor.act(Shelf::new(folder.join(format!("{name}-acts")))).await?;
        eprintln!("{lang}: {name} acted on {pages} pages after {} s", began.elapsed().as_secs());
    }
    city.end().await
}
