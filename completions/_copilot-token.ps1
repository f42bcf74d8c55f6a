
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'copilot-token' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'copilot-token'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'copilot-token' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print the session token')
            [CompletionResult]::new('base-url', 'base-url', [CompletionResultType]::ParameterValue, 'Print the Copilot API base URL of the session token')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what would be used and how long it lasts')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Sign in to GitHub with a one-time code')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Remove a login that `login` keeps')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Exchange now and print the new session token')
            [CompletionResult]::new('clear-cache', 'clear-cache', [CompletionResultType]::ParameterValue, 'Remove the cached session tokens and remembered refusals')
            [CompletionResult]::new('headers', 'headers', [CompletionResultType]::ParameterValue, 'Print the request headers that the Copilot API requires')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print variables for a shell, a dotenv file or a CI step')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with the variables set')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run the proxy of `exec --proxy` on its own')
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Print how to configure a program')
            [CompletionResult]::new('completion', 'completion', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this help or the help of a command')
            [CompletionResult]::new('git-credential', 'git-credential', [CompletionResultType]::ParameterValue, 'Answer git''s credential helper protocol')
            break
        }
        'copilot-token;token' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;base-url' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;status' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Exit 0 if a valid session token is cached, else 1')
            [CompletionResult]::new('--online', '--online', [CompletionResultType]::ParameterName, 'Ask GitHub for plan, quotas and models')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;login' {
            [CompletionResult]::new('--client-id', '--client-id', [CompletionResultType]::ParameterName, 'Sign in to this app instead of Copilot''s')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--open', '--open', [CompletionResultType]::ParameterName, 'Open the link in a browser')
            [CompletionResult]::new('--with-token', '--with-token', [CompletionResultType]::ParameterName, 'Read a GitHub token from stdin, and keep that')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;logout' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Remove the logins of every account and host')
            [CompletionResult]::new('--revoke', '--revoke', [CompletionResultType]::ParameterName, 'Also revoke the token at GitHub')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;refresh' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;clear-cache' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;headers' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format: lines, json or curl')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Add the URL of this path to --format curl')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;env' {
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'sh, fish, powershell, nu, json, dotenv or github')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Set the variable NAME, can be repeated')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Variables of an SDK: openai or anthropic')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--unset', '--unset', [CompletionResultType]::ParameterName, 'Print the statements that remove the variables')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;exec' {
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Set the variable NAME, can be repeated')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Variables of an SDK: openai or anthropic')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--proxy', '--proxy', [CompletionResultType]::ParameterName, 'Run the command beside a proxy that adds the credential')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;serve' {
            [CompletionResult]::new('--listen', '--listen', [CompletionResultType]::ParameterName, 'Loopback address and port [default: 127.0.0.1:0]')
            [CompletionResult]::new('--key-file', '--key-file', [CompletionResultType]::ParameterName, 'File for the proxy''s key')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;setup' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;completion' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;man' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;help' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;git-credential' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'exchange, direct or auto [default: exchange]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Where to look [default: env,login,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, if a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Least remaining lifetime [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for everything [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log what is tried to stderr, without secrets')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
