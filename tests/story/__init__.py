"""The made-up city's three bimtek as a story: what its groups type, and the secretariat's desk on which it happens."""
