//! 未拆: a part of a message that is read by whoever needs it, where that code is.

use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::value::RawValue;

/// A `T` as it came over the wire. To read a whole order takes more code than to show a list of them; a
/// message that only may carry one leaves it closed.
#[derive(Debug, Clone)]
pub struct Unread<T> {
    json: Box<RawValue>,
    value: PhantomData<fn() -> T>,
}

impl<T> Unread<T> {
    /// # Panics
    /// Where `value` is nothing that JSON can say, such as a map by numbers with fractions.
    pub fn of(value: &T) -> Self
    where
        T: Serialize,
    {
        let json = serde_json::value::to_raw_value(value).expect("it is plain data");
        Self { json, value: PhantomData }
    }

    /// What is written already: a `T`, by the word of whoever wrote it.
    pub fn written(json: String) -> serde_json::Result<Self> {
        Ok(Self { json: RawValue::from_string(json)?, value: PhantomData })
    }

    /// What it says; `None` where a newer server says it in another way.
    pub fn read(&self) -> Option<T>
    where
        T: DeserializeOwned,
    {
        serde_json::from_str(self.json.get()).ok()
    }
}

impl<T> PartialEq for Unread<T> {
    fn eq(&self, other: &Self) -> bool {
        self.json.get() == other.json.get()
    }
}

impl<T> Eq for Unread<T> {}

impl<T> Serialize for Unread<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(to)
    }
}

impl<'de, T> Deserialize<'de> for Unread<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self { json: Box::deserialize(from)?, value: PhantomData })
    }
}
