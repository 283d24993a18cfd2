//! `gorigin report`: one page for the records of one scan or of several.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use gorigin::render::{Html, HtmlPage, Renderer, Writer};
use gorigin::report::Summary;

use crate::args::{Global, Report};
use crate::exit::{Exit, Failure};
use crate::forms::stamp;
use crate::lines::Lines;
use crate::names::shown;
use crate::output::{Output, write_failure};
use crate::talk::Talk;

/// Runs the command.
pub(super) fn run(options: &Report, global: &Global) -> Result<Exit, Failure> {
    let mut output = Output::open(options.file(), &options.scans, global.color)?;
    if options.scans.iter().filter(|it| it.as_os_str() == "-").count() > 1 {
        return Err(Failure::new("standard input cannot be two scans")
            .with_hint("give files for the others"));
    }
    output.create()?;
    let (mut page, mut exit) = (HtmlPage::new(stamp()), Exit::Clean);
    for name in &options.scans {
        if add(name, &mut page, output.writer())? {
            let what = format!("{}: the last line is cut off and left out", shown(name));
            Talk::new(global.volume()).note(&what);
            page.notice(&format!("{what}: the scan did not end."));
            exit = Exit::Incomplete;
        }
    }
    let written = page.finish(&Summary::default(), output.writer());
    written.and_then(|()| output.finish()).map_err(write_failure)?;
    Ok(exit)
}

/// Adds a scan to the page; whether its file ends within a line.
fn add(name: &Path, page: &mut HtmlPage, to: &mut dyn io::Write) -> Result<bool, Failure> {
    let from: Box<dyn BufRead> = if name.as_os_str() == "-" {
        Box::new(BufReader::new(io::stdin()))
    } else {
        let file = File::open(name).map_err(|error| Failure::at(name, &error))?;
        Box::new(BufReader::new(file))
    };
    page.begin_scan(&name.to_string_lossy());
    let mut lines = Lines::new(from, name);
    while let Some(record) = lines.next()? {
        let row = Html.row(&record).map_err(write_failure)?;
        page.write(row, to).map_err(write_failure)?;
    }
    Ok(lines.is_cut)
}
