//! Running other programs.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::place;

/// A program that will run in the root of the checkout.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(place::root());
    command
}

/// The cargo that runs this very command, working on `target/` whatever the environment says, for the
/// server embeds the app from there.
pub fn cargo(words: &str) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo set for xtask is not for the crates built here; some build scripts would run again.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        }) {
            command.env_remove(name);
        }
    }
    command.env("CARGO_TARGET_DIR", place::target()).args(words.split(' '));
    command
}

/// Runs a program on our terminal; anything but success is an error that names the line.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a program quietly and returns what it wrote; its complaints are shown only where it fails.
pub fn output(command: &mut Command) -> Result<Vec<u8>> {
    let made = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if !made.status.success() {
        let complaints = String::from_utf8_lossy(&made.stderr);
        bail!("`{}` failed ({})\n{}", line(command), made.status, complaints.trim_end());
    }
    Ok(made.stdout)
}

/// The command as one would type it, with paths of the checkout made short.
fn line(command: &Command) -> String {
    let root = format!("{}/", place::root().display());
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().replace(&root, ""))
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_line_as_one_would_type_it() {
        let style = place::root().join("style/main.css");
        let mut command = program("/bin/false");
        let error = run(command.arg("--bundle").arg(style)).unwrap_err().to_string();
        assert!(error.starts_with("`false --bundle style/main.css` failed"), "{error}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = output(&mut program("no-such-program")).unwrap_err().to_string();
        assert_eq!(error, "cannot start `no-such-program`");
    }
}
