//! Shapes of the types that every message is made of: lists, maps, counts, texts.

#[cfg(feature = "schema")]
use super::Book;
use super::{At, JsonMap, MAX_SAFE, Misfit, Path, Shape};
use crate::map::Map;
use serde_json::Value;

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
