# usage: bash --norc offers.bash COMPLETION LINE...
# Prints for each line, when the tab key is pressed behind it, a line of the offered words.
source "$1"
shift
# Outside of a real completion, bash's own fails. What it leaves to readline is offered here.
compopt() {
  case $2 in
    default) COMPREPLY=($(compgen -f -- "$current")) ;;
    dirnames) COMPREPLY=($(compgen -d -- "$current")) ;;
  esac
}
for line; do
  # As bash does, '=' is a word of its own.
  read -r -a COMP_WORDS <<<"${line//=/ = }"
  [[ $line == *' ' ]] && COMP_WORDS+=('')
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  _keyturn keyturn "${COMP_WORDS[COMP_CWORD]}"
  printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort -u | paste -s -d ' '
done
