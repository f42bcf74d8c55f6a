module completions {

  def "nu-complete copilot-token sources" [] {
    [ "env" "editor" "gh" ]
  }

  # Exchange a GitHub token for a GitHub Copilot session token, cache it, print it
  export extern copilot-token [
    --host: string            # GitHub host [default: github.com]
    --sources: string@"nu-complete copilot-token sources" # Sources, in order [default: env,editor,gh]
    --user: string            # Account, where a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Life left in what is printed [default: 5m]
    --timeout: string         # Limit of all waiting together [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Say on stderr what was tried
    --help(-h)                # Print help (see more with '--help')
    --version(-V)             # Print version
  ]

  def "nu-complete copilot-token token sources" [] {
    [ "env" "editor" "gh" ]
  }

  # Print the session token
  export extern "copilot-token token" [
    --json                    # Print one JSON object instead
    --host: string            # GitHub host [default: github.com]
    --sources: string@"nu-complete copilot-token token sources" # Sources, in order [default: env,editor,gh]
    --user: string            # Account, where a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Life left in what is printed [default: 5m]
    --timeout: string         # Limit of all waiting together [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Say on stderr what was tried
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token base-url sources" [] {
    [ "env" "editor" "gh" ]
  }

  # Print the Copilot API base URL of the session token
  export extern "copilot-token base-url" [
    --json                    # Print one JSON object instead
    --host: string            # GitHub host [default: github.com]
    --sources: string@"nu-complete copilot-token base-url sources" # Sources, in order [default: env,editor,gh]
    --user: string            # Account, where a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Life left in what is printed [default: 5m]
    --timeout: string         # Limit of all waiting together [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Say on stderr what was tried
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token status sources" [] {
    [ "env" "editor" "gh" ]
  }

  # Show what would be used and how long it lasts
  export extern "copilot-token status" [
    --json                    # Print one JSON object instead
    --check                   # Exit 0 if a valid session token is cached, else 1
    --host: string            # GitHub host [default: github.com]
    --sources: string@"nu-complete copilot-token status sources" # Sources, in order [default: env,editor,gh]
    --user: string            # Account, where a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Life left in what is printed [default: 5m]
    --timeout: string         # Limit of all waiting together [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Say on stderr what was tried
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token refresh sources" [] {
    [ "env" "editor" "gh" ]
  }

  # Exchange now and print the new session token
  export extern "copilot-token refresh" [
    --json                    # Print one JSON object instead
    --host: string            # GitHub host [default: github.com]
    --sources: string@"nu-complete copilot-token refresh sources" # Sources, in order [default: env,editor,gh]
    --user: string            # Account, where a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Life left in what is printed [default: 5m]
    --timeout: string         # Limit of all waiting together [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Say on stderr what was tried
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token clear-cache sources" [] {
    [ "env" "editor" "gh" ]
  }

  # Remove the cached session tokens and remembered refusals
  export extern "copilot-token clear-cache" [
    --json                    # Print one JSON object instead
    --host: string            # GitHub host [default: github.com]
    --sources: string@"nu-complete copilot-token clear-cache sources" # Sources, in order [default: env,editor,gh]
    --user: string            # Account, where a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Life left in what is printed [default: 5m]
    --timeout: string         # Limit of all waiting together [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Say on stderr what was tried
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token headers format" [] {
    [ "lines" "json" "curl" ]
  }

  def "nu-complete copilot-token headers sources" [] {
    [ "env" "editor" "gh" ]
  }

  # Print the request headers that the Copilot API wants
  export extern "copilot-token headers" [
    --format: string@"nu-complete copilot-token headers format" # Form
    --host: string            # GitHub host [default: github.com]
    --sources: string@"nu-complete copilot-token headers sources" # Sources, in order [default: env,editor,gh]
    --user: string            # Account, where a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Life left in what is printed [default: 5m]
    --timeout: string         # Limit of all waiting together [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Say on stderr what was tried
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token env shell" [] {
    [ "sh" "fish" "powershell" "dotenv" "github" ]
  }

  def "nu-complete copilot-token env preset" [] {
    [ "openai" ]
  }

  def "nu-complete copilot-token env sources" [] {
    [ "env" "editor" "gh" ]
  }

  # Print variables for a shell, a dotenv file or a CI step
  export extern "copilot-token env" [
    --shell: string@"nu-complete copilot-token env shell" # Form
    -e: string                # Set the variable NAME, can be repeated
    --preset: string@"nu-complete copilot-token env preset" # Set what a family of programs reads
    --unset                   # Print what takes the variables away again
    --host: string            # GitHub host [default: github.com]
    --sources: string@"nu-complete copilot-token env sources" # Sources, in order [default: env,editor,gh]
    --user: string            # Account, where a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Life left in what is printed [default: 5m]
    --timeout: string         # Limit of all waiting together [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Say on stderr what was tried
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token exec preset" [] {
    [ "openai" ]
  }

  def "nu-complete copilot-token exec sources" [] {
    [ "env" "editor" "gh" ]
  }

  # Run a command with the variables set
  export extern "copilot-token exec" [
    -e: string                # Set the variable NAME, can be repeated
    --preset: string@"nu-complete copilot-token exec preset" # Set what a family of programs reads
    --host: string            # GitHub host [default: github.com]
    --sources: string@"nu-complete copilot-token exec sources" # Sources, in order [default: env,editor,gh]
    --user: string            # Account, where a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Life left in what is printed [default: 5m]
    --timeout: string         # Limit of all waiting together [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Say on stderr what was tried
    --help(-h)                # Print help (see more with '--help')
  ]

  def "nu-complete copilot-token git-credential sources" [] {
    [ "env" "editor" "gh" ]
  }

  # Answer git's credential helper protocol
  export extern "copilot-token git-credential" [
    --host: string            # GitHub host [default: github.com]
    --sources: string@"nu-complete copilot-token git-credential sources" # Sources, in order [default: env,editor,gh]
    --user: string            # Account, where a source holds several
    --github-token-file: path # File with the GitHub token, - for stdin
    --min-validity: string    # Life left in what is printed [default: 5m]
    --timeout: string         # Limit of all waiting together [default: 10s]
    --cache-dir: directory    # Folder of the cache
    --cache-file: path        # One cache file, shared with openclaw
    --no-cache                # Neither read nor write the cache
    --verbose(-v)             # Say on stderr what was tried
    --help(-h)                # Print help (see more with '--help')
    action: string            # get, store, erase or capability; anything else is passed over
  ]

}

export use completions *
