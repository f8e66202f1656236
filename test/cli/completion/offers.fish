# usage: fish --no-config offers.fish COMPLETION LINE...
# Prints for each line, when the tab key is pressed behind it, a line of the offered words.
source $argv[1]
for line in $argv[2..]
    # fish offers the whole word, with the option before a value and the slash behind a directory.
    set -l offered (complete --do-complete $line | string replace --regex '\t.*' '' | string replace --regex '^--[a-z-]+=' '' | string trim --right --chars=/ | sort -u)
    echo "$offered"
end
