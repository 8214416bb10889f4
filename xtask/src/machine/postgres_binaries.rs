//! The PostgreSQL server's programs, wherever a system puts them. Only the programs are used: a cluster that
//! already runs on the machine is never touched.

use std::path::{Path, PathBuf};

use super::program::{answer_of, find_program, is_program};

/// The oldest version on which the statements are promised to run.
pub const OLDEST_VERSION: u32 = 13;

#[derive(Debug)]
pub struct PostgresBinaries {
    pub folder: PathBuf,
    pub version: u32,
}

/// The newest PostgreSQL on this machine that is new enough.
pub fn find_postgres_binaries() -> Option<PostgresBinaries> {
    let mut found: Vec<PostgresBinaries> = candidate_folders().into_iter().filter_map(inspect).collect();
    found.sort_by_key(|binaries| binaries.version);
    found.pop().filter(|newest| newest.version >= OLDEST_VERSION)
}

fn candidate_folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    // Debian and Ubuntu; Red Hat's own packages from postgresql.org; Alpine; Homebrew on both kinds of Mac.
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/usr/libexec", "postgresql"),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/usr/local/opt", "postgresql@"),
    ] {
        for entry in Path::new(parent).read_dir().into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(prefix) {
                folders.push(entry.path().join("bin"));
                folders.push(entry.path());
            }
        }
    }
    folders.extend(answer_of("pg_config", &["--bindir"]).map(PathBuf::from));
    // Some systems put a link to the real program on the path; initdb needs its neighbours, so follow it.
    let on_path = find_program("initdb").and_then(|initdb| initdb.canonicalize().ok());
    folders.extend(on_path.and_then(|initdb| Some(initdb.parent()?.to_path_buf())));
    folders
}

fn inspect(folder: PathBuf) -> Option<PostgresBinaries> {
    let server = folder.join("postgres");
    if !is_program(&folder.join("initdb")) || !is_program(&server) {
        return None;
    }
    let version = major_version(&answer_of(&server, &["--version"])?)?;
    Some(PostgresBinaries { folder, version })
}

/// `postgres (PostgreSQL) 15.13 (Debian …)` and `postgres (PostgreSQL) 18beta1` give 15 and 18.
fn major_version(answer: &str) -> Option<u32> {
    let version = answer.split_whitespace().find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::major_version;

    #[test]
    fn the_major_version_is_read_from_what_the_server_says() {
        assert_eq!(major_version("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)"), Some(15));
        assert_eq!(major_version("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major_version("command not found"), None);
    }
}
