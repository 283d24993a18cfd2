//! The headers of every fixture read by goblin as well: two readers that share no code must agree.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod common;

use common::fixtures;
use goblin::Object;
use goblin::elf::section_header::{SHT_NOBITS, SHT_NULL};
use goblin::mach::{Mach, MachO};
use gorigin::bytes::{Budget, Input, Limits, PartSource};
use gorigin::image::{Image, Sniff, slices, sniff};

/// A section: name, address, and its bytes in the file, if it has any.
type Section = (String, u64, Option<(u64, u64)>);
/// A segment: address, offset and size in the file.
type Segment = (u64, u64, u64);

/// What a reader says of one image.
#[derive(Debug, PartialEq)]
struct Headers {
    sections: Vec<Section>,
    segments: Vec<Segment>,
    uuid: Option<[u8; 16]>,
    base: u64,
}

#[test]
fn goblin_reads_the_same() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for fixture in fixtures() {
        let bytes = fixture.bytes();
        // Files that were cut on purpose are for one reader only.
        let Ok(object) = Object::parse(&bytes) else { continue };
        let theirs = match &object {
            Object::Elf(elf) => vec![by_goblin_elf(elf)],
            Object::PE(pe) => vec![by_goblin_pe(pe)],
            Object::Mach(Mach::Binary(macho)) => vec![by_goblin_macho(macho)],
            Object::Mach(Mach::Fat(fat)) => {
                let slice = |index| fat.get(index).unwrap();
                (0..fat.narches)
                    .map(|index| match slice(index) {
                        goblin::mach::SingleArch::MachO(macho) => by_goblin_macho(&macho),
                        other => panic!("{}: {other:?}", fixture.name),
                    })
                    .collect()
            }
            _ => continue,
        };
        let ours = by_gorigin(&bytes);
        if ours != theirs {
            wrong.push(format!("{}:\n  ours   {ours:?}\n  goblin {theirs:?}", fixture.name));
        }
        compared += 1;
    }
    assert!(compared > 150, "only {compared} images compared");
    assert!(wrong.is_empty(), "{} images differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn by_gorigin(bytes: &[u8]) -> Vec<Headers> {
    let budget = Budget::new(&Limits::default());
    let input = Input::open(&bytes, &budget).unwrap();
    if sniff(input.head()) != Sniff::Fat {
        return vec![headers(&Image::read(&input).unwrap())];
    }
    let thin = slices(&input).unwrap().into_iter().map(|slice| {
        let part = PartSource::new(&bytes, slice.span);
        headers(&Image::read(&Input::open(&part, &budget).unwrap()).unwrap())
    });
    thin.collect()
}

fn headers(image: &Image) -> Headers {
    assert_eq!(image.damage, []);
    let span =
        |section: &gorigin::image::Section| section.span.map(|span| (span.start().0, span.len()));
    Headers {
        sections: image
            .sections
            .iter()
            .map(|it| (it.name.to_lossy(), it.address.0, span(it)))
            .collect(),
        segments: image
            .segments
            .iter()
            .map(|it| (it.address.0, it.span.start().0, it.span.len()))
            .collect(),
        uuid: image.uuid.map(|(uuid, _)| uuid),
        base: image.base.0,
    }
}

fn by_goblin_elf(elf: &goblin::elf::Elf<'_>) -> Headers {
    let sections = elf.section_headers.iter().filter(|it| it.sh_type != SHT_NULL);
    Headers {
        sections: sections
            .map(|it| {
                let name = elf.shdr_strtab.get_at(it.sh_name).unwrap().to_owned();
                let span = (it.sh_type != SHT_NOBITS).then_some((it.sh_offset, it.sh_size));
                (name, it.sh_addr, span)
            })
            .collect(),
        segments: elf
            .program_headers
            .iter()
            .filter(|it| it.p_type == goblin::elf::program_header::PT_LOAD)
            .map(|it| (it.p_vaddr, it.p_offset, it.p_filesz))
            .collect(),
        uuid: None,
        base: 0,
    }
}

fn by_goblin_pe(pe: &goblin::pe::PE<'_>) -> Headers {
    let base = pe.image_base;
    let section = |it: &goblin::pe::section_table::SectionTable| {
        let (raw, size) = (u64::from(it.size_of_raw_data), u64::from(it.virtual_size));
        let at = u64::from(it.pointer_to_raw_data);
        let filled = if size == 0 { raw } else { raw.min(size) };
        let name = it.real_name.clone().unwrap_or_else(|| it.name().unwrap().to_owned());
        (name, base + u64::from(it.virtual_address), (raw != 0 && at != 0).then_some((at, filled)))
    };
    Headers {
        sections: pe.sections.iter().map(section).collect(),
        segments: vec![],
        uuid: None,
        base,
    }
}

fn by_goblin_macho(macho: &MachO<'_>) -> Headers {
    let mut headers = Headers { sections: vec![], segments: vec![], uuid: None, base: 0 };
    for segment in &macho.segments {
        if segment.name().unwrap() == "__TEXT" {
            headers.base = segment.vmaddr;
        }
        headers.segments.push((segment.vmaddr, segment.fileoff, segment.filesize));
        for (section, _) in segment.sections().unwrap() {
            let zero_filled = matches!(section.flags & 0xff, 1 | 0xc | 0x12);
            let span = (!zero_filled).then_some((u64::from(section.offset), section.size));
            headers.sections.push((section.name().unwrap().to_owned(), section.addr, span));
        }
    }
    for command in &macho.load_commands {
        if let goblin::mach::load_command::CommandVariant::Uuid(uuid) = command.command {
            headers.uuid = Some(uuid.uuid);
        }
    }
    headers
}
