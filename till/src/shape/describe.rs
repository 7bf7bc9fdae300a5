//! The macro that writes a shape from its description.

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
