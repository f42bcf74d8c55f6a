# Types the line $3 and a TAB into an interactive zsh that finds completions in the folder $1. Leaves the matches
# in the file $2, one a line, and END after them.
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
  ended() { print END >>${(q)2} }
  comppostfuncs=(ended)
"
zpty -w -n asked "$3"$'\t'
for n in {1..400}; do
  [[ -s $2 && $(tail -n 1 $2) == END ]] && break
  zpty -r -t asked >/dev/null
  sleep 0.05
done
zpty -d asked
