//! What a command answers. Whoever reads it may go before the end (`changxiao score … | head`): the rest is said to nobody, and the work goes
//! on to its end.

use std::{
    fmt::Arguments,
    io::{self, ErrorKind, StdoutLock, Write},
};

/// Prints one line: `answer!("took step {step}")`.
macro_rules! answer {
    ($($text:tt)*) => { $crate::print::line(format_args!($($text)*)) };
}
pub(crate) use answer;

pub fn line(text: Arguments<'_>) {
    if let Err(problem) = writeln!(out(), "{text}") {
        tracing::error!(%problem, "the answer could not be written");
    }
}

/// What went wrong, with its whole chain of causes, where somebody reads it.
pub fn trouble(text: Arguments<'_>) {
    // Nobody is left to be told that nobody is there.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Where answers go that are longer than a line.
pub fn out() -> Out {
    Out(io::stdout().lock())
}

pub struct Out(StdoutLock<'static>);

impl Write for Out {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        unless_nobody_reads(self.0.write(piece), piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_nobody_reads(self.0.flush(), ())
    }
}

fn unless_nobody_reads<T>(done: io::Result<T>, otherwise: T) -> io::Result<T> {
    match done {
        Err(problem) if problem.kind() == ErrorKind::BrokenPipe => Ok(otherwise),
        done => done,
    }
}
