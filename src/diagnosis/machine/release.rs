//! A release of Go as it is unpacked: the files that checks look at.

use crate::diagnosis::facts::{SOURCES, TOOLS};
use crate::host::{BuiltInGoroot, Program};

/// A release that was unpacked: the files that checks look at.
pub(super) struct Release {
    pub(super) goroot: String,
    pub(super) version: String,
    pub(super) target: (String, String),
}

impl Release {
    pub(super) fn files(&self) -> Vec<String> {
        let (os, arch) = &self.target;
        let exe = if os == "windows" { ".exe" } else { "" };
        let tools = TOOLS.iter().map(|tool| format!("pkg/tool/{os}_{arch}/{tool}{exe}"));
        let sources = SOURCES.iter().map(|it| format!("src/{it}"));
        let rest = ["VERSION", "go.env", "pkg/include/textflag.h"].map(str::to_owned);
        let go = format!("bin/go{exe}");
        tools.chain(sources).chain(rest).chain([go]).collect()
    }

    pub(super) fn content(&self, rest: &str) -> Vec<u8> {
        match rest {
            "VERSION" => format!("{}\n", self.version).into_bytes(),
            "go.env" => b"GOPROXY=https://proxy.golang.org,direct\nGOSUMDB=sum.golang.org\n\
                GOTOOLCHAIN=auto\n"
                .to_vec(),
            _ if rest.starts_with("bin/") || rest.starts_with("pkg/tool/") => b"\x7fELF\0".to_vec(),
            _ => Vec::new(),
        }
    }

    pub(super) fn program(&self, rest: &str) -> Option<Program> {
        let is_program = rest.starts_with("bin/") || rest.starts_with("pkg/tool/");
        (is_program && self.files().iter().any(|it| it == rest)).then(|| Program {
            version: Some(self.version.clone()),
            built_in: BuiltInGoroot::Trimmed,
            target: Some(self.target.clone()),
            path: Some(if rest.starts_with("bin/") { "cmd/go" } else { "cmd" }.to_owned()),
            ..Program::default()
        })
    }
}
