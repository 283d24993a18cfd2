//! Packers.

use super::about::About;
use super::check::BuiltIn;
use super::remark::{Place, Remark};
use crate::rule::{Rule, Severity};

pub(super) static PACKED: BuiltIn = BuiltIn::one(
    packed,
    Rule::new("packed", Severity::Warning)
        .means("The file is packed: a loader unpacks the program into memory when it runs.")
        .because(
            "Most scanners see neither its Go version nor its modules, virus scanners suspect \
             packed programs, and each process holds its own copy of the code.",
        )
        .mend("Ship the program as `go build` wrote it, with -ldflags=-s if it should be smaller."),
)
.of_verify();

fn packed(about: &About<'_>) -> Option<Remark> {
    let (packed, unpacked) = about.packed?;
    let version = packed.version().map(|it| format!(" {it}")).unwrap_or_default();
    let with = unpacked.methods.join(" and ");
    let with = if with.is_empty() { with } else { format!(" with {with}") };
    let message =
        format!("packed by UPX{version}{with}; unpacked it has {} bytes", unpacked.size());
    let header = |at| {
        let at = about.program.around.of_holder().in_file(at);
        Place::new("UPX's header").at(at).then(" of the packed file")
    };
    Some(Remark::new(message).at_all(packed.place().map(header)))
}
