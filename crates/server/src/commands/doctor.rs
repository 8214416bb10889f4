//! `changxiao doctor`: what is missing or unusual, in the language of whoever asks, each with a way out.

use std::{path::Path, process::ExitCode};

use changxiao_app::doctor::{Finding, examine};
use changxiao_files::private;
use changxiao_words::{Lang, say, texts};

use super::read_lang;
use crate::{Place, config, print::answer, start};

#[derive(clap::Args)]
pub struct Doctor {
    /// zh or en; default: what LC_ALL, LC_MESSAGES or LANG says, else en.
    #[arg(long, value_name = "LANGUAGE", value_parser = read_lang)]
    lang: Option<Lang>,
}

impl Doctor {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let lang = self.lang.or_else(config::language).unwrap_or(super::COMMAND_LINE);
        let started = start::start(place).await?;
        let folder = say!(doctor_data_folder, folder = place.data.display().to_string());
        let mut findings = vec![Finding { what: folder, way_out: None }];
        findings.extend(OURS.iter().filter_map(|name| open_to_others(&place.data.join(name))));
        findings.extend(examine(&started.app).await?);
        for finding in &findings {
            answer!("{}", line(finding, lang));
        }
        started.app.db().close().await;
        let all_is_well = findings.iter().all(Finding::is_good);
        Ok(if all_is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// What the program makes, by its name in the data folder.
const OURS: [&str; 8] =
    ["", "changxiao.db", "secret.key", "seal.key", "seals.log", "vault.key", "config.toml", "photos"];

/// A trouble where others on this machine may open what is ours.
fn open_to_others(path: &Path) -> Option<Finding> {
    let shown = path.display().to_string();
    private::is_open_to_others(path).then(|| Finding {
        what: say!(doctor_open_to_others, path = &shown),
        way_out: Some(say!(doctor_open_to_others_way, path = &shown)),
    })
}

/// The finding, and below it the way out.
fn line(finding: &Finding, lang: Lang) -> String {
    let l = texts(lang);
    match &finding.way_out {
        None => format!("{}  {}", l.doctor_ok, finding.what.words(lang)),
        Some(way) => {
            let way = say!(doctor_way_out, way = way.clone()).words(lang);
            format!("{}  {}\n      {way}", l.doctor_trouble, finding.what.words(lang))
        }
    }
}
