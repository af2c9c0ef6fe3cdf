import sys

from {{ cookiecutter.package }}.cli import main

sys.exit(main())
