//! Thousandths of a point.

use std::{fmt, iter::Sum, ops, str::FromStr};

use serde::{Deserialize, Serialize};

/// Thousandths of a point; a hundred points are 100,000. Prints with one decimal ("86.4"), with three on request (`{:.3}`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Milli(pub i64);

/// A text that is no number of points with at most three decimals.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a number of points with at most three decimals")]
pub struct NotMilli(pub String);

impl Milli {
    pub const ZERO: Milli = Milli(0);
    /// A hundred points.
    pub const FULL: Milli = Milli(100_000);
}

impl fmt::Display for Milli {
    /// Rounds halves away from zero to the decimals asked for (0 to 3, one when none are asked for).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = f.precision().unwrap_or(1).min(3);
        let step = 10_u64.pow(3 - decimals as u32);
        let rounded = (self.0.unsigned_abs() + step / 2) / step;
        let unit = 10_u64.pow(decimals as u32);
        let sign = if self.0 < 0 && rounded > 0 { "-" } else { "" };
        match decimals {
            0 => write!(f, "{sign}{rounded}"),
            _ => write!(f, "{sign}{}.{:0decimals$}", rounded / unit, rounded % unit),
        }
    }
}

impl FromStr for Milli {
    type Err = NotMilli;
    fn from_str(text: &str) -> Result<Self, NotMilli> {
        let refused = || NotMilli(text.chars().take(60).collect());
        let (sign, digits) = match text.trim().strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.trim()),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(decimals) || whole.len() > 12 || decimals.len() > 3 {
            return Err(refused());
        }
        let number: i64 = format!("{whole}{decimals:0<3}").parse().map_err(|_| refused())?;
        Ok(Milli(sign * number))
    }
}

impl ops::Add for Milli {
    type Output = Milli;
    fn add(self, other: Milli) -> Milli {
        Milli(self.0 + other.0)
    }
}

impl ops::Sub for Milli {
    type Output = Milli;
    fn sub(self, other: Milli) -> Milli {
        Milli(self.0 - other.0)
    }
}

impl ops::Neg for Milli {
    type Output = Milli;
    fn neg(self) -> Milli {
        Milli(-self.0)
    }
}

impl Sum for Milli {
    fn sum<I: Iterator<Item = Milli>>(all: I) -> Milli {
        Milli(all.map(|milli| milli.0).sum())
    }
}
