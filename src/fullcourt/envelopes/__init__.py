"""The JSON answers of the verbs: command line and console build each of them here, once."""
