//! `changxiao serve`

use std::{net::SocketAddr, process::ExitCode};

use anyhow::Context;
use changxiao_app::{
    App,
    chance::SystemChance,
    cities::{
        country::city_of_code,
        found::{FoundCity, found_beside, found_first},
    },
};
use changxiao_store::cities;
use changxiao_web::FoundingKey;
use tokio::net::TcpListener;

use super::COMMAND_LINE;
use crate::{Place, print::answer, start};

#[derive(clap::Args)]
pub struct Serve {
    /// Address to listen on, such as 127.0.0.1:7300. Nothing listens beyond this machine unless told to.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Division code of the city, 4 or 6 digits: the first start founds it; without a code it is founded in the browser. Where the database holds several, it is the one that a request
    /// means whose host and path name none.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
    /// Name of the city, for its first start; default: the one in the list of the country's divisions. Beside other cities a new one is founded only where both code and name are given.
    #[arg(long, value_name = "NAME")]
    city_name: Option<String>,
}

impl Serve {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        self.found_missing(&started.app).await?;
        // An empty machine waits for whoever was told the key, and is founded in the browser.
        let key = cities::all(started.app.db()).await?.is_empty().then(|| FoundingKey::draw(&SystemChance));
        let city = match &key {
            Some(_) => None,
            None => start::city_or_all(&started.app, self.city.as_deref()).await?,
        };
        let address = self.listen.unwrap_or(started.config.listen);
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("{address} cannot be listened on; is the port taken? Choose another"))?;
        if let Some(key) = &key {
            answer!("there is no city yet; found one in the browser, once, with this key:");
            answer!("  http://{}/founding/city?key={}", listener.local_addr()?, key.text());
            answer!("or on the command line: changxiao found --city CODE");
        }
        start::serve(started, city, key, listener).await?;
        Ok(ExitCode::SUCCESS)
    }

    /// Founds the first city of an empty database where a code was given, and one beside others where code and name were.
    async fn found_missing(&self, app: &App) -> anyhow::Result<()> {
        let there = cities::all(app.db()).await?;
        let is_beside = !there.is_empty();
        let Some(code) = self.city.as_deref().filter(|_| !is_beside || self.city_name.is_some()) else { return Ok(()) };
        // 350600 is 3506; a city that the list of the country has needs no name.
        let chosen = city_of_code(code, self.city_name.as_deref())
            .map_err(|problem| anyhow::anyhow!("--city: {}", problem.words(COMMAND_LINE)))?;
        let (id, name) = (chosen.id(), chosen.name);
        if there.iter().any(|city| city.id == id) {
            return Ok(());
        }
        let new = FoundCity { id, name: name.clone(), name_en: String::new(), demonstration: false };
        let founded = if is_beside { found_beside(app, new).await? } else { found_first(app, new).await? };
        match founded {
            Some(first) => {
                answer!("founded {name} ({id})");
                answer!("administrator: {}   one-time password: {}", first.login, first.password);
                answer!("the password is shown once and must be changed at the first sign-in");
            }
            None => answer!("another server has founded the city just now and shown the one-time password there"),
        }
        Ok(())
    }
}
