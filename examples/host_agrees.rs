//! Whether this machine's Go is where a program was built: `cargo run --example host_agrees -- FILE`
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use gorigin::{Escaped, Host, Options, open};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: host_agrees FILE")?;
    let host = Host::here();
    let options = Options { host: Some(&host), ..Options::default() };
    println!("GOROOT here: {}", host.goroot().unwrap_or("none"));
    for record in open(path)?.inspect(&options) {
        if let Some(host) = record.host.as_ref() {
            println!("GOROOT of the program: {}", Escaped(&host.detail));
        }
        for finding in &record.findings {
            println!("{}: {}", finding.rule, Escaped(&finding.message));
        }
    }
    Ok(())
}
