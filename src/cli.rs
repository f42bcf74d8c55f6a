//! The grammar of the command line. Imports nothing from the crate, so that tests and generators can include it by
//! path; `settings` interprets the values.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueHint};

#[path = "cli/help.rs"]
mod help;
#[path = "cli/options.rs"]
mod options;
#[path = "cli/values.rs"]
mod values;

pub use options::{Access, Options, SourceName};
pub use values::{COMMANDS, CompletionShell, HeaderFormat, Json, PROGRAMS, Preset, Shell, Variables};

#[derive(Clone, Debug, PartialEq, Parser)]
#[command(name = "copilot-token", version, disable_help_subcommand = true, args_override_self = true)]
#[command(about = "Give programs a GitHub Copilot credential from your GitHub token")]
#[command(long_about = help::PROGRAM.about, before_long_help = help::PROGRAM.examples)]
#[command(after_long_help = help::EXIT_CODES, help_template = help::TEMPLATE)]
pub struct Cli {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum Command {
    /// Print the session token
    #[command(long_about = help::TOKEN.about, before_long_help = help::TOKEN.examples)]
    Token(Json),
    /// Print the Copilot API base URL of the session token
    #[command(long_about = help::BASE_URL.about, before_long_help = help::BASE_URL.examples)]
    BaseUrl(Json),
    /// Show what would be used and how long it lasts
    #[command(long_about = help::STATUS.about, before_long_help = help::STATUS.examples)]
    Status {
        #[command(flatten)]
        json: Json,
        /// Exit 0 if a valid session token is cached, else 1
        ///
        /// Valid means for at least --min-validity. The exit code is 4 without a
        /// GitHub token.
        #[arg(long, verbatim_doc_comment)]
        check: bool,
        /// Ask GitHub for plan, quotas and models
        ///
        /// Makes at most three requests, none of which counts against a quota.
        #[arg(long)]
        online: bool,
    },
    /// Sign in to GitHub with a one-time code
    #[command(long_about = help::LOGIN.about, before_long_help = help::LOGIN.examples)]
    Login {
        /// Sign in to this app instead of Copilot's
        ///
        /// The client id of a GitHub App or OAuth app of your own. Its tokens
        /// cannot be exchanged: use them with --access direct.
        ///
        /// [variable: COPILOT_TOKEN_CLIENT_ID]
        #[arg(long, value_name = "ID", value_hint = ValueHint::Other, verbatim_doc_comment)]
        client_id: Option<String>,
        /// Open the link in a browser
        #[arg(long, conflicts_with = "with_token")]
        open: bool,
        /// Read a GitHub token from stdin, and keep that
        #[arg(long)]
        with_token: bool,
        #[command(flatten)]
        json: Json,
    },
    /// Remove a login that `login` keeps
    #[command(long_about = help::LOGOUT.about, before_long_help = help::LOGOUT.examples)]
    Logout {
        /// Remove the logins of every account and host
        #[arg(long)]
        all: bool,
        /// Also revoke the token at GitHub
        ///
        /// GitHub then mails the owner of the token. Works on github.com only.
        #[arg(long)]
        revoke: bool,
    },
    /// Exchange now and print the new session token
    #[command(long_about = help::REFRESH.about, before_long_help = help::REFRESH.examples)]
    Refresh(Json),
    /// Remove the cached session tokens and remembered refusals
    #[command(long_about = help::CLEAR_CACHE.about, before_long_help = help::CLEAR_CACHE.examples)]
    ClearCache(Json),
    /// Print the request headers that the Copilot API requires
    #[command(long_about = help::HEADERS.about, before_long_help = help::HEADERS.examples)]
    Headers {
        /// Output format: lines, json or curl
        ///
        /// lines by default.
        #[arg(long, value_enum, default_value_t, hide_default_value = true, hide_possible_values = true)]
        format: HeaderFormat,
        /// Add the URL of this path to --format curl
        ///
        /// A path of the Copilot API, such as /models. Token and URL then come
        /// from one call.
        #[arg(long, value_name = "PATH", value_hint = ValueHint::Other, verbatim_doc_comment)]
        url: Option<String>,
    },
    /// Print variables for a shell, a dotenv file or a CI step
    #[command(long_about = help::ENV.about, before_long_help = help::ENV.examples)]
    Env {
        /// sh, fish, powershell, nu, json, dotenv or github
        ///
        /// Which shell or file reads the output; sh by default.
        #[arg(long, value_enum, default_value_t, hide_default_value = true, hide_possible_values = true)]
        shell: Shell,
        #[command(flatten)]
        variables: Variables,
        /// Print the statements that remove the variables
        ///
        /// Not with json, dotenv and github, which can only set variables.
        #[arg(long)]
        unset: bool,
    },
    /// Run a command with the variables set
    #[command(long_about = help::EXEC.about, before_long_help = help::EXEC.examples)]
    Exec {
        #[command(flatten)]
        variables: Variables,
        /// Run the command beside a proxy that adds the credential
        ///
        /// The proxy listens on loopback only and puts a valid credential on
        /// every request. For programs that read their key once, and for programs
        /// that cannot send our headers.
        #[arg(long, verbatim_doc_comment)]
        proxy: bool,
        /// The command and its arguments, after --
        #[arg(last = true, required = true, value_name = "CMD", value_hint = ValueHint::CommandWithArguments)]
        command: Vec<OsString>,
    },
    /// Run the proxy of `exec --proxy` on its own
    #[command(long_about = help::SERVE.about, before_long_help = help::SERVE.examples)]
    Serve {
        /// Loopback address and port [default: 127.0.0.1:0]
        ///
        /// Port 0 takes a free one.
        #[arg(long, value_name = "ADDR", value_hint = ValueHint::Other)]
        listen: Option<String>,
        /// File for the proxy's key
        ///
        /// Created with mode 0600. A private file that exists is used again.
        #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
        key_file: Option<PathBuf>,
        #[command(flatten)]
        json: Json,
    },
    /// Answer git's credential helper protocol
    #[command(long_about = help::GIT_CREDENTIAL.about, before_long_help = help::GIT_CREDENTIAL.examples)]
    GitCredential {
        /// get, store, erase or capability; any other is ignored
        #[arg(value_hint = ValueHint::Other)]
        action: String,
    },
    /// Print how to configure a program
    #[command(long_about = help::SETUP.about, before_long_help = help::SETUP.examples)]
    Setup {
        /// The program; without one, the list of programs
        #[arg(value_parser = PROGRAMS, hide_possible_values = true)]
        program: Option<String>,
    },
    /// Print the completion script for a shell
    #[command(long_about = help::COMPLETION.about, before_long_help = help::COMPLETION.examples)]
    Completion {
        /// bash, elvish, fish, nushell, powershell or zsh
        #[arg(value_enum, hide_possible_values = true)]
        shell: CompletionShell,
    },
    /// Print the manual page
    #[command(long_about = help::MAN.about, before_long_help = help::MAN.examples)]
    Man,
    /// Print this help or the help of a command
    #[command(long_about = help::HELP.about, before_long_help = help::HELP.examples)]
    Help {
        /// The command
        #[arg(value_parser = COMMANDS, hide_possible_values = true)]
        command: Option<String>,
    },
}

impl Cli {
    /// Parses any command line with clap.
    ///
    /// # Errors
    /// clap's. clap also returns the text of `--help` and `--version` as an error.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut grammar = Self::grammar();
        let matches = grammar.try_get_matches_from_mut(args)?;
        Self::from_arg_matches(&matches).map_err(|error| error.format(&mut grammar))
    }

    /// The grammar with the help that a person sees: the page of a command only lists the options of every command, and
    /// the page of the program describes them.
    pub fn grammar() -> clap::Command {
        let program = Self::command();
        let inherited: Vec<clap::Arg> = program
            .get_arguments()
            .filter(|arg| arg.is_global_set())
            .map(|arg| arg.clone().hide(true))
            .collect();
        program.mut_subcommands(|command| {
            let command = command.mut_args(spell_out).args(inherited.clone());
            command.help_template(help::TEMPLATE).after_help(help::INHERITED)
        })
    }

    /// Parses `args` (without the program's name) if they are one of the few command lines that other programs run for
    /// every request or prompt: clap costs more than the rest of a warm call. The result equals clap's, as a test
    /// checks; `None` for any other command line.
    pub fn exactly(args: &[OsString]) -> Option<Self> {
        // An argument that is not UTF-8 becomes an empty word, which matches none of ours.
        let words: Vec<&str> = args.iter().map(|arg| arg.to_str().unwrap_or_default()).collect();
        let mut options = Options::default();
        let command = match words.as_slice() {
            ["token"] => Command::Token(Json::default()),
            ["token", "--access", "direct"] => {
                options.access = Some(Access::Direct);
                Command::Token(Json::default())
            }
            ["refresh"] => Command::Refresh(Json::default()),
            ["base-url"] => Command::BaseUrl(Json::default()),
            ["headers"] => Command::Headers { format: HeaderFormat::default(), url: None },
            ["env"] => {
                Command::Env { shell: Shell::default(), variables: Variables::default(), unset: false }
            }
            ["exec", "--", _, ..] => {
                Command::Exec { variables: Variables::default(), proxy: false, command: args[2..].to_vec() }
            }
            ["git-credential", "get"] => Command::GitCredential { action: "get".to_owned() },
            _ => return None,
        };
        Some(Self { options, command })
    }
}

/// Adds the values of an option and their meaning to its long help. clap can do that itself, but then also adds them to
/// the short help, in one line of any length.
fn spell_out(arg: clap::Arg) -> clap::Arg {
    let values = arg.get_possible_values();
    let lines =
        values.iter().filter_map(|value| Some(format!("\n  {:<12}{}", value.get_name(), value.get_help()?)));
    let lines: String = lines.collect();
    if lines.is_empty() || !arg.is_hide_possible_values_set() {
        return arg;
    }
    let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
    arg.long_help(help + "\n" + &lines)
}

#[cfg(test)]
#[path = "cli/tests.rs"]
mod tests;
