//! `changxiao unlock`

use std::process::ExitCode;

use anyhow::Context;
use changxiao_app::people::unlock::unlock;

use crate::{Place, start};

#[derive(clap::Args)]
pub struct Unlock {
    /// The sign-in name of the account.
    login: String,
    /// Division code of the city; default: the only one.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
}

impl Unlock {
    #[allow(clippy::print_stdout, reason = "the one-time password is shown here and nowhere else")]
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        let city = start::city(&started.app, self.city.as_deref()).await?;
        let password = unlock(&started.app, city, &self.login)
            .await
            .with_context(|| format!("{} cannot be opened in {city}; is the sign-in name right?", self.login))?;
        println!("{}   one-time password: {password}", self.login);
        println!(
            "the password is shown once and must be changed at the first sign-in; the audit trail says that it was given here"
        );
        started.app.db().close().await;
        Ok(ExitCode::SUCCESS)
    }
}
