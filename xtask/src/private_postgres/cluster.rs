//! One cluster in one temporary folder: made, started, awaited, stopped, removed.

use std::fs::{self, File};
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::server_user::ServerUser;
use crate::machine::postgres_binaries::PostgresBinaries;
use crate::outcome::{During, Failure, Outcome};

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(30);
const LAST_LINES: usize = 20;
const FOLDER_REMEDY: &str = "see that the temporary folder (TMPDIR) has space and may be entered by every account";

/// Where the server is reached, as a superuser.
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    pub port: u16,
    pub user: String,
    pub password: String,
}

impl Address {
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{}:{}@127.0.0.1:{}/{database}", self.user, self.password, self.port)
    }

    /// Reads what `url("postgres")` wrote; `None` for anything else.
    pub fn parse(url: &str) -> Option<Self> {
        let (credentials, place) = url.strip_prefix("postgres://")?.split_once("@127.0.0.1:")?;
        let (user, password) = credentials.split_once(':')?;
        let port = place.strip_suffix("/postgres")?.parse().ok()?;
        Some(Self { port, user: user.to_owned(), password: password.to_owned() })
    }
}

/// How a server treats the disk.
#[derive(Clone, Copy, PartialEq)]
pub enum Disk {
    /// A commit waits for it, as in use: what is measured is true.
    Waited,
    /// A commit is in the machine's memory. Stories end programs and servers, never the machine.
    Remembered,
}

impl Disk {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waited => "waited",
            Self::Remembered => "remembered",
        }
    }

    /// From the words behind the keeper's command.
    pub fn of(words: &[String]) -> Self {
        if words.iter().any(|word| word == Self::Remembered.word()) { Self::Remembered } else { Self::Waited }
    }
}

pub struct Cluster {
    folder: PathBuf,
    disk: Disk,
    binaries: PostgresBinaries,
    server_user: ServerUser,
    server: Option<Child>,
    pub address: Address,
}

impl Cluster {
    /// Makes an empty cluster; [`Cluster::start`] starts it.
    pub fn create(binaries: PostgresBinaries, disk: Disk) -> Outcome<Self> {
        let server_user = ServerUser::choose()?;
        let folder = std::env::temp_dir().join(format!("changxiao-postgres-{}", random_hex(4)?));
        fs::DirBuilder::new().mode(0o700).create(&folder).during("making a temporary folder for PostgreSQL")?;
        let address = Address { port: 0, user: format!("test_{}", random_hex(4)?), password: random_hex(16)? };
        // From here on the value exists, so that a failure removes the folder.
        let cluster = Self { folder, disk, binaries, server_user, server: None, address };
        server_user.own(&cluster.folder)?;
        cluster.initialise()?;
        Ok(cluster)
    }

    fn initialise(&self) -> Outcome {
        let password_file = self.folder.join("password");
        fs::write(&password_file, &self.address.password).during("writing the superuser's password")?;
        fs::set_permissions(&password_file, fs::Permissions::from_mode(0o600)).during("closing the password file")?;
        self.server_user.own(&password_file)?;
        let mut initdb = self.program("initdb");
        initdb
            .arg(format!("--pgdata={}", self.data().display()))
            .arg(format!("--username={}", self.address.user))
            .arg(format!("--pwfile={}", password_file.display()))
            // The connection never leaves loopback; SCRAM would cost milliseconds for each of thousands of them.
            .arg("--auth=password")
            .args(["--encoding=UTF8", "--locale=C"])
            // An empty cluster need not survive a power cut. What is written later is synced as in production.
            .arg("--no-sync");
        let output = initdb.output().map_err(|error| {
            Failure::new(format!("initdb could not be started in {}: {error}", self.folder.display()))
                .with_remedy(FOLDER_REMEDY)
        })?;
        fs::remove_file(&password_file).during("removing the password file")?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format!("initdb could not make a cluster in {}:\n{}", self.folder.display(), said.trim()))
            .with_remedy(FOLDER_REMEDY))
    }

    /// Starts the server on a free port and waits until it accepts connections.
    pub fn start(&mut self) -> Outcome {
        // Between finding a free port and the server taking it, somebody else may; then another one is tried.
        for _ in 0..5 {
            self.address.port = free_port()?;
            self.server = Some(self.spawn_server()?);
            if self.wait_until_ready()? {
                return Ok(());
            }
            if !self.log().contains("Address already in use") {
                break;
            }
        }
        Err(Failure::new(format!("PostgreSQL ended while starting; its last lines:\n{}", self.last_lines())))
    }

    fn spawn_server(&self) -> Outcome<Child> {
        let log = File::create(self.log_file()).during("making PostgreSQL's log file")?;
        let log_too = log.try_clone().during("sharing PostgreSQL's log file")?;
        let mut server = self.program("postgres");
        server.arg("-D").arg(self.data()).stdout(log).stderr(log_too);
        for setting in [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={}", self.address.port),
            format!("unix_socket_directories={}", self.folder.display()),
            // Tests run side by side, each with its own pool.
            "max_connections=400".to_owned(),
            "timezone=UTC".to_owned(),
            "log_timezone=UTC".to_owned(),
        ] {
            server.arg("-c").arg(setting);
        }
        if self.disk == Disk::Remembered {
            server.args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_wal_size=256MB"]);
        }
        server.spawn().during("starting the PostgreSQL server")
    }

    /// The last line of `postmaster.pid` says `ready` when connections are accepted (since PostgreSQL 10).
    /// Gives false when the server has ended instead.
    fn wait_until_ready(&mut self) -> Outcome<bool> {
        let begun = Instant::now();
        while begun.elapsed() < START_LIMIT {
            if fs::read_to_string(self.data().join("postmaster.pid"))
                .is_ok_and(|state| state.lines().nth(7).is_some_and(|status| status.trim() == "ready"))
            {
                return Ok(true);
            }
            if self.has_ended()? {
                return Ok(false);
            }
            sleep(Duration::from_millis(20));
        }
        Err(Failure::new(format!("PostgreSQL did not get ready in a minute; its last lines:\n{}", self.last_lines())))
    }

    pub fn has_ended(&mut self) -> Outcome<bool> {
        match &mut self.server {
            Some(server) => Ok(server.try_wait().during("looking at the PostgreSQL server")?.is_some()),
            None => Ok(true),
        }
    }

    pub fn last_lines(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.binaries.folder.join(name));
        command.current_dir(&self.folder).stdin(Stdio::null()).env("LC_ALL", "C");
        self.server_user.run_as(&mut command);
        command
    }

    fn stop(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        // INT asks for a fast shutdown: open sessions are ended, the data is left clean.
        let _ = Command::new("kill").args(["-INT", &server.id().to_string()]).stderr(Stdio::null()).status();
        let begun = Instant::now();
        while begun.elapsed() < STOP_LIMIT {
            if !matches!(server.try_wait(), Ok(None)) {
                return;
            }
            sleep(Duration::from_millis(20));
        }
        let _ = server.kill();
        let _ = server.wait();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("could not remove {}: {error}", self.folder.display());
        }
    }
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).during("looking for a free port")?;
    Ok(listener.local_addr().during("looking for a free port")?.port())
}

fn random_hex(bytes: usize) -> Outcome<String> {
    let mut random = vec![0; bytes];
    let source = Path::new("/dev/urandom");
    File::open(source).and_then(|mut file| file.read_exact(&mut random)).during("reading /dev/urandom")?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_is_read_back_as_it_was_written() {
        let address = Address { port: 54321, user: "test_ab".to_owned(), password: "0f0f".to_owned() };
        assert_eq!(Address::parse(&address.url("postgres")), Some(address));
        assert_eq!(Address::parse("initdb: error"), None);
    }
}
