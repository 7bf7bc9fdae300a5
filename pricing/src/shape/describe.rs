//! The macro that writes a shape from its description.

/// Describes a struct, a closed list of words, or a union told apart by one member.
///
/// ```
/// pricing::shape! {
///     /// A colour.
///     pub struct Colour {
///         /// Its name.
///         name: String,
///         /// How many, one unless said.
///         count: u32 = 1,
///     }
/// }
/// let json = pricing::parse::parse(r#"{"name":"red"}"#).map_err(|e| e.to_string())?;
/// let colour: Colour = pricing::shape::read_as("colour", &json).map_err(|e| e.to_string())?;
/// assert_eq!(colour.count, 1);
/// assert_eq!(pricing::shape::Shape::write(&colour).as_str(), r#"{"name":"red","count":1}"#);
/// # Ok::<(), String>(())
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
            fn read(at: &$crate::shape::At<'_>) -> Self {
                const NAMES: &[&str] = &[$( stringify!($field) ),*];
                const { assert!(NAMES.len() <= $crate::shape::MAX_MEMBERS, "more members than reading has room for") }
                #[allow(unused_mut)]
                let mut members = at.members(NAMES);
                let read = Self { $( $field: $crate::shape!(@read members $(, $default)?) ),* };
                members.done();
                read
            }
            fn print(&self, out: &mut $crate::shape::Out) {
                out.begin(&[$( stringify!($field) ),*]);
                $( $crate::shape::Shape::print(&self.$field, out); )*
                out.end();
            }
            #[cfg(feature = "schema")]
            fn schema(book: &mut $crate::shape::Book) -> $crate::shape::schema::Value {
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
            fn read(at: &$crate::shape::At<'_>) -> Self {
                let place = at.word(&[$($text),*]);
                Self::ALL.get(place).copied().unwrap_or($crate::shape!(@first $name $($variant)*))
            }
            fn print(&self, out: &mut $crate::shape::Out) {
                out.text(self.word());
            }
            #[cfg(feature = "schema")]
            fn schema(book: &mut $crate::shape::Book) -> $crate::shape::schema::Value {
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
            fn read(at: &$crate::shape::At<'_>) -> Self {
                #[derive(Clone, Copy)]
                enum Kind { $( $variant ),* }
                let kind = at.kind($tag, &[$($text),*]);
                let kinds: &[Kind] = &[$( Kind::$variant ),*];
                match kinds.get(kind).copied().unwrap_or($crate::shape!(@first Kind $($variant)*)) {
                    $( Kind::$variant => $name::$variant($crate::shape::Shape::read(at)) ),*
                }
            }
            fn print(&self, out: &mut $crate::shape::Out) {
                out.tag($tag, self.kind());
                match self {
                    $( $name::$variant(inner) => $crate::shape::Shape::print(inner, out) ),*
                }
            }
            #[cfg(feature = "schema")]
            fn schema(book: &mut $crate::shape::Book) -> $crate::shape::schema::Value {
                let list: Vec<$crate::shape::schema::Value> = vec![$( <$ty as $crate::shape::Shape>::schema(book) ),*];
                serde_json::json!({"description": concat!($($doc),*), "oneOf": list})
            }
        }
    };
    (@read $members:ident) => { $crate::shape::Shape::read($members.member()) };
    (@read $members:ident, $default:expr) => {
        match $members.member() {
            at if at.value().is_none() => $default,
            at => $crate::shape::Shape::read(at),
        }
    };
    (@first $name:ident $first:ident $($other:ident)*) => { $name::$first };
    (@default $ty:ty) => { None };
    (@default $ty:ty, $default:expr) => { Some(<$ty as $crate::shape::Shape>::write(&$default)) };
}
