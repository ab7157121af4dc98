"""`python -m flows.cli`: the command `dateline`."""

from flows.cli import main

if __name__ == "__main__":
    main()
