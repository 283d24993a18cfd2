//! Writes a document with some of its texts changed: those that may come from a file.
//!
//! Names of our own stay as they are: they are variants of enums, or marked by
//! [`own_word`](crate::bytes::own_word). All other texts are rewritten, including the keys of maps
//! and any field that a later version adds.

use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};
use serde::{Serialize, Serializer};

use crate::bytes::OWN_WORD;

/// Gives the replacement of a text; `None` where the text stays.
pub(super) type Change<'c> = dyn Fn(&str) -> Option<String> + 'c;

/// A value with texts that are changed when it is written.
pub(super) struct Rewritten<'c, T: ?Sized> {
    pub(super) value: &'c T,
    pub(super) change: &'c Change<'c>,
}

impl<T: Serialize + ?Sized> Serialize for Rewritten<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Rewriter { to, change: self.change })
    }
}

/// A serializer that changes texts.
struct Rewriter<'c, S> {
    to: S,
    change: &'c Change<'c>,
}

impl<'c, S> Rewriter<'c, S> {
    fn value<'v, T: ?Sized>(&self, value: &'v T) -> Rewritten<'v, T>
    where
        'c: 'v,
    {
        Rewritten { value, change: self.change }
    }
}

impl<'c, S: Serializer> Serializer for Rewriter<'c, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Rewriter<'c, S::SerializeSeq>;
    type SerializeTuple = Rewriter<'c, S::SerializeTuple>;
    type SerializeTupleStruct = Rewriter<'c, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Rewriter<'c, S::SerializeTupleVariant>;
    type SerializeMap = Rewriter<'c, S::SerializeMap>;
    type SerializeStruct = Rewriter<'c, S::SerializeStruct>;
    type SerializeStructVariant = Rewriter<'c, S::SerializeStructVariant>;

    fn serialize_str(self, text: &str) -> Result<S::Ok, S::Error> {
        match (self.change)(text) {
            Some(changed) => self.to.serialize_str(&changed),
            None => self.to.serialize_str(text),
        }
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.to.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        if name == OWN_WORD {
            return self.to.serialize_newtype_struct(name, value);
        }
        let value = self.value(value);
        self.to.serialize_newtype_struct(name, &value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = self.value(value);
        self.to.serialize_newtype_variant(name, index, variant, &value)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let value = self.value(value);
        self.to.serialize_some(&value)
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        Ok(Rewriter { to: self.to.serialize_seq(len)?, change: self.change })
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        Ok(Rewriter { to: self.to.serialize_tuple(len)?, change: self.change })
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        Ok(Rewriter { to: self.to.serialize_tuple_struct(name, len)?, change: self.change })
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        let to = self.to.serialize_tuple_variant(name, index, variant, len)?;
        Ok(Rewriter { to, change: self.change })
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        Ok(Rewriter { to: self.to.serialize_map(len)?, change: self.change })
    }

    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        Ok(Rewriter { to: self.to.serialize_struct(name, len)?, change: self.change })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        let to = self.to.serialize_struct_variant(name, index, variant, len)?;
        Ok(Rewriter { to, change: self.change })
    }

    fn is_human_readable(&self) -> bool {
        self.to.is_human_readable()
    }

    fn serialize_bool(self, it: bool) -> Result<S::Ok, S::Error> {
        self.to.serialize_bool(it)
    }

    fn serialize_i8(self, it: i8) -> Result<S::Ok, S::Error> {
        self.to.serialize_i8(it)
    }

    fn serialize_i16(self, it: i16) -> Result<S::Ok, S::Error> {
        self.to.serialize_i16(it)
    }

    fn serialize_i32(self, it: i32) -> Result<S::Ok, S::Error> {
        self.to.serialize_i32(it)
    }

    fn serialize_i64(self, it: i64) -> Result<S::Ok, S::Error> {
        self.to.serialize_i64(it)
    }

    fn serialize_u8(self, it: u8) -> Result<S::Ok, S::Error> {
        self.to.serialize_u8(it)
    }

    fn serialize_u16(self, it: u16) -> Result<S::Ok, S::Error> {
        self.to.serialize_u16(it)
    }

    fn serialize_u32(self, it: u32) -> Result<S::Ok, S::Error> {
        self.to.serialize_u32(it)
    }

    fn serialize_u64(self, it: u64) -> Result<S::Ok, S::Error> {
        self.to.serialize_u64(it)
    }

    fn serialize_f32(self, it: f32) -> Result<S::Ok, S::Error> {
        self.to.serialize_f32(it)
    }

    fn serialize_f64(self, it: f64) -> Result<S::Ok, S::Error> {
        self.to.serialize_f64(it)
    }

    fn serialize_char(self, it: char) -> Result<S::Ok, S::Error> {
        self.to.serialize_char(it)
    }

    fn serialize_bytes(self, it: &[u8]) -> Result<S::Ok, S::Error> {
        self.to.serialize_bytes(it)
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.to.serialize_none()
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.to.serialize_unit()
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<S::Ok, S::Error> {
        self.to.serialize_unit_struct(name)
    }
}

impl<S: SerializeSeq> SerializeSeq for Rewriter<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let value = self.value(value);
        self.to.serialize_element(&value)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.to.end()
    }
}

impl<S: SerializeTuple> SerializeTuple for Rewriter<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let value = self.value(value);
        self.to.serialize_element(&value)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.to.end()
    }
}

impl<S: SerializeTupleStruct> SerializeTupleStruct for Rewriter<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let value = self.value(value);
        self.to.serialize_field(&value)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.to.end()
    }
}

impl<S: SerializeTupleVariant> SerializeTupleVariant for Rewriter<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let value = self.value(value);
        self.to.serialize_field(&value)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.to.end()
    }
}

impl<S: SerializeMap> SerializeMap for Rewriter<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), S::Error> {
        let name = self.value(name);
        self.to.serialize_key(&name)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        let value = self.value(value);
        self.to.serialize_value(&value)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.to.end()
    }
}

impl<S: SerializeStruct> SerializeStruct for Rewriter<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        let value = self.value(value);
        self.to.serialize_field(name, &value)
    }

    fn skip_field(&mut self, name: &'static str) -> Result<(), S::Error> {
        self.to.skip_field(name)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.to.end()
    }
}

impl<S: SerializeStructVariant> SerializeStructVariant for Rewriter<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        let value = self.value(value);
        self.to.serialize_field(name, &value)
    }

    fn skip_field(&mut self, name: &'static str) -> Result<(), S::Error> {
        self.to.skip_field(name)
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.to.end()
    }
}
