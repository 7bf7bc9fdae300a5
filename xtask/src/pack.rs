//! Merchant packs: checked before they are signed, signed over exactly the bytes of the file.

use crate::args::Args;
use crate::jws::Key;
use crate::{run, till_gate};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::ExitCode;

/// Type in the JOSE header of a pack.
pub const TYP: &str = "epos-pack+jws";

pub fn command(words: &[String]) -> Result<ExitCode> {
    match words.first().map(String::as_str) {
        Some("check") => check(&words[1..]),
        Some("sign") => {
            let args = Args::read_no_plain(&words[1..], &[], &["key", "in", "out"])?;
            let key = Key::load(Path::new(args.need("key")?))?;
            sign(&key, Path::new(args.need("in")?), Path::new(args.need("out")?))?;
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("write `pack check FILE..` or `pack sign --key FILE --in pack.json --out pack.jws`"),
    }
}

fn check(words: &[String]) -> Result<ExitCode> {
    let files = Args::read(words, &[], &[])?.plain;
    if files.is_empty() {
        bail!("name the packs to check");
    }
    let mut code = ExitCode::SUCCESS;
    for file in files {
        let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {file}"))?;
        match till_gate::check_pack(&text) {
            Ok(()) => println!("{file}: ok"),
            Err(reason) => {
                println!("{file}: {reason}");
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

/// Signs a pack that passes the check.
pub fn sign(key: &Key, from: &Path, to: &Path) -> Result<()> {
    let text = std::fs::read_to_string(from).with_context(|| format!("cannot read the pack {}", from.display()))?;
    if let Err(reason) = till_gate::check_pack(&text) {
        bail!("{}: {reason}", from.display());
    }
    std::fs::write(to, key.sign(TYP, text.as_bytes())).with_context(|| format!("cannot write {}", to.display()))?;
    run::say(&format!("signed {}", to.display()));
    Ok(())
}
