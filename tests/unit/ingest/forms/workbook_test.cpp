#include "ingest/forms/workbook.h"

#include "ingest/forms/xlsx_values.h"
#include "tests/support/spreadsheet.h"

#include <gtest/gtest.h>

namespace cityaudit::ingest {
namespace {

using tests::xlsx_of;
using tests::xlsx_parts;
using tests::zip_of;

/// "sheet!A1=text" for every cell.
std::vector<std::string> cells_of(const Workbook& workbook) {
  std::vector<std::string> out;
  for (const Sheet& sheet : workbook.sheets)
    for (const SheetRow& row : sheet.rows)
      for (const Cell& cell : row.cells) out.push_back(sheet.name + "!" + cell.column + std::to_string(row.number) + "=" + cell.text);
  return out;
}

using Cells = std::vector<std::string>;

Cells read(std::string_view bytes, const WorkbookLimits& limits = {}) {
  const auto workbook = read_workbook(bytes, limits);
  return workbook ? cells_of(*workbook) : Cells{workbook.error().code};
}

TEST(Workbook, ReadsSheetsRowsAndCellsOfAnXlsx) {
  EXPECT_EQ(read(xlsx_of({{"survey", {{"type", "", "label"}, {}, {"text", "", "Jméno & příjmení"}}}, {"choices", {{"list_name"}}}})),
            (Cells{"survey!A1=type", "survey!C1=label", "survey!A3=text", "survey!C3=Jméno & příjmení", "choices!A1=list_name"}));
}

TEST(Workbook, ReadsEveryKindOfCell) {
  const std::string sheet = R"(<x:worksheet xmlns:x="m"><!-- <x:row> --><x:sheetData><x:row r="2">
    <x:c r="A2" t="inlineStr"><x:is><x:r><x:t>Dobrý</x:t></x:r><x:r><x:t xml:space="preserve"> </x:t></x:r><x:r><x:t>den</x:t></x:r><x:rPh><x:t>čti</x:t></x:rPh></x:is></x:c>
    <x:c r="C2"><x:v>12.0</x:v></x:c><x:c><x:v>0.1000000000000000055</x:v></x:c><x:c t="b"><x:v>1</x:v></x:c>
    <x:c t="str"><x:f>A1</x:f><x:v>formula</x:v></x:c><x:c s="1"><x:v>43269</x:v></x:c><x:c s="2"><x:v>43269.604166666664</x:v></x:c>
    <x:c s="3"><x:v>0.604166666666667</x:v></x:c><x:c t="s"><x:v>99</x:v></x:c></x:row><x:row/></x:sheetData></x:worksheet>)";
  const std::string styles = R"(<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[h]:mm;@"/></numFmts>
    <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/></cellXfs></styleSheet>)";
  EXPECT_EQ(read(zip_of(xlsx_parts(sheet, {}, styles))),
            (Cells{"survey!A2=Dobrý den", "survey!C2=12", "survey!D2=0.1", "survey!E2=TRUE", "survey!F2=formula", "survey!G2=2018-06-18",
                   "survey!H2=2018-06-18 14:30:00", "survey!I2=14:30:00"}));
}

TEST(Workbook, KnowsDatesByTheirFormat) {
  EXPECT_EQ(shape_of_format("yyyy-mm-dd"), NumberShape::date);
  EXPECT_EQ(shape_of_format("d. m. yyyy h:mm"), NumberShape::date_time);
  EXPECT_EQ(shape_of_format("[$-405]mmmm"), NumberShape::date);
  EXPECT_EQ(shape_of_format("0.00\" days\""), NumberShape::number);
  EXPECT_EQ(shape_of_format("#,##0\\d"), NumberShape::number);
  EXPECT_EQ(shown_number("1", NumberShape::date, false), "1900-01-01");
  EXPECT_EQ(shown_number("61", NumberShape::date, false), "1900-03-01");
  EXPECT_EQ(shown_number("1", NumberShape::date, true), "1904-01-02");
  EXPECT_EQ(shown_number("2018061801", NumberShape::number, false), "2018061801");
  EXPECT_EQ(shown_number("44662.6850575292", NumberShape::number, false), "44662.6850575292");
  EXPECT_EQ(shown_number("-3", NumberShape::date, false), "-3");
}

TEST(Workbook, ReadsTheSingleFileCsv) {
  const std::string csv =
      "\xEF\xBB\xBFsurvey,,\r\n,type,label\r\n,text,\"Jméno,\nnebo \"\"přezdívka\"\"\"\r\n\r\n\"choices\"\n,list_name,name\n,yn,ano\n";
  EXPECT_EQ(read(csv), (Cells{"survey!B2=type", "survey!C2=label", "survey!B3=text", "survey!C3=Jméno,\nnebo \"přezdívka\"",
                              "choices!B6=list_name", "choices!C6=name", "choices!B7=yn", "choices!C7=ano"}));
}

TEST(Workbook, RefusesCsvThatNobodyMeant) {
  EXPECT_EQ(read("survey\n,\"type"), Cells{"workbook.csv_quotes"});
  EXPECT_EQ(read(",type,name\n"), Cells{"workbook.csv_no_sheet"});
  EXPECT_EQ(read(""), Cells{"workbook.csv_no_sheet"});
  EXPECT_EQ(read("survey\n,\xE8\xED"), Cells{"workbook.not_utf8"});
}

TEST(Workbook, TellsTheWayOutOfAnOldXls) { EXPECT_EQ(read("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more"), Cells{"workbook.old_xls"}); }

TEST(Workbook, RefusesDamagedContainers) {
  const std::string whole = xlsx_of({{"survey", {{"type"}}}});
  EXPECT_EQ(read(whole.substr(0, whole.size() / 2)), Cells{"workbook.unreadable"});
  EXPECT_EQ(read(zip_of({{"readme.txt", "no spreadsheet"}})), Cells{"workbook.unreadable"});
  std::string changed = whole;
  changed[60] ^= 0x55;
  EXPECT_EQ(read(changed), Cells{"workbook.unreadable"});
}

TEST(Workbook, RefusesAZipBomb) {
  const std::string sheet =
      "<worksheet><sheetData><row><c t=\"str\"><v>" + std::string(40'000'000, 'a') + "</v></c></row></sheetData></worksheet>";
  const std::string bomb = zip_of(xlsx_parts(sheet));
  ASSERT_LT(bomb.size(), 100'000u);
  EXPECT_EQ(read(bomb), Cells{"workbook.bomb"});
}

TEST(Workbook, RefusesBillionLaughs) {
  const std::string strings =
      "<!DOCTYPE sst [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]><sst><si><t>&c;</t></si></sst>";
  const std::string sheet = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
  EXPECT_EQ(read(zip_of(xlsx_parts(sheet, strings))), Cells{"workbook.dtd_refused"});
  EXPECT_EQ(read(zip_of(xlsx_parts("<!DOCTYPE x []>" + sheet))), Cells{"workbook.dtd_refused"});
}

TEST(Workbook, OneTextInManyCellsCountsEveryTime) {
  // A laugh without entities: one shared text of a megabyte, named by a hundred cells.
  std::string sheet = "<worksheet><sheetData><row>";
  for (int i = 0; i < 100; ++i) sheet += "<c t=\"s\"><v>0</v></c>";
  sheet += "</row></sheetData></worksheet>";
  const std::string strings = "<sst><si><t>" + std::string(1'000'000, 'a') + "</t></si></sst>";
  EXPECT_EQ(read(zip_of(xlsx_parts(sheet, strings))), Cells{"workbook.too_much"});
}

TEST(Workbook, EveryLimitIsKept) {
  const std::string bytes = xlsx_of({{"survey", {{"a", "b"}, {"c", "d"}}}});
  WorkbookLimits limits;
  limits.cells_max = 3;
  EXPECT_EQ(read(bytes, limits), Cells{"workbook.too_much"});
  limits = {};
  limits.rows_max = 1;
  EXPECT_EQ(read(bytes, limits), Cells{"workbook.too_much"});
  limits = {};
  limits.columns_max = 1;
  EXPECT_EQ(read(bytes, limits), Cells{"workbook.too_much"});
  limits = {};
  limits.entries_max = 2;
  EXPECT_EQ(read(bytes, limits), Cells{"workbook.too_much"});
  limits = {};
  limits.file_bytes_max = 10;
  EXPECT_EQ(read(bytes, limits), Cells{"workbook.too_large"});
}

TEST(Workbook, LettersColumnsAsSpreadsheetsDo) {
  EXPECT_EQ(column_letters(0), "A");
  EXPECT_EQ(column_letters(25), "Z");
  EXPECT_EQ(column_letters(26), "AA");
  EXPECT_EQ(column_letters(701), "ZZ");
  EXPECT_EQ(column_letters(702), "AAA");
}

}  // namespace
}  // namespace cityaudit::ingest
