//! Where the device's key is kept: one entry of one IndexedDB store. The key cannot be read out, only used.
//!
//! What must hold: a key is used only when it is on disk (strict durability, transaction complete): the first seal must
//! not outlive the key. Nothing here runs twice at a time, because the supervisor lets one page own the journal.

use js_sys::{Function, Promise, Reflect};
use std::future::Future;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbOpenDbRequest, IdbRequest, IdbTransaction};

#[wasm_bindgen]
extern "C" {
    /// A database with the options of a transaction, which the stable bindings lack.
    #[wasm_bindgen(js_name = IDBDatabase)]
    type Database;
    #[wasm_bindgen(catch, method)]
    fn transaction(this: &Database, store: &str, mode: &str, options: &JsValue) -> Result<IdbTransaction, JsValue>;
}

const DATABASE: &str = "epos-device";
const STORE: &str = "keys";
const KEY: &str = "seal-1";

/// The kept key; if there is none yet, a new one is made and kept.
pub(super) async fn key<F>(make: impl FnOnce() -> F) -> Result<JsValue, JsValue>
where
    F: Future<Output = Result<JsValue, JsValue>>,
{
    let database = open().await?;
    let key = kept_or_made(&database, make).await;
    database.close();
    key
}

async fn kept_or_made<F>(database: &IdbDatabase, make: impl FnOnce() -> F) -> Result<JsValue, JsValue>
where
    F: Future<Output = Result<JsValue, JsValue>>,
{
    let key = get(database).await?;
    if !key.is_undefined() {
        return Ok(key);
    }
    let key = make().await?;
    put(database, &key).await?;
    Ok(key)
}

async fn open() -> Result<IdbDatabase, JsValue> {
    // Not `window`: a session without screens may run in a worker. Where there is none, the next call throws.
    let factory = Reflect::get(&js_sys::global(), &"indexedDB".into())?;
    let factory: IdbFactory = factory.dyn_into()?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1)?;
    let opening = request.clone();
    let make_store = Closure::once_into_js(move || {
        let database = opening.result().map(JsCast::unchecked_into::<IdbDatabase>);
        database.and_then(|database| database.create_object_store(STORE)).map(|_| ())
    });
    request.set_onupgradeneeded(Some(make_store.unchecked_ref::<Function>()));
    Ok(answer(&request).await?.unchecked_into())
}

async fn get(database: &IdbDatabase) -> Result<JsValue, JsValue> {
    let request = database.transaction_with_str(STORE)?.object_store(STORE)?.get(&KEY.into())?;
    answer(&request).await
}

async fn put(database: &IdbDatabase, key: &JsValue) -> Result<(), JsValue> {
    let database: &Database = database.unchecked_ref();
    let work = database.transaction(STORE, "readwrite", &super::json(r#"{"durability":"strict"}"#))?;
    work.object_store(STORE)?.put_with_key(key, &KEY.into())?;
    let complete = Promise::new(&mut |done, failed| {
        work.set_oncomplete(Some(&done));
        work.set_onerror(Some(&failed));
        work.set_onabort(Some(&failed));
    });
    JsFuture::from(complete).await.map(|_| ())
}

async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let answered = Promise::new(&mut |done, failed| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&failed));
    });
    JsFuture::from(answered).await?;
    request.result()
}
