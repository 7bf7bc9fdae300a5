//! Child processes. What must hold: what a child prints is seen while it runs; a failure names the command that failed.

use crate::paths;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A command in the repository's root, with the children's PATH.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root()).env("PATH", paths::child_path());
    // What `cargo run` tells this process about itself must not leak into the builds it starts.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO_PKG_VERSION", "CARGO_MANIFEST_PATH"] {
        command.env_remove(name);
    }
    command
}

/// The command as a person would type it.
pub fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|a| a.to_string_lossy().into_owned()));
    let quoted: Vec<String> =
        words.iter().map(|w| if w.contains(' ') || w.is_empty() { format!("'{w}'") } else { w.clone() }).collect();
    quoted.join(" ")
}

/// A line of progress.
pub fn say(text: &str) {
    eprintln!("xtask: {text}");
}

/// Runs a step whose output is progress: all of it goes to stderr.
pub fn step(command: &mut Command) -> Result<()> {
    let shown = line(command);
    say(&format!("$ {shown}"));
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::from(std::io::stderr()))
        .status()
        .with_context(|| format!("could not start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs a command whose stdout is shown on ours line by line and kept; stderr goes straight through.
pub fn tee(command: &mut Command) -> Result<(ExitStatus, String)> {
    let shown = line(command);
    say(&format!("$ {shown}"));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start `{shown}`"))?;
    let mut kept = String::new();
    let mut reader = BufReader::new(child.stdout.take().context("the child has no stdout")?);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        let text = String::from_utf8_lossy(&bytes);
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        kept.push_str(&text);
        bytes.clear();
    }
    let status = child.wait()?;
    Ok((status, kept))
}

/// What a command prints, when it can be started and succeeds. For questions such as a version.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a command succeeds within a time; it is stopped when it does not. Its output is shown on stderr.
pub fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    say(&format!("$ {}", line(command)));
    let started = Instant::now();
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::from(std::io::stderr())).spawn() else {
        return false;
    };
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if started.elapsed() < limit => std::thread::sleep(Duration::from_millis(100)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return false;
            }
        }
    }
}
