
use builtin;
use str;

set edit:completion:arg-completer[copilot-token] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'copilot-token'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'copilot-token'= {
            cand --host 'GitHub host [default: github.com]'
            cand --sources 'Sources, in order [default: env,editor,gh]'
            cand --user 'Account, where a source holds several'
            cand --github-token-file 'File with the GitHub token, - for stdin'
            cand --min-validity 'Life left in what is printed [default: 5m]'
            cand --timeout 'Limit of all waiting together [default: 10s]'
            cand --cache-dir 'Folder of the cache'
            cand --cache-file 'One cache file, shared with openclaw'
            cand --no-cache 'Neither read nor write the cache'
            cand -v 'Say on stderr what was tried'
            cand --verbose 'Say on stderr what was tried'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand token 'Print the session token'
            cand base-url 'Print the Copilot API base URL of the session token'
            cand status 'Show what would be used and how long it lasts'
            cand refresh 'Exchange now and print the new session token'
            cand clear-cache 'Remove the cached session tokens and remembered refusals'
            cand headers 'Print the request headers that the Copilot API wants'
            cand env 'Print variables for a shell, a dotenv file or a CI step'
            cand exec 'Run a command with the variables set'
            cand git-credential 'Answer git''s credential helper protocol'
        }
        &'copilot-token;token'= {
            cand --host 'GitHub host [default: github.com]'
            cand --sources 'Sources, in order [default: env,editor,gh]'
            cand --user 'Account, where a source holds several'
            cand --github-token-file 'File with the GitHub token, - for stdin'
            cand --min-validity 'Life left in what is printed [default: 5m]'
            cand --timeout 'Limit of all waiting together [default: 10s]'
            cand --cache-dir 'Folder of the cache'
            cand --cache-file 'One cache file, shared with openclaw'
            cand --json 'Print one JSON object instead'
            cand --no-cache 'Neither read nor write the cache'
            cand -v 'Say on stderr what was tried'
            cand --verbose 'Say on stderr what was tried'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'copilot-token;base-url'= {
            cand --host 'GitHub host [default: github.com]'
            cand --sources 'Sources, in order [default: env,editor,gh]'
            cand --user 'Account, where a source holds several'
            cand --github-token-file 'File with the GitHub token, - for stdin'
            cand --min-validity 'Life left in what is printed [default: 5m]'
            cand --timeout 'Limit of all waiting together [default: 10s]'
            cand --cache-dir 'Folder of the cache'
            cand --cache-file 'One cache file, shared with openclaw'
            cand --json 'Print one JSON object instead'
            cand --no-cache 'Neither read nor write the cache'
            cand -v 'Say on stderr what was tried'
            cand --verbose 'Say on stderr what was tried'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'copilot-token;status'= {
            cand --host 'GitHub host [default: github.com]'
            cand --sources 'Sources, in order [default: env,editor,gh]'
            cand --user 'Account, where a source holds several'
            cand --github-token-file 'File with the GitHub token, - for stdin'
            cand --min-validity 'Life left in what is printed [default: 5m]'
            cand --timeout 'Limit of all waiting together [default: 10s]'
            cand --cache-dir 'Folder of the cache'
            cand --cache-file 'One cache file, shared with openclaw'
            cand --json 'Print one JSON object instead'
            cand --check 'Exit 0 if a valid session token is cached, else 1'
            cand --no-cache 'Neither read nor write the cache'
            cand -v 'Say on stderr what was tried'
            cand --verbose 'Say on stderr what was tried'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'copilot-token;refresh'= {
            cand --host 'GitHub host [default: github.com]'
            cand --sources 'Sources, in order [default: env,editor,gh]'
            cand --user 'Account, where a source holds several'
            cand --github-token-file 'File with the GitHub token, - for stdin'
            cand --min-validity 'Life left in what is printed [default: 5m]'
            cand --timeout 'Limit of all waiting together [default: 10s]'
            cand --cache-dir 'Folder of the cache'
            cand --cache-file 'One cache file, shared with openclaw'
            cand --json 'Print one JSON object instead'
            cand --no-cache 'Neither read nor write the cache'
            cand -v 'Say on stderr what was tried'
            cand --verbose 'Say on stderr what was tried'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'copilot-token;clear-cache'= {
            cand --host 'GitHub host [default: github.com]'
            cand --sources 'Sources, in order [default: env,editor,gh]'
            cand --user 'Account, where a source holds several'
            cand --github-token-file 'File with the GitHub token, - for stdin'
            cand --min-validity 'Life left in what is printed [default: 5m]'
            cand --timeout 'Limit of all waiting together [default: 10s]'
            cand --cache-dir 'Folder of the cache'
            cand --cache-file 'One cache file, shared with openclaw'
            cand --json 'Print one JSON object instead'
            cand --no-cache 'Neither read nor write the cache'
            cand -v 'Say on stderr what was tried'
            cand --verbose 'Say on stderr what was tried'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'copilot-token;headers'= {
            cand --format 'Form'
            cand --host 'GitHub host [default: github.com]'
            cand --sources 'Sources, in order [default: env,editor,gh]'
            cand --user 'Account, where a source holds several'
            cand --github-token-file 'File with the GitHub token, - for stdin'
            cand --min-validity 'Life left in what is printed [default: 5m]'
            cand --timeout 'Limit of all waiting together [default: 10s]'
            cand --cache-dir 'Folder of the cache'
            cand --cache-file 'One cache file, shared with openclaw'
            cand --no-cache 'Neither read nor write the cache'
            cand -v 'Say on stderr what was tried'
            cand --verbose 'Say on stderr what was tried'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'copilot-token;env'= {
            cand --shell 'Form'
            cand -e 'Set the variable NAME, can be repeated'
            cand --preset 'Set what a family of programs reads'
            cand --host 'GitHub host [default: github.com]'
            cand --sources 'Sources, in order [default: env,editor,gh]'
            cand --user 'Account, where a source holds several'
            cand --github-token-file 'File with the GitHub token, - for stdin'
            cand --min-validity 'Life left in what is printed [default: 5m]'
            cand --timeout 'Limit of all waiting together [default: 10s]'
            cand --cache-dir 'Folder of the cache'
            cand --cache-file 'One cache file, shared with openclaw'
            cand --unset 'Print what takes the variables away again'
            cand --no-cache 'Neither read nor write the cache'
            cand -v 'Say on stderr what was tried'
            cand --verbose 'Say on stderr what was tried'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'copilot-token;exec'= {
            cand -e 'Set the variable NAME, can be repeated'
            cand --preset 'Set what a family of programs reads'
            cand --host 'GitHub host [default: github.com]'
            cand --sources 'Sources, in order [default: env,editor,gh]'
            cand --user 'Account, where a source holds several'
            cand --github-token-file 'File with the GitHub token, - for stdin'
            cand --min-validity 'Life left in what is printed [default: 5m]'
            cand --timeout 'Limit of all waiting together [default: 10s]'
            cand --cache-dir 'Folder of the cache'
            cand --cache-file 'One cache file, shared with openclaw'
            cand --no-cache 'Neither read nor write the cache'
            cand -v 'Say on stderr what was tried'
            cand --verbose 'Say on stderr what was tried'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'copilot-token;git-credential'= {
            cand --host 'GitHub host [default: github.com]'
            cand --sources 'Sources, in order [default: env,editor,gh]'
            cand --user 'Account, where a source holds several'
            cand --github-token-file 'File with the GitHub token, - for stdin'
            cand --min-validity 'Life left in what is printed [default: 5m]'
            cand --timeout 'Limit of all waiting together [default: 10s]'
            cand --cache-dir 'Folder of the cache'
            cand --cache-file 'One cache file, shared with openclaw'
            cand --no-cache 'Neither read nor write the cache'
            cand -v 'Say on stderr what was tried'
            cand --verbose 'Say on stderr what was tried'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
    ]
    $completions[$command]
}
