"""What can be wrong: one function per code over the Dataset, one signature, one registry."""
