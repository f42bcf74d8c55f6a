# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_copilot_token_global_optspecs
    string join \n host= sources= user= github-token-file= min-validity= timeout= cache-dir= cache-file= no-cache v/verbose h/help V/version
end

function __fish_copilot_token_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_copilot_token_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_copilot_token_using_subcommand
    set -l cmd (__fish_copilot_token_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c copilot-token -n "__fish_copilot_token_needs_command" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l sources -d 'Sources, in order [default: env,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l user -d 'Account, where a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l min-validity -d 'Life left in what is printed [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l timeout -d 'Limit of all waiting together [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -s v -l verbose -d 'Say on stderr what was tried'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -s V -l version -d 'Print version'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "token" -d 'Print the session token'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "base-url" -d 'Print the Copilot API base URL of the session token'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "status" -d 'Show what would be used and how long it lasts'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "refresh" -d 'Exchange now and print the new session token'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "clear-cache" -d 'Remove the cached session tokens and remembered refusals'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "headers" -d 'Print the request headers that the Copilot API wants'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "env" -d 'Print variables for a shell, a dotenv file or a CI step'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "exec" -d 'Run a command with the variables set'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "git-credential" -d 'Answer git\'s credential helper protocol'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l sources -d 'Sources, in order [default: env,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l user -d 'Account, where a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l min-validity -d 'Life left in what is printed [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l timeout -d 'Limit of all waiting together [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -s v -l verbose -d 'Say on stderr what was tried'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l sources -d 'Sources, in order [default: env,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l user -d 'Account, where a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l min-validity -d 'Life left in what is printed [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l timeout -d 'Limit of all waiting together [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -s v -l verbose -d 'Say on stderr what was tried'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l sources -d 'Sources, in order [default: env,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l user -d 'Account, where a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l min-validity -d 'Life left in what is printed [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l timeout -d 'Limit of all waiting together [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l check -d 'Exit 0 if a valid session token is cached, else 1'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -s v -l verbose -d 'Say on stderr what was tried'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l sources -d 'Sources, in order [default: env,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l user -d 'Account, where a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l min-validity -d 'Life left in what is printed [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l timeout -d 'Limit of all waiting together [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -s v -l verbose -d 'Say on stderr what was tried'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l sources -d 'Sources, in order [default: env,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l user -d 'Account, where a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l min-validity -d 'Life left in what is printed [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l timeout -d 'Limit of all waiting together [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -s v -l verbose -d 'Say on stderr what was tried'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l format -d 'Form' -r -f -a "lines\t'A header a line, for curl -H @-'
json\t'One JSON object of strings'
curl\t'A configuration, for curl --config -'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l sources -d 'Sources, in order [default: env,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l user -d 'Account, where a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l min-validity -d 'Life left in what is printed [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l timeout -d 'Limit of all waiting together [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -s v -l verbose -d 'Say on stderr what was tried'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l shell -d 'Form' -r -f -a "sh\t'sh, dash, bash, zsh, ksh'
fish\t'The fish shell'
powershell\t'PowerShell'
dotenv\t'NAME=value lines for docker --env-file and dotenv libraries'
github\t'The file that GITHUB_ENV names, for later steps of a GitHub Actions job'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -s e -d 'Set the variable NAME, can be repeated' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l preset -d 'Set what a family of programs reads' -r -f -a "openai\t'OPENAI_API_KEY and OPENAI_BASE_URL'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l sources -d 'Sources, in order [default: env,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l user -d 'Account, where a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l min-validity -d 'Life left in what is printed [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l timeout -d 'Limit of all waiting together [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l unset -d 'Print what takes the variables away again'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -s v -l verbose -d 'Say on stderr what was tried'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -s e -d 'Set the variable NAME, can be repeated' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l preset -d 'Set what a family of programs reads' -r -f -a "openai\t'OPENAI_API_KEY and OPENAI_BASE_URL'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l sources -d 'Sources, in order [default: env,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l user -d 'Account, where a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l min-validity -d 'Life left in what is printed [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l timeout -d 'Limit of all waiting together [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -s v -l verbose -d 'Say on stderr what was tried'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l sources -d 'Sources, in order [default: env,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l user -d 'Account, where a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l min-validity -d 'Life left in what is printed [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l timeout -d 'Limit of all waiting together [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -s v -l verbose -d 'Say on stderr what was tried'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -s h -l help -d 'Print help (see more with \'--help\')'
