//! Path leaks: what the paths in a program show about the machine and the people that built it.

mod deep;
mod flags;
mod fold;
mod home;
mod kind;
mod paths;
mod patterns;
mod place;
mod secret;
mod share;

pub use deep::{DeepSearch, Found, Known, LONGEST_NEEDLE, Sought, Texts};
pub(crate) use flags::is_internal;
pub(crate) use home::{Account, home};
pub use kind::LeakKind;
pub use paths::{Leak, LeakOrigin, Paths, Trimpath};
pub use place::{Place, classify};
pub(crate) use secret::MASK;
pub use secret::{Masked, mask_setting};
pub(crate) use share::share_host;
