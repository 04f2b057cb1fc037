"""Each house rule against a small bad sample and its good twin."""
import tempfile
import unittest
from pathlib import Path

import tidy


def breaches(files):
    """The breaches of a tree given as {path: text}, as `rule line` or `rule line subject` strings."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        return [(b.rule, b.line) for b in tidy.breaches_of(root)]


def rules(path, text):
    return [rule for rule, _ in breaches({path: text})]


def include(path, target):
    return rules(path, f'#include "{target}"\n')


class Includes(unittest.TestCase):
    def test_down_the_ladder_through_the_front_door(self):
        self.assertEqual([], include("src/sales/order.cpp", "inventory/inventory.hpp"))
        self.assertEqual([], include("src/sales/order.cpp", "sales/order.hpp"))
        self.assertEqual([], include("src/sales/order.cpp", "platform/document.hpp"))
        self.assertEqual([], include("src/sales/order.cpp", "master/party.hpp"))
        self.assertEqual([], include("src/production/plan.cpp", "engine/plan/solve.hpp"))
        self.assertEqual([], include("src/engine/plan/solve.cpp", "engine/plan/problem.hpp"))

    def test_past_the_front_door(self):
        self.assertEqual(["include"], include("src/sales/order.cpp", "inventory/lot.hpp"))

    def test_up_the_ladder(self):
        self.assertEqual(["include"], include("src/sales/order.cpp", "crm/crm.hpp"))
        self.assertEqual(["include"], include("src/platform/store.cpp", "master/item.hpp"))
        self.assertEqual(["include"], include("src/base/money.cpp", "platform/db.hpp"))

    def test_engines_know_base_only(self):
        self.assertEqual(["include"], include("src/engine/plan/solve.cpp", "platform/db.hpp"))
        self.assertEqual(["include"], include("src/engine/plan/solve.cpp", "engine/route/solve.hpp"))
        self.assertEqual(["include"], include("src/platform/store.cpp", "engine/plan/solve.hpp"))

    def test_relative_and_unknown(self):
        self.assertEqual(["include"], include("src/sales/order.cpp", "../crm/visit.hpp"))
        self.assertEqual(["include"], include("src/sales/order.cpp", "order.hpp"))
        self.assertEqual(["include"], include("src/sales/order.cpp", "shared/things.hpp"))

    def test_no_forward_declared_neighbour(self):
        forward = "namespace octant::crm { struct Visit; }\n"
        self.assertEqual(["include"], rules("src/sales/order.hpp", forward))

    def test_a_commented_include_is_no_include(self):
        self.assertEqual(["comment"], include("src/sales/order.cpp", "sales/order.hpp") +
                         rules("src/sales/order.cpp", '// #include "crm/visit.hpp"\n'))


def function(lines, head="int long_one()"):
    return f"{head} {{\n" + "    work();\n" * (lines - 2) + "}\n"


class Limits(unittest.TestCase):
    def test_function_length(self):
        self.assertEqual([], rules("src/sales/order.cpp", function(60)))
        self.assertEqual(["function-lines"], rules("src/sales/order.cpp", function(61)))
        self.assertEqual([], rules("src/engine/plan/solve.cpp", function(80)))
        self.assertEqual(["function-lines"], rules("src/engine/plan/solve.cpp", function(81)))
        test = function(61, "TEST(Order, grows)")
        self.assertEqual(["function-lines"], rules("src/sales/order_test.cpp", test))

    def test_constructor_with_initialisers_and_lambda_inside(self):
        head = "Order::Order(int a) : a_{a}, b_(2)"
        self.assertEqual(["function-lines"], rules("src/sales/order.cpp", function(61, head)))
        inside = "int f() {\n    const auto g = [&](int x) {\n" + "        x++;\n" * 60 + "    };\n}\n"
        self.assertEqual(["function-lines"], rules("src/sales/order.cpp", inside))

    def test_file_length(self):
        self.assertEqual([], rules("src/sales/order.cpp", "\n" * 400))
        self.assertEqual(["file-lines"], rules("src/sales/order.cpp", "\n" * 401))
        self.assertEqual(["file-lines"], rules("src/sales/order.hpp", "\n" * 201))
        self.assertEqual([], rules("src/engine/plan/solve.cpp", "\n" * 600))

    def test_line_length_counts_characters(self):
        self.assertEqual([], rules("src/sales/order.cpp", "// " + "订" * 107 + "\n"))
        self.assertEqual(["line-length"], rules("src/sales/order.cpp", "// " + "x" * 108 + "\n"))

    def test_parameters(self):
        four = "int f(int a, std::map<int, int> b, int c = g(1, 2), int d);\n"
        five = "(int a, int b, int c, int d, int e);\n"
        self.assertEqual([], rules("src/sales/a.hpp", four))
        self.assertEqual(["parameters"], rules("src/sales/a.hpp", "int f" + five))
        self.assertEqual(["parameters"], rules("src/sales/a.hpp", "struct A {\n A" + five + "};\n"))

    def test_nesting_with_and_without_braces(self):
        three = "void f() {\n  for (;;) {\n    while (x) {\n      if (a) return;\n    }\n  }\n}\n"
        self.assertEqual([], rules("src/sales/a.cpp", three))
        four = three.replace("if (a) return;", "if (a) for (;;) stop();")
        self.assertEqual(["nesting"], rules("src/sales/a.cpp", four))
        chain = "void f() {\n  if (a) {\n" + "  } else if (b) {\n" * 4 + "  } else {\n  }\n}\n"
        self.assertEqual([], rules("src/sales/a.cpp", chain))


class Names(unittest.TestCase):
    def test_types(self):
        self.assertEqual([], rules("src/sales/a.hpp", "struct PriceList {};\n"))
        self.assertEqual(["name"], rules("src/sales/a.hpp", "class OrderManager {};\n"))
        self.assertEqual(["name"], rules("src/sales/a.hpp", "struct price_list {};\n"))

    def test_functions_and_enumerators(self):
        self.assertEqual([], rules("src/sales/a.hpp", "bool operator==(A a, B b);\nint net_price(int x);\n"))
        self.assertEqual(["name"], rules("src/sales/a.hpp", "int get_price();\n"))
        self.assertEqual(["name"], rules("src/sales/a.hpp", "int NetPrice();\n"))
        self.assertEqual(["name"], rules("src/sales/a.hpp", "enum class State { draft, Confirmed };\n"))

    def test_files(self):
        self.assertEqual(["name"], rules("src/sales/PriceList.cpp", "\n"))
        self.assertEqual(["name"], rules("src/sales/price_helper.cpp", "\n"))


class Habits(unittest.TestCase):
    def test_state_is_written_by_carry_out_alone(self):
        self.assertEqual(["state"], rules("src/sales/a.cpp", "void f(Order& o) { o.state = draft; }\n"))
        self.assertEqual(["state"], rules("src/sales/a.cpp", "void f(Order* o) { o->state = draft; }\n"))
        self.assertEqual([], rules("src/sales/a.cpp", "bool f(Order& o) { return o.state == draft; }\n"))
        self.assertEqual(["state"], rules("src/sales/a.cpp", "auto o = Order{.id = 1, .state = draft};\n"))
        self.assertEqual([], rules("src/sales/a.cpp", "auto c = Card{.id = 1, .state = text(o.state)};\n"))
        self.assertEqual([], rules("src/sales/a.cpp", "void f() { auto state = load(); }\n"))
        self.assertEqual([], rules("src/platform/document.cpp", "void f(Order& o) { o.state = draft; }\n"))

    def test_clock(self):
        read = "auto f() { return std::chrono::system_clock::now(); }\n"
        self.assertEqual(["clock"], rules("src/sales/a.cpp", read))
        self.assertEqual([], rules("src/platform/clock.cpp", read))
        steady = "auto f() { return std::chrono::steady_clock::now(); }\n"
        self.assertEqual(["clock"], rules("src/engine/plan/solve.cpp", steady))
        self.assertEqual([], rules("src/app/bench.cpp", steady))

    def test_subranges(self):
        self.assertEqual(["clang"], rules("src/sales/a.cpp", "auto f(V& v) { return ranges::unique(v); }\n"))
        self.assertEqual([], rules("src/sales/a.cpp", "auto f(V& v) { return ranges::find(v, 1); }\n"))

    def test_comments(self):
        self.assertEqual(["todo"], rules("src/sales/a.cpp", "// TODO: more\n"))
        self.assertEqual(["comment"], rules("src/sales/a.cpp", "// order.total = sum(lines);\n"))
        self.assertEqual(["comment"], rules("src/sales/a.cpp", "// ---------------- lines\n"))
        self.assertEqual(["comment"], rules("src/sales/a.cpp", "#if 0\nint a;\n#endif\n"))
        self.assertEqual([], rules("src/sales/a.cpp", "// F = a (b + c) / d, see Silver (1998), eq. 5.3;\n"))
        self.assertEqual([], rules("src/sales/a.cpp", 'auto s = "// TODO: in a text";\n'))


def sql(text):
    return rules("src/sales/order_query.cpp", f'auto q = "{text}";\n')


class Company(unittest.TestCase):
    def test_each_alias_binds_it(self):
        self.assertEqual([], sql("SELECT a FROM sales_order WHERE company_id = ?1"))
        self.assertEqual(["company"], sql("SELECT a FROM sales_order WHERE id = ?1"))
        self.assertEqual([], sql("SELECT 1 FROM a x JOIN b y ON y.company_id = x.company_id AND y.id = x.b"))
        self.assertEqual(["company"], sql("SELECT 1 FROM a x JOIN b y ON y.id = x.b WHERE x.company_id = ?1"))

    def test_writes_and_common_tables(self):
        self.assertEqual(["company"], sql("INSERT INTO a (id) VALUES (?1)"))
        self.assertEqual([], sql("INSERT INTO a (company_id, id) VALUES (?1, ?2)"))
        self.assertEqual([], sql("WITH w AS (SELECT id FROM a WHERE company_id = ?1) SELECT id FROM w"))

    def test_joined_literals_are_one_text(self):
        text = 'auto q = "SELECT a FROM sales_order "\n         "WHERE company_id = ?1";\n'
        self.assertEqual([], rules("src/sales/order_query.cpp", text))


class Labels(unittest.TestCase):
    refusal = 'auto f() { return refuse("lines_must_not_be_empty", "lines"); }\n'

    def test_rule_needs_both_languages(self):
        labels = "rule.lines_must_not_be_empty\tan order needs a line\t订单至少要有一行\n"
        self.assertEqual(["label"], rules("src/sales/a.cpp", self.refusal))
        self.assertEqual([], breaches({"src/sales/a.cpp": self.refusal, "src/sales/labels.txt": labels}))
        english = labels.replace("订单至少要有一行", "an order needs a line")
        files = {"src/sales/a.cpp": self.refusal, "src/sales/labels.txt": english}
        self.assertEqual([("label", 1)], breaches(files))

    def test_refusal_is_a_sentence_with_must(self):
        self.assertEqual(["refusal"], rules("src/sales/a.cpp", 'auto f() { return refuse("no lines"); }\n'))


class Exceptions(unittest.TestCase):
    def test_a_reason_excuses_and_an_idle_one_is_told(self):
        long_one = {"src/sales/a.cpp": function(61)}
        limit = "function-lines src/sales/a.cpp:long_one the table of the standard stands whole\n"
        self.assertEqual([], breaches({**long_one, "tools/limits.txt": limit}))
        self.assertEqual([("limits", 1)], breaches({"tools/limits.txt": limit}))
        self.assertEqual([("function-lines", 1), ("limits", 1)], breaches(
            {**long_one, "tools/limits.txt": "function-lines src/sales/a.cpp:long_one\n"}))


if __name__ == "__main__":
    unittest.main()
