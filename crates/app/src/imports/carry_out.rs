//! Saves what a file changes, in the transaction of the import.

use changxiao_domain::{categories::CategorySet, evidence::searched_texts, ids::CityId, orgs::Actor};
use changxiao_files::sheets::{Problem, Problems};
use changxiao_store::{Tx, calendar, category_leads, divisions, evidence, grids, orgs, people, sites, standards};
use changxiao_words::{Lang, Value, say};

use super::{OneTimeSignIn, plan::Write, reasons::why};
use crate::{
    App, AppError,
    categories::leading,
    chance::bytes,
    matters::{
        from_sheet::{from_sheet, put_from_sheet},
        table::{from_table, put_from_table},
    },
    people::add_person::one_time_password,
};

/// How many rows go between two words of progress.
const STEP: usize = 2_000;

/// Decides what only the database knows to decide, so that a look already says what would be refused.
///
/// Errors: the row, and what its page would say.
pub(super) async fn decide(
    app: &App,
    actor: &Actor,
    write: &mut Write,
    file_name: &str,
    is_look: bool,
) -> Result<(), AppError> {
    let Write::Matters { rows, decided } = write else { return Ok(()) };
    match from_sheet(app, actor, rows, is_look).await {
        Ok(all) => *decided = all,
        Err((_, problem)) if problem.status() >= 500 => return Err(problem),
        Err((row, problem)) => {
            let said = Value::named(problem.words(Lang::Zh), problem.words(Lang::En));
            let reason = why(
                "import_matter_refused",
                say!(imports_matter_refused, problem = said),
                say!(imports_see_page_of_matter),
            );
            let mut problems = Problems::default();
            problems.add(Problem { row: Some(row), ..Problem::of_sheet(file_name, reason) });
            return Err(AppError::Import(Box::new(problems)));
        }
    }
    Ok(())
}

/// What has to be made before the transaction begins, because SQLite has one writer: passwords with their hashes, numbers.
pub(super) async fn prepare(
    app: &App,
    actor: &Actor,
    write: &mut Write,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Vec<OneTimeSignIn>, AppError> {
    let (mut sign_ins, city) = (Vec::new(), actor.city);
    match write {
        Write::People { people, .. } => {
            let all = people.len() as u64;
            for (done, person) in people.iter_mut().enumerate() {
                let password = one_time_password(app.chance());
                person.password_hash = app.hashing().hash(&password, bytes(app.chance())).await?;
                sign_ins.push(OneTimeSignIn { login: person.login.clone(), name: person.name.clone(), password });
                progress(done as u64 + 1, all);
            }
        }
        Write::Sites { added, highest, .. } => {
            for site in added {
                // Sites that came another way may have numbers that the counter has not given yet.
                while site.number <= *highest {
                    site.number = app.numbers().next(app.db(), city, "site").await?;
                }
            }
        }
        Write::Tasks { added, changed, decided } => {
            *decided = from_table(app, actor, std::mem::take(added), std::mem::take(changed)).await?;
        }
        Write::Evidence { changed, searched } => {
            for (_, row) in changed {
                let text = evidence::text_of(app.db(), city, row.id).await?;
                searched.push(searched_texts(&row.item, &row.file_name, &text));
            }
        }
        // Where nothing hangs on the codes that end, nobody has to lead them, and the list is in force from its day.
        Write::Categories(Some((row, leads @ Some(_)))) => {
            let model = app.model(city).await?;
            let broken = |problem: serde_json::Error| AppError::Broken(problem.to_string());
            let set = CategorySet::parse(&row.document).map_err(broken)?;
            if let Some(begun) = leading::begin(&model, &set)
                && row.effective_from <= model.day
                && leading::needs_nobody(app, &model, &set, &begun).await?
                && let Some(leads) = leads
            {
                (leads.day, leads.done_at) = (Some(model.day), Some(app.now()));
            }
        }
        _ => {}
    }
    Ok(sign_ins)
}

pub(super) async fn carry_out(
    tx: &mut Tx,
    city: CityId,
    write: Write,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<(), AppError> {
    match write {
        Write::Divisions(rows) => {
            let all = rows.len() as u64;
            let mut done = 0;
            let mut rows = rows.into_iter().peekable();
            while rows.peek().is_some() {
                divisions::put(tx, city, rows.by_ref().take(STEP)).await?;
                done = (done + STEP as u64).min(all);
                progress(done, all);
            }
        }
        Write::Outlines { rows, source } => {
            for (code, geometry) in rows {
                divisions::put_outline(tx, city, code, &geometry, &source).await?;
            }
        }
        Write::Days(days) => {
            for day in &days {
                calendar::put(tx, city, day).await?;
            }
        }
        Write::Units { added, changed } => {
            for unit in &added {
                orgs::insert_unit(tx, city, unit).await?;
            }
            for unit in &changed {
                orgs::save_unit(tx, city, unit).await?;
            }
        }
        Write::People { people, posts, titled } => {
            for person in &people {
                people::insert(tx, city, person).await?;
            }
            for post in &posts {
                people::insert_post(tx, city, post).await?;
            }
            for post in &titled {
                people::title_post(tx, city, post.id, post.version, &post.title).await?;
            }
        }
        Write::Responsibilities(rows) => standards::put_responsibilities(tx, city, rows.into_iter()).await?,
        Write::Matrix(rows) => orgs::put_matrix(tx, city, rows.into_iter()).await?,
        Write::Sites { added, changed, .. } => {
            let all = (added.len() + changed.len()) as u64;
            sites::insert(tx, city, added.into_iter()).await?;
            for site in &changed {
                sites::save(tx, city, site).await?;
            }
            progress(all, all);
        }
        Write::Grids { added, changed } => {
            for grid in &added {
                grids::insert(tx, city, grid).await?;
            }
            for grid in &changed {
                grids::save(tx, city, grid).await?;
            }
        }
        Write::Tasks { decided, .. } => put_from_table(tx, city, decided).await?,
        Write::Matters { decided, .. } => put_from_sheet(tx, city, decided).await?,
        Write::Evidence { changed, searched } => {
            for ((_, row), searched) in changed.iter().zip(&searched) {
                evidence::save(tx, city, row, searched).await?;
            }
        }
        Write::Standard { added, changed } => {
            if let Some(row) = &added {
                standards::insert_system(tx, city, row).await?;
            }
            if let Some(row) = &changed {
                standards::save_system(tx, city, row).await?;
            }
        }
        Write::Categories(row) => {
            if let Some((row, leads)) = &row {
                standards::insert_category_set(tx, city, row).await?;
                if let Some(leads) = leads {
                    category_leads::insert(tx, city, leads).await?;
                }
            }
        }
    }
    Ok(())
}
