//! `changxiao serve`

use std::{net::SocketAddr, process::ExitCode};

use anyhow::Context;
use changxiao_app::cities::found::{FoundCity, found_first};
use changxiao_domain::ids::CityId;
use changxiao_store::cities;
use tokio::net::TcpListener;

use crate::{Place, print::answer, start};

#[derive(clap::Args)]
pub struct Serve {
    /// Address to listen on, such as 127.0.0.1:7300. Nothing listens beyond this machine unless told to.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Division code of the city, 4 or 6 digits. The first start founds it.
    #[arg(long, value_name = "CODE")]
    city: Option<String>,
    /// Name of the city, for the first start.
    #[arg(long, value_name = "NAME", default_value = "新城市")]
    city_name: String,
}

/// The place of a city that was founded without a code; `--city` founds one with a code.
const UNNAMED: i64 = 1;

impl Serve {
    pub async fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let started = start::start(place).await?;
        if cities::all(started.app.db()).await?.is_empty() {
            let code = match &self.city {
                Some(code) => {
                    code.parse().with_context(|| format!("“{code}” is not a division code of 4 or 6 digits"))?
                }
                None => UNNAMED,
            };
            let new = FoundCity {
                id: CityId(code),
                name: self.city_name.clone(),
                name_en: String::new(),
                demonstration: false,
            };
            match found_first(&started.app, new).await? {
                Some(first) => {
                    answer!("founded {} ({code})", self.city_name);
                    answer!("administrator: {}   one-time password: {}", first.login, first.password);
                    answer!("the password is shown once and must be changed at the first sign-in");
                }
                None => answer!("another server has founded the city just now and shown the one-time password there"),
            }
        }
        let city = start::city(&started.app, self.city.as_deref()).await?;
        let address = self.listen.unwrap_or(started.config.listen);
        let listener = TcpListener::bind(address)
            .await
            .with_context(|| format!("{address} cannot be listened on; is the port taken? Choose another"))?;
        start::serve(started, city, listener).await?;
        Ok(ExitCode::SUCCESS)
    }
}
