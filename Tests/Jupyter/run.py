"""Runs the tests of this folder; one that is skipped counts as failed."""

import os
import sys
import unittest

FOLDER = os.path.dirname(os.path.abspath(__file__))


def main():
    loader = unittest.TestLoader()
    names = sys.argv[1:] or ["test_protocol", "test_running", "test_notebook", "test_picture"]
    sys.path.insert(0, FOLDER)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(loader.loadTestsFromNames(names))
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    return 0 if result.wasSuccessful() and not result.skipped else 1


if __name__ == "__main__":
    sys.exit(main())
