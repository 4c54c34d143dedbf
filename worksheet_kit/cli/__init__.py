"""The command line: arguments become one call, its result is printed, and an exit code says how it ended.

Promises one clear Indonesian sentence for whatever goes wrong, and to import nothing heavy before a command needs it:
``--help`` is asked for often, on slow machines. Never decides anything about the data: a command that does more than
call and print has taken work from another room. Open `commands` first; `exits` says what each exit code means.
"""
