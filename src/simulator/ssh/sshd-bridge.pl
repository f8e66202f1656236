# The ForceCommand of a real sshd before a simulated host (sshd-config.ts). Sends the client's line and its input to
# sshd-bridge.ts, and ends with the exit code of the command, or with 255 if nothing ran.
# Usage: perl sshd-bridge.pl SOCKET HOST
#
# sshd starts one of these for each line. Perl's core starts in 3 ms of processor time, Node takes 70, and Perl is on
# every Debian. Its module Socket would take 15 ms, so the address is packed by hand (Linux, unix(7)).
use strict;
use warnings;

my ($path, $host) = @ARGV;

sub give_up { print STDERR "simulation: $_[0]\n"; exit 255 }

my ($AF_UNIX, $SOCK_STREAM, $SHUT_WR) = (1, 1, 1);
binmode $_ for *STDIN, *STDOUT, *STDERR;
socket(my $bridge, $AF_UNIX, $SOCK_STREAM, 0) or give_up($!);
connect($bridge, pack('S a108', $AF_UNIX, $path)) or give_up("$path: $!");
binmode $bridge;
local $/;
my $input = <STDIN> // '';
select((select($bridge), $| = 1)[0]);
print $bridge join("\0", $host, $ENV{USER} // '', $ENV{SSH_ORIGINAL_COMMAND} // '', $input);
shutdown($bridge, $SHUT_WR);
my $answer = <$bridge> // '';
my ($code, $length, $rest) = $answer =~ /\A(\d+) (\d+)\n(.*)\z/s or give_up('no answer');
print STDERR substr($rest, 0, $length);
print STDOUT substr($rest, $length);
exit $code;
