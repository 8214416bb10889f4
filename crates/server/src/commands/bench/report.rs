//! The figures, as JSON and as a table.

use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Report {
    pub engine: String,
    pub what: String,
    pub seconds: u64,
    /// Longest start of the server, from exec to its first answer.
    pub start_seconds: f64,
    /// Resident memory of the server before the first request.
    pub idle_megabytes: f64,
    /// Peak resident memory of the server over all runs.
    pub loaded_megabytes: f64,
    pub lines: Vec<Line>,
}

/// One run.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub kind: &'static str,
    /// Cases stored when the run began.
    pub stored: i64,
    pub connections: usize,
    /// Requests answered as expected.
    pub done: i64,
    pub errors: i64,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub max_ms: f64,
}

impl Line {
    /// From the latencies of a run in microseconds.
    pub fn from_latencies(
        kind: &'static str,
        connections: usize,
        mut latencies: Vec<u32>,
        errors: i64,
        seconds: f64,
    ) -> Self {
        latencies.sort_unstable();
        let at = |share: f64| {
            let place = ((latencies.len() as f64 * share) as usize).min(latencies.len().saturating_sub(1));
            latencies.get(place).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
        };
        Self {
            kind,
            stored: 0,
            connections,
            done: latencies.len() as i64,
            errors,
            per_second: latencies.len() as f64 / seconds,
            p50_ms: at(0.5),
            p99_ms: at(0.99),
            max_ms: at(1.0),
        }
    }

    pub fn words(&self) -> String {
        format!(
            "{:<22} {:>9} stored {:>3} connections {:>9.0}/s  p50 {:>7.2} ms  p99 {:>7.2} ms  max {:>7.1} ms  {} errors",
            self.kind,
            self.stored,
            self.connections,
            self.per_second,
            self.p50_ms,
            self.p99_ms,
            self.max_ms,
            self.errors
        )
    }
}

impl Report {
    pub fn begin(engine: &str, what: &str, seconds: u64) -> Self {
        Self {
            engine: engine.to_owned(),
            what: what.to_owned(),
            seconds,
            start_seconds: 0.0,
            idle_megabytes: 0.0,
            loaded_megabytes: 0.0,
            lines: Vec::new(),
        }
    }

    pub fn markdown(&self) -> String {
        let mut text = format!(
            "{} on {}: {} s a run; start {:.2} s; memory idle {:.0} MB, peak under load {:.0} MB\n\n\
             | what | stored | connections | a second | p50 ms | p99 ms | max ms | errors |\n\
             | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n",
            self.what, self.engine, self.seconds, self.start_seconds, self.idle_megabytes, self.loaded_megabytes
        );
        for line in &self.lines {
            text.push_str(&format!(
                "| {} | {} | {} | {:.0} | {:.2} | {:.2} | {:.1} | {} |\n",
                line.kind,
                line.stored,
                line.connections,
                line.per_second,
                line.p50_ms,
                line.p99_ms,
                line.max_ms,
                line.errors
            ));
        }
        text
    }
}
