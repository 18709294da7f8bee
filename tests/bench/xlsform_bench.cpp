// What the import of a large form costs, in processor milliseconds: 3,000 rows of the survey sheet with labels in 10
// languages, hints, relevance, constraints and choice lists, as .xlsx. Beside it a floor in the same run: unpacking the file
// and reading its cells.

#include "ingest/forms/import.h"
#include "tests/support/spreadsheet.h"

#include <fmt/format.h>
#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

namespace {

using namespace cityaudit;

constexpr int rows_of_survey = 3'000;
constexpr int languages = 10;
constexpr int rows_per_group = 20;

tests::SheetRows survey() {
  tests::SheetRows rows(1, {"type", "name", "relevant", "constraint"});
  for (const char* text : {"label", "hint", "constraint_message"})
    for (int language = 0; language < languages; ++language)
      rows[0].push_back(fmt::format("{}::Language {} (l{})", text, language, language));
  for (int row = 0; row < rows_of_survey; ++row) {
    const int in_group = row % rows_per_group;
    std::vector<std::string> cells;
    const bool begins = in_group == 0, ends = in_group == rows_per_group - 1;
    cells.push_back(begins ? "begin_group" : ends ? "end_group" : in_group % 3 == 0 ? "select_one list7" : "integer");
    cells.push_back(ends ? "" : fmt::format("question_{}", row));
    const bool asks = !begins && !ends;
    cells.push_back(asks && in_group > 1 ? fmt::format("${{question_{}}} != '' and ${{question_1}} > {}", row - 1, row) : "");
    cells.push_back(asks && in_group % 3 != 0 ? ". >= 0 and . <= 100 and string-length(.) < 4" : "");
    for (int language = 0; language < languages && !ends; ++language)
      cells.push_back(fmt::format("Question number {} asked in language {}, as long as such things are", row, language));
    for (int language = 0; language < languages && asks && in_group % 4 == 0; ++language)
      cells.push_back(fmt::format("Hint of question {} in language {}", row, language));
    rows.push_back(std::move(cells));
  }
  return rows;
}

tests::SheetRows choices() {
  tests::SheetRows rows(1, {"list_name", "name"});
  for (int language = 0; language < languages; ++language) rows[0].push_back(fmt::format("label::Language {} (l{})", language, language));
  for (int list = 0; list < 50; ++list)
    for (int choice = 0; choice < 6; ++choice) {
      rows.push_back({fmt::format("list{}", list), std::to_string(choice)});
      for (int language = 0; language < languages; ++language) rows.back().push_back(fmt::format("Choice {} of {}", choice, language));
    }
  return rows;
}

double processor_millis() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double median_millis(const std::function<bool()>& work) {
  std::vector<double> times;
  for (int i = 0; i < 7; ++i) {
    const double start = processor_millis();
    if (!work()) return -1;
    times.push_back(processor_millis() - start);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main() {
  const std::string bytes =
      tests::xlsx_of({{"survey", survey()}, {"choices", choices()}, {"settings", {{"form_id", "version"}, {"big", "1"}}}});
  const auto form = ingest::import_form(bytes, "big.xlsx");
  if (!form) {
    const Error error = form.error();
    fmt::print("refused: {} {}\n", error.code,
               error.fields.empty() ? std::string() : error.fields.front().field + " " + error.fields.front().code);
    return 1;
  }
  const double cells = median_millis([&] { return ingest::read_workbook(bytes).has_value(); });
  const double whole = median_millis([&] { return ingest::import_form(bytes, "big.xlsx").has_value(); });
  const double xform = median_millis([&] { return ingest::read_xform(form->xml).has_value(); });
  fmt::print("rows {}  languages {}  xlsx {} bytes  xform {} bytes\n", rows_of_survey, languages, bytes.size(), form->xml.size());
  fmt::print("cells {:.0f} ms  conversion {:.0f} ms  reading the XForm {:.0f} ms  import {:.0f} ms\n", cells, whole - cells - xform, xform,
             whole);
  return 0;
}
