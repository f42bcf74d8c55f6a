//! Options that several commands share, and the values that an option can have. `output` uses the same types for its
//! dialects and presets.

use clap::{Args, ValueEnum, ValueHint};

#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct Variables {
    /// Set the variable NAME, can be repeated
    ///
    /// FIELD is token, base-url, headers (Name: value lines, without
    /// Authorization), expires-at (Unix seconds) or expires (RFC 3339).
    #[arg(short = 'e', value_name = "NAME=FIELD", value_hint = ValueHint::Other, verbatim_doc_comment)]
    pub set: Vec<String>,
    /// Variables of an SDK: openai or anthropic
    #[arg(long, value_enum, hide_possible_values = true)]
    pub preset: Vec<Preset>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// OPENAI_API_KEY, _BASE_URL, _CUSTOM_HEADERS
    Openai,
    /// ANTHROPIC_AUTH_TOKEN, _BASE_URL, _CUSTOM_HEADERS
    Anthropic,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum HeaderFormat {
    /// A header a line, for curl -H @-
    #[default]
    Lines,
    /// One JSON object of strings
    Json,
    /// A configuration, for curl --config -
    Curl,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// sh, and bash, zsh, dash, ksh by their own names
    #[default]
    #[value(aliases = ["bash", "zsh", "dash", "ksh"])]
    Sh,
    /// The fish shell
    Fish,
    /// PowerShell, also pwsh
    #[value(name = "powershell", alias = "pwsh")]
    Pwsh,
    /// Nushell
    #[value(alias = "nushell")]
    Nu,
    /// One JSON object of strings
    Json,
    /// NAME=value lines, for docker --env-file and dotenv
    Dotenv,
    /// The file of GITHUB_ENV, for later steps of a job
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompletionShell {
    Bash,
    Elvish,
    Fish,
    #[value(alias = "nu")]
    Nushell,
    #[value(name = "powershell", alias = "pwsh")]
    Pwsh,
    Zsh,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Args)]
pub struct Json {
    /// Print one JSON object instead
    #[arg(long)]
    pub json: bool,
}

/// The programs that `setup` knows: the sections of docs/recipes.md.
pub const PROGRAMS: [&str; 21] = [
    "aichat",
    "aider",
    "anthropic-sdk",
    "avante",
    "claude-code",
    "codecompanion",
    "codex",
    "crush",
    "curl",
    "direnv",
    "docker",
    "git",
    "github-actions",
    "gitlab-ci",
    "gptel",
    "hermes",
    "llm",
    "openai-sdk",
    "opencode",
    "pi",
    "shell",
];

/// The commands, in the order in which the help lists them.
pub const COMMANDS: [&str; 16] = [
    "token",
    "base-url",
    "status",
    "login",
    "logout",
    "refresh",
    "clear-cache",
    "headers",
    "env",
    "exec",
    "serve",
    "git-credential",
    "setup",
    "completion",
    "man",
    "help",
];
