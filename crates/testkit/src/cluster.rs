//! A PostgreSQL of a story's own, which it may stop in the middle: made with the programs of the server that the tests are given.

use std::{
    fs,
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, ensure};
use changxiao_store::{Db, engine::Built, params};
use tempfile::TempDir;

/// Stopped and removed with this value.
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    /// PostgreSQL refuses to run as root; then this account and group run it.
    account: Option<(u32, u32)>,
    port: u16,
}

impl Cluster {
    /// Makes and starts one with the programs of the server behind `db`.
    pub async fn start_like(db: &Db) -> anyhow::Result<Self> {
        let ask = "SELECT setting FROM pg_config WHERE name = 'BINDIR'".to_owned();
        let row = db.row(Built { name: "testkit::programs", text: ask }, params![]).await?;
        let programs = PathBuf::from(row.context("the server does not say where its programs lie")?.text("setting")?);
        let folder = tempfile::tempdir()?;
        let account = account_for(folder.path())?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self { folder, programs, account, port };
        let data = cluster.data();
        cluster.run("initdb", &["--auth=trust", "--username=test", "--encoding=UTF8", "--locale=C", "--no-sync"])?;
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{}'\nmax_connections = 200\n",
            cluster.folder.path().display()
        );
        let file = data.join("postgresql.conf");
        let before = fs::read_to_string(&file)?;
        fs::write(&file, before + &settings)?;
        cluster.begin()?;
        Ok(cluster)
    }

    /// The address of its one database.
    pub fn url(&self) -> String {
        format!("postgres://test@127.0.0.1:{}/postgres", self.port)
    }

    /// Ends it as a power cut would: nothing is finished, nothing flushed.
    pub fn cut(&self) -> anyhow::Result<()> {
        self.run("pg_ctl", &["stop", "-m", "immediate", "-w"])
    }

    /// Starts it again; it has recovered when this returns.
    pub fn begin(&self) -> anyhow::Result<()> {
        let log = self.folder.path().join("server.log").display().to_string();
        self.run("pg_ctl", &["start", "-w", "-t", "60", "-l", &log])
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run(&self, program: &str, words: &[&str]) -> anyhow::Result<()> {
        let mut command = Command::new(self.programs.join(program));
        command.args(words).arg("-D").arg(self.data()).current_dir(self.folder.path()).env("LC_ALL", "C");
        if let Some((user, group)) = self.account {
            command.uid(user).gid(group);
        }
        // The server that is started keeps what it was given; a pipe would never end.
        let said = fs::File::create(self.folder.path().join("said"))?;
        let status = command.stdin(std::process::Stdio::null()).stdout(said.try_clone()?).stderr(said).status()?;
        let said = || fs::read_to_string(self.folder.path().join("said")).unwrap_or_default();
        ensure!(status.success(), "{program}: {status}: {}", said());
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // It may be stopped already.
        let _ = self.cut();
    }
}

/// The account that runs it, which may enter the folder then.
fn account_for(folder: &Path) -> anyhow::Result<Option<(u32, u32)>> {
    use std::os::unix::fs::MetadataExt;
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let accounts = fs::read_to_string("/etc/passwd")?;
    let of = |name: &str| {
        let fields: Vec<&str> =
            accounts.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|f| f[0] == name)?;
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    };
    let (user, group) = of("postgres").or_else(|| of("nobody")).context("no account may run PostgreSQL for root")?;
    chown(folder, Some(user), Some(group))?;
    Ok(Some((user, group)))
}
