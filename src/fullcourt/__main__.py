"""`python -m fullcourt` is the command line."""

import sys

from fullcourt.cli import main

sys.exit(main())
