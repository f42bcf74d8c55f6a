# Types each line of $@[3,-1] and a TAB into an interactive zsh that finds completions in the folder $1. Leaves the
# matches in the file $2, one a line, and END after those of each line.
zmodload zsh/zpty
zpty asked zsh -f -i
zpty -w asked "
  PROMPT= fpath=(${(q)1} \$fpath)
  autoload -U compinit && compinit -u -D
  compadd() {
    local -a hits
    if [[ \${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
      builtin compadd -O hits \"\$@\"; print -rl -- \$hits >>${(q)2}
    fi
    builtin compadd \"\$@\"
  }
  ended() { print END >>${(q)2}; comppostfuncs=(ended) }
  comppostfuncs=(ended)
"
integer asked=0
for line in "${@[3,-1]}"; do
  # Ctrl-U forgets the line before.
  zpty -w -n asked $'\C-u'"$line"$'\t'
  asked+=1
  for n in {1..3000}; do
    [[ -e $2 && $(grep -cx END $2) == $asked ]] && break
    zpty -r -t asked >/dev/null
    sleep 0.02
  done
done
zpty -d asked
