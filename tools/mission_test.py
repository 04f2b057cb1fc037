import tempfile
import unittest
from pathlib import Path

import mission


class Mission(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = Path(self.folder.name)
        self.write("docs/rows.txt", "CRM-4\t定期进行客户回访\nGEN-1\t销售贯穿\n")
        self.write("tests/stories/visit.story", "# a visit follows (proves CRM-4)\n")

    def tearDown(self):
        self.folder.cleanup()

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def test_page_names_the_story_of_each_row(self):
        page = mission.page(self.root)
        self.assertIn("1 of 2 rows are proved", page)
        self.assertIn("| CRM-4 | 定期进行客户回访 | [visit.story](../tests/stories/visit.story) |", page)
        self.assertIn("| GEN-1 | 销售贯穿 | - |", page)

    def test_part_of_a_row_is_no_whole_row(self):
        self.write("tests/stories/spine.story", "# proves part of GEN-1: delivery and invoice\n")
        page = mission.page(self.root)
        self.assertIn("1 of 2 rows are proved, 1 in part", page)
        self.assertIn("| GEN-1 | 销售贯穿 | in part: [spine.story](../tests/stories/spine.story) |", page)

    def test_stale_page_and_unknown_row_are_told(self):
        self.write("docs/mission.md", mission.page(self.root))
        self.assertEqual([], list(mission.troubles(self.root)))
        self.write("src/crm/visit_test.cpp", "// proves CRM-99\n")
        self.assertEqual(1, len(list(mission.troubles(self.root))))
        self.write("src/crm/visit_test.cpp", "// proves GEN-1\n")
        self.assertIn("stale", list(mission.troubles(self.root))[0])


if __name__ == "__main__":
    unittest.main()
