//! `release --dry-run`: the zip of a version and the npm package, as they would be published.
//!
//! What must hold: nothing is published by this command; the page's folder of a version never changes once it is out, so
//! everything that is a shop's own (config.json) is outside of what is promised; what is in the zip can be looked at with a
//! plain static server, and is looked at so before the command succeeds.

mod checks;
mod servers;

use crate::args::Args;
use crate::jws::Key;
use crate::serve::Ports;
use crate::site::{Pair, Sites, playground};
use crate::{paths, run, setup};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Where somebody who tries it opens the register: what `serve.ps1` and the README say.
const ORIGINS: [&str; 2] = ["http://localhost:8080", "http://127.0.0.1:8080"];
/// Folders of the demonstration that are sources or pictures of ours.
const NOT_FOR_OTHERS: [&str; 3] = ["conform", "playground", "register"];
const SOURCES: &str = "xtask/release";

pub fn command(words: &[String]) -> Result<ExitCode> {
    let args = Args::read_no_plain(words, &["dry-run"], &["out"])?;
    if !args.has("dry-run") {
        bail!("only --dry-run: publishing is done by a person, with what this leaves in target/release");
    }
    checks::sources()?;
    setup::build_tools()?;
    let out = args.get("out").map_or_else(|| paths::target().join("release-files"), PathBuf::from);
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    let folder = out.join(format!("epos-page-{VERSION}"));
    let sites = Sites::assemble(&out.join("site"), &Ports::bind_free()?)?;
    evaluation(&sites, &folder)?;
    servers::write(&folder)?;
    checks::integrity(&folder)?;
    let zip = out.join(format!("epos-page-{VERSION}.zip"));
    run::step(run::command("node").arg("xtask/js/zip.mjs").arg(&folder).arg(&zip))?;
    let package = npm(&sites, &out)?;
    fs::remove_dir_all(out.join("site"))?;
    tried(&zip)?;
    for file in [&zip, &package] {
        println!("{:>9} bytes  {}  {}", fs::metadata(file)?.len(), checks::digest(&fs::read(file)?), file.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// The register simulator at the root, the page in the folder of its version.
fn evaluation(sites: &Sites, folder: &Path) -> Result<()> {
    let page = folder.join(VERSION);
    unpacked(&sites.register, folder)?;
    unpacked(&sites.page, &page)?;
    playground::add(folder, &page, &format!("../{VERSION}/"))?; // beside the simulator, never in the page's own folder
    // A key of this zip alone, forgotten when the command ends.
    let origins = ORIGINS.map(str::to_owned);
    let (address, key) = (format!("/{VERSION}/"), Key::generate());
    let secret = key.sign("seed", b"store ledger");
    Pair { register: folder, page: &page, origins: &origins, address: &address, key: &key, secret: &secret }
        .furnish()?;
    for name in ["README.txt", "serve.ps1", "first-sale.html"] {
        let text =
            fs::read_to_string(paths::root().join(SOURCES).join(name)).with_context(|| format!("{name} is missing"))?;
        // What Windows opens has Windows' line ends.
        fs::write(folder.join(name), text.replace("@VERSION@", VERSION).replace('\n', "\r\n"))?;
    }
    fs::copy(paths::root().join("www/sdk/README.md"), folder.join("sdk/README.md"))?;
    fs::remove_file(folder.join("sdk/tsconfig.json"))?;
    for name in checks::LICENCES {
        fs::copy(paths::root().join(name), folder.join(name)).with_context(|| format!("{name} is missing"))?;
    }
    Ok(())
}

/// All files but the packed twins: a plain server would not send them.
fn unpacked(from: &Path, to: &Path) -> Result<()> {
    for file in paths::files_below(from, &NOT_FOR_OTHERS) {
        if file.extension().is_some_and(|end| end == "br") {
            continue;
        }
        let place = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(place.parent().context("a file has a folder")?)?;
        fs::copy(&file, &place)?;
    }
    Ok(())
}

/// The host SDK as npm would pack it.
fn npm(sites: &Sites, out: &Path) -> Result<PathBuf> {
    let folder = out.join("npm");
    fs::create_dir_all(&folder)?;
    let sdk = paths::root().join("www/sdk");
    for name in ["package.json", "README.md"] {
        fs::copy(sdk.join(name), folder.join(name))?;
    }
    for name in ["epos-host.js", "epos-host.iife.js", "epos-session.js"] {
        fs::copy(sites.register.join("sdk").join(name), folder.join(name))
            .with_context(|| format!("{name} was not built"))?;
    }
    for name in checks::LICENCES {
        fs::copy(paths::root().join(name), folder.join(name))?;
    }
    let types = format!("{}", folder.join("types").display());
    let emit = ["--declaration", "--emitDeclarationOnly", "--noEmit", "false", "--outDir", &types];
    run::step(run::command("tsc").arg("-p").arg(&sdk).args(emit))?;
    run::step(run::command("npm").args(["pack", "--silent", "--pack-destination"]).arg(out).arg(&folder))?;
    let package = out.join(format!("smarts-epos-host-{VERSION}.tgz"));
    if !package.is_file() {
        bail!("npm pack wrote no {}", package.display());
    }
    checks::packed(&folder)?;
    Ok(package)
}

/// The zip unpacked elsewhere, served by a plain server, and by nginx with its own configuration where there is one; opened in a browser:
/// a sale is made.
fn tried(zip: &Path) -> Result<()> {
    let browser = setup::browser()?;
    let by = |script: &str| {
        let mut command = run::command("node");
        run::step(command.arg(script).arg(zip).arg(VERSION).env("EPOS_CHROMIUM", &browser.chromium))
    };
    by("tests/release/try.mjs")?;
    if paths::find_program(&["nginx"]).is_none() {
        run::say("nginx is not here, so nginx.conf is not tried (apt-get install nginx-light)");
        return Ok(());
    }
    by("tests/release/nginx.mjs")
}
