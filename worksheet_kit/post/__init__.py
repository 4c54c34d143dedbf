"""The post: worksheets, corrections, drafts and reminders to those they are for, as drafts, on a page, or by SMTP.

Promises: one message a recipient, with the file that its own code says is theirs, never a file twice, and a journal
that says what is known of each. Never: keeps a password or writes an address into the journal, and no text for WhatsApp
holds an answer. Open `letters` first: it makes the messages; `drafts` and `page` show them, `smtp` sends them.
"""
