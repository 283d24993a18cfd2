"""Runs a command on a terminal of its own, and tells what is on the screen at the end.

Arguments: the number of columns, `-` or the text on the screen at which Ctrl-C is typed, the command.
Writes one JSON object: `code`, `screen` (lines), `column` of the cursor, `hidden` (the cursor),
`seen` (all lines that ever stood where the cursor was).
"""

import fcntl, json, os, pty, re, select, signal, struct, sys, termios, time

columns, until, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    # The size must be there before the command asks for it.
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    # Who runs the tests in the background makes them ignore it, and what is ignored is inherited.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(command[0], command)

screen, row, column, hidden, seen, rest = [""], 0, 0, False, [], ""
typed, end = False, time.time() + 15
PART = re.compile(r"\x1b\[(\??)([0-9;]*)([A-Za-z])|[^\x1b]", re.S)


def take(text):
    global row, column, hidden, rest
    rest += text
    while rest:
        part = PART.match(rest)
        if not part:
            return
        rest = rest[part.end():]
        private, number, what = part.groups()
        count = int(number or 1) if (number or "1").isdigit() else 1
        if what is None:
            put(part.group())
        elif private and what in "hl":
            hidden = (what == "l") if number == "25" else hidden
        elif what == "K":
            whole = number == "2"
            screen[row] = "" if whole else screen[row][:column]
        elif what == "A":
            row = max(0, row - count)
        elif what == "m":
            pass
        else:
            raise SystemExit(f"an escape sequence that is not known: {part.group()!r}")


def put(c):
    global row, column
    if c == "\r":
        column = 0
    elif c == "\n":
        row += 1
    elif c == "\b":
        column = max(0, column - 1)
    else:
        if column == columns:
            row, column = row + 1, 0
        fill()
        line = screen[row].ljust(column)
        screen[row] = line[:column] + c + line[column + 1:]
        column += 1
    fill()


def fill():
    while len(screen) <= row:
        screen.append("")


while time.time() < end:
    if select.select([terminal], [], [], 0.05)[0]:
        try:
            data = os.read(terminal, 1 << 16)
        except OSError:
            data = b""
        if not data:
            break
        take(data.decode(errors="replace"))
        seen.append(screen[row].rstrip())
    # The cursor goes back in a write of its own; nobody types just between the two.
    if until != "-" and not typed and column == 0 and until in "\n".join(screen):
        os.write(terminal, b"\x03")
        typed = True
else:
    os.kill(pid, 9)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
lines = [line.rstrip() for line in screen]
print(json.dumps({"code": code, "screen": lines, "column": column, "hidden": hidden, "seen": seen}))
