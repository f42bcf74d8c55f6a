//! The options of every command.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

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

    /// exchange, direct or auto [default: exchange]
    ///
    /// How to reach the Copilot API. The default of serve and exec --proxy is
    /// auto.
    ///
    ///   exchange  with a session token
    ///   direct    with the GitHub token itself
    ///   auto      with a session token; directly if the kind of GitHub token
    ///             cannot be exchanged
    ///
    /// [variable: COPILOT_TOKEN_ACCESS]
    #[arg(long, global = true, value_name = "MODE", value_enum, hide_possible_values = true)]
    #[arg(verbatim_doc_comment)]
    pub access: Option<Access>,

    /// Where to look [default: env,login,editor,gh]
    ///
    /// Where to look for the GitHub token, in order. The first token is used.
    ///
    ///   env     the variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN,
    ///           GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN
    ///   login   what 'copilot-token login' keeps
    ///   editor  the login of Copilot's editor plug-ins
    ///   gh      the login of the GitHub CLI
    ///
    /// [variable: COPILOT_TOKEN_SOURCES]
    #[arg(long, global = true, value_name = "LIST", value_enum, value_delimiter = ',')]
    #[arg(hide_possible_values = true, verbatim_doc_comment)]
    pub sources: Option<Vec<SourceName>>,

    /// Account, if a source holds several
    ///
    /// [variable: COPILOT_TOKEN_USER]
    #[arg(long, global = true, value_name = "LOGIN", value_hint = ValueHint::Other)]
    pub user: Option<String>,

    /// File with the GitHub token, - for stdin
    ///
    /// No other source is asked then.
    #[arg(long, global = true, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub github_token_file: Option<PathBuf>,

    /// Least remaining lifetime [default: 5m]
    ///
    /// How long a printed token is still valid at least: a number with a
    /// unit, such as 90s or 10m. If it is given, a session token with less is
    /// not printed even if GitHub cannot be reached.
    ///
    /// [variable: COPILOT_TOKEN_MIN_VALIDITY]
    #[arg(long, global = true, value_name = "DURATION", value_hint = ValueHint::Other, verbatim_doc_comment)]
    pub min_validity: Option<String>,

    /// Time limit for everything [default: 10s]
    ///
    /// For everything that waits, together: other processes, gh, DNS, the
    /// connection, GitHub's answer.
    ///
    /// [variable: COPILOT_TOKEN_TIMEOUT]
    #[arg(long, global = true, value_name = "DURATION", value_hint = ValueHint::Other, verbatim_doc_comment)]
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

    /// Log what is tried to stderr, without secrets
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Access {
    /// With a session token
    Exchange,
    /// With the GitHub token itself
    Direct,
    /// With a session token, or directly if the kind of token cannot be exchanged
    Auto,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SourceName {
    /// The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN
    Env,
    /// What `copilot-token login` keeps
    Login,
    /// The login that Copilot's editor plug-ins keep
    Editor,
    /// The login of the GitHub CLI
    Gh,
}
