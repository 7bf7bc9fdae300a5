//! The two sites as they are served: the page a register opens, and the register simulator.
//!
//! What must hold: a site is put together from nothing each time, so that a file removed from the sources is gone; a
//! part that is missing is an error; the merchant's private key never gets into a site.

mod compress;
pub mod conform;
mod furnish;
mod pkg;
pub mod playground;
mod shop;

pub use compress::Sized;
pub use furnish::Pair;

use crate::jws::Key;
use crate::serve::{Ports, Site, StoreServer, headers};
use crate::token::{self, Device};
use crate::{paths, run};
use anyhow::{Context, Result, bail};
use compress::compress;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Languages in the order in which they are offered.
const LOCALES: [&str; 8] = ["hr", "en", "de", "it", "fr", "et", "pt-BR", "ar"];
/// The oldest engine the page runs in.
const ENGINE: &str = "--target=chrome108";
/// File endings that are copied from `www/` as they are.
const AS_IS: [&str; 11] = ["html", "js", "mjs", "css", "json", "svg", "png", "webp", "ico", "woff2", "txt"];
const ISSUER: &str = "demo-merchant";
const DEVICE: &str = "demo-device-1";
const STORE: &str = "zagreb-001";
const TILL: &str = "till-1";
/// The second till of the shop: it shares the store's ledger.
const SECOND_DEVICE: &str = "demo-device-2";
const SECOND_TILL: &str = "till-2";
const TOKEN_DAYS: u64 = 365;

/// Both sites, ready to be served.
pub struct Sites {
    pub register: PathBuf,
    pub page: PathBuf,
    /// How large the parts of the page are.
    pub sizes: Vec<Sized>,
    ports: (Vec<String>, Vec<String>),
}

impl Sites {
    /// Builds the component and puts both sites together below `dir` for these ports.
    pub fn assemble(dir: &Path, ports: &Ports) -> Result<Self> {
        pkg::build()?;
        let page_origins = vec![ports.page_origin(), format!("http://localhost:{}", ports.number + 1)];
        let mut sites = Self {
            register: dir.join("register"),
            page: dir.join("page"),
            sizes: Vec::new(),
            ports: (ports.host_origins(), page_origins),
        };
        if dir.exists() {
            fs::remove_dir_all(dir).with_context(|| format!("cannot clear {}", dir.display()))?;
        }
        let key = merchant_key()?;
        page(&sites.page)?;
        register(&sites.register)?;
        let (origins, address) = (&sites.ports.0, format!("{}/", sites.ports.1[0]));
        let secret = fs::read_to_string(merchant_key_file())?;
        Pair { register: &sites.register, page: &sites.page, origins, address: &address, key: &key, secret: &secret }
            .furnish()?;
        sites.sizes = compress(&sites.page)?;
        compress(&sites.register)?;
        Ok(sites)
    }

    /// Starts serving both, until the process ends.
    pub fn serve(&self, ports: Ports) -> Result<()> {
        let (hosts, pages) = &self.ports;
        let store = StoreServer::new(&self.register.with_file_name("store.jsonl"), merchant_key()?)?;
        crate::serve::serve(ports.register, Site::new(&self.register, headers::register(pages)), Some(store))?;
        crate::serve::serve(ports.page, Site::new(&self.page, headers::page(hosts)), None)
    }
}

impl Sites {
    /// Makes the page one of a native register: nobody but its bridge may speak to it. Answers with the file of its token.
    pub fn for_bridge(&self, kind: &str) -> Result<PathBuf> {
        let file = self.page.join("config.json");
        let mut config: Value = serde_json::from_str(&fs::read_to_string(&file)?)?;
        config["origins"] = json!(["bridge"]);
        config["bridge"] = json!({"kind": kind});
        write_json(&file, &config)?;
        let packed = self.page.join("config.json.br");
        if packed.exists() {
            fs::remove_file(packed)?;
        }
        let (origins, modules) = (["bridge".to_owned()], token::MODULES.map(str::to_owned));
        let (issuer, audience, store, till) = (ISSUER, token::AUDIENCE, STORE, TILL);
        let device = Device { issuer, audience, subject: DEVICE, store, till, origins: &origins, modules: &modules };
        let to = self.page.with_file_name("bridge-token.txt");
        fs::write(&to, token::mint(&merchant_key()?, &device, token::now()?, TOKEN_DAYS)?)?;
        Ok(to)
    }
}

/// The file of the demo merchant's key. It lives as long as `target/`, so a page that has seen it keeps trusting it.
pub fn merchant_key_file() -> PathBuf {
    paths::target().join("demo/keys/merchant.pem")
}

fn merchant_key() -> Result<Key> {
    let file = merchant_key_file();
    if !file.exists() {
        fs::create_dir_all(file.parent().context("a key file has a folder")?)?;
        Key::generate().save_new(&file)?;
        run::say(&format!("made the demo merchant's key {}", paths::shown(&file)));
    }
    Key::load(&file)
}

fn page(to: &Path) -> Result<()> {
    let root = paths::root();
    fs::create_dir_all(to)?;
    copy(&root.join("index.html"), &to.join("index.html"))?;
    for part in ["styles", "locales"] {
        copy_tree(&root.join("www").join(part), &to.join(part))?;
    }
    let boot = scripts(&root.join("src/boot"));
    if boot.is_empty() {
        bail!("src/boot has no script");
    }
    minify(&boot, "src/boot", &to.join("boot"))?;
    let pkg = root.join("pkg");
    minify(&scripts(&pkg), "pkg", &to.join("pkg"))?;
    let wasm: Vec<PathBuf> = with_ending(&pkg, "wasm");
    if wasm.is_empty() {
        bail!("pkg/ has no .wasm");
    }
    for file in wasm {
        copy(&file, &to.join("pkg").join(file.strip_prefix(&pkg)?))?;
    }
    conform::add(to)?;
    playground::add(to, to, "../")
}

fn register(to: &Path) -> Result<()> {
    let www = paths::root().join("www");
    if !www.join("index.html").is_file() {
        bail!("www/index.html (the register simulator) is missing");
    }
    copy_tree(&www, to)?;
    copy_tree(&paths::root().join("examples/ecr-web"), &to.join("ecr-web"))?;
    bundle(&www.join("register.ts"), &["--format=esm", &outfile(&to.join("register.js"))])?;
    bundle(&www.join("switch/switch.ts"), &["--format=esm", &outfile(&to.join("switch/switch.js"))])?;
    let sdk = www.join("sdk/src/index.ts");
    bundle(&sdk, &["--format=esm", &outfile(&to.join("sdk/epos-host.js"))])?;
    let session = www.join("sdk/src/session.ts");
    bundle(&session, &["--format=esm", &outfile(&to.join("sdk/epos-session.js"))])?;
    bundle(&sdk, &["--format=iife", "--global-name=EposHost", &outfile(&to.join("sdk/epos-host.iife.js"))])
}

fn outfile(file: &Path) -> String {
    format!("--outfile={}", file.display())
}

/// The version with the commit, or `dev` outside a repository.
fn build_name() -> String {
    let commit = run::ask(run::command("git").args(["rev-parse", "--short", "HEAD"]));
    format!("{}+{}", env!("CARGO_PKG_VERSION"), commit.filter(|c| !c.is_empty()).as_deref().unwrap_or("dev"))
}

fn write_json(file: &Path, value: &Value) -> Result<()> {
    fs::write(file, format!("{value:#}\n")).with_context(|| format!("cannot write {}", file.display()))
}

/// Each script on its own: the page loads them by name, and one of them is a worker.
fn minify(files: &[PathBuf], base: &str, to: &Path) -> Result<()> {
    let mut command = run::command("esbuild");
    command.args(["--minify", "--legal-comments=none", "--log-level=warning", ENGINE]);
    command.arg(format!("--outbase={base}")).arg(format!("--outdir={}", to.display()));
    run::step(command.args(files))
}

fn bundle(entry: &Path, options: &[&str]) -> Result<()> {
    if !entry.is_file() {
        bail!("{} is missing", paths::shown(entry));
    }
    let mut command = run::command("esbuild");
    command.arg(entry).args([
        "--bundle",
        "--minify",
        "--sourcemap",
        "--legal-comments=none",
        "--log-level=warning",
        ENGINE,
    ]);
    run::step(command.args(options))
}

fn scripts(dir: &Path) -> Vec<PathBuf> {
    with_ending(dir, "js")
}

fn with_ending(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let files = paths::files_below(dir, &["node_modules"]);
    files.into_iter().filter(|f| f.extension().is_some_and(|e| e == ending)).collect()
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for file in paths::files_below(from, &["node_modules", "dist"]) {
        if file.extension().and_then(|e| e.to_str()).is_some_and(|e| AS_IS.contains(&e)) {
            copy(&file, &to.join(file.strip_prefix(from)?))?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(dir) = to.parent() {
        fs::create_dir_all(dir)?;
    }
    // Read and write rather than copy: the new file's time must be later than that of its sources.
    let bytes = fs::read(from).with_context(|| format!("{} is missing", paths::shown(from)))?;
    fs::write(to, bytes).with_context(|| format!("cannot write {}", to.display()))
}
