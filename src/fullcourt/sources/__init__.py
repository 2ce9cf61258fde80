"""Provider formats -> landing rows. One module a format; files are recognised by their columns."""
