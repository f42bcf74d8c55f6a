module completions {

  def "nu-complete copilot-token access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Give programs a GitHub Copilot credential from your GitHub token
  export extern copilot-token [
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  def "nu-complete copilot-token token access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token token sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Print the session token
  export extern "copilot-token token" [
    --json                    # Print one JSON object instead
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token token access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token token sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token base-url access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token base-url sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Print the Copilot API base URL of the session token
  export extern "copilot-token base-url" [
    --json                    # Print one JSON object instead
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token base-url access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token base-url sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token status access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token status sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Show what would be used and how long it lasts
  export extern "copilot-token status" [
    --json                    # Print one JSON object instead
    --check                   # Exit 0 if a valid session token is cached, else 1
    --online                  # Ask GitHub for plan, quotas and models
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token status access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token status sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token login access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token login sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Sign in to GitHub with a one-time code
  export extern "copilot-token login" [
    --client-id: string       # Sign in to this app instead of Copilot's
    --open                    # Open the link in a browser
    --with-token              # Read a GitHub token from stdin, and keep that
    --json                    # Print one JSON object instead
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token login access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token login sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token logout access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token logout sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Remove a login that `login` keeps
  export extern "copilot-token logout" [
    --all                     # Remove the logins of every account and host
    --revoke                  # Also revoke the token at GitHub
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token logout access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token logout sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token refresh access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token refresh sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Exchange now and print the new session token
  export extern "copilot-token refresh" [
    --json                    # Print one JSON object instead
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token refresh access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token refresh sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token clear-cache access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token clear-cache sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Remove the cached session tokens and remembered refusals
  export extern "copilot-token clear-cache" [
    --json                    # Print one JSON object instead
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token clear-cache access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token clear-cache sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token headers format" [] {
    [ "lines" "json" "curl" ]
  }

  def "nu-complete copilot-token headers access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token headers sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Print the request headers that the Copilot API requires
  export extern "copilot-token headers" [
    --format: string@"nu-complete copilot-token headers format" # Output format: lines, json or curl
    --url: string             # Add the URL of this path to --format curl
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token headers access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token headers sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token env shell" [] {
    [ "sh" "fish" "powershell" "nu" "json" "dotenv" "github" ]
  }

  def "nu-complete copilot-token env preset" [] {
    [ "openai" "anthropic" ]
  }

  def "nu-complete copilot-token env access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token env sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Print variables for a shell, a dotenv file or a CI step
  export extern "copilot-token env" [
    --shell: string@"nu-complete copilot-token env shell" # sh, fish, powershell, nu, json, dotenv or github
    -e: string                # Set the variable NAME, can be repeated
    --preset: string@"nu-complete copilot-token env preset" # Variables of an SDK: openai or anthropic
    --unset                   # Print the statements that remove the variables
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token env access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token env sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token exec preset" [] {
    [ "openai" "anthropic" ]
  }

  def "nu-complete copilot-token exec access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token exec sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Run a command with the variables set
  export extern "copilot-token exec" [
    -e: string                # Set the variable NAME, can be repeated
    --preset: string@"nu-complete copilot-token exec preset" # Variables of an SDK: openai or anthropic
    --proxy                   # Run the command beside a proxy that adds the credential
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token exec access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token exec sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token serve access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token serve sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Run the proxy of `exec --proxy` on its own
  export extern "copilot-token serve" [
    --listen: string          # Loopback address and port [default: 127.0.0.1:0]
    --key-file: path          # File for the proxy's key
    --json                    # Print one JSON object instead
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token serve access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token serve sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token setup program" [] {
    [ "aichat" "aider" "anthropic-sdk" "avante" "claude-code" "codecompanion" "codex" "crush" "curl" "direnv" "docker" "git" "github-actions" "gitlab-ci" "gptel" "hermes" "llm" "openai-sdk" "opencode" "pi" "shell" ]
  }

  def "nu-complete copilot-token setup access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token setup sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Print how to configure a program
  export extern "copilot-token setup" [
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token setup access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token setup sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
    program?: string@"nu-complete copilot-token setup program" # The program; without one, the list of programs
  ]

  def "nu-complete copilot-token completion shell" [] {
    [ "bash" "elvish" "fish" "nushell" "powershell" "zsh" ]
  }

  def "nu-complete copilot-token completion access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token completion sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Print the completion script for a shell
  export extern "copilot-token completion" [
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token completion access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token completion sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
    shell: string@"nu-complete copilot-token completion shell" # bash, elvish, fish, nushell, powershell or zsh
  ]

  def "nu-complete copilot-token man access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token man sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Print the manual page
  export extern "copilot-token man" [
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token man access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token man sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token help command" [] {
    [ "token" "base-url" "status" "login" "logout" "refresh" "clear-cache" "headers" "env" "exec" "serve" "git-credential" "setup" "completion" "man" "help" ]
  }

  def "nu-complete copilot-token help access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token help sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Print this help or the help of a command
  export extern "copilot-token help" [
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token help access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token help sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
    command?: string@"nu-complete copilot-token help command" # The command
  ]

  def "nu-complete copilot-token git-credential action" [] {
    [ "get" "store" "erase" "capability" ]
  }

  def "nu-complete copilot-token git-credential access" [] {
    [ "exchange" "direct" "auto" ]
  }

  def "nu-complete copilot-token git-credential sources" [] {
    [ "env" "login" "editor" "gh" ]
  }

  # Answer git's credential helper protocol
  export extern "copilot-token git-credential" [
    --host: string            # GitHub host [default: github.com]
    --access: string@"nu-complete copilot-token git-credential access" # exchange, direct or auto [default: exchange]
    --sources: string@"nu-complete copilot-token git-credential sources" # Where to look [default: env,login,editor,gh]
    --user: string            # Account, if a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Least remaining lifetime [default: 5m]
    --timeout: string         # Time limit for everything [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Log what is tried to stderr, without secrets
    --help(-h)                # Print help (see more with '--help')
    action: string@"nu-complete copilot-token git-credential action" # get, store, erase or capability; any other is ignored
  ]

}

export use completions *
