//! What can be typed. Imports nothing of the crate, so that tests and generators can include it by path; what
//! a value means is for `settings` to say.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  copilot-token token                     the session token, from the cache where that will do
  curl -H @<(copilot-token headers) \"$(copilot-token base-url)/models\"
  copilot-token exec --preset openai -- python chat.py
  copilot-token status                    what would be used, and why

Exit codes: 0 success, 1 error, 2 usage, 3 GitHub unavailable, 4 no valid GitHub token, 5 no Copilot access.";

/// Exchange a GitHub token for a GitHub Copilot session token, cache it safely, print it.
///
/// Finds the GitHub token (variables, the login of an editor's Copilot plug-in, gh), exchanges it at GitHub for a session token
/// that lives about half an hour, keeps that in a private cache, and prints it, its base URL, or both in the shape another
/// program wants. Nothing ever prompts.
#[derive(Clone, Debug, PartialEq, Parser)]
#[command(name = "copilot-token", version, after_long_help = EXAMPLES, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// GitHub host: github.com or SUBDOMAIN.ghe.com [default: github.com] [variables: COPILOT_GH_HOST, GH_HOST]
    #[arg(long, global = true, value_name = "HOST")]
    pub host: Option<String>,

    /// Where to look for the GitHub token, in which order [default: env,editor,gh] [variable: COPILOT_TOKEN_SOURCES]
    #[arg(
        long,
        global = true,
        value_name = "LIST",
        value_enum,
        value_delimiter = ',',
        hide_possible_values = true
    )]
    pub sources: Option<Vec<SourceName>>,

    /// The account, where a source holds several [variable: COPILOT_TOKEN_USER]
    #[arg(long, global = true, value_name = "LOGIN")]
    pub user: Option<String>,

    /// Read the GitHub token from this file, from stdin with "-"; no other source is asked
    #[arg(long, global = true, value_name = "PATH")]
    pub github_token_file: Option<PathBuf>,

    /// How long a printed session token must still live, such as 90s or 10m [default: 5m] [variable: COPILOT_TOKEN_MIN_VALIDITY]
    #[arg(long, global = true, value_name = "DURATION")]
    pub min_validity: Option<String>,

    /// Budget for everything that waits, added up [default: 10s] [variable: COPILOT_TOKEN_TIMEOUT]
    #[arg(long, global = true, value_name = "DURATION")]
    pub timeout: Option<String>,

    /// Folder of the cache [default: the platform's cache folder] [variable: COPILOT_TOKEN_CACHE_DIR]
    #[arg(long, global = true, value_name = "DIR")]
    pub cache_dir: Option<PathBuf>,

    /// One file in openclaw's format instead of the folder, to share with openclaw [variable: COPILOT_TOKEN_CACHE_FILE]
    #[arg(long, global = true, value_name = "PATH", conflicts_with = "cache_dir")]
    pub cache_file: Option<PathBuf>,

    /// Neither read nor write the cache
    #[arg(long, global = true)]
    pub no_cache: bool,

    /// Say on stderr, without secrets, what was tried
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SourceName {
    /// The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN
    Env,
    /// The login that Copilot's editor plug-ins keep
    Editor,
    /// The login of the GitHub CLI
    Gh,
}

#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum Command {
    /// Print the session token
    Token(Json),
    /// Print the Copilot API base URL of the session token
    BaseUrl(Json),
    /// Show what would be used and how long it lasts; no network call, no secret
    Status {
        #[command(flatten)]
        json: Json,
        /// Exit 0 if a cached session token is valid for --min-validity, 1 if not, 4 without a GitHub token
        #[arg(long)]
        check: bool,
    },
    /// Exchange now, whatever the cache says, and print the new session token
    Refresh(Json),
    /// Remove the cached session tokens and remembered refusals
    ClearCache(Json),
    /// Print the request headers that the Copilot API wants, Authorization included
    Headers {
        /// lines for curl -H @-, one JSON object, or a curl configuration for curl --config -
        #[arg(long, value_enum, default_value_t)]
        format: HeaderFormat,
    },
    /// Print variable assignments, quoted for a shell, a dotenv file or a CI step
    Env {
        /// Who reads them
        #[arg(long, value_enum, default_value_t)]
        shell: Shell,
        #[command(flatten)]
        variables: Variables,
        /// Print the statements that take the variables away again
        #[arg(long)]
        unset: bool,
    },
    /// Run a command with the variables set
    Exec {
        #[command(flatten)]
        variables: Variables,
        /// The command and its arguments, after --
        #[arg(last = true, required = true, value_name = "CMD", value_hint = clap::ValueHint::CommandWithArguments)]
        command: Vec<OsString>,
    },
    /// Answer git's credential helper protocol
    GitCredential {
        /// get, store, erase or capability; anything else is passed over
        action: String,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct Variables {
    /// Set NAME to the field token, base-url, expires-at or expires; can be repeated
    #[arg(short = 'e', value_name = "NAME=FIELD")]
    pub set: Vec<String>,
    /// The variables that a family of programs reads
    #[arg(long, value_enum)]
    pub preset: Option<Preset>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// OPENAI_API_KEY and OPENAI_BASE_URL
    Openai,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum HeaderFormat {
    /// "Name: value" lines, for curl -H @-
    #[default]
    Lines,
    /// One object of strings
    Json,
    /// header = "..." lines, for curl --config -
    Curl,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// sh, dash, bash, zsh, ksh
    #[default]
    Sh,
    Fish,
    #[value(name = "powershell")]
    Pwsh,
    /// NAME=value lines for docker --env-file and dotenv libraries
    Dotenv,
    /// The file of $GITHUB_ENV, for later steps of a GitHub Actions job
    Github,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Args)]
pub struct Json {
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

impl Cli {
    /// What `args` (without the program's name) mean, for the few command lines that other programs run on
    /// every request or prompt: clap costs more than all the rest of a warm answer. Exactly the value that
    /// clap would have built, which a test holds it to; `None` sends everything else to clap.
    pub fn exactly(args: &[OsString]) -> Option<Self> {
        let words: Option<Vec<&str>> = args.iter().map(|arg| arg.to_str()).collect();
        let command = match words?.as_slice() {
            ["token"] => Command::Token(Json::default()),
            ["base-url"] => Command::BaseUrl(Json::default()),
            ["headers"] => Command::Headers { format: HeaderFormat::default() },
            ["env"] => {
                Command::Env { shell: Shell::default(), variables: Variables::default(), unset: false }
            }
            ["git-credential", "get"] => Command::GitCredential { action: "get".to_owned() },
            _ => return None,
        };
        Some(Self { options: Options::default(), command })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_grammar_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_line_that_is_answered_without_clap_means_what_clap_says() {
        let lines: [&[&str]; 5] =
            [&["token"], &["base-url"], &["headers"], &["env"], &["git-credential", "get"]];
        for line in lines {
            let args: Vec<OsString> = line.iter().map(OsString::from).collect();
            let by_clap = Cli::try_parse_from([&["copilot-token"], line].concat()).unwrap();
            assert_eq!(Cli::exactly(&args), Some(by_clap), "{line:?}");
        }
        let others: [&[&str]; 6] = [
            &[],
            &["Token"],
            &["token", "--json"],
            &["token", ""],
            &["git-credential"],
            &["exec", "--", "true"],
        ];
        for line in others {
            let args: Vec<OsString> = line.iter().map(OsString::from).collect();
            assert_eq!(Cli::exactly(&args), None, "{line:?}");
        }
    }
}
