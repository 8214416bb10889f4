//! The words behind a command's name.

use crate::outcome::{Failure, Outcome};

/// What is left of the words after options have been taken out of them.
pub struct Arguments(Vec<String>);

impl Arguments {
    pub fn new(words: &[String]) -> Self {
        Self(words.to_vec())
    }

    /// Takes `--name` out, and says whether it was there.
    pub fn take_flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// Takes `--name VALUE` or `--name=VALUE` out.
    pub fn take_value(&mut self, name: &str) -> Outcome<Option<String>> {
        let prefix = format!("{name}=");
        let Some(place) = self.0.iter().position(|word| word == name || word.starts_with(&prefix)) else {
            return Ok(None);
        };
        let word = self.0.remove(place);
        if let Some(value) = word.strip_prefix(&prefix) {
            return Ok(Some(value.to_owned()));
        }
        if place == self.0.len() {
            return Err(Failure::new(format!("{name} needs a value")));
        }
        Ok(Some(self.0.remove(place)))
    }

    /// The words that are no options.
    ///
    /// # Errors
    /// An option is left that nobody knows.
    pub fn words(self) -> Outcome<Vec<String>> {
        match self.0.iter().find(|word| word.starts_with("--")) {
            Some(unknown) => Err(Failure::new(format!("there is no option {unknown}"))
                .with_remedy("`cargo xtask` without a command lists commands and options")),
            None => Ok(self.0),
        }
    }

    /// Everything that is left, to be handed on as it is.
    pub fn rest(self) -> Vec<String> {
        self.0
    }

    /// # Errors
    /// Anything is left at all.
    pub fn expect_none(self) -> Outcome {
        match self.0.first() {
            Some(word) => Err(Failure::new(format!("`{word}` means nothing here"))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    #[test]
    fn options_are_taken_out_in_both_spellings_and_the_rest_stays_in_order() {
        let words = ["cases", "--only", "rust", "--no-browser", "sites", "--port=80"].map(str::to_owned);
        let mut arguments = Arguments::new(&words);
        assert_eq!(arguments.take_value("--only").unwrap().as_deref(), Some("rust"));
        assert_eq!(arguments.take_value("--port").unwrap().as_deref(), Some("80"));
        assert!(arguments.take_flag("--no-browser"));
        assert!(!arguments.take_flag("--no-browser"));
        assert_eq!(arguments.words().unwrap(), ["cases", "sites"]);
    }

    #[test]
    fn an_unknown_option_and_a_missing_value_are_named() {
        assert!(Arguments::new(&["--fast".to_owned()]).words().unwrap_err().to_string().contains("--fast"));
        let mut arguments = Arguments::new(&["--only".to_owned()]);
        assert!(arguments.take_value("--only").unwrap_err().to_string().contains("--only"));
    }
}
