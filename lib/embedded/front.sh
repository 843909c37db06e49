# Sourced by ./run and ./test: find a Python, then let Python do the rest.
# $here is the checkout, $command the name of the script.

works() {
    # A shim may be on PATH and still start nothing, so it has to be tried.
    "$1" -IBc 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
        >/dev/null 2>&1
}

# The Redis that comes as a wheel exists up to Python 3.12.
if command -v redis-server >/dev/null 2>&1 || command -v valkey-server >/dev/null 2>&1
then candidates="python3.13 python3.12 python3.11 python3"
else candidates="python3.12 python3.11 python3 python3.13"
fi

for python in $candidates; do
    if works "$python"; then
        # -I: neither the current folder nor PYTHONPATH may put a module in the way.
        exec "$python" -IB -X utf8 -c 'import sys
sys.path.insert(0, sys.argv[1])
from lib.embedded.commands import front
sys.exit(front())' "$here" "$command" "$@"
    fi
done

found=$(python3 --version 2>&1) || found="no python3 at all"
echo "Passline needs Python 3.11, 3.12 or 3.13, and here is $found." \
    "Install one of them (python3.12, for example) so that it is on PATH, and start again." >&2
exit 1
