//! The long help of each command: what it is for, and examples to copy. Words only; the grammar is in `cli.rs`,
//! and a test types every example that stands here.

/// What `--help` says before and after the options.
pub struct Text {
    pub about: &'static str,
    pub examples: &'static str,
}

pub const PROGRAM: Text = Text {
    about: "\
Exchange a GitHub token for a GitHub Copilot session token, cache it safely, print it.

Finds the GitHub token in a variable, in the login of an editor's Copilot plug-in or in
that of gh, exchanges it at GitHub for a session token that lives about half an hour, and
keeps that in a private cache. Prints it alone or in the shape that another program wants.
Nothing ever prompts; on success, nothing but the answer is printed.",
    examples: "\
Examples:
  copilot-token token
  copilot-token status
  copilot-token headers | curl -H @- \"$(copilot-token base-url)/models\"
  copilot-token exec --preset openai -- python chat.py

Exit codes:
  0  success
  1  error: an unusable answer, refused for safety, stdout not writable
  2  usage: a wrong option, value or variable
  3  unavailable: no answer from GitHub, or a rate limit; try again later
  4  unauthenticated: no GitHub token, or one that GitHub does not know
  5  no_copilot_access: GitHub gives no session token for this one

`copilot-token COMMAND --help` tells more of a command; so does copilot-token(1).",
};

pub const TOKEN: Text = Text {
    about: "\
Print the session token and a newline.

A cached one with at least --min-validity left is printed at once, without a connection;
else the GitHub token is exchanged, once for however many processes ask at the same time.
If GitHub cannot be reached, a token with at least a minute left will do, unless
--min-validity was given.",
    examples: "\
Examples:
  copilot-token token
  copilot-token token --json | jq -r .expires
  pass show copilot | copilot-token token --github-token-file -",
};

pub const BASE_URL: Text = Text {
    about: "\
Print the base URL of the Copilot API for the session token, without a trailing slash.

Each plan has its own, and the API answers 421 where token and base URL do not belong
together: take both from the same call (token --json, env, exec) where that can matter.",
    examples: "\
Examples:
  copilot-token base-url
  copilot-token base-url --host octo.ghe.com",
};

pub const STATUS: Text = Text {
    about: "\
Show what would be used and how long it lasts: the GitHub token and its source, the cached
session token, the cache, the last failure, and what each source said.

Makes no network call and prints no secret. Exits 0 with a GitHub token and 4 without one.",
    examples: "\
Examples:
  copilot-token status
  copilot-token status --check --min-validity 10m && echo ready
  copilot-token status --json | jq .session.seconds_left",
};

pub const REFRESH: Text = Text {
    about: "\
Exchange now, whatever the cache says, and print the new session token.

For a session token that the Copilot API no longer takes, or after a change of plan. Also
forgets a remembered refusal. GitHub does not like to be asked often: where any valid token
will do, `copilot-token token` is the one to call.",
    examples: "\
Examples:
  copilot-token refresh
  copilot-token refresh --json | jq -r .base_url",
};

pub const CLEAR_CACHE: Text = Text {
    about: "\
Remove the cached session tokens and remembered refusals, of every account and host.

Prints nothing, and is content with an empty cache. A session token that was handed out
lives on until it expires: it cannot be taken back.",
    examples: "\
Examples:
  copilot-token clear-cache
  copilot-token clear-cache --json",
};

pub const HEADERS: Text = Text {
    about: "\
Print the request headers that the Copilot API wants, Authorization included.

They hold the session token: hand them on through a pipe, as below, and never in an
argument list, which other users of the machine can read.",
    examples: "\
Examples:
  copilot-token headers | curl -H @- \"$(copilot-token base-url)/models\"
  copilot-token headers --format curl | curl --config - \"$(copilot-token base-url)/models\"
  copilot-token headers --format json",
};

pub const ENV: Text = Text {
    about: "\
Print variable assignments, every value quoted for whoever reads them.

Without -e and --preset: GITHUB_COPILOT_API_TOKEN, COPILOT_API_URL (the base URL) and
COPILOT_TOKEN_EXPIRES_AT (Unix seconds). --preset openai: OPENAI_API_KEY and OPENAI_BASE_URL.
--shell github works in a step of GitHub Actions only: it masks the token in the log and
writes the variables to $GITHUB_ENV, for the steps that follow.",
    examples: "\
Examples:
  eval \"$(copilot-token env)\"
  copilot-token env --shell fish | source
  copilot-token env --shell dotenv -e API_KEY=token -e API_BASE=base-url > .env
  copilot-token env --shell github --preset openai
  eval \"$(copilot-token env --unset)\"",
};

pub const EXEC: Text = Text {
    about: "\
Run a command with the variables of `copilot-token env` set, for that command alone.

Signals, input and exit code are the command's own; COPILOT_GITHUB_TOKEN is kept from it.
Exits 125 if there is no session token, 126 if the command cannot be run, 127 if it is not
found.",
    examples: "\
Examples:
  copilot-token exec --preset openai -- python chat.py
  copilot-token exec -e API_KEY=token -e API_BASE=base-url -- ./client --model gpt-4.1",
};

pub const GIT_CREDENTIAL: Text = Text {
    about: "\
Answer git's credential helper protocol on stdin and stdout, see gitcredentials(7).

get answers for the hosts of the Copilot API and for no others; erase drops the cached
session token if it is the one that was turned down; store keeps nothing.",
    examples: "\
Examples:
  git config --global credential.https://api.githubcopilot.com.helper \\
      '!copilot-token git-credential'
  printf 'protocol=https\\nhost=api.githubcopilot.com\\n\\n' | copilot-token git-credential get",
};
