//! What the record says in its own terms, said as a reader expects it. The record itself stays as it is:
//! programs read it.

/// Sentences of the checks, and the same in plain words.
const PLAIN: &[(&str, &str)] = &[
    (
        "not excluded: changed code; the hash covers the whole file and names no place",
        "code may have been changed; one hash covers the whole file, so it cannot tell where",
    ),
    (
        "not excluded: changed code; the hash covers all members and names no place",
        "code may have been changed; one hash covers all members, so it cannot tell where",
    ),
    (
        "not excluded: that code or data was changed as well; the hash covered the whole file and cannot \
         be computed of the rest, so compare with a build of the same source",
        "whether code or data was changed as well, nothing in the file tells: compare with a build of \
         the same source",
    ),
    (
        "excluded: a build ID of another program; the host ID follows from it",
        "the build ID is the program's own: the GNU build-id or LC_UUID follows from it",
    ),
    (
        "no mark of strip or objcopy: those of GNU and LLVM move the section headers, which lie where \
         Go's linker puts them",
        "not the work of strip or objcopy: they move the section headers, which lie where Go's linker \
         put them",
    ),
    (
        "no mark of LLVM's tools, which pad the data segments; they end where Go's linker ends them",
        "not the work of LLVM's tools: they pad the data segments, which end where Go's linker ended \
         them",
    ),
    (
        "a C linker laid the file out, so not every tool that wrote it anew leaves a mark",
        "linked by a C linker, so a tool such as strip may have left no trace",
    ),
    (
        "source files of the standard library are listed without a root: built with -trimpath",
        "built with -trimpath: source files are listed without a root",
    ),
    (
        "an ID of this kind is not made of four hashes",
        "not made of four hashes, as the go command's are",
    ),
    ("not recorded, and the headers do not tell", "neither recorded nor visible in the headers"),
    ("said of ELF files alone", "only known of ELF files"),
];

/// The start of a sentence, and the same in plain words.
const STARTS: &[(&str, &str)] =
    &[("not excluded: ", "possible: "), ("excluded: ", "not the cause: ")];

/// `text` in plain words.
pub(super) fn plainly(text: &str) -> String {
    if let Some((_, plain)) = PLAIN.iter().find(|(said, _)| *said == text) {
        return (*plain).to_owned();
    }
    let start = STARTS.iter().find_map(|(said, plain)| Some((text.strip_prefix(said)?, plain)));
    start.map_or_else(|| text.to_owned(), |(rest, plain)| format!("{plain}{rest}"))
}
