//! The sources as the settings order them: which are asked, what each holds, and what stands for its login
//! where asking it is expensive.

use std::path::{Path, PathBuf};
use std::thread;

use super::turn;
use crate::cli::SourceName;
use crate::clock::Deadline;
use crate::dirs;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::sources::{Found, editor, env, file, gh};

/// One place that is looked at; a variable is one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    File,
    Variable(&'static str),
    Editor,
    Gh,
}

impl Slot {
    /// In order.
    pub fn all(settings: &Settings) -> Vec<Slot> {
        if settings.github_token_file.is_some() {
            return vec![Slot::File];
        }
        let mut slots = Vec::with_capacity(env::VARIABLES.len() + settings.sources.len());
        for source in &settings.sources {
            match source {
                SourceName::Env => slots.extend(env::VARIABLES.map(Slot::Variable)),
                // Until the store of `login` is there.
                SourceName::Login => {}
                SourceName::Editor => slots.push(Slot::Editor),
                SourceName::Gh => slots.push(Slot::Gh),
            }
        }
        slots
    }

    /// The name in `--json` and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Slot::File => file::NAME,
            Slot::Variable(name) => name,
            Slot::Editor => editor::NAME,
            Slot::Gh => gh::NAME,
        }
    }

    /// Whether the user named this place and no other: then nothing else is tried after a 404.
    pub fn is_explicit(self, settings: &Settings) -> bool {
        self == Slot::File || self == Slot::Variable(env::EXPLICIT) || settings.sources.len() == 1
    }

    /// Whether asking it starts a process, so that one asks for all.
    pub fn is_expensive(self) -> bool {
        self == Slot::Gh
    }

    /// Waits, where its login has changed a moment ago, until that can be told from a change a moment later.
    pub fn settle(self, settings: &Settings, clock: Deadline) {
        if self == Slot::Editor
            && let Some(folder) = editor_folder()
        {
            thread::sleep(editor::settles_in(&editor_ask(settings, &folder), clock.now()));
        }
    }

    /// Asks it.
    ///
    /// # Errors
    /// It is there but broken, or gave no answer in time.
    pub fn find(self, settings: &Settings, clock: Deadline) -> anyhow::Result<Found> {
        let left = turn::left(settings, clock);
        Ok(match (self, &settings.github_token_file) {
            (Slot::File, Some(path)) => file::find(path, left)?,
            (Slot::File, None) => Found::Absent("not set".to_owned()),
            (Slot::Variable(name), _) => env::find(name)?,
            (Slot::Editor, _) => match editor_folder() {
                Some(folder) => editor::find(&editor_ask(settings, &folder))?,
                None => Found::Absent("no login".to_owned()),
            },
            (Slot::Gh, _) => with_gh(settings, |ask| gh::find(ask, left))?,
        })
    }

    /// What stays the same as long as the place's login does; `None` where asking it is as cheap, or nothing
    /// can stand for it just now.
    pub fn proof(self, settings: &Settings, clock: Deadline) -> Option<String> {
        match self {
            Slot::Gh => with_gh(settings, gh::login_state),
            Slot::Editor => editor::login_state(&editor_ask(settings, &editor_folder()?), clock.now()),
            Slot::File | Slot::Variable(_) => None,
        }
    }

    /// What else the place holds for the host, for `status`: `octo-work (ghu_, auth.db)`.
    pub fn other_logins(self, settings: &Settings, used: Option<&str>) -> Vec<String> {
        let folder = if self == Slot::Editor { editor_folder() } else { None };
        let logins = folder.and_then(|folder| editor::logins(&editor_ask(settings, &folder)).ok());
        let others = logins.unwrap_or_default().into_iter().filter(|other| other.login.as_deref() != used);
        others
            .map(|other| {
                format!("{} ({}, {})", other.login.as_deref().unwrap_or("?"), other.kind, other.file)
            })
            .collect()
    }
}

/// The plug-ins' folder, where there is one.
fn editor_folder() -> Option<PathBuf> {
    dirs::editor_folder().filter(|folder| folder.is_dir())
}

fn editor_ask<'a>(settings: &'a Settings, folder: &'a Path) -> editor::Ask<'a> {
    editor::Ask { folder, host: settings.host.name(), user: settings.user.as_deref() }
}

fn with_gh<T>(settings: &Settings, ask: impl FnOnce(&gh::Ask) -> T) -> T {
    let (search_path, config) = (dirs::search_path(), dirs::gh_config_folder());
    ask(&gh::Ask {
        host: settings.host.name(),
        user: settings.user.as_deref(),
        search_path: search_path.as_deref(),
        config: config.as_deref(),
        folder: dirs::gh_folder(),
    })
}

/// Why no place gave a GitHub token, each named.
#[cold]
pub fn nothing_found(settings: &Settings, reasons: &[(Slot, String)]) -> Failure {
    let list = listed(reasons);
    let hint = if settings.sources.len() < 3 {
        "more places are looked at without --sources; 'copilot-token status' shows them"
    } else {
        "sign in to Copilot once in an editor plug-in, or set COPILOT_GITHUB_TOKEN; 'copilot-token status' shows more"
    };
    Failure::unauthenticated(format!("no GitHub token found ({list})")).hint(hint)
}

/// Some place had a GitHub token, but none that is exchanged.
#[cold]
pub fn everything_refused(first: &Failure, reasons: &[(Slot, String)]) -> Failure {
    if let [(_, _)] = reasons {
        return first.clone();
    }
    let failure =
        Failure::no_copilot_access(format!("no GitHub token that can be exchanged ({})", listed(reasons)));
    let why = "404 means that the token's app may not mint session tokens";
    failure.hint(format!(
        "{why}: sign in to Copilot once in an editor plug-in, or set COPILOT_GITHUB_TOKEN to a ghu_ token"
    ))
}

/// `SLOT: reason` each, one after the other; places with the same reason share it, and variables that are not set
/// are one. Where that gets too long for a line, the reasons lose their details: every place is named.
fn listed(reasons: &[(Slot, String)]) -> String {
    let is_unset = |slot: &Slot, reason: &str| matches!(slot, Slot::Variable(_)) && reason == "not set";
    let mut groups: Vec<(Vec<&str>, &str)> = Vec::new();
    for (slot, reason) in reasons.iter().filter(|(slot, reason)| !is_unset(slot, reason)) {
        match groups.iter_mut().find(|(_, shared)| shared == reason) {
            Some((names, _)) => names.push(slot.name()),
            None => groups.push((vec![slot.name()], reason)),
        }
    }
    let unset = reasons.iter().any(|(slot, reason)| is_unset(slot, reason));
    let others =
        reasons.iter().any(|(slot, reason)| matches!(slot, Slot::Variable(_)) && reason != "not set");
    let unset = match (unset, others) {
        (false, _) => None,
        (true, true) => Some("env: no other variable set".to_owned()),
        (true, false) => Some("env: no variable set".to_owned()),
    };
    let joined = |brief: bool| {
        let parts = groups.iter().map(|(names, reason)| {
            let details = DETAILS.iter().filter_map(|sign| reason.find(sign)).min().filter(|_| brief);
            format!("{}: {}", names.join(", "), &reason[..details.unwrap_or(reason.len())])
        });
        unset.iter().cloned().chain(parts).collect::<Vec<_>>().join("; ")
    };
    let whole = joined(false);
    if whole.len() <= LONGEST_LIST { whole } else { joined(true) }
}

/// Where a reason begins to go into details.
const DETAILS: [&str; 4] = [":", " (", ",", " for "];
/// What fits into a failure's line beside the sentence around it, in bytes.
const LONGEST_LIST: usize = 140;
