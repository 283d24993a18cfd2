//! One input, through every layer: what is known of it, what follows, what the hashes, the machine and
//! the rules say. A record is a view of that.

mod agreement;
mod analyse;
mod options;
mod program;
mod search;

pub use agreement::Agreement;
pub use analyse::analyse;
pub use options::{Hashing, Options};
pub use program::{GoProgram, NoLink};
pub use search::search;
