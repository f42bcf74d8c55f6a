//! The long help of each command: its purpose, and examples to copy. Text only; the grammar is in `cli.rs`, and a test
//! parses every example.

/// Examples come before the options, because few readers scroll down.
pub const TEMPLATE: &str =
    "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}{all-args}{after-help}";

/// Replaces the description of these options on the page of each command.
pub const INHERITED: &str = "\
Options of every command ('copilot-token --help' describes them):
  --host --access --sources --user --github-token-file --min-validity
  --timeout --cache-dir --cache-file --no-cache --verbose";

pub const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  error: an unusable answer, refused for safety, stdout not writable
  2  usage: a wrong option, value or variable
  3  unavailable: no answer from GitHub, or a rate limit; try again later
  4  unauthenticated: no GitHub token, or one that GitHub does not know
  5  no_copilot_access: GitHub gives no session token for this GitHub token

'copilot-token help COMMAND' describes a command, 'copilot-token man' all.";

/// The `--help` text of one command.
pub struct Text {
    pub about: &'static str,
    pub examples: &'static str,
}

pub const PROGRAM: Text = Text {
    about: "\
Give programs a GitHub Copilot credential from your GitHub token.

Finds the GitHub token that you already have (a variable, 'copilot-token login',
an editor's Copilot plug-in, gh), exchanges it at GitHub for a session token
that lives about half an hour, and keeps that in a private cache. Prints it
alone, or in the form that another program wants. Never prompts: on success, the
answer is all that is printed.",
    examples: "\
Examples:
  copilot-token login
  copilot-token status
  copilot-token token
  copilot-token exec --preset openai -- python chat.py
  copilot-token setup aider",
};

pub const TOKEN: Text = Text {
    about: "\
Print the session token and a newline.

A cached one with at least --min-validity left is printed at once, without a
connection. Otherwise the GitHub token is exchanged, once for any number of
processes that ask at the same time. If GitHub cannot be reached, a cached token
with at least a minute left is printed, unless --min-validity is given.

With --access direct, the GitHub token itself is printed.",
    examples: "\
Examples:
  copilot-token token
  copilot-token token --json | jq -r .expires
  pass show copilot | copilot-token token --github-token-file -",
};

pub const BASE_URL: Text = Text {
    about: "\
Print the base URL of the Copilot API for the session token, without a trailing
slash.

Each plan has its own, and the API answers 421 to a token of another plan. Take
token and base URL from the same call where they could differ: token --json, env
or exec.",
    examples: "\
Examples:
  copilot-token base-url
  copilot-token base-url --host octo.ghe.com",
};

pub const STATUS: Text = Text {
    about: "\
Show what would be used and how long it lasts: the GitHub token and its source,
the cached session token, the cache, the last failure, and each source's answer.

Prints no secret, and makes no network call without --online. Exits 0 with a
GitHub token and 4 without one. With --online, it exits 0 if the Copilot API
accepts the credential.",
    examples: "\
Examples:
  copilot-token status
  copilot-token status --online
  copilot-token status --check --min-validity 10m && echo ready
  copilot-token status --json | jq .session.seconds_left",
};

pub const LOGIN: Text = Text {
    about: "\
Sign in to GitHub with a one-time code, and keep the GitHub token.

Prints a link and a code to stderr. Open the link in any browser, on any
machine, and enter the code. The login is kept in a private file, and renewed if
it expires; the source 'login' finds it from then on. Never enter a code that
somebody else gave you.

Exits 5 if you are signed in, but GitHub gives no session token for that
account.",
    examples: "\
Examples:
  copilot-token login
  copilot-token login --open
  copilot-token login --host octo.ghe.com
  pass show github | copilot-token login --with-token",
};

pub const LOGOUT: Text = Text {
    about: "\
Remove the login that 'copilot-token login' keeps, and its cached sessions.

Without --user, the newest login of the host. The GitHub token itself stays
valid until it is revoked at GitHub: --revoke does that.",
    examples: "\
Examples:
  copilot-token logout
  copilot-token logout --user octocat --revoke
  copilot-token logout --all",
};

pub const REFRESH: Text = Text {
    about: "\
Exchange now, whatever the cache says, and print the new session token.

For a session token that the Copilot API no longer accepts, or after a change of
plan. Also forgets a remembered refusal. GitHub limits how often it can be
asked: where any valid token will do, use 'copilot-token token'.",
    examples: "\
Examples:
  copilot-token refresh
  copilot-token refresh --json | jq -r .base_url",
};

pub const CLEAR_CACHE: Text = Text {
    about: "\
Remove the cached session tokens and remembered refusals of every account and
host.

Prints nothing; an empty cache is not an error. A session token that a program
already has stays valid until it expires.",
    examples: "\
Examples:
  copilot-token clear-cache
  copilot-token clear-cache --json",
};

pub const HEADERS: Text = Text {
    about: "\
Print the request headers that the Copilot API requires, with Authorization.

They hold the session token: pass them on through a pipe, as below, and never in
an argument list, which other users of the machine can read.",
    examples: "\
Examples:
  copilot-token headers --format curl --url /models | curl -sS --config -
  copilot-token headers | curl -H @- \"$(copilot-token base-url)/models\"
  copilot-token headers --format json",
};

pub const ENV: Text = Text {
    about: "\
Print variable assignments, quoted for the shell or file that reads them.

Without -e and --preset: GITHUB_COPILOT_API_TOKEN, COPILOT_API_URL (the base
URL) and COPILOT_TOKEN_EXPIRES_AT (Unix seconds, left out if unknown). --preset
openai and anthropic set the key, the base URL and the headers that these SDKs
read; dotenv leaves out the headers, whose line breaks it cannot hold. --shell
github works only in a step of GitHub Actions: it masks the token in the log and
writes the variables to $GITHUB_ENV for the steps that follow.",
    examples: "\
Examples:
  variables=$(copilot-token env) && eval \"$variables\"
  copilot-token env --shell fish | source
  copilot-token env --shell json | from json | load-env
  (umask 077; copilot-token env --shell dotenv -e API_KEY=token >.env)
  copilot-token env --shell github --preset openai
  eval \"$(copilot-token env --unset)\"",
};

pub const EXEC: Text = Text {
    about: "\
Run a command with the variables of 'copilot-token env', for that command alone.

Signals, input and exit code are the command's own. It does not get
COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN and GH_COPILOT_TOKEN. A session token
ends after half an hour: for a program that reads its key once and runs longer,
use --proxy. The variables then hold the proxy's own key and address, and every
request gets a valid credential and the headers.

Exits 125 without a session token, 126 if the command cannot be run, 127 if it
is not found.",
    examples: "\
Examples:
  copilot-token exec --preset openai -- python chat.py
  copilot-token exec --proxy --preset openai -- opencode
  copilot-token exec -e API_KEY=token -e API_BASE=base-url -- ./client --fast",
};

pub const SERVE: Text = Text {
    about: "\
Run the proxy of 'exec --proxy' on its own, for programs that you do not start.

Prints its base URL and, without --key-file, its key. Listens on loopback only,
and answers only to requests that carry the key. Ends with Ctrl-C.",
    examples: "\
Examples:
  copilot-token serve
  copilot-token serve --listen 127.0.0.1:8788 --key-file ~/.copilot-proxy-key",
};

pub const GIT_CREDENTIAL: Text = Text {
    about: "\
Answer git's credential helper protocol on stdin and stdout, see
gitcredentials(7).

get answers for the hosts of the Copilot API and for no others; erase drops the
cached session token if it is the one that was refused; store keeps nothing.",
    examples: "\
Examples:
  git config --global credential.https://api.githubcopilot.com.helper \\
      '!copilot-token git-credential'
  printf 'protocol=https\\nhost=api.githubcopilot.com\\n\\n' |
      copilot-token git-credential get",
};

pub const SETUP: Text = Text {
    about: "\
Print how to configure a program, with your own base URL and headers filled in.

Without a program, prints the list of programs. Prints no token, and writes no
file. Without a GitHub token, or offline, the text says YOUR_BASE_URL where your
base URL belongs.",
    examples: "\
Examples:
  copilot-token setup
  copilot-token setup aider",
};

pub const COMPLETION: Text = Text {
    about: "\
Print the completion script for a shell.

Packages for Debian, Homebrew and others install the scripts themselves.",
    examples: "\
Examples:
  source <(copilot-token completion bash)
  copilot-token completion fish >~/.config/fish/completions/copilot-token.fish
  copilot-token completion zsh >\"${fpath[1]}/_copilot-token\"",
};

pub const MAN: Text = Text {
    about: "\
Print the manual page, for man(1) to format.

Packages for Debian, Homebrew and others install the page themselves.",
    examples: "\
Examples:
  copilot-token man | man -l -
  copilot-token man >~/.local/share/man/man1/copilot-token.1",
};

pub const HELP: Text = Text {
    about: "\
Print the help of the program, or of a command.

The same as 'copilot-token --help' and 'copilot-token COMMAND --help'.",
    examples: "\
Examples:
  copilot-token help
  copilot-token help exec",
};
