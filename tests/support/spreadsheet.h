#pragma once
// Spreadsheets for tests: a zip container of given files, and an .xlsx of given rows. Thread-safe.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cityaudit::tests {

/// A zip container with these files, deflated.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files);

using SheetRows = std::vector<std::vector<std::string>>;

/// An .xlsx as spreadsheet programs write it: texts shared, one sheet below xl/worksheets for each.
std::string xlsx_of(const std::vector<std::pair<std::string, SheetRows>>& sheets);

/// The parts of an .xlsx with one sheet called survey, given its XML, its shared strings and its styles (empty: none).
std::vector<std::pair<std::string, std::string>> xlsx_parts(std::string_view sheet_xml, std::string_view strings_xml = {},
                                                            std::string_view styles_xml = {});

}  // namespace cityaudit::tests
