"""The server and its authority, for all tests of the post."""

from tests.post.server import authority, trusted

__all__ = ["authority", "trusted"]
