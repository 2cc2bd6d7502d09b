//! What the machine must have before anything is built: each step looks first and is done in
//! milliseconds where nothing is missing.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::bundle::name::digest;
use crate::place;
use crate::process::{output, program, run};
use crate::progress::note;

const TARGET: &str = "wasm32-unknown-unknown";
/// A font with Chinese letters, as Debian's `fonts-noto-cjk` lays it.
const CHINESE_FONT: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// Adds the target that the app is compiled for.
pub fn wasm_target() -> Result<()> {
    if target_is_beside_cargo() {
        note("already installed");
        return Ok(());
    }
    let installed = output(program("rustup").args(["target", "list", "--installed"]))
        .context("rustup is needed (https://rustup.rs), or the target installed by other means")?;
    if String::from_utf8_lossy(&installed).lines().any(|target| target == TARGET) {
        note("already installed");
        return Ok(());
    }
    note(&format!("rustup target add {TARGET}"));
    run(program("rustup").args(["target", "add", TARGET]))
}

/// Asking rustup takes a tenth of a second; looking into the toolchain that runs us takes none.
fn target_is_beside_cargo() -> bool {
    let cargo = std::env::var_os("CARGO").map(PathBuf::from).unwrap_or_default();
    let toolchain = cargo.parent().and_then(Path::parent);
    toolchain.is_some_and(|toolchain| toolchain.join("lib/rustlib").join(TARGET).is_dir())
}

/// Installs the npm packages exactly as `package-lock.json` lists them.
pub fn npm_packages() -> Result<()> {
    let lock = place::root().join("package-lock.json");
    let wanted =
        digest(&fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?);
    let stamp = place::npm(".xinqiao-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        note("already as package-lock.json lists them");
        return Ok(());
    }
    note("npm ci");
    let mut npm = program("npm");
    npm.args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(&mut npm).context("Node 20 or later with npm is needed, and the npm registry in reach")?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Installs the browser and a Chinese font for the browser tests, on Debian as root, unless that is
/// refused; elsewhere it stops with the line to run.
pub fn browser(chromium: &Path, may_install: bool) -> Result<()> {
    let debian = is_debian(&fs::read_to_string("/etc/os-release").unwrap_or_default());
    let missing = missing_packages(chromium.exists(), debian && !Path::new(CHINESE_FONT).exists());
    if missing.is_empty() {
        note("already installed");
        return Ok(());
    }
    if !debian {
        bail!(
            "no Chromium at {}; install it and name its path by --chromium or XINQIAO_CHROMIUM",
            chromium.display()
        );
    }
    let install = format!("apt-get install -y --no-install-recommends {}", missing.join(" "));
    if !may_install || !is_root() {
        bail!("the browser tests need {}; run:\n  sudo {install}", missing.join(" and "));
    }
    note(&format!("installing Debian packages: {}", missing.join(", ")));
    run(apt().arg("update"))?;
    run(apt().args(install.split(' ').skip(1)))
}

/// Where Debian's nchan lies.
const NCHAN: &str = "/usr/lib/nginx/modules/ngx_nchan_module.so";

/// Installs nginx with nchan, beside which the stream is measured, on Debian as root, unless that is
/// refused. Where it cannot be had the stream is measured without it.
pub fn nchan(may_install: bool) {
    let debian = is_debian(&fs::read_to_string("/etc/os-release").unwrap_or_default());
    if Path::new(NCHAN).exists() || !debian || !may_install || !is_root() {
        return;
    }
    note("installing Debian packages: nginx-light, libnginx-mod-nchan");
    // It is served on a port of ours only, with settings of our own.
    let install = "install -y --no-install-recommends nginx-light libnginx-mod-nchan";
    let installed = run(apt().arg("update")).and_then(|()| run(apt().args(install.split(' '))));
    if let Err(error) = installed {
        note(&format!("it cannot be had: {error:#}"));
    }
}

fn apt() -> std::process::Command {
    let mut apt = program("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    apt
}

fn missing_packages(has_chromium: bool, lacks_font: bool) -> Vec<&'static str> {
    let chromium = (!has_chromium).then_some("chromium");
    chromium.into_iter().chain(lacks_font.then_some("fonts-noto-cjk")).collect()
}

/// Only Debian itself: what descends from it may ship Chromium in another form.
fn is_debian(os_release: &str) -> bool {
    os_release.lines().any(|line| line.replace('"', "") == "ID=debian")
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_debian_itself_is_debian() {
        assert!(is_debian("NAME=\"Debian GNU/Linux\"\nID=debian\n"));
        assert!(!is_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(!is_debian(""));
    }

    #[test]
    fn only_what_is_missing_is_installed() {
        assert_eq!(missing_packages(true, true), ["fonts-noto-cjk"]);
        assert_eq!(missing_packages(false, true), ["chromium", "fonts-noto-cjk"]);
        assert!(missing_packages(true, false).is_empty());
    }
}
