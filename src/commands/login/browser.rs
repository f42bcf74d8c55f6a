//! Opens the link of `login --open` with `$BROWSER`, else with the platform's opener. Does not wait for it to exit.
#![expect(clippy::disallowed_methods, reason = "this file starts the browser")]

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use crate::host::TrustedUrl;
use crate::settings;
use crate::text;

/// Receives the reason if the opener fails later. The opener may run as long as it likes.
pub type Trouble = Receiver<String>;

/// Starts the first opener that can be started.
///
/// # Errors
/// None of them can be started; the reason is that of the last one.
pub fn open(url: &TrustedUrl) -> Result<Trouble, String> {
    let openers = match settings::browser() {
        Some(browser) => chosen(&browser, url.as_str()),
        None => vec![usual(url.as_str())],
    };
    let mut why = "BROWSER names no program".to_owned();
    for mut opener in openers {
        match start(&mut opener) {
            Ok(trouble) => return Ok(trouble),
            Err(e) => why = format!("{}: {}", opener.get_program().display(), text::reason(&e)),
        }
    }
    Err(why)
}

fn start(opener: &mut Command) -> io::Result<Trouble> {
    // Our stdin may be a pipe with secrets, stdout belongs to a script, and stderr shows the code to the user.
    opener.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // In a process group of its own, so that Ctrl-C ends us but not the browser.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(opener, 0);
    let name = opener.get_program().display().to_string();
    let mut child = opener.spawn()?;
    let (sender, trouble) = mpsc::channel();
    thread::Builder::new().spawn(move || match child.wait() {
        Ok(status) if status.success() => {}
        Ok(status) => drop(sender.send(format!("{name}: {status}"))),
        Err(e) => drop(sender.send(format!("{name}: {}", text::reason(&e)))),
    })?;
    Ok(trouble)
}

/// Reads `$BROWSER` as other programs do: a list separated by colons, each entry a command with arguments, `%s` for the
/// link. A value that is the path of a file names one program.
fn chosen(browser: &OsStr, url: &str) -> Vec<Command> {
    if Path::new(browser).is_file() {
        let mut command = Command::new(browser);
        command.arg(url);
        return vec![command];
    }
    let list = browser.to_string_lossy();
    let entries = list.split(|c| c == ':' && cfg!(unix)).filter_map(|entry| {
        let mut words = entry.split_whitespace();
        let mut command = Command::new(words.next()?);
        let args: Vec<&str> = words.collect();
        command.args(args.iter().map(|arg| arg.replace("%s", url)));
        if !args.iter().any(|arg| arg.contains("%s")) {
            command.arg(url);
        }
        Some(command)
    });
    entries.collect()
}

/// The platform's opener.
fn usual(url: &str) -> Command {
    let (program, args): (_, &[&str]) = if cfg!(target_os = "macos") {
        ("/usr/bin/open", &[])
    } else if cfg!(windows) {
        // Not `start`: the command processor would interpret the link.
        ("rundll32.exe", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(args).arg(url);
    command
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn lines(browser: &str) -> Vec<Vec<String>> {
        let line = |command: &Command| {
            let words = [command.get_program()].into_iter().chain(command.get_args());
            words.map(|word| word.to_string_lossy().into_owned()).collect()
        };
        chosen(browser.as_ref(), "https://a.example/x").iter().map(line).collect()
    }

    #[test]
    fn browser_is_read_as_other_programs_read_it() {
        let url = "https://a.example/x";
        assert_eq!(lines("firefox"), [["firefox", url]]);
        assert_eq!(lines(" firefox  --private "), [["firefox", "--private", url]]);
        assert_eq!(lines("w3m -dump %s >x"), [["w3m", "-dump", url, ">x"]]);
        assert_eq!(lines("a %s:b"), [["a", url], ["b", url]]);
        assert_eq!(lines(" : "), Vec::<Vec<String>>::new());
        assert_eq!(lines("/bin/sh"), [["/bin/sh", url]]);
    }
}
