//! What a container costs beside the bare drain of its decoder: both read the same bytes on one
//! thread, in turns, and the least time of each counts.
//!
//! `GORIGIN_ARCHIVES` names a folder with archives of real programs: files that end in `.tar.gz`,
//! `.tar.zst`, `.tar.xz` and `.zip`. Without it, archives of the programs in `testdata/sample` are
//! made, except for xz.
#![allow(clippy::restriction, reason = "benches")]

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use gorigin::Options;
use gorigin::artifact::{Keep, Pace, Root, Sink, Threads, Walk, WalkOptions, scan};
use gorigin::bytes::Limits;
use gorigin::front::Files;
use gorigin::inspect::Hashing;

const ROUNDS: usize = 7;

struct Dropped;

impl Sink<()> for Dropped {
    fn record(&mut self, (): ()) -> io::Result<()> {
        Ok(())
    }
}

fn main() {
    let made = tempfile::tempdir().unwrap();
    let folder = match std::env::var_os("GORIGIN_ARCHIVES") {
        Some(folder) => PathBuf::from(folder),
        None => {
            make(made.path());
            made.path().to_owned()
        }
    };
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    println!("{:30} {:>10} {:>10} {:>6}  programs", "archive", "drain", "scan", "ratio");
    for file in files {
        compare(&file);
    }
}

fn compare(file: &Path) {
    let (mut drained, mut scanned) = (Duration::MAX, Duration::MAX);
    let mut programs = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        if !drain(file) {
            return;
        }
        drained = drained.min(start.elapsed());
        let start = Instant::now();
        programs = read(file);
        scanned = scanned.min(start.elapsed());
    }
    let ratio = scanned.as_secs_f64() / drained.as_secs_f64();
    let name = file.file_name().unwrap().display().to_string();
    println!("{name:30} {drained:>10.1?} {scanned:>10.1?} {ratio:>6.3}  {programs}");
}

/// Unpacks the file and drops the bytes; `false` for other files.
fn drain(file: &Path) -> bool {
    let name = file.file_name().unwrap().to_str().unwrap();
    let open = || BufReader::with_capacity(64 << 10, File::open(file).unwrap());
    if name.ends_with(".tar.gz") {
        sink(MultiGzDecoder::new(open()));
    } else if name.ends_with(".tar.zst") {
        sink(zstd::Decoder::with_buffer(open()).unwrap());
    } else if name.ends_with(".tar.xz") {
        sink(lzma_rust2::XzReader::new(open(), true));
    } else if name.ends_with(".zip") {
        drain_zip(file);
    } else {
        return false;
    }
    true
}

fn drain_zip(file: &Path) {
    let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
    let archive = rawzip::ZipArchive::from_file(File::open(file).unwrap(), &mut buffer).unwrap();
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().unwrap() {
        if entry.compression_method() != rawzip::CompressionMethod::DEFLATE {
            continue;
        }
        let way = entry.wayfinder();
        let found = archive.get_entry(way).unwrap();
        let reader = BufReader::with_capacity(64 << 10, found.reader());
        sink(found.verifying_reader(DeflateDecoder::new(reader)));
    }
}

fn sink(mut reader: impl Read) {
    let mut buffer = vec![0; 64 << 10];
    while reader.read(&mut buffer).unwrap() > 0 {}
}

fn read(file: &Path) -> u64 {
    let walk = Walk::new([Root::Path(file.to_owned())].into_iter(), WalkOptions::default());
    let threads = Threads { count: NonZeroUsize::MIN, pace: Pace::AllThere };
    let options = Options::default();
    let limits = Limits::default();
    let files = Files {
        named: options.clone(),
        met: options,
        keep: Keep::Relevant,
        demanded: Hashing::Check,
        rulings: None,
    };
    let done = scan(walk, Keep::Relevant, threads, &limits, &files, &|_| (), &mut Dropped);
    done.unwrap().go
}

/// Makes archives of the sample programs, each of them several times.
fn make(folder: &Path) {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sample");
    let mut tar = Vec::new();
    let zip = File::create(folder.join("sample.zip")).unwrap();
    let mut zip = rawzip::ZipArchiveWriter::new(zip);
    for round in 0..8 {
        for entry in fs::read_dir(&sample).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            let name = format!("{round}/{}", path.file_name().unwrap().display());
            add(&mut tar, &name, &bytes);
            let method = rawzip::CompressionMethod::DEFLATE;
            let started = zip.new_file(&name).compression_method(method).start();
            let (mut entry, config) = started.unwrap();
            let level = flate2::Compression::default();
            let encoder = flate2::write::DeflateEncoder::new(&mut entry, level);
            let mut writer = config.wrap(encoder);
            writer.write_all(&bytes).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
    }
    zip.finish().unwrap();
    tar.resize(tar.len() + 1024, 0);
    let gzip = File::create(folder.join("sample.tar.gz")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(gzip, flate2::Compression::default());
    gzip.write_all(&tar).unwrap();
    gzip.finish().unwrap();
    let zstd = zstd::encode_all(&tar[..], 3).unwrap();
    fs::write(folder.join("sample.tar.zst"), zstd).unwrap();
}

/// Adds an entry to a tar archive.
fn add(tar: &mut Vec<u8>, name: &str, bytes: &[u8]) {
    let mut header = [0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000755\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
    header[148..156].fill(b' ');
    header[156] = b'0';
    header[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    tar.extend_from_slice(&header);
    tar.extend_from_slice(bytes);
    tar.resize(tar.len().next_multiple_of(512), 0);
}
