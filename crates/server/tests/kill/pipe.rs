//! `changxiao … | head`: the reader of a command's answer goes before its end.

use std::process::{Command, Stdio};

#[test]
fn a_command_whose_reader_goes_ends_without_a_panic() -> anyhow::Result<()> {
    let words = ["deadline", "--from", "2026-06-16T10:00", "--limit", "30工作日"];
    let run = |stdout: Stdio| {
        Command::new(env!("CARGO_BIN_EXE_changxiao")).args(words).stdout(stdout).stderr(Stdio::piped()).output()
    };
    let whole = run(Stdio::piped())?;
    let (reader, writer) = std::io::pipe()?;
    drop(reader);
    let cut = run(writer.into())?;
    let said = String::from_utf8_lossy(&cut.stderr);
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(cut.status.code(), whole.status.code(), "{said}");
    Ok(())
}
