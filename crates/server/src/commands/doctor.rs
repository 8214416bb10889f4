//! `changxiao doctor`

use std::process::ExitCode;

use changxiao_app::{App, photos};
use changxiao_files::private;
use changxiao_store::{
    cities::{self, City},
    doctor,
    jobs::faults,
    seals,
};

use crate::{Place, print::answer, start};

/// Rows that jobs left out: so many are counted.
const MOST_FAULTS: i64 = 1_000;

#[derive(clap::Args)]
pub struct Doctor {}

impl Doctor {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        let db = started.app.db();
        let mut troubles = 0;
        let mut say = |good: bool, text: String| {
            answer!("{} {text}", if good { "ok     " } else { "TROUBLE" });
            troubles += u32::from(!good);
        };
        say(true, format!("data folder {}", place.data.display()));
        for name in ["", "changxiao.db", "secret.key", "config.toml", "photos"] {
            let path = place.data.join(name);
            if private::is_open_to_others(&path) {
                say(false, format!("{} may be opened by others on this machine: chmod go= {0}", path.display()));
            }
        }
        for (good, text) in doctor::settings(db).await? {
            say(good, text);
        }
        let shelf = photos::count(&started.app).await?;
        say(
            shelf.orphans == 0,
            format!(
                "{} of {} photos on the shelf ({} kB) are known to no case and no visit; the daily job removes them",
                shelf.orphans,
                shelf.files,
                shelf.orphan_bytes / 1024
            ),
        );
        let all = cities::all(db).await?;
        say(!all.is_empty(), format!("{} cities in the database", all.len()));
        for city in all {
            let model = started.app.model(city.id).await?;
            say(!model.divisions.is_empty(), format!("{}: {} divisions", city.name, model.divisions.len()));
            say(model.current_system().is_some(), format!("{}: {} evaluation systems", city.name, model.systems.len()));
            let year = model.day_of(started.app.now()).year();
            say(
                model.calendar.covers(year),
                format!(
                    "{}: holidays of {year} are {}",
                    city.name,
                    if model.calendar.covers(year) {
                        "known"
                    } else {
                        "missing; weekends are taken. Import them: changxiao import holidays FILE"
                    }
                ),
            );
            let gaps = model.unanswered().len();
            say(gaps == 0, format!("{}: {gaps} pairs of town and category that no line unit answers for", city.name));
            let faults = faults::newest(db, city.id, MOST_FAULTS).await?.len();
            say(faults == 0, format!("{}: {faults} rows were left out by jobs; /jobs names them", city.name));
            say_seal(&started.app, &city, &mut say).await?;
            let lost = doctor::photos_of_cases(db, city.id).await?;
            let mut missing = 0;
            for hash in &lost {
                if !started.app.photos().has(&changxiao_files::photos::ContentHash(*hash)).await? {
                    missing += 1;
                }
            }
            say(missing == 0, format!("{}: {missing} of {} photos are not on the shelf", city.name, lost.len()));
        }
        db.close().await;
        Ok(if troubles == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Whether the key of the newest seal is there: without it nothing is sealed any more.
async fn say_seal(app: &App, city: &City, say: &mut impl FnMut(bool, String)) -> anyhow::Result<()> {
    let path = app.seals().key_path();
    match (seals::newest(app.db(), city.id).await?, app.seals().key().await) {
        (_, Err(problem)) => say(false, format!("{}: {problem}", city.name)),
        (None, Ok(_)) => say(true, format!("{}: nothing was sealed yet", city.name)),
        (Some(seal), Ok(Some(key))) if key.id() == seal.key_id => {
            say(true, format!("{}: newest seal is number {} of {}", city.name, seal.number, seal.day));
        }
        (Some(seal), Ok(_)) => {
            let number = seal.number;
            say(
                false,
                format!(
                    "{}: {} is not the key of seal {number}; put it back from the backup",
                    city.name,
                    path.display()
                ),
            );
        }
    }
    Ok(())
}
