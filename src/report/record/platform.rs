//! What a PE file needs from Windows, and a Mach-O file from macOS or iOS.

use serde::{Deserialize, Serialize};

use crate::bytes::{Word, own_word};
use crate::evidence::{Depth, Signing};
use crate::image::Format;
use crate::origin::Origin;
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};

/// What a PE file needs from Windows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeTraits {
    /// Whether it may be loaded at any address (`DYNAMIC_BASE`).
    pub aslr: bool,
    /// Whether it may be loaded at any 64-bit address (`HIGH_ENTROPY_VA`).
    pub high_entropy: bool,
    /// Whether its data is not executable (`NX_COMPAT`).
    pub nx: bool,
    /// Whether its indirect calls are checked (`GUARD_CF`).
    pub control_flow_guard: bool,
    /// `console`, `gui`, or the number of another subsystem.
    #[serde(serialize_with = "own_word")]
    pub subsystem: Known<String>,
    /// The offset of `DllCharacteristics` in the file.
    pub offset: u64,
}

/// What a Mach-O file needs from macOS or iOS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MachoTraits {
    /// `macos`, `ios`, `ios-simulator`, `mac-catalyst`, or the number of another platform.
    #[serde(serialize_with = "own_word")]
    pub platform: Known<String>,
    /// The oldest system it runs on, such as `11.0`.
    pub min_os: Known<String>,
    /// How it is signed: `certificate`, `linker` (ad hoc, by a linker), `ad-hoc`, `none`. *Full*.
    pub signature: Known<Word<Signing>>,
    /// Whether the signature asks for the hardened runtime. *Full*.
    pub hardened_runtime: Known<bool>,
}

impl PeTraits {
    /// `None` for every other format. `reasons` gets the reason where there is no subsystem.
    pub(super) fn of(origin: &Origin, reasons: &mut Reasons) -> Option<Self> {
        let image = &origin.image;
        let (flags, at) = crate::origin::Traits::dll_flags(image)?;
        let subsystem = image.loading.subsystem.map(|number| match number {
            2 => "gui".to_owned(),
            3 => "console".to_owned(),
            number => number.to_string(),
        });
        Some(Self {
            aslr: flags.aslr,
            high_entropy: flags.high_entropy,
            nx: flags.nx,
            control_flow_guard: flags.control_flow_guard,
            subsystem: reasons.keep(Fact::PeSubsystem, subsystem.ok_or(Reason::OptionalHeaderCut)),
            offset: origin.place(at).get(),
        })
    }
}

impl MachoTraits {
    /// `None` for every other format. `reasons` gets the reason for each unknown fact.
    pub(super) fn of(origin: &Origin, depth: Depth, reasons: &mut Reasons) -> Option<Self> {
        let image = &origin.image;
        if image.format != Format::MachO {
            return None;
        }
        let platform = image.loading.platform;
        let name =
            platform.map(|it| it.name().map_or_else(|| it.number.to_string(), str::to_owned));
        let signature = origin.traits.code_signature;
        let is_unsigned = image.signature.is_none();
        let kind = signature.map(|it| it.kind()).or(is_unsigned.then_some(Signing::Unsigned));
        let unread = || match depth {
            Depth::Quick => Reason::QuickNotSeen,
            _ => Reason::SignatureUnreadable,
        };
        let hardened = match signature {
            Some(signature) => Ok(signature.has_hardened_runtime()),
            None if is_unsigned => Err(Reason::NotSigned),
            None => Err(unread()),
        };
        let min_os = platform.map(|it| it.oldest());
        Some(Self {
            platform: reasons.keep(Fact::MachoPlatform, name.ok_or(Reason::NoPlatform)),
            min_os: reasons.keep(Fact::MachoMinOs, min_os.ok_or(Reason::NoPlatform)),
            signature: reasons.keep(Fact::MachoSignature, kind.map(Word::from).ok_or_else(unread)),
            hardened_runtime: reasons.keep(Fact::MachoHardenedRuntime, hardened),
        })
    }
}
