"""The runner must never be green when something did not run."""
import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import run_tests
from run_tests import Run


def program(folder, text):
    path = Path(folder) / "sample_test"
    path.write_text("#!/bin/sh\n" + text, encoding="utf-8")
    path.chmod(0o755)
    return path


def google(text, word=""):
    """The outcome of a test program that is this shell script."""
    with tempfile.TemporaryDirectory() as folder:
        house = run_tests.House(word)
        return run_tests.google_test(house, program(folder, text), {})


REPORT = """report=${1#--gtest_output=json:}
cat >"$report" <<'END'
{"testsuites": [{"testsuite": [{"result": "COMPLETED"}, {"result": "SKIPPED"}, {"result": "COMPLETED"%s}]}]}
END
"""


class Counting(unittest.TestCase):
    def counts(self, outcome):
        return outcome.passed, outcome.failed, outcome.skipped

    def test_a_tally_is_taken(self):
        self.assertEqual((3, 0, 0), self.counts(run_tests.tallied("x", Run(0, "..\n3 passed, 0 failed\n"))))
        self.assertEqual((2, 1, 0), self.counts(run_tests.tallied("x", Run(1, "2 passed, 1 failed\n"))))

    def test_no_tally_or_a_bad_end_is_a_failure(self):
        self.assertEqual((0, 1, 0), self.counts(run_tests.tallied("x", Run(0, "hello\n"))))
        self.assertEqual((3, 1, 0), self.counts(run_tests.tallied("x", Run(139, "3 passed, 0 failed\n"))))

    def test_unit_tests_are_counted_from_their_report(self):
        self.assertEqual((2, 0, 1), self.counts(google(REPORT % "" + "exit 0")))
        self.assertEqual((1, 1, 1), self.counts(google(REPORT % ', "failures": [{}]' + "exit 1")))

    def test_a_crash_is_a_failure(self):
        self.assertEqual((0, 1, 0), self.counts(google("kill -SEGV $$")))
        self.assertEqual((2, 1, 1), self.counts(google(REPORT % "" + "exit 134")))

    def test_what_hangs_or_is_missing_is_a_failure(self):
        self.assertEqual(124, run_tests.run(["sleep", "5"], timeout=0.1).code)
        self.assertEqual(127, run_tests.run(["/no/such/program"]).code)

    def test_a_part_that_breaks_is_a_failure(self):
        def broken(_house):
            raise KeyError("x")
            yield
        with contextlib.redirect_stdout(io.StringIO()):
            outcomes = run_tests.run_part("broken", broken, run_tests.House(""))
        self.assertEqual([1], [o.failed for o in outcomes])

    def test_a_word_keeps_parts_and_names(self):
        house = run_tests.House("money")
        house.part_is_named = False
        self.assertTrue(house.wants("money_test"))
        self.assertFalse(house.wants("text_test"))


if __name__ == "__main__":
    unittest.main()
