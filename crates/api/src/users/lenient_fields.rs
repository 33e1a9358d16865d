//! Decoding that borrows from the page where it can and forgives what is of another type than
//! documented: a JSON string without escapes costs no copy, and an odd field costs only itself.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::lenient::{LONGEST_TEXT, cut_name};

/// The visits of values that say nothing.
macro_rules! nothing {
    ($($visit:ident($type:ty)),*) => {$(
        fn $visit<E>(self, _: $type) -> Result<Self::Value, E> {
            Ok(None)
        }
    )*};
    (unit) => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    };
    (seq) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(None)
        }
    };
    (map) => {
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(None)
        }
    };
}

/// Reads a text. What stands for one that is too long, the function says.
struct Text(fn(&str) -> Option<String>);

impl<'de> Visitor<'de> for Text {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(match text.len() {
            ..=LONGEST_TEXT => Some(Cow::Borrowed(text)),
            _ => self.0(text).map(Cow::Owned),
        })
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(match text.len() {
            ..=LONGEST_TEXT => Some(Cow::Owned(text.to_owned())),
            _ => self.0(text).map(Cow::Owned),
        })
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(number.to_string())))
    }

    nothing!(visit_bool(bool), visit_f64(f64));
    nothing!(unit);
    nothing!(seq);
    nothing!(map);
}

/// A string; none for another type.
pub(super) fn text<'de, D>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(Text(|_| None))
}

/// A name; a long one is cut.
pub(super) fn name<'de, D>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error>
where
    D: Deserializer<'de>,
{
    deserializer.deserialize_any(Text(cut_name))
}

/// An open enum from a string; `None` for other types.
pub(super) fn open<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: for<'x> From<&'x str>,
{
    Ok(text(deserializer)?.map(|text| T::from(&text)))
}

struct Truth;

impl<'de> Visitor<'de> for Truth {
    type Value = Option<bool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Some(truth))
    }

    nothing!(
        visit_str(&str),
        visit_i64(i64),
        visit_u64(u64),
        visit_f64(f64)
    );
    nothing!(unit);
    nothing!(seq);
    nothing!(map);
}

/// A truth value, or nothing.
pub(super) fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    deserializer.deserialize_any(Truth)
}

struct Object<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Object<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }

    nothing!(
        visit_bool(bool),
        visit_str(&str),
        visit_i64(i64),
        visit_u64(u64),
        visit_f64(f64)
    );
    nothing!(unit);
    nothing!(seq);
}

/// An object, or nothing.
pub(super) fn object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(Object(PhantomData))
}

/// An entry of a list, or nothing.
trait Entry<'de>: Sized {
    type Out;
    fn out(self) -> Option<Self::Out>;
}

struct ObjectEntry<T>(Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for ObjectEntry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object(deserializer).map(Self)
    }
}

impl<'de, T> Entry<'de> for ObjectEntry<T> {
    type Out = T;
    fn out(self) -> Option<T> {
        self.0
    }
}

struct OpenEntry<T>(Option<T>);

impl<'de, T: for<'x> From<&'x str>> Deserialize<'de> for OpenEntry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        open(deserializer).map(Self)
    }
}

impl<'de, T> Entry<'de> for OpenEntry<T> {
    type Out = T;
    fn out(self) -> Option<T> {
        self.0
    }
}

struct List<I>(PhantomData<I>);

impl<'de, I: Entry<'de> + Deserialize<'de>> Visitor<'de> for List<I> {
    type Value = Option<Vec<I::Out>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        let mut whole = true;
        while let Some(item) = seq.next_element::<I>()? {
            match item.out() {
                Some(item) => items.push(item),
                None => whole = false,
            }
        }
        // A list with an entry that is not understood says less than all: unknown, and not the rest of it.
        Ok(whole.then_some(items))
    }

    nothing!(
        visit_bool(bool),
        visit_str(&str),
        visit_i64(i64),
        visit_u64(u64),
        visit_f64(f64)
    );
    nothing!(unit);
    nothing!(map);
}

/// A list of objects; nothing, when an entry is none.
pub(super) fn objects<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_any(List::<ObjectEntry<T>>(PhantomData))
}

/// A list of open enums; nothing, when an entry is no text.
pub(super) fn opens<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: for<'x> From<&'x str>,
{
    deserializer.deserialize_any(List::<OpenEntry<T>>(PhantomData))
}
