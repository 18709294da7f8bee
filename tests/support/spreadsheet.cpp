#include "tests/support/spreadsheet.h"

#include "base/text.h"
#include "ingest/forms/workbook.h"
#include "tests/support/temporary_folder.h"

#include <minizip/zip.h>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace cityaudit::tests {
namespace {

constexpr std::string_view main_namespace = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
constexpr std::string_view office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string workbook_xml(const std::vector<std::string>& names) {
  std::string out = "<workbook " + std::string(main_namespace) + " xmlns:r=\"" + std::string(office) + "\"><sheets>";
  for (std::size_t i = 0; i < names.size(); ++i)
    out += "<sheet name=\"" + escape_xml(names[i]) + "\" sheetId=\"" + std::to_string(i + 1) + "\" r:id=\"rId" + std::to_string(i + 1) +
           "\"/>";
  return out + "</sheets></workbook>";
}

std::string relations_xml(std::size_t count) {
  std::string out = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  for (std::size_t i = 1; i <= count; ++i)
    out += "<Relationship Id=\"rId" + std::to_string(i) + "\" Type=\"" + std::string(office) + "/worksheet\" Target=\"worksheets/sheet" +
           std::to_string(i) + ".xml\"/>";
  return out + "</Relationships>";
}

}  // namespace

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "container.zip").string();
  zipFile zip = zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
  for (const auto& [name, bytes] : files) {
    const zip_fileinfo info{};
    if (zipOpenNewFileInZip64(zip, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, 8, 6, 0) != 0 ||
        zipWriteInFileInZip(zip, bytes.data(), static_cast<unsigned>(bytes.size())) != 0 || zipCloseFileInZip(zip) != 0)
      throw std::runtime_error("cannot write " + name);
  }
  zipClose(zip, nullptr);
  std::ifstream file(path, std::ios::binary);
  std::stringstream out;
  out << file.rdbuf();
  return out.str();
}

std::string xlsx_of(const std::vector<std::pair<std::string, SheetRows>>& sheets) {
  std::string strings = "<sst " + std::string(main_namespace) + ">";
  std::size_t count = 0;
  std::vector<std::pair<std::string, std::string>> files;
  std::vector<std::string> names;
  for (const auto& [name, rows] : sheets) {
    names.push_back(name);
    std::string xml = "<worksheet " + std::string(main_namespace) + "><sheetData>";
    for (std::size_t row = 0; row < rows.size(); ++row) {
      xml += "<row r=\"" + std::to_string(row + 1) + "\">";
      for (std::size_t column = 0; column < rows[row].size(); ++column) {
        if (rows[row][column].empty()) continue;
        xml +=
            "<c r=\"" + ingest::column_letters(column) + std::to_string(row + 1) + "\" t=\"s\"><v>" + std::to_string(count++) + "</v></c>";
        strings += "<si><t xml:space=\"preserve\">" + escape_xml(rows[row][column]) + "</t></si>";
      }
      xml += "</row>";
    }
    files.emplace_back("xl/worksheets/sheet" + std::to_string(names.size()) + ".xml", xml + "</sheetData></worksheet>");
  }
  files.emplace_back("xl/workbook.xml", workbook_xml(names));
  files.emplace_back("xl/_rels/workbook.xml.rels", relations_xml(names.size()));
  files.emplace_back("xl/sharedStrings.xml", strings + "</sst>");
  return zip_of(files);
}

std::vector<std::pair<std::string, std::string>> xlsx_parts(std::string_view sheet_xml, std::string_view strings_xml,
                                                            std::string_view styles_xml) {
  std::vector<std::pair<std::string, std::string>> files = {{"xl/workbook.xml", workbook_xml({"survey"})},
                                                            {"xl/_rels/workbook.xml.rels", relations_xml(1)},
                                                            {"xl/worksheets/sheet1.xml", std::string(sheet_xml)}};
  if (!strings_xml.empty()) files.emplace_back("xl/sharedStrings.xml", strings_xml);
  if (!styles_xml.empty()) files.emplace_back("xl/styles.xml", styles_xml);
  return files;
}

}  // namespace cityaudit::tests
