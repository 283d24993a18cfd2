//! Variables for which a go command ends before it does anything, `go env GOROOT` included: what each
//! release accepts, and what it says otherwise.
//!
//! | variable | where it is read | accepted |
//! | --- | --- | --- |
//! | `GODEBUG` | the environment, by the runtime itself | since 1.27 no old value of a setting that was removed |
//! | `GOAMD64`, `GOARM`, … | the environment | the levels of the release |
//! | `GOFIPS140`, its form | the environment | since 1.24 a word or a version |
//! | `GOEXPERIMENT` | the environment, then the env file | the experiments of the release |
//! | `GOFIPS140`, its version | the environment, then the env file | what lies in `lib/fips140` of GOROOT |
//!
//! Where several variables are wrong, go names the last one of the second to fourth row. Since Go
//! 1.23 a wrong `GOAMD64` or `GOARM` is silently replaced with the default, because the check of
//! `GOARM64`, which comes later, overwrites the common error.
//!
//! Source: `internal/buildcfg/cfg.go` and `exp.go`, `cmd/go/internal/fips140/fips140.go`,
//! `internal/godebugs/table.go` and `runtime/proc.go`; each row compared with the go commands 1.19.8,
//! 1.21.13, 1.22.10, 1.23.9, 1.24.11, 1.25.5, 1.26.6 and 1.27.3. Go 1.20 is taken to be like 1.21.

mod experiments;
mod fips140;
mod godebug;
mod levels;
mod order;
mod refused;

pub(crate) use experiments::experiments_unknown;
pub(crate) use godebug::{by_godebug_line, by_runtime, is_removed_somewhere};
pub(crate) use levels::{level_names, passed_over};
pub(crate) use order::by_command;
pub(crate) use refused::Refused;
