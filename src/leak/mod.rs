//! Path leaks: what the paths in a program show about the machine and the people that built it.

mod deep;
mod flags;
mod fold;
mod home;
mod kind;
mod paths;
mod place;
mod secret;
mod share;

pub use deep::{DeepSearch, Found, Known, LONGEST_NEEDLE, Sought, Texts};
pub use flags::is_internal;
pub use home::{Account, Home, account, home};
pub use kind::LeakKind;
pub use paths::{Leak, LeakOrigin, Paths, Trimpath};
pub use place::{Place, classify};
pub use secret::{MASK, Masked, mask_setting};
pub use share::share_host;
