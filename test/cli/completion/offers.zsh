# usage: zsh -f offers.zsh COMPLETION LINE...
# Prints for each line, when the tab key is pressed behind it, a line of the offered words.
zmodload zsh/zpty
export KEYTURN_COMPLETION=$1
shift
zpty inner zsh -f -i
zpty -w inner "source ${(q)0:A:h}/inner.zsh"
zpty -r inner shown '*<<READY>>*'
for line; do
  zpty -w -n inner "$line"$'\t'
  zpty -r inner shown '*<<END>>*'
  print -r -- ${(f)"$(print -r -- ${shown%'<<END>>'*} | grep -o '<[^<>]*>' | tr -d '<>' | sort -u)"}
  # The line is cleared.
  zpty -w -n inner $'\x15'
done
zpty -d inner
