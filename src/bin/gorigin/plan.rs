//! The plan of a command that reads programs. Its options become plain decisions here, once, before
//! anything is read; [`crate::carry_out`] does the work and knows no options.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use gorigin::archive::{Images, Platform};
use gorigin::artifact::{Directories, Given, Keep, Pace, Root, Share, WalkOptions, Way};
use gorigin::bytes::Limits;
use gorigin::front::under;
use gorigin::host::Host;
use gorigin::inspect::{Depth, Hashing, Options};
use gorigin::leak::DeepSearch;
use gorigin::policy::{Rulings, Settings};
use gorigin::render::FunctionLists;
use gorigin::report::{Redactor, Summary};
use gorigin::verify::Trace;
use gorigin::vuln::Database;

use crate::args::{DatabaseArgs, DemandArgs, Global, ImageArgs, Reporting, SearchArgs};
use crate::exit::{Failure, Unopened};
use crate::here::host;
use crate::judging::Judging;
use crate::outputs::Outputs;
use crate::policy_file::load;
use crate::progress::When;
use crate::render::RecordFormat;
use crate::require::Asked;
use crate::talk::Talk;
use crate::tally::Tally;
use crate::vulndb;

/// The inputs, produced on demand.
pub(crate) type Roots = Box<dyn Iterator<Item = Root> + Send>;

/// The decisions.
pub(crate) struct Plan {
    pub(crate) roots: Roots,
    pub(crate) walk: WalkOptions,
    /// The same inputs, to be counted ahead; `None` where a list or a share decides.
    pub(crate) ahead: Option<Vec<PathBuf>>,
    /// Which of the inputs are looked at.
    pub(crate) share: Share,
    /// What earlier runs found, with which this one goes on.
    pub(crate) before: Summary,
    /// Which files give a record.
    pub(crate) keep: Keep,
    /// The threads that the user asks for.
    pub(crate) jobs: Option<NonZeroUsize>,
    pub(crate) pace: Pace,
    pub(crate) inspection: Inspection,
    pub(crate) judging: Judging,
    pub(crate) unopened: Unopened,
    /// The demand on every input; `None` demands nothing.
    pub(crate) asked: Option<Asked>,
    pub(crate) to: Destination,
}

/// How one input is read.
pub(crate) struct Inspection {
    pub(crate) depth: Depth,
    pub(crate) hashing: Hashing,
    /// How it is hashed where only the policy asks for that.
    pub(crate) demanded: Hashing,
    /// The needles of a search of every byte.
    pub(crate) search: DeepSearch,
    /// The trace of a build, and the paths to try in it.
    pub(crate) trace: Option<Trace>,
    pub(crate) goroots: Vec<String>,
    /// The inputs in words.
    pub(crate) inputs: String,
    pub(crate) cross_check: bool,
    /// The database of known vulnerabilities; `None` asks none.
    pub(crate) vulndb: Option<Database>,
    /// What OpenVEX makes of the functions that advisories list.
    pub(crate) lists: FunctionLists,
    /// The machine to compare with; `None` compares with none.
    pub(crate) host: Option<Host>,
    /// The limits on one input.
    pub(crate) limits: Limits,
    /// Whether files of images are read that a higher layer hides.
    pub(crate) all_layers: bool,
    /// The platform of the images that are read; `None` reads all.
    pub(crate) platform: Option<Platform>,
}

/// The destination of records, and what is done to them on the way.
pub(crate) struct Destination {
    pub(crate) outputs: Outputs,
    pub(crate) redactor: Option<Redactor>,
    pub(crate) shows_progress: bool,
    /// The number of inputs, for the progress line; `None` where it cannot be known ahead.
    pub(crate) tally: Option<Tally>,
    pub(crate) talk: Talk,
}

impl Plan {
    /// The decisions that all of these commands share: the destination of the result, its form, and
    /// the host to compare programs with. `inputs` and `also_read` must not be overwritten. There
    /// is no input yet; as little as possible is read from each input.
    pub(crate) fn begin(
        options: &Reporting,
        global: &Global,
        inputs: &[PathBuf],
        also_read: Option<&PathBuf>,
    ) -> Result<Self, Failure> {
        let Reporting { results, privacy, policy, baseline, work, .. } = options;
        let read = inputs.iter().chain(&work.host).chain(also_read);
        let found = load(policy)?;
        let read = read.chain(found.as_ref().map(|it| &it.path)).chain(&baseline.baseline);
        if results.output_is_unused() {
            return Err(Failure::new("nothing is written to the file of --output")
                .with_hint("drop it, or choose a form without a file for it"));
        }
        let outputs = Outputs::open(&results.chosen(), read, global.color, global.volume())?;
        let host = match work.no_host {
            true => None,
            false => Some(host(work.host.as_deref(), outputs.watch())?),
        };
        let redactor = privacy.redact.then(Redactor::default);
        let talk = Talk::new(global.volume());
        let judging = Judging::begin(options, &outputs, found, talk)?;
        // A progress line only appears where nothing else is written to the terminal.
        let is_free = !outputs.draws_on_terminal() && talk.is_drawable();
        let shows_progress = work.progress == When::Auto && is_free;
        let inspection = Inspection {
            depth: Depth::Quick,
            hashing: Hashing::Skip,
            demanded: Hashing::Check,
            search: DeepSearch::default(),
            trace: None,
            goroots: Vec::new(),
            inputs: in_words(inputs),
            cross_check: false,
            vulndb: None,
            lists: FunctionLists::default(),
            host,
            limits: Limits::default(),
            all_layers: false,
            platform: None,
        };
        Ok(Self {
            roots: Box::new(std::iter::empty()),
            walk: WalkOptions::default(),
            ahead: None,
            share: Share::default(),
            before: Summary::default(),
            keep: Keep::All,
            jobs: work.jobs,
            pace: Pace::AllThere,
            inspection,
            judging,
            unopened: Unopened::Incomplete,
            asked: None,
            to: Destination { outputs, redactor, shows_progress, tally: None, talk },
        })
    }

    /// Refuses statements about known vulnerabilities where no database is asked: that there are none would
    /// read as if none were in the programs.
    pub(crate) fn check_statements(&self) -> Result<(), Failure> {
        if self.inspection.vulndb.is_none() && self.has_statements() {
            return Err(Failure::new("openvex needs a database of known vulnerabilities")
                .with_hint("make one with: gorigin vulndb update --from DIR; and: gorigin vulns --db INDEX"));
        }
        Ok(())
    }

    /// Whether a form of the result states what known vulnerabilities are to programs.
    fn has_statements(&self) -> bool {
        self.to.outputs.iter().any(|(format, _)| format == RecordFormat::OpenVex)
    }

    /// Adds the demands of the options on every program.
    pub(crate) fn demanding(mut self, options: &DemandArgs) -> Self {
        self.judging.given.demands = options.demands();
        self.inspection.cross_check = options.cross_check;
        self
    }

    /// Asks the database that the options name.
    pub(crate) fn asking(mut self, options: &DatabaseArgs) -> Result<Self, Failure> {
        if let Some(path) = &options.vulndb {
            self.inspection.vulndb = Some(vulndb::load(path, options.vulndb_age, self.to.talk)?);
            if options.vex_trust_lists {
                self.inspection.lists = FunctionLists::Trusted;
                if !self.has_statements() {
                    let text =
                        "--vex-trust-lists changes nothing: no form of the result is openvex";
                    self.to.talk.note(text);
                }
            }
        }
        Ok(self)
    }

    /// What holds in the run.
    pub(crate) fn rulings(&mut self) -> Rulings {
        self.judging.given.depth = self.inspection.depth;
        self.judging.given.compares = self.inspection.host.is_some();
        self.judging.given.asks_database = self.inspection.vulndb.is_some();
        self.judging.given.hashes = self.inspection.hashing != Hashing::Skip;
        self.judging.rulings()
    }

    /// Takes no SHA-256 of files if no form of the result shows it: that is a second hash of each.
    /// Not for cards of `inspect`, which do.
    pub(crate) fn without_unseen_digests(mut self) -> Self {
        let is_seen = self.to.outputs.iter().any(|(format, _)| format.shows_digests());
        let Inspection { hashing, demanded, .. } = &mut self.inspection;
        for asked in [hashing, demanded] {
            if *asked == Hashing::Check && !is_seen {
                *asked = Hashing::Content;
            }
        }
        self
    }

    /// Limits the plan to `files`: directories are refused.
    pub(crate) fn of_files(self, files: Vec<PathBuf>) -> Self {
        Self {
            ahead: Some(files.clone()),
            roots: Box::new(files.into_iter().map(root_of)),
            walk: WalkOptions { directories: Directories::Refuse, ..self.walk },
            keep: Keep::Relevant,
            ..self
        }
    }
}

impl Inspection {
    /// Adds a search of every byte, if the options ask for it.
    pub(crate) fn searching(self, options: &SearchArgs) -> Self {
        if !options.is_deep() {
            return self;
        }
        let search = DeepSearch::new(&options.needles(), self.host.as_ref().and_then(Host::goroot));
        Self { depth: Depth::Deep, search, ..self }
    }

    /// Reads of container images what the options choose.
    pub(crate) fn of_images(self, options: &ImageArgs) -> Self {
        let ImageArgs { all_layers, platform } = options.clone();
        Self { all_layers, platform, ..self }
    }

    /// The plan as options of the library, with what holds for every file. A file that the user names
    /// is searched even if its format is unknown.
    pub(crate) fn options(&self, given: Given, keep: Keep, settings: &Settings) -> Options<'_> {
        let is_named = given == Given::Named;
        let options = Options {
            depth: self.depth,
            hashing: self.hashing,
            limits: self.limits.clone(),
            trace: self.trace.as_ref(),
            goroots: &self.goroots,
            vulndb: self.vulndb.as_ref(),
            host: self.host.as_ref(),
            recover_unrecognised: is_named,
            search: Some(&self.search),
            // For other files met in a walk, only the texts that the user looks for would be shown.
            search_others: is_named || keep == Keep::All || self.search.has_needles(),
            cross_check: self.cross_check,
            path: None,
            place: None,
            images: Images {
                all_layers: self.all_layers,
                platform: self.platform.as_ref(),
                ..Images::default()
            },
            opens: false,
            checks: &[],
            ..Options::default()
        };
        under(settings, options, self.demanded)
    }
}

/// The first inputs by their names, and how many more there are.
fn in_words(inputs: &[PathBuf]) -> String {
    const MOST: usize = 3;
    let name = |path: &PathBuf| match path.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => path.to_string_lossy().into_owned(),
    };
    let mut names: Vec<_> = inputs.iter().take(MOST).map(name).collect();
    match inputs.len().saturating_sub(MOST) {
        0 => {}
        more => names.push(format!("{more} more")),
    }
    names.join(", ")
}

/// The input that a path on the command line names.
pub(crate) fn root_of(path: PathBuf) -> Root {
    match Way::of_stdin(&path) {
        Some(way) => Root::InStdin(way),
        None if path.as_os_str() == "-" => Root::Stdin,
        None => Root::Path(path),
    }
}
