//! Merchant packs: said in plain words and tried on sample baskets, checked before they are signed, signed over exactly the
//! bytes of the file.

mod baskets;
mod diff;
mod words;

use crate::args::Args;
use crate::jws::Key;
use crate::{run, till_gate};
use anyhow::{Context, Result, anyhow, bail};
use baskets::Sample;
use std::path::Path;
use std::process::ExitCode;
use till::pack::Pack;

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
    let args = Args::read(words, &["brief"], &["before", "basket"])?;
    if args.plain.is_empty() {
        bail!("name the packs to check");
    }
    let before = args.get("before").map(|file| load(Path::new(file)).and_then(std::convert::identity)).transpose()?;
    if before.is_some() && args.plain.len() > 1 {
        bail!("--before goes with one pack");
    }
    let given: &[String] = if args.get("basket").is_some() { args.need_all("basket")? } else { &[] };
    let mut code = ExitCode::SUCCESS;
    // A shell's `*.json` names the baskets beside the packs as well.
    for file in args.plain.iter().filter(|file| !file.ends_with(baskets::ENDING)) {
        match load(Path::new(file))? {
            Ok(pack) => {
                println!("{file}: ok");
                let files = baskets::files(Path::new(file), given)?;
                let samples = files.iter().map(|file| Sample::read(file)).collect::<Result<Vec<_>>>()?;
                print!("{}", report(&pack, before.as_ref(), &samples, args.has("brief"))?);
            }
            Err(reason) => {
                println!("{file}: {reason}");
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

/// The pack of a file, or why it is refused.
fn load(file: &Path) -> Result<Result<Pack>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    Ok(Pack::parse(&text).map_err(|error| anyhow!("{error}")))
}

/// What there is to say of a pack: its words and its sample baskets; or what is other than in a former one.
fn report(pack: &Pack, before: Option<&Pack>, samples: &[Sample], brief: bool) -> Result<String> {
    let said = words::explain(pack);
    let Some(old) = before else {
        let mut out = if brief { String::new() } else { words::text(&said) };
        for sample in samples {
            out += &heading(sample);
            for (what, figure) in sample.price(pack)? {
                out += &format!("  {what}: {figure}\n");
            }
        }
        return Ok(out);
    };
    let mut lines = diff::words(&words::explain(old), &said);
    let silent = diff::silent(old, pack, &lines);
    lines.extend(silent);
    let mut out = format!("against {}: {}\n", old.version, words::many(lines.len() as u64, "change"));
    out.extend(lines.iter().map(|line| format!("{line}\n")));
    for sample in samples {
        let changes = diff::figures(&sample.price(old)?, &sample.price(pack)?);
        out += &heading(sample);
        out.extend(changes.iter().map(|change| format!("  {change}\n")));
        if changes.is_empty() {
            out += "  as before\n";
        }
    }
    Ok(out)
}

fn heading(sample: &Sample) -> String {
    let name = if sample.name.is_empty() { String::new() } else { format!(" \"{}\"", sample.name) };
    format!("basket {}{name}\n", sample.id)
}

/// Signs a pack that passes the check.
pub fn signed(key: &Key, text: &str) -> Result<String, String> {
    till_gate::check_pack(text).map(|()| key.sign(TYP, text.as_bytes()))
}

/// The same from file to file.
pub fn sign(key: &Key, from: &Path, to: &Path) -> Result<()> {
    let text = std::fs::read_to_string(from).with_context(|| format!("cannot read the pack {}", from.display()))?;
    let signed = signed(key, &text).map_err(|reason| anyhow::anyhow!("{}: {reason}", from.display()))?;
    std::fs::write(to, signed).with_context(|| format!("cannot write {}", to.display()))?;
    run::say(&format!("signed {}", to.display()));
    Ok(())
}
