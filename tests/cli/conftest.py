"""The mail server and its authority, for the tests of ``mail``."""

from tests.post.server import authority, trusted

__all__ = ["authority", "trusted"]
