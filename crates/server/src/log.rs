//! Log lines go to standard error, as text for people or as JSON for collectors. They tell of the program and not of persons: nothing logs
//! a login, a telephone or a text of a case, and what another program's words bring along (a mail server's answer, a name that leads
//! nowhere) is masked on the way out.

use std::io::{self, Write};

use changxiao_domain::masking::{mask_mail, mask_text};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// How a line is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    #[default]
    Text,
    /// One object a line: timestamp, level, target, fields.
    Json,
}

/// Begins the log. `filter` is a level or a list of targets with levels, such as `warn,changxiao=debug`; what cannot be read is `warn`.
pub fn start(format: LogFormat, filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(Masking(io::stderr));
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
}

/// Masks what tells of persons in each line, and hands it on.
struct Masking<M>(M);

impl<'a, M: MakeWriter<'a>> MakeWriter<'a> for Masking<M> {
    type Writer = Masked<M::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Masked(self.0.make_writer())
    }
}

struct Masked<W>(W);

/// A line comes in one piece.
impl<W: Write> Write for Masked<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(mask_mail(&mask_text(&String::from_utf8_lossy(line))).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use super::*;

    #[derive(Clone, Default)]
    struct LogBuffer(Arc<Mutex<Vec<u8>>>);

    impl Write for LogBuffer {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_holds_no_number_and_no_address_of_a_person() -> Result<(), Box<dyn std::error::Error>> {
        for json in [false, true] {
            let kept = LogBuffer::default();
            let writer = Masking({
                let kept = kept.clone();
                move || kept.clone()
            });
            let log = tracing_subscriber::fmt().with_writer(writer);
            let tell = || {
                let problem = "the mail server did not take it: 550 zhang.xiaoming@example.gov.cn 13800001234";
                tracing::warn!(%problem, tries = 3, "a job failed, 身份证 35060219800101002X");
            };
            match json {
                false => tracing::subscriber::with_default(log.finish(), tell),
                true => tracing::subscriber::with_default(log.json().finish(), tell),
            }
            let line = String::from_utf8(kept.0.lock().unwrap_or_else(PoisonError::into_inner).clone())?;
            for clear in ["13800001234", "xiaoming", "19800101"] {
                assert!(!line.contains(clear), "{line}");
            }
            assert!(line.contains("z***@example.gov.cn") && line.contains("138****1234"), "{line}");
            if json {
                let line: serde_json::Value = serde_json::from_str(&line)?;
                assert_eq!((line["level"].as_str(), line["fields"]["tries"].as_i64()), (Some("WARN"), Some(3)));
                let at = line["timestamp"].as_str().unwrap_or_default();
                assert!(!at.is_empty() && !at.contains('*'), "the moment stays: {at}");
            }
        }
        Ok(())
    }
}
