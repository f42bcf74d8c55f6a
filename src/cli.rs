//! What can be typed. Imports nothing of the crate, so that tests and generators can include it by path; what
//! a value means is for `settings` to say.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

#[path = "cli/help.rs"]
mod help;

#[derive(Clone, Debug, PartialEq, Parser)]
#[command(name = "copilot-token", version, disable_help_subcommand = true, args_override_self = true)]
#[command(about = "Exchange a GitHub token for a GitHub Copilot session token, cache it, print it")]
#[command(long_about = help::PROGRAM.about, after_long_help = help::PROGRAM.examples)]
pub struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Debug, Default, PartialEq, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// GitHub host [default: github.com]
    ///
    /// github.com or SUBDOMAIN.ghe.com.
    ///
    /// [variables: COPILOT_GH_HOST, GH_HOST]
    #[arg(long, global = true, value_name = "HOST", value_hint = ValueHint::Other)]
    pub host: Option<String>,

    /// Sources, in order [default: env,editor,gh]
    ///
    /// Where to look for the GitHub token; the first source that has one wins:
    /// env, the variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN,
    /// GH_TOKEN and GITHUB_TOKEN; editor, the login of Copilot's editor plug-ins;
    /// gh, the login of the GitHub CLI.
    ///
    /// [variable: COPILOT_TOKEN_SOURCES]
    #[arg(long, global = true, value_name = "LIST", value_enum, value_delimiter = ',')]
    #[arg(hide_possible_values = true, verbatim_doc_comment)]
    pub sources: Option<Vec<SourceName>>,

    /// Account, where a source holds several
    ///
    /// [variable: COPILOT_TOKEN_USER]
    #[arg(long, global = true, value_name = "LOGIN", value_hint = ValueHint::Other)]
    pub user: Option<String>,

    /// File with the GitHub token, - for stdin
    ///
    /// No other source is asked then.
    #[arg(long, global = true, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub github_token_file: Option<PathBuf>,

    /// Life left in what is printed [default: 5m]
    ///
    /// A number with a unit, such as 90s or 10m. Where it is given, a session token that has
    /// less left is not printed even if GitHub cannot be reached.
    ///
    /// [variable: COPILOT_TOKEN_MIN_VALIDITY]
    #[arg(long, global = true, value_name = "DURATION", value_hint = ValueHint::Other, verbatim_doc_comment)]
    pub min_validity: Option<String>,

    /// Limit of all waiting together [default: 10s]
    ///
    /// That is for other processes, gh, the name server, the connection, GitHub's answer.
    ///
    /// [variable: COPILOT_TOKEN_TIMEOUT]
    #[arg(long, global = true, value_name = "DURATION", value_hint = ValueHint::Other)]
    pub timeout: Option<String>,

    /// Folder of the cache
    ///
    /// By default the platform's cache folder for copilot-token.
    ///
    /// [variable: COPILOT_TOKEN_CACHE_DIR]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub cache_dir: Option<PathBuf>,

    /// One cache file, shared with openclaw
    ///
    /// In openclaw's format; used instead of the folder.
    ///
    /// [variable: COPILOT_TOKEN_CACHE_FILE]
    #[arg(long, global = true, value_name = "PATH", conflicts_with = "cache_dir")]
    #[arg(value_hint = ValueHint::FilePath)]
    pub cache_file: Option<PathBuf>,

    /// Neither read nor write the cache
    #[arg(long, global = true)]
    pub no_cache: bool,

    /// Say on stderr what was tried
    ///
    /// Never a secret.
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
    #[command(long_about = help::TOKEN.about, after_long_help = help::TOKEN.examples)]
    Token(Json),
    /// Print the Copilot API base URL of the session token
    #[command(long_about = help::BASE_URL.about, after_long_help = help::BASE_URL.examples)]
    BaseUrl(Json),
    /// Show what would be used and how long it lasts
    #[command(long_about = help::STATUS.about, after_long_help = help::STATUS.examples)]
    Status {
        #[command(flatten)]
        json: Json,
        /// Exit 0 if a valid session token is cached, else 1
        ///
        /// Valid for --min-validity, that is; 4 without a GitHub token.
        #[arg(long)]
        check: bool,
    },
    /// Exchange now and print the new session token
    #[command(long_about = help::REFRESH.about, after_long_help = help::REFRESH.examples)]
    Refresh(Json),
    /// Remove the cached session tokens and remembered refusals
    #[command(long_about = help::CLEAR_CACHE.about, after_long_help = help::CLEAR_CACHE.examples)]
    ClearCache(Json),
    /// Print the request headers that the Copilot API wants
    #[command(long_about = help::HEADERS.about, after_long_help = help::HEADERS.examples)]
    Headers {
        /// Form
        #[arg(long, value_enum, default_value_t)]
        format: HeaderFormat,
    },
    /// Print variables for a shell, a dotenv file or a CI step
    #[command(long_about = help::ENV.about, after_long_help = help::ENV.examples)]
    Env {
        /// Form
        #[arg(long, value_enum, default_value_t)]
        shell: Shell,
        #[command(flatten)]
        variables: Variables,
        /// Print what takes the variables away again
        ///
        /// Not for dotenv and github, which can only set.
        #[arg(long)]
        unset: bool,
    },
    /// Run a command with the variables set
    #[command(long_about = help::EXEC.about, after_long_help = help::EXEC.examples)]
    Exec {
        #[command(flatten)]
        variables: Variables,
        /// The command and its arguments, after --
        #[arg(last = true, required = true, value_name = "CMD", value_hint = ValueHint::CommandWithArguments)]
        command: Vec<OsString>,
    },
    /// Answer git's credential helper protocol
    #[command(long_about = help::GIT_CREDENTIAL.about, after_long_help = help::GIT_CREDENTIAL.examples)]
    GitCredential {
        /// get, store, erase or capability; anything else is passed over
        #[arg(value_hint = ValueHint::Other)]
        action: String,
    },
}

#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct Variables {
    /// Set the variable NAME, can be repeated
    ///
    /// FIELD is token, base-url, expires-at (Unix seconds) or expires (RFC 3339).
    #[arg(short = 'e', value_name = "NAME=FIELD", value_hint = ValueHint::Other)]
    pub set: Vec<String>,
    /// Set what a family of programs reads
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
    /// sh, dash, bash, zsh, ksh
    #[default]
    Sh,
    /// The fish shell
    Fish,
    /// PowerShell
    #[value(name = "powershell")]
    Pwsh,
    /// NAME=value lines for docker --env-file and dotenv libraries
    Dotenv,
    /// The file that GITHUB_ENV names, for later steps of a GitHub Actions job
    Github,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Args)]
pub struct Json {
    /// Print one JSON object instead
    #[arg(long)]
    pub json: bool,
}

impl Cli {
    /// What `args` (without the program's name) mean, for the few command lines that other programs run on
    /// every request or prompt: clap costs more than all the rest of a warm answer. Exactly the value that
    /// clap would have built, which a test holds it to; `None` sends everything else to clap.
    pub fn exactly(args: &[OsString]) -> Option<Self> {
        // No word of ours is empty, so what is not UTF-8 is none of them.
        let words: Vec<&str> = args.iter().map(|arg| arg.to_str().unwrap_or_default()).collect();
        let command = match words.as_slice() {
            ["token"] => Command::Token(Json::default()),
            ["base-url"] => Command::BaseUrl(Json::default()),
            ["headers"] => Command::Headers { format: HeaderFormat::default() },
            ["env"] => {
                Command::Env { shell: Shell::default(), variables: Variables::default(), unset: false }
            }
            ["exec", "--", _, ..] => {
                Command::Exec { variables: Variables::default(), command: args[2..].to_vec() }
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
        let lines: [&[&str]; 8] = [
            &["token"],
            &["base-url"],
            &["headers"],
            &["env"],
            &["exec", "--", "true"],
            &["exec", "--", "", "--help", "-e"],
            &["exec", "--", "--", "--preset"],
            &["git-credential", "get"],
        ];
        for line in lines {
            let args: Vec<OsString> = line.iter().map(OsString::from).collect();
            let by_clap = Cli::try_parse_from([&["copilot-token"], line].concat()).unwrap();
            assert_eq!(Cli::exactly(&args), Some(by_clap), "{line:?}");
        }
        let others: [&[&str]; 8] = [
            &[],
            &["Token"],
            &["token", "--json"],
            &["token", ""],
            &["git-credential"],
            &["exec", "--"],
            &["exec", "true"],
            &["exec", "--preset", "openai", "--", "true"],
        ];
        for line in others {
            let args: Vec<OsString> = line.iter().map(OsString::from).collect();
            assert_eq!(Cli::exactly(&args), None, "{line:?}");
        }
    }
}
