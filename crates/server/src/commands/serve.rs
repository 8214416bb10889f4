//! `changxiao serve`

use std::{net::SocketAddr, process::ExitCode};

use anyhow::Context;
use changxiao_app::{
    App,
    cities::found::{FoundCity, found_beside, found_first},
};
use changxiao_domain::ids::CityId;
use changxiao_store::cities;
use tokio::net::TcpListener;

use crate::{Place, print::answer, start};

#[derive(clap::Args)]
pub struct Serve {
    /// Address to listen on, such as 127.0.0.1:7300. Nothing listens beyond this machine unless told to.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Division code of the city, 4 or 6 digits: the first start founds it. Where the database holds several, it is the one that a request
    /// means whose host and path name none.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
    /// Name of the city, for its first start. Beside other cities a new one is founded only where both code and name are given.
    #[arg(long, value_name = "NAME")]
    city_name: Option<String>,
}

/// The place of a city that was founded without a code; `--city` founds one with a code.
const UNNAMED: i64 = 1;
const NAMELESS: &str = "新城市";

impl Serve {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        self.found_missing(&started.app).await?;
        let city = start::city_or_all(&started.app, self.city.as_deref()).await?;
        let address = self.listen.unwrap_or(started.config.listen);
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("{address} cannot be listened on; is the port taken? Choose another"))?;
        start::serve(started, city, listener).await?;
        Ok(ExitCode::SUCCESS)
    }

    /// Founds the first city of an empty database, and one beside others where it was named in full.
    async fn found_missing(&self, app: &App) -> anyhow::Result<()> {
        let there = cities::all(app.db()).await?;
        let code = match &self.city {
            Some(code) => code.parse().with_context(|| format!("“{code}” is not a division code of 4 or 6 digits"))?,
            None => UNNAMED,
        };
        let is_beside = self.city.is_some() && self.city_name.is_some() && there.iter().all(|city| city.id.0 != code);
        if !there.is_empty() && !is_beside {
            return Ok(());
        }
        let name = self.city_name.clone().unwrap_or_else(|| NAMELESS.to_owned());
        let new = FoundCity { id: CityId(code), name: name.clone(), name_en: String::new(), demonstration: false };
        let founded = if is_beside { found_beside(app, new).await? } else { found_first(app, new).await? };
        match founded {
            Some(first) => {
                answer!("founded {name} ({code})");
                answer!("administrator: {}   one-time password: {}", first.login, first.password);
                answer!("the password is shown once and must be changed at the first sign-in");
            }
            None => answer!("another server has founded the city just now and shown the one-time password there"),
        }
        Ok(())
    }
}
