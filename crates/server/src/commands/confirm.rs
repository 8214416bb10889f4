//! `changxiao confirm`

use std::process::ExitCode;

use changxiao_app::{
    model::CityModel,
    people::{
        confirm::{Confirmed, confirm_as_owner},
        two_hands::{AdminRequest, Waiting, all},
    },
};
use changxiao_words::Lang;

use crate::{Place, start};

#[derive(clap::Args)]
pub struct Confirm {
    /// The sign-in name that it is about; without one everything that waits is listed.
    login: Option<String>,
    /// Division code of the city; default: the only one.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
}

impl Confirm {
    #[allow(clippy::print_stdout, reason = "what waits and what was done is this command's answer")]
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        let app = &started.app;
        let city = start::city(app, self.city.as_deref()).await?;
        let model = app.model(city).await?;
        let mut waiting = all(app, city).await?;
        if let Some(login) = &self.login {
            waiting.retain(|one| one.about.login == *login);
        }
        if waiting.is_empty() {
            println!("nothing waits for another administrator");
        }
        for one in &waiting {
            println!("{}", line(&model, one));
            if self.login.is_some() {
                match confirm_as_owner(app, city, one.id).await? {
                    Confirmed::Reset { half } => println!("  second half of the one-time password: {half}"),
                    Confirmed::Done => println!("  confirmed"),
                }
            }
        }
        app.db().close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn line(model: &CityModel, one: &Waiting) -> String {
    let asker = model.person_names.get(&one.asked_by).map_or("?", String::as_str);
    let what = match &one.asked {
        AdminRequest::Reset { .. } => "a new one-time password".to_owned(),
        AdminRequest::Appoint { unit, role, from, .. } => {
            format!("{role} in {} from {from} on", model.unit_name(*unit, Lang::En))
        }
        AdminRequest::Directory { directory, .. } => format!("sign-in through the directory {}", directory.issuer),
        AdminRequest::Link { identity } => {
            format!("the account {} of the directory {}", identity.subject, identity.issuer)
        }
    };
    format!("{}: {what}, asked for by {asker}", one.about.login)
}
