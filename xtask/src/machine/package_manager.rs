//! The system's package manager, as far as we need it.

use std::process::{Command, Stdio};

use super::needs::Need;
use super::program::{find_program, we_are_root};

/// How one package manager is spoken to and what it calls our needs.
pub struct PackageManager {
    pub program: &'static str,
    refresh: &'static [&'static str],
    install: &'static [&'static str],
    postgres: &'static str,
    chromium: &'static str,
    /// Chromium without windows, where it is to be had apart.
    light_chromium: Option<&'static str>,
    chinese_fonts: &'static str,
}

static KNOWN: [PackageManager; 6] = [
    PackageManager {
        program: "apt-get",
        refresh: &["update"],
        install: &["install", "-y", "--no-install-recommends"],
        postgres: "postgresql",
        chromium: "chromium",
        light_chromium: Some("chromium-headless-shell"),
        chinese_fonts: "fonts-noto-cjk",
    },
    PackageManager {
        program: "dnf",
        refresh: &[],
        install: &["install", "-y"],
        postgres: "postgresql-server",
        chromium: "chromium",
        light_chromium: None,
        chinese_fonts: "google-noto-sans-cjk-fonts",
    },
    PackageManager {
        program: "apk",
        refresh: &["update"],
        install: &["add"],
        postgres: "postgresql",
        chromium: "chromium",
        light_chromium: None,
        chinese_fonts: "font-noto-cjk",
    },
    PackageManager {
        program: "pacman",
        refresh: &[],
        // A refresh of the lists without an upgrade of everything is what Arch warns of; use the lists as they are.
        install: &["-S", "--needed", "--noconfirm"],
        postgres: "postgresql",
        chromium: "chromium",
        light_chromium: None,
        chinese_fonts: "noto-fonts-cjk",
    },
    PackageManager {
        program: "zypper",
        refresh: &["--non-interactive", "refresh"],
        install: &["--non-interactive", "install"],
        postgres: "postgresql-server",
        chromium: "chromium",
        light_chromium: None,
        chinese_fonts: "google-noto-sans-cjk-fonts",
    },
    PackageManager {
        program: "brew",
        refresh: &[],
        install: &["install"],
        postgres: "postgresql@17",
        chromium: "chromium",
        light_chromium: None,
        chinese_fonts: "font-noto-sans-cjk",
    },
];

/// By what right we may install.
#[derive(Clone, Copy, PartialEq)]
pub enum Right {
    Root,
    Sudo,
    None,
}

impl PackageManager {
    pub fn find() -> Option<&'static Self> {
        KNOWN.iter().find(|manager| find_program(manager.program).is_some())
    }

    /// Root may, and so may who has sudo without a password. Homebrew asks for neither, but changes a Mac that
    /// is somebody's own, so there we only say what to type.
    pub fn right(&self) -> Right {
        if self.program == "brew" {
            return Right::None;
        }
        if we_are_root() {
            return Right::Root;
        }
        let asked = Command::new("sudo").args(["-n", "true"]).stdin(Stdio::null()).stderr(Stdio::null()).status();
        if asked.is_ok_and(|status| status.success()) { Right::Sudo } else { Right::None }
    }

    /// The commands that install what is needed, in order, for a machine to run: they ask nothing and wait for another
    /// installation to end.
    pub fn commands(&self, needs: &[Need], right: Right) -> Vec<Vec<String>> {
        self.commands_for(&self.packages(needs), right)
    }

    /// The same for the browser that is quickest for tests, where we may install without asking and there is such a package.
    pub fn light_chromium(&self) -> Option<Vec<Vec<String>>> {
        let package = self.light_chromium.filter(|_| self.right() == Right::Root)?;
        Some(self.commands_for(&[package], Right::Root))
    }

    fn commands_for(&self, packages: &[&'static str], right: Right) -> Vec<Vec<String>> {
        let patient: &[&str] = if self.program == "apt-get" { &["-q", "-o", "DPkg::Lock::Timeout=300"] } else { &[] };
        // A question to a person who is not there would hang for ever.
        let silent: &[&str] = if self.program == "apt-get" { &["env", "DEBIAN_FRONTEND=noninteractive"] } else { &[] };
        let start = [self.sudo(right), silent, &[self.program], patient].concat();
        let commands = self.subcommands(packages).into_iter();
        commands.map(|words| [start.as_slice(), &words].concat().into_iter().map(str::to_owned).collect()).collect()
    }

    /// The same as one line for a person to type.
    pub fn line(&self, needs: &[Need], right: Right) -> String {
        let start = [self.sudo(right), &[self.program]].concat();
        let commands = self.subcommands(&self.packages(needs)).into_iter();
        commands.map(|words| [start.as_slice(), &words].concat().join(" ")).collect::<Vec<_>>().join(" && ")
    }

    fn subcommands(&self, packages: &[&'static str]) -> Vec<Vec<&'static str>> {
        let refresh = (!self.refresh.is_empty()).then(|| self.refresh.to_vec());
        refresh.into_iter().chain([[self.install, packages].concat()]).collect()
    }

    fn sudo(&self, right: Right) -> &'static [&'static str] {
        if right == Right::Root || self.program == "brew" { &[] } else { &["sudo"] }
    }

    fn packages(&self, needs: &[Need]) -> Vec<&'static str> {
        needs.iter().map(|need| self.package(*need)).collect()
    }

    fn package(&self, need: Need) -> &'static str {
        match need {
            Need::Postgres => self.postgres,
            Need::Chromium => self.chromium,
            Need::ChineseFonts => self.chinese_fonts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, Need, Right};

    #[test]
    fn the_line_to_type_names_every_missing_package_once_and_asks_for_sudo_only_when_needed() {
        let needs = [Need::Postgres, Need::ChineseFonts];
        let apt = &KNOWN[0];
        assert_eq!(
            apt.line(&needs, Right::None),
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends postgresql fonts-noto-cjk"
        );
        let dnf = &KNOWN[1];
        assert_eq!(dnf.line(&needs, Right::None), "sudo dnf install -y postgresql-server google-noto-sans-cjk-fonts");
        let apk = &KNOWN[2];
        assert_eq!(apk.line(&needs, Right::Root), "apk update && apk add postgresql font-noto-cjk");
        let brew = &KNOWN[5];
        assert_eq!(brew.line(&[Need::Chromium], Right::None), "brew install chromium");
    }

    #[test]
    fn what_a_machine_runs_waits_and_asks_nothing() {
        let commands = KNOWN[0].commands(&[Need::Chromium], Right::Sudo);
        let lines: Vec<String> = commands.iter().map(|words| words.join(" ")).collect();
        let start = "sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300";
        assert_eq!(lines[0], format!("{start} update"));
        assert_eq!(lines[1], format!("{start} install -y --no-install-recommends chromium"));
    }
}
