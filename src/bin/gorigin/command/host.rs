//! `gorigin host`: how this machine is set up for Go.

use gorigin::host::HostLayout;

use super::whole::write_one;
use crate::args::{Global, Host};
use crate::exit::{Exit, Failure};
use crate::here::watched_machine;
use crate::output::Output;
use crate::render::host::{self, Steps};
use crate::talk::Volume;

/// Runs the command.
pub(super) fn run(options: &Host, global: &Global) -> Result<Exit, Failure> {
    let output = Output::open(options.result.file(), [], global.color)?;
    let layout = HostLayout::read(&watched_machine(output.watch()));
    let steps = if global.volume() == Volume::Verbose { Steps::Show } else { Steps::Hide };
    write_one(output, options.result.format(), &layout, |to, look| {
        host::write(to, &layout, steps, look)
    })?;
    Ok(Exit::Clean)
}
