//! What the linker asks of the loader.

use super::about::About;
use super::check::BuiltIn;
use super::remark::{Place, Remark};
use crate::image::Format;
use crate::origin::{Origin, Relro, Traits};
use crate::rule::{Rule, Severity};

pub(super) static NO_PIE: BuiltIn = BuiltIn::one(
    no_pie,
    Rule::new("no-pie", Severity::Note)
        .means("A program with C code in it, or a Windows program, is loaded at a fixed address.")
        .because(
            "An attacker knows where its code lies. Programs of Go alone are not reported: traits \
             say of them too whether they are position independent.",
        )
        .mend("Build with -buildmode=pie."),
)
.asked_of_programs();

fn no_pie(about: &About<'_>) -> Option<Remark> {
    let program = about.program;
    let aslr = Traits::dll_flags(&program.image).map(|(flags, at)| (flags.aslr, at));
    if let (Format::Pe, Some((false, at))) = (program.image.format, aslr) {
        return Some(
            Remark::new("DYNAMIC_BASE is not set")
                .at(Place::new("DllCharacteristics").at(about.program.place(at))),
        );
    }
    let is_fixed = program.traits.pie == Some(false) && has_foreign_code(program);
    is_fixed.then(|| Remark::new("not position independent"))
}

/// Whether the program runs more than Go code. Go's own code is safe from attacks that need a fixed
/// address, and Go links at a fixed address unless asked otherwise.
fn has_foreign_code(program: &Origin) -> bool {
    program.traits.cgo == Some(true) || program.image.interpreter.is_some()
}

pub(super) static NO_RELRO: BuiltIn = BuiltIn::one(
    no_relro,
    Rule::new("no-relro", Severity::Note)
        .means("The loader leaves the addresses of library functions writable.")
        .because("What can write to memory can redirect calls.")
        .mend("Link with -ldflags=-extldflags=-Wl,-z,relro,-z,now or -buildmode=pie."),
)
.asked_of_programs();

fn no_relro(about: &About<'_>) -> Option<Remark> {
    // A program without a dynamic section has nothing that the loader could make read-only.
    let dynamic = about.program.image.loading.dynamic?;
    let place = || Place::new("the dynamic section").at(about.program.place(dynamic.start()));
    (about.program.traits.relro == Some(Relro::None))
        .then(|| Remark::new("no PT_GNU_RELRO").at(place()))
}

pub(super) static EXEC_STACK: BuiltIn = BuiltIn::one(
    exec_stack,
    Rule::new("exec-stack", Severity::Note)
        .means("The stack of the program can be executed.")
        .because("What an attacker writes onto the stack can be run.")
        .mend("Find the object file, mostly one in assembly, without a .note.GNU-stack section."),
)
.asked_of_programs();

fn exec_stack(about: &About<'_>) -> Option<Remark> {
    let program = about.program;
    let is_executable = program.traits.nx == Some(false) && program.image.format != Format::Pe;
    is_executable.then(|| Remark::new("the headers ask for a stack that can be executed"))
}
