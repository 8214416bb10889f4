//! PostgreSQL refuses to run as root. When we are root, it runs as an account that owns nothing.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use crate::machine::program::we_are_root;
use crate::outcome::{During, Failure, Outcome};

/// The account under which the server runs: `None` for our own.
#[derive(Clone, Copy)]
pub struct ServerUser(Option<Account>);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Account {
    user: u32,
    group: u32,
}

impl ServerUser {
    pub fn choose() -> Outcome<Self> {
        if !we_are_root() {
            return Ok(Self(None));
        }
        let accounts = fs::read_to_string("/etc/passwd").during("reading /etc/passwd")?;
        let account = find_account(&accounts, "postgres").or_else(|| find_account(&accounts, "nobody"));
        account.map(|account| Self(Some(account))).ok_or_else(|| {
            Failure::new("PostgreSQL refuses to run as root, and there is neither an account `postgres` nor `nobody`")
                .with_remedy("run the command as an ordinary user")
        })
    }

    pub fn own(self, path: &Path) -> Outcome {
        match self.0 {
            Some(account) => std::os::unix::fs::chown(path, Some(account.user), Some(account.group))
                .during(&format!("giving {} to the server's account", path.display())),
            None => Ok(()),
        }
    }

    pub fn run_as(self, command: &mut Command) {
        if let Some(account) = self.0 {
            command.uid(account.user).gid(account.group);
        }
    }
}

fn find_account(accounts: &str, name: &str) -> Option<Account> {
    let fields = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == name)?;
    Some(Account { user: fields.get(2)?.parse().ok()?, group: fields.get(3)?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::{Account, find_account};

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let accounts =
            "root:x:0:0:root:/root:/bin/bash\nnobody2:x:7:7::/:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n";
        assert_eq!(find_account(accounts, "nobody"), Some(Account { user: 65534, group: 65533 }));
        assert_eq!(find_account(accounts, "postgres"), None);
    }
}
