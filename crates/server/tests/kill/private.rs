//! Whatever the machine's usual rights are, nobody but the owner of the process opens what it makes.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use anyhow::ensure;

fn mode(path: &Path) -> anyhow::Result<u32> {
    Ok(fs::metadata(path)?.permissions().mode() & 0o777)
}

/// Everything below the folder, the folder itself among it.
fn all_below(path: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let mut found = vec![path.to_owned()];
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            found.extend(all_below(&entry?.path())?);
        }
    }
    Ok(found)
}

#[test]
fn only_the_owner_opens_what_is_made() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("deep/data");
    let program = env!("CARGO_BIN_EXE_changxiao");
    let demo = format!(
        "umask 000; exec {program} demo --scale small --no-serve --sign-ins {0}/sign-ins.json --data {0}",
        data.display()
    );
    let done = Command::new("sh").args(["-c", &demo]).output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let all = all_below(&data)?;
    for name in ["changxiao.db", "secret.key", "sign-ins.json", "photos"] {
        ensure!(all.contains(&data.join(name)), "{name} was not made");
    }
    ensure!(all.iter().filter(|path| path.is_file()).count() > 10, "the demonstration city has photos");
    for path in all {
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        ensure!(mode(&path)? == wanted, "{} has the rights {:o}", path.display(), mode(&path)?);
    }
    Ok(())
}
