//! The fuzz targets: those of the mutation campaign in `tests/hostile/campaign`, where each is described.
//! `cargo +nightly fuzz run NAME` fuzzes one; `fuzz/run.sh` writes seeds and a dictionary first.

#[allow(dead_code)]
#[path = "../../tests/hostile/campaign/advisories.rs"]
mod advisories;
#[allow(dead_code, unreachable_pub, missing_docs)]
#[path = "../../tests/hostile/campaign/containers.rs"]
mod containers;
#[allow(dead_code, unreachable_pub, missing_docs)]
#[path = "../../tests/common/forge.rs"]
mod forge;
#[allow(dead_code)]
#[path = "../../tests/hostile/campaign/images.rs"]
mod images;
#[allow(dead_code)]
#[path = "../../tests/hostile/campaign/machine.rs"]
mod machine;
#[allow(dead_code)]
#[path = "../../tests/hostile/campaign/packages.rs"]
mod packages;
#[allow(dead_code)]
#[path = "../../tests/hostile/campaign/policies.rs"]
mod policies;
#[allow(missing_docs)]
#[path = "../../tests/hostile/campaign/targets.rs"]
pub mod targets;
