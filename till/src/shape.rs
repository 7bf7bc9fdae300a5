//! Shapes: one description of a message, record or pack part, from which reading, writing and the schema follow.
//!
//! What must hold: reading never panics and never guesses; whatever does not fit is a [`Misfit`] that names the JSON
//! path, a stable code and what would be accepted. Unknown fields are ignored. Numbers are integers, decimals are
//! strings. Writing what was read gives the same shape again.
//!
//! Derives of a serialisation library cannot name the path and cost every till more download for each message, so this
//! is ours; JSON itself is read and printed by serde_json.

use crate::map::Map;
use serde_json::Value;
use std::fmt;

/// Where a value stands in its document; rendered only when something does not fit.
#[derive(Clone, Copy, Debug)]
pub enum Path<'a> {
    /// The document itself, by the name it has in errors.
    Root(&'static str),
    /// A member of an object.
    Field(&'a Path<'a>, &'a str),
    /// An item of a list.
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn misfit(&self, code: &'static str, expected: String) -> Misfit {
        Box::new(Unfit { path: self.to_string(), code, expected })
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root(name) => f.write_str(name),
            Path::Field(parent, name) => write!(f, "{parent}.{name}"),
            Path::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// Why a value does not fit its shape: one pointer, because every reading function may answer with it.
pub type Misfit = Box<Unfit>;

/// What does not fit, where, and what would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// JSON path, such as `payload.lines[2].quantity`.
    pub path: String,
    /// `required`, `wrong_type`, `out_of_range`, `malformed`, `unknown_value` or `too_many`.
    pub code: &'static str,
    /// What would be accepted, in words.
    pub expected: String,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (expected {})", self.path, self.code, self.expected)
    }
}

/// A value together with its place.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The JSON value.
    pub value: &'a Value,
    /// Its place.
    pub path: &'a Path<'a>,
}

impl<'a> At<'a> {
    /// A misfit at this place.
    pub fn misfit(&self, code: &'static str, expected: impl Into<String>) -> Misfit {
        self.path.misfit(code, expected.into())
    }

    /// The text here, or a misfit that says what was expected.
    pub fn text(&self, expected: &str) -> Result<&'a str, Misfit> {
        self.value.as_str().ok_or_else(|| self.misfit("wrong_type", expected))
    }

    /// The integer here within `low..=high`. A number with a fraction is not an integer.
    pub fn integer(&self, low: i64, high: i64) -> Result<i64, Misfit> {
        let expected = || format!("an integer from {low} to {high}");
        if !self.value.is_number() {
            return Err(self.misfit("wrong_type", expected()));
        }
        match self.value.as_i64() {
            Some(n) if (low..=high).contains(&n) => Ok(n),
            Some(_) => Err(self.misfit("out_of_range", expected())),
            None if self.value.is_u64() => Err(self.misfit("out_of_range", expected())),
            None => Err(self.misfit("wrong_type", expected())),
        }
    }

    /// Reads a member; a missing or null one is what [`Shape::absent`] says.
    pub fn field<T: Shape>(&self, name: &str) -> Result<T, Misfit> {
        let path = Path::Field(self.path, name);
        match self.member(name)? {
            Some(value) => T::read(At { value, path: &path }),
            None => T::absent(&path),
        }
    }

    /// Reads a member that has a default.
    pub fn field_or<T: Shape>(&self, name: &str, default: T) -> Result<T, Misfit> {
        let path = Path::Field(self.path, name);
        match self.member(name)? {
            Some(value) => T::read(At { value, path: &path }),
            None => Ok(default),
        }
    }

    fn member(&self, name: &str) -> Result<Option<&'a Value>, Misfit> {
        Ok(self.object()?.get(name).filter(|v| !v.is_null()))
    }

    /// The object here.
    pub fn object(&self) -> Result<&'a JsonMap, Misfit> {
        self.value.as_object().ok_or_else(|| self.misfit("wrong_type", "an object"))
    }

    /// The list here, of at most [`MAX_ITEMS`].
    fn list(&self) -> Result<&'a [Value], Misfit> {
        match self.value {
            Value::Array(items) if items.len() > MAX_ITEMS => {
                Err(self.misfit("too_many", format!("at most {MAX_ITEMS} items")))
            }
            Value::Array(items) => Ok(items),
            _ => Err(self.misfit("wrong_type", "a list")),
        }
    }

    /// Which of a closed list of words stands here, by its place in the list.
    pub fn word(&self, words: &[&str]) -> Result<usize, Misfit> {
        let expected = || format!("one of {}", words.join(" "));
        let text = self.value.as_str().ok_or_else(|| self.misfit("wrong_type", expected()))?;
        words.iter().position(|word| *word == text).ok_or_else(|| self.misfit("unknown_value", expected()))
    }

    /// The word that tells the kinds of a union apart.
    pub fn kind(&self, tag: &str) -> Result<String, Misfit> {
        self.field(tag)
    }
}

/// Something with one JSON form.
pub trait Shape: Sized {
    /// Reads it, or says what does not fit.
    fn read(at: At<'_>) -> Result<Self, Misfit>;
    /// Writes it.
    fn write(&self) -> Value;
    /// What a missing or null member means: an error, unless the type has an empty value.
    fn absent(path: &Path<'_>) -> Result<Self, Misfit> {
        Err(path.misfit("required", "a value".to_owned()))
    }
    /// Its JSON Schema; named shapes go into `book`.
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value;
}

/// Reads a whole document that is called `name` in errors.
pub fn read_as<T: Shape>(name: &'static str, value: &Value) -> Result<T, Misfit> {
    T::read(At { value, path: &Path::Root(name) })
}

/// What a missing object means: one with nothing in it, if its members allow that.
pub fn empty<T: Shape>(path: &Path<'_>) -> Result<T, Misfit> {
    let value = Value::Object(JsonMap::new());
    match T::read(At { value: &value, path }) {
        Err(_) => Err(path.misfit("required", "an object".to_owned())),
        fits => fits,
    }
}

/// Puts a member unless it is absent (null).
pub fn put(map: &mut JsonMap, name: &str, value: Value) {
    if !value.is_null() {
        map.insert(name.to_owned(), value);
    }
}

/// Named schemas met on the way, by name.
#[cfg(feature = "schema")]
pub type Book = std::collections::BTreeMap<String, Value>;

impl<T: Shape> Shape for Option<T> {
    fn read(at: At<'_>) -> Result<Self, Misfit> {
        T::read(at).map(Some)
    }
    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::write)
    }
    fn absent(_: &Path<'_>) -> Result<Self, Misfit> {
        Ok(None)
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value {
        T::schema(book)
    }
}

/// The most items a list in any message may have; `max_lines` of hello is smaller and checked by name.
pub const MAX_ITEMS: usize = 20_000;

impl<T: Shape> Shape for Vec<T> {
    fn read(at: At<'_>) -> Result<Self, Misfit> {
        let mut list = Vec::new();
        for (index, value) in at.list()?.iter().enumerate() {
            list.push(T::read(At { value, path: &Path::Item(at.path, index) })?);
        }
        Ok(list)
    }
    fn write(&self) -> Value {
        let mut items = Vec::new();
        for item in self {
            items.push(item.write());
        }
        Value::Array(items)
    }
    fn absent(_: &Path<'_>) -> Result<Self, Misfit> {
        Ok(Vec::new())
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value {
        serde_json::json!({"type": "array", "items": T::schema(book)})
    }
}

impl<T: Shape> Shape for Map<String, T> {
    fn read(at: At<'_>) -> Result<Self, Misfit> {
        let mut map = Map::new();
        for (name, value) in at.object()? {
            map.insert(name.clone(), T::read(At { value, path: &Path::Field(at.path, name) })?);
        }
        Ok(map)
    }
    fn write(&self) -> Value {
        let mut map = JsonMap::new();
        for (name, item) in self.iter() {
            map.insert(name.clone(), item.write());
        }
        Value::Object(map)
    }
    fn absent(_: &Path<'_>) -> Result<Self, Misfit> {
        Ok(Map::new())
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value {
        serde_json::json!({"type": "object", "additionalProperties": T::schema(book)})
    }
}

impl<T: Shape> Shape for Box<T> {
    fn read(at: At<'_>) -> Result<Self, Misfit> {
        T::read(at).map(Box::new)
    }
    fn write(&self) -> Value {
        self.as_ref().write()
    }
    fn absent(path: &Path<'_>) -> Result<Self, Misfit> {
        T::absent(path).map(Box::new)
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value {
        T::schema(book)
    }
}

impl<T: Shape> Shape for std::rc::Rc<T> {
    fn read(at: At<'_>) -> Result<Self, Misfit> {
        T::read(at).map(std::rc::Rc::new)
    }
    fn write(&self) -> Value {
        self.as_ref().write()
    }
    fn absent(path: &Path<'_>) -> Result<Self, Misfit> {
        T::absent(path).map(std::rc::Rc::new)
    }
    #[cfg(feature = "schema")]
    fn schema(book: &mut Book) -> Value {
        T::schema(book)
    }
}

impl Shape for bool {
    fn read(at: At<'_>) -> Result<Self, Misfit> {
        at.value.as_bool().ok_or_else(|| at.misfit("wrong_type", "true or false"))
    }
    fn write(&self) -> Value {
        Value::Bool(*self)
    }
    fn absent(_: &Path<'_>) -> Result<Self, Misfit> {
        Ok(false)
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut Book) -> Value {
        serde_json::json!({"type": "boolean"})
    }
}

/// Any JSON, kept as it is (a register's own data that we only carry).
impl Shape for Value {
    fn read(at: At<'_>) -> Result<Self, Misfit> {
        Ok(at.value.clone())
    }
    fn write(&self) -> Value {
        self.clone()
    }
    fn absent(_: &Path<'_>) -> Result<Self, Misfit> {
        Ok(Value::Null)
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut Book) -> Value {
        serde_json::json!({})
    }
}

impl Shape for u32 {
    fn read(at: At<'_>) -> Result<Self, Misfit> {
        let n = at.integer(0, i64::from(u32::MAX))?;
        u32::try_from(n).map_err(|_| at.misfit("out_of_range", "a count"))
    }
    fn write(&self) -> Value {
        Value::from(*self)
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut Book) -> Value {
        serde_json::json!({"type": "integer", "minimum": 0, "maximum": u32::MAX})
    }
}

/// The largest count a message may carry: what a JavaScript number holds exactly.
pub const MAX_SAFE: i64 = (1 << 53) - 1;

impl Shape for u64 {
    fn read(at: At<'_>) -> Result<Self, Misfit> {
        let n = at.integer(0, MAX_SAFE)?;
        u64::try_from(n).map_err(|_| at.misfit("out_of_range", "a count"))
    }
    fn write(&self) -> Value {
        Value::from(*self)
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut Book) -> Value {
        serde_json::json!({"type": "integer", "minimum": 0, "maximum": MAX_SAFE})
    }
}

impl Shape for String {
    fn read(at: At<'_>) -> Result<Self, Misfit> {
        at.text("a text").map(str::to_owned)
    }
    fn write(&self) -> Value {
        Value::String(self.clone())
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut Book) -> Value {
        serde_json::json!({"type": "string"})
    }
}

/// Describes a struct, a closed list of words, or a union told apart by one member.
///
/// ```
/// till::shape! {
///     /// A colour.
///     pub struct Colour {
///         /// Its name.
///         name: String,
///         /// How many, one unless said.
///         count: u32 = 1,
///     }
/// }
/// let json: serde_json::Value = serde_json::from_str(r#"{"name":"red"}"#)?;
/// let colour: Colour = till::shape::read_as("colour", &json).map_err(|e| e.to_string())?;
/// assert_eq!(colour.count, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! shape {
    ($(#[doc = $doc:expr])* pub struct $name:ident {
        $( $(#[doc = $fdoc:expr])* $field:ident : $ty:ty $(= $default:expr)? ),* $(,)?
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $( $(#[doc = $fdoc])* pub $field: $ty ),* }

        impl $crate::shape::Shape for $name {
            fn read(at: $crate::shape::At<'_>) -> Result<Self, $crate::shape::Misfit> {
                at.object()?;
                Ok(Self { $( $field: $crate::shape!(@read at, stringify!($field) $(, $default)?) ),* })
            }
            fn write(&self) -> $crate::shape::Json {
                #[allow(unused_mut)]
                let mut map = $crate::shape::JsonMap::new();
                $( $crate::shape::put(&mut map, stringify!($field), $crate::shape::Shape::write(&self.$field)); )*
                $crate::shape::Json::Object(map)
            }
            fn absent(path: &$crate::shape::Path<'_>) -> Result<Self, $crate::shape::Misfit> {
                $crate::shape::empty(path)
            }
            #[cfg(feature = "schema")]
            fn schema(book: &mut $crate::shape::Book) -> $crate::shape::Json {
                $crate::shape::schema::object(book, stringify!($name), concat!($($doc),*), |book| {
                    let _ = &book;
                    vec![$( $crate::shape::schema::member::<$ty>(
                        book, stringify!($field), concat!("", $($fdoc),*), $crate::shape!(@default $ty $(, $default)?)) ),*]
                })
            }
        }
    };
    ($(#[doc = $doc:expr])* pub enum $name:ident {
        $( $(#[doc = $vdoc:expr])* $variant:ident = $text:literal ),* $(,)?
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $( $(#[doc = $vdoc])* $variant ),* }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
            /// The word on the wire.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $( $name::$variant => $text ),* }
            }
            /// The value of a word.
            #[must_use]
            pub fn of(word: &str) -> Option<Self> {
                match word { $( $text => Some($name::$variant), )* _ => None }
            }
        }

        impl $crate::shape::Shape for $name {
            fn read(at: $crate::shape::At<'_>) -> Result<Self, $crate::shape::Misfit> {
                let place = at.word(&[$($text),*])?;
                Self::ALL.get(place).copied().ok_or_else(|| at.misfit("unknown_value", stringify!($name)))
            }
            fn write(&self) -> $crate::shape::Json {
                $crate::shape::Json::from(self.word())
            }
            #[cfg(feature = "schema")]
            fn schema(book: &mut $crate::shape::Book) -> $crate::shape::Json {
                $crate::shape::schema::words(book, stringify!($name), concat!($($doc),*),
                    &[$(($text, concat!("", $($vdoc),*))),*])
            }
        }
    };
    ($(#[doc = $doc:expr])* pub union $name:ident by $tag:literal {
        $( $(#[doc = $vdoc:expr])* $variant:ident ( $ty:ty ) = $text:literal ),* $(,)?
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name { $( $(#[doc = $vdoc])* $variant($ty) ),* }

        impl $name {
            /// The word that tells the kinds apart.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $( $name::$variant(_) => $text ),* }
            }
        }
        $( impl From<$ty> for $name { fn from(inner: $ty) -> Self { $name::$variant(inner) } } )*

        impl $crate::shape::Shape for $name {
            fn read(at: $crate::shape::At<'_>) -> Result<Self, $crate::shape::Misfit> {
                let kind = at.kind($tag)?;
                match kind.as_str() {
                    $( $text => <$ty as $crate::shape::Shape>::read(at).map($name::$variant), )*
                    _ => Err(at.misfit("unknown_value", concat!("a ", $tag, " of this version"))),
                }
            }
            fn write(&self) -> $crate::shape::Json {
                let mut value = match self {
                    $( $name::$variant(inner) => $crate::shape::Shape::write(inner) ),*
                };
                if let $crate::shape::Json::Object(map) = &mut value {
                    map.insert($tag.to_owned(), $crate::shape::Json::from(self.kind()));
                }
                value
            }
            #[cfg(feature = "schema")]
            fn schema(book: &mut $crate::shape::Book) -> $crate::shape::Json {
                let list: Vec<$crate::shape::Json> = vec![$( <$ty as $crate::shape::Shape>::schema(book) ),*];
                serde_json::json!({"description": concat!($($doc),*), "oneOf": list})
            }
        }
    };
    (@read $at:ident, $name:expr) => { $at.field($name)? };
    (@read $at:ident, $name:expr, $default:expr) => { $at.field_or($name, $default)? };
    (@default $ty:ty) => { None };
    (@default $ty:ty, $default:expr) => { Some(<$ty as $crate::shape::Shape>::write(&$default)) };
}

/// The JSON value type, for the macro.
pub use serde_json::Value as Json;
/// The JSON object type, for the macro.
pub type JsonMap = serde_json::Map<String, Value>;

#[cfg(feature = "schema")]
#[path = "shape_schema.rs"]
pub mod schema;
