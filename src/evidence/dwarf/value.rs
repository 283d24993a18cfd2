//! The text that an attribute of DWARF stands for.

use gimli::AttributeValue;

use super::strings::{StringAt, Strings};
use super::words::Slice;
use crate::bytes::PartOffset;
use crate::evidence::error::Damage;

/// The text of a name, and its place; `Ok(None)` where it is not in this file.
pub(super) fn text_of<'t>(
    value: &AttributeValue<Slice<'t>>,
    inline: &impl Fn(&Slice<'t>) -> PartOffset,
    strings: &'t mut Strings<'_, '_>,
) -> Result<Option<(&'t [u8], PartOffset)>, Damage> {
    let wide = |offset: usize| u64::try_from(offset).unwrap_or(u64::MAX);
    match value {
        AttributeValue::String(slice) => Ok(Some((slice.slice(), inline(slice)))),
        AttributeValue::DebugLineStrRef(offset) => strings.get(StringAt::LineStr(wide(offset.0))),
        AttributeValue::DebugStrRef(offset) => strings.get(StringAt::Str(wide(offset.0))),
        _ => Ok(None),
    }
}
