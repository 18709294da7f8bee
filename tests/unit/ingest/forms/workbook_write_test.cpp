#include "ingest/forms/workbook_write.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

std::string told(const Workbook& workbook) {
  std::string out;
  for (const Sheet& sheet : workbook.sheets)
    for (const SheetRow& row : sheet.rows)
      for (const Cell& cell : row.cells) out += sheet.name + "!" + cell.column + std::to_string(row.number) + "=" + cell.text + "\n";
  return out;
}

const Workbook workbook{{{"survey", {{1, {{"A", "type"}, {"C", "label"}}}, {3, {{"A", "text"}, {"C", "Jméno,\n\"přezdívka\" & <více>"}}}}},
                         {"choices", {{1, {{"A", "list_name"}, {"AB", "far"}}}}}}};

TEST(WorkbookWrite, AnXlsxIsReadBackCellByCell) {
  const auto bytes = write_xlsx(workbook);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(workbook_kind(*bytes), WorkbookKind::xlsx);
  EXPECT_EQ(told(read_workbook(*bytes).value()), told(workbook));
}

TEST(WorkbookWrite, ACsvKeepsOrderAndTexts) {
  const auto read = read_workbook(write_csv(workbook)).value();
  ASSERT_EQ(read.sheets.size(), 2u);
  EXPECT_EQ(read.sheets[0].rows[1].cells[1].text, "Jméno,\n\"přezdívka\" & <více>");
  EXPECT_EQ(write_csv(read), write_csv(read_workbook(write_csv(read)).value()));
}

TEST(WorkbookWrite, ColumnsCountLikeASpreadsheet) {
  EXPECT_EQ(column_index("A"), 0u);
  EXPECT_EQ(column_index("Z"), 25u);
  EXPECT_EQ(column_index("AB"), 27u);
  for (const std::size_t index : {0u, 25u, 26u, 701u, 702u}) EXPECT_EQ(column_index(column_letters(index)), index);
}

}  // namespace
}  // namespace cityaudit::ingest
