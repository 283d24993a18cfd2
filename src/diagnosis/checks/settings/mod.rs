//! The settings in the environment and in the env file.

mod cc;
mod env_file;
mod goflags;
mod gopath;
mod odd;
mod refused;
mod target;

pub(in crate::diagnosis) use cc::CC_MISSING;
pub(in crate::diagnosis) use env_file::{GOENV_FILE_POISON, GOENV_VS_ENV};
pub(in crate::diagnosis) use goflags::{GOFLAGS_POISON, GOFLAGS_REFUSED, goflags_refused};
pub(in crate::diagnosis) use gopath::{GOPATH_BAD, GOPATH_EQUALS_GOROOT};
pub(in crate::diagnosis) use odd::{DISTRO_DEFAULTS, GO111MODULE_OFF, INERT_VARIABLE};
pub(in crate::diagnosis) use refused::{GOEXPERIMENT_UNKNOWN, SETTING_REFUSED, ends};
pub(in crate::diagnosis) use target::CROSS_VARS_LEAKED;
