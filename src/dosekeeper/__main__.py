"""`python -m dosekeeper` is the command `dosekeeper`."""

from dosekeeper.cli import main


if __name__ == "__main__":
    main()
