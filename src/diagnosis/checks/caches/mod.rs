//! The build cache and the module cache.

mod build;
mod prog;
mod toolchains;

pub(in crate::diagnosis) use build::{GOCACHE_INVALID, GOCACHE_PERMISSION, SHARED_GOCACHE};
pub(in crate::diagnosis) use prog::GOCACHEPROG_MISSING;
pub(in crate::diagnosis) use toolchains::MODCACHE_TOOLCHAIN_BROKEN;
