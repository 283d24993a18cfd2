//! Systems and processors: every GOOS and GOARCH, and what names of files call them.

/// Every GOOS that Go builds for, up to Go 1.27.
pub(crate) const SYSTEMS: [&str; 15] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "illumos",
    "ios",
    "js",
    "linux",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
];

/// Every other GOOS that Go has a name for: `nacl` was built for until Go 1.13, the others never.
pub(crate) const OTHER_SYSTEMS: [&str; 3] = ["hurd", "nacl", "zos"];

/// Every GOARCH that Go builds for, up to Go 1.27.
pub(crate) const PROCESSORS: [&str; 14] = [
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64",
    "ppc64le", "riscv64", "s390x", "wasm",
];

/// A GOARCH that Go has a name for, and that gccgo alone builds for.
pub(crate) const GCCGO_PROCESSOR: &str = "sparc64";

/// What names of files call a system, and every GOOS that they may mean by it.
pub(crate) const SYSTEM_NAMES: [(&str, &[&str]); 14] = [
    ("linux", &["linux", "android"]),
    ("android", &["android", "linux"]),
    ("windows", &["windows"]),
    ("darwin", &["darwin", "ios"]),
    ("macos", &["darwin"]),
    ("freebsd", &["freebsd"]),
    ("openbsd", &["openbsd"]),
    ("netbsd", &["netbsd"]),
    ("dragonfly", &["dragonfly"]),
    ("solaris", &["solaris", "illumos"]),
    ("illumos", &["illumos", "solaris"]),
    ("aix", &["aix"]),
    ("plan9", &["plan9"]),
    ("ios", &["ios"]),
];

/// What names of files call a processor, and every GOARCH that they may mean by it.
pub(crate) const PROCESSOR_NAMES: [(&str, &[&str]); 25] = [
    ("amd64", &["amd64"]),
    ("x86_64", &["amd64"]),
    ("x64", &["amd64"]),
    ("386", &["386"]),
    ("i386", &["386"]),
    ("i686", &["386"]),
    ("x86", &["386"]),
    ("arm64", &["arm64"]),
    ("aarch64", &["arm64"]),
    ("arm", &["arm", "armbe"]),
    ("armv5", &["arm"]),
    ("armv6", &["arm"]),
    ("armv6l", &["arm"]),
    ("armv7", &["arm"]),
    ("armv7l", &["arm"]),
    ("armhf", &["arm"]),
    ("ppc64", &["ppc64"]),
    ("ppc64le", &["ppc64le"]),
    ("s390x", &["s390x"]),
    ("riscv64", &["riscv64"]),
    ("loong64", &["loong64"]),
    ("mips", &["mips"]),
    ("mipsle", &["mipsle"]),
    ("mips64", &["mips64"]),
    ("mips64le", &["mips64le"]),
];
