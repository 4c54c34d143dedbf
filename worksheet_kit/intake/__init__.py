"""From paths to candidates: which files there are, what is in archives, mails, mailboxes and chats, and how each came.

Promises: every file is told of exactly once, under a name that leads to it, and whatever one of them does costs that
one alone. Never: goes by a name where the content tells, writes to disk, or believes a size before it has been judged.
Open `containers` first; a further container is an opener in `members`.
"""
