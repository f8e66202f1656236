# Sourced by an interactive zsh at a pseudo terminal: each word that a completion offers is printed in angle brackets.
PS1= PS2=
autoload -Uz compinit
compinit -u -D
source $KEYTURN_COMPLETION
compadd() {
  # With -O, -A or -D nothing is offered yet.
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a offered
  builtin compadd -A offered "$@"
  (($#offered)) && print -rl -- '<'${^offered}'>'
  builtin compadd "$@"
}
# zsh empties the list before it calls what was in it.
end_of_offers() {
  comppostfuncs=(end_of_offers)
  print -r -- '<<END>>'
}
comppostfuncs=(end_of_offers)
print -r -- '<<READY>>'
