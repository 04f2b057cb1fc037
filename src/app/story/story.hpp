#pragma once
// Stories: text in, text out, on a fresh database with the cast of app/world.
//
//   # comment
//   today 2026-03-02
//   $so = as lin create sales.order customer=HX     fields; a value with blanks stands in quotes
//   + lines item=A1 quantity=5                      a line of the record above
//   as lin confirm $so                              verbs take fields too: complete $v outcome="noisy"
//   edit $so lines.2.quantity=3 lines.1=none
//   preview edit ...
//   list sales.order state:confirmed
//   show $so total state
//   explain $so
//   report margin by=item
//   verify
//   company 2
//   again                                           the last command, with the same key
//   > what the program answers; `octant story --bless` writes it

#include <string>
#include <string_view>
#include <vector>

#include "app/workspace.hpp"
#include "platform/http.hpp"

namespace octant::app {

/// Runs one story on a fresh workspace and returns it with the answers as the program gave them.
std::string tell_story(Workspace& workspace, std::string_view story);

/// The effects of a preview, a line each: "finance.invoice INV-2026-00001 edit lines/1/quantity 5 -> 6".
std::vector<std::string> effect_lines(std::string_view preview_json);
/// A report as lines of text, its totals last.
Result<std::string> report_text(platform::Context& cx, const platform::Request& request);

}  // namespace octant::app
