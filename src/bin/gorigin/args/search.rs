//! What every byte is searched for.

use clap::{ArgAction, Args};
use gorigin::bytes::Text;
use gorigin::leak::LONGEST_NEEDLE;

/// What every byte is searched for.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Deep search")]
pub(crate) struct SearchArgs {
    /// Search every byte for paths of the machine that built the program, and for this machine's
    /// GOROOT
    #[arg(long)]
    deep: bool,
    /// Search every byte for this text too, also in UTF-16; a file that holds it gives a record and a
    /// finding even if it is no Go program
    #[arg(long, value_name = "TEXT", value_parser = needle, action = ArgAction::Append)]
    needle: Vec<String>,
}

impl SearchArgs {
    /// Whether every byte is searched.
    pub(crate) fn is_deep(&self) -> bool {
        self.deep || !self.needle.is_empty()
    }

    /// The texts that are searched for.
    pub(crate) fn needles(&self) -> Vec<Text> {
        self.needle.iter().map(|needle| Text::from(needle.as_str())).collect()
    }
}

fn needle(text: &str) -> Result<String, String> {
    if (3..=LONGEST_NEEDLE).contains(&text.len()) {
        Ok(text.to_owned())
    } else {
        Err(format!("3 to {LONGEST_NEEDLE} bytes are needed"))
    }
}
