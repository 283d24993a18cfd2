//! How a view reads Go programs. A host knows no file formats, so whoever makes a view hands in the
//! functions that do.

use std::path::Path;

use super::{BuiltInGoroot, Program};

type ReadVersion = Box<dyn Fn(&Path) -> Option<String> + Send + Sync>;
type ReadProgram = Box<dyn Fn(&Path) -> Option<Program> + Send + Sync>;
type Watch = Box<dyn Fn(&Path) + Send + Sync>;

/// Reads Go programs, by paths of the machine that this program runs on.
pub(super) struct ProgramReader {
    version: ReadVersion,
    program: Option<ReadProgram>,
    watch: Option<Watch>,
}

impl ProgramReader {
    /// Reads only the Go version of a program.
    pub(super) fn new(version: impl Fn(&Path) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { version: Box::new(version), program: None, watch: None }
    }

    /// The same, with a function that reads everything that a Go program says about itself.
    pub(super) fn with_program(
        self,
        read: impl Fn(&Path) -> Option<Program> + Send + Sync + 'static,
    ) -> Self {
        Self { program: Some(Box::new(read)), ..self }
    }

    /// The same; `watch` is called with each file before it is read.
    pub(super) fn watched_by(self, watch: impl Fn(&Path) + Send + Sync + 'static) -> Self {
        Self { watch: Some(Box::new(watch)), ..self }
    }

    /// Tells the watcher about a file that is about to be read.
    pub(super) fn announce(&self, path: &Path) {
        if let Some(watch) = &self.watch {
            watch(path);
        }
    }

    /// The program's Go version.
    pub(super) fn go_version(&self, path: &Path) -> Option<String> {
        self.program(path)?.version
    }

    /// The GOROOT compiled into the program.
    pub(super) fn built_in_goroot(&self, path: &Path) -> BuiltInGoroot {
        match &self.program {
            Some(_) => self.program(path).map(|it| it.built_in).unwrap_or_default(),
            None => BuiltInGoroot::Unknown,
        }
    }

    /// What the program says about itself: no more than its version where no function reads the rest.
    pub(super) fn program(&self, path: &Path) -> Option<Program> {
        self.announce(path);
        match &self.program {
            Some(read) => read(path),
            None => Some(Program { version: Some((self.version)(path)?), ..Program::default() }),
        }
    }
}
