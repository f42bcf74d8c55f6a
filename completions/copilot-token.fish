# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_copilot_token_global_optspecs
    string join \n host= access= sources= user= github-token-file= min-validity= timeout= cache-dir= cache-file= no-cache v/verbose h/help V/version
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
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_needs_command" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -s V -l version -d 'Print version'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "token" -d 'Print the session token'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "base-url" -d 'Print the Copilot API base URL of the session token'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "status" -d 'Show what would be used and how long it lasts'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "login" -d 'Sign in to GitHub with a one-time code'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "logout" -d 'Remove a login that `login` keeps'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "refresh" -d 'Exchange now and print the new session token'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "clear-cache" -d 'Remove the cached session tokens and remembered refusals'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "headers" -d 'Print the request headers that the Copilot API requires'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "env" -d 'Print variables for a shell, a dotenv file or a CI step'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "exec" -d 'Run a command with the variables set'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "serve" -d 'Run the proxy of `exec --proxy` on its own'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "setup" -d 'Print how to configure a program'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "completion" -d 'Print the completion script for a shell'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "man" -d 'Print the manual page'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "help" -d 'Print this help or the help of a command'
complete -c copilot-token -n "__fish_copilot_token_needs_command" -f -a "git-credential" -d 'Answer git\'s credential helper protocol'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand token" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand base-url" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l check -d 'Exit 0 if a valid session token is cached, else 1'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l online -d 'Ask GitHub for plan, quotas and models'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l client-id -d 'Sign in to this app instead of Copilot\'s' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l open -d 'Open the link in a browser'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l with-token -d 'Read a GitHub token from stdin, and keep that'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l all -d 'Remove the logins of every account and host'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l revoke -d 'Also revoke the token at GitHub'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand refresh" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand clear-cache" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l format -d 'Output format: lines, json or curl' -r -f -a "lines\t'A header a line, for curl -H @-'
json\t'One JSON object of strings'
curl\t'A configuration, for curl --config -'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l url -d 'Add the URL of this path to --format curl' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand headers" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l shell -d 'sh, fish, powershell, nu, json, dotenv or github' -r -f -a "sh\t'sh, and bash, zsh, dash, ksh by their own names'
fish\t'The fish shell'
powershell\t'PowerShell, also pwsh'
nu\t'Nushell'
json\t'One JSON object of strings'
dotenv\t'NAME=value lines, for docker --env-file and dotenv'
github\t'The file of GITHUB_ENV, for later steps of a job'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -s e -d 'Set the variable NAME, can be repeated' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l preset -d 'Variables of an SDK: openai or anthropic' -r -f -a "openai\t'OPENAI_API_KEY, _BASE_URL, _CUSTOM_HEADERS'
anthropic\t'ANTHROPIC_AUTH_TOKEN, _BASE_URL, _CUSTOM_HEADERS'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l unset -d 'Print the statements that remove the variables'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -s e -d 'Set the variable NAME, can be repeated' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l preset -d 'Variables of an SDK: openai or anthropic' -r -f -a "openai\t'OPENAI_API_KEY, _BASE_URL, _CUSTOM_HEADERS'
anthropic\t'ANTHROPIC_AUTH_TOKEN, _BASE_URL, _CUSTOM_HEADERS'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l proxy -d 'Run the command beside a proxy that adds the credential'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l listen -d 'Loopback address and port [default: 127.0.0.1:0]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l key-file -d 'File for the proxy\'s key' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l json -d 'Print one JSON object instead'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l host -d 'GitHub host [default: github.com]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l access -d 'exchange, direct or auto [default: exchange]' -r -f -a "exchange\t'With a session token'
direct\t'With the GitHub token itself'
auto\t'With a session token, or directly if the kind of token cannot be exchanged'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l sources -d 'Where to look [default: env,login,editor,gh]' -r -f -a "env\t'The variables COPILOT_GITHUB_TOKEN, GITHUB_COPILOT_TOKEN, GH_COPILOT_TOKEN, GH_TOKEN, GITHUB_TOKEN'
login\t'What `copilot-token login` keeps'
editor\t'The login that Copilot\'s editor plug-ins keep'
gh\t'The login of the GitHub CLI'"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l user -d 'Account, if a source holds several' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l github-token-file -d 'File with the GitHub token, - for stdin' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l min-validity -d 'Least remaining lifetime [default: 5m]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l timeout -d 'Time limit for everything [default: 10s]' -r -f
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l cache-dir -d 'Folder of the cache' -r -f -a "(__fish_complete_directories)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l cache-file -d 'One cache file, shared with openclaw' -r -F
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -l no-cache -d 'Neither read nor write the cache'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -s v -l verbose -d 'Log what is tried to stderr, without secrets'
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -s h -l help -d 'Print help (see more with \'--help\')'

function __fish_copilot_token_fields
    set -l name (string match -r '^[^=]+=' -- (commandline -ct))
    and printf '%s\n' $name{token,base-url,headers,expires-at,expires}
end
function __fish_copilot_token_command
    set -l words (commandline -opc)
    set -l at (contains -i -- -- $words)
    complete -C (string join ' ' -- (string escape -- $words[(math $at + 1)..-1]) (commandline -ct))
end
complete -c copilot-token -n "__fish_copilot_token_using_subcommand env" -s e -r -f -a "(__fish_copilot_token_fields)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec" -s e -r -f -a "(__fish_copilot_token_fields)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand exec; and contains -- -- (commandline -opc)" -f -a "(__fish_copilot_token_command)"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand setup" -f -a "aichat aider anthropic-sdk avante claude-code codecompanion codex crush curl direnv docker git github-actions gitlab-ci gptel hermes llm openai-sdk opencode pi shell"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand completion" -f -a "bash elvish fish nushell powershell zsh"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand help" -f -a "token base-url status login logout refresh clear-cache headers env exec serve git-credential setup completion man help"
complete -c copilot-token -n "__fish_copilot_token_using_subcommand git-credential" -f -a "get store erase capability"
complete -c copilot-token -l access -r -f -a "exchange direct auto"
complete -c copilot-token -l sources -r -f -a "env login editor gh"
