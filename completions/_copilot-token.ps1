
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
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Sources, in order [default: env,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, where a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Life left in what is printed [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of all waiting together [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Print the session token')
            [CompletionResult]::new('base-url', 'base-url', [CompletionResultType]::ParameterValue, 'Print the Copilot API base URL of the session token')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what would be used and how long it lasts')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Exchange now and print the new session token')
            [CompletionResult]::new('clear-cache', 'clear-cache', [CompletionResultType]::ParameterValue, 'Remove the cached session tokens and remembered refusals')
            [CompletionResult]::new('headers', 'headers', [CompletionResultType]::ParameterValue, 'Print the request headers that the Copilot API wants')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print variables for a shell, a dotenv file or a CI step')
            [CompletionResult]::new('exec', 'exec', [CompletionResultType]::ParameterValue, 'Run a command with the variables set')
            [CompletionResult]::new('git-credential', 'git-credential', [CompletionResultType]::ParameterValue, 'Answer git''s credential helper protocol')
            break
        }
        'copilot-token;token' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Sources, in order [default: env,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, where a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Life left in what is printed [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of all waiting together [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;base-url' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Sources, in order [default: env,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, where a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Life left in what is printed [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of all waiting together [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;status' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Sources, in order [default: env,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, where a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Life left in what is printed [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of all waiting together [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Exit 0 if a valid session token is cached, else 1')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;refresh' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Sources, in order [default: env,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, where a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Life left in what is printed [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of all waiting together [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;clear-cache' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Sources, in order [default: env,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, where a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Life left in what is printed [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of all waiting together [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON object instead')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;headers' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Sources, in order [default: env,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, where a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Life left in what is printed [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of all waiting together [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;env' {
            [CompletionResult]::new('--shell', '--shell', [CompletionResultType]::ParameterName, 'Form')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Set the variable NAME, can be repeated')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Set what a family of programs reads')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Sources, in order [default: env,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, where a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Life left in what is printed [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of all waiting together [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--unset', '--unset', [CompletionResultType]::ParameterName, 'Print what takes the variables away again')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;exec' {
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Set the variable NAME, can be repeated')
            [CompletionResult]::new('--preset', '--preset', [CompletionResultType]::ParameterName, 'Set what a family of programs reads')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Sources, in order [default: env,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, where a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Life left in what is printed [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of all waiting together [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'copilot-token;git-credential' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'GitHub host [default: github.com]')
            [CompletionResult]::new('--sources', '--sources', [CompletionResultType]::ParameterName, 'Sources, in order [default: env,editor,gh]')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Account, where a source holds several')
            [CompletionResult]::new('--github-token-file', '--github-token-file', [CompletionResultType]::ParameterName, 'File with the GitHub token, - for stdin')
            [CompletionResult]::new('--min-validity', '--min-validity', [CompletionResultType]::ParameterName, 'Life left in what is printed [default: 5m]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Limit of all waiting together [default: 10s]')
            [CompletionResult]::new('--cache-dir', '--cache-dir', [CompletionResultType]::ParameterName, 'Folder of the cache')
            [CompletionResult]::new('--cache-file', '--cache-file', [CompletionResultType]::ParameterName, 'One cache file, shared with openclaw')
            [CompletionResult]::new('--no-cache', '--no-cache', [CompletionResultType]::ParameterName, 'Neither read nor write the cache')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say on stderr what was tried')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
