// A spreadsheet from a stranger: the container itself, and the XML of a sheet, of the shared texts and of the styles inside a
// sound one. Whatever is read keeps the limits.
#include "ingest/forms/workbook.h"

#include <boost/crc.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace cityaudit::ingest;

void require(bool kept) {
  if (!kept) std::abort();
}

void append_number(std::string& out, std::uint32_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i));
}

/// A zip container whose files are stored as they are.
std::string stored_zip(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string out;
  std::string directory;
  for (const auto& [name, bytes] : files) {
    boost::crc_32_type crc;
    crc.process_bytes(bytes.data(), bytes.size());
    std::string header;
    append_number(header, 20, 2);
    append_number(header, 0, 4);  // no flags, stored
    append_number(header, 0, 4);  // time
    append_number(header, crc.checksum(), 4);
    append_number(header, static_cast<std::uint32_t>(bytes.size()), 4);
    append_number(header, static_cast<std::uint32_t>(bytes.size()), 4);
    append_number(header, static_cast<std::uint32_t>(name.size()), 2);
    append_number(header, 0, 2);
    directory += "PK\x01\x02";
    append_number(directory, 20, 2);
    directory += header;
    append_number(directory, 0, 2);  // no remark
    append_number(directory, 0, 4);  // disk, inner attributes
    append_number(directory, 0, 4);  // outer attributes
    append_number(directory, static_cast<std::uint32_t>(out.size()), 4);
    directory += name;
    out += "PK\x03\x04" + header + name + bytes;
  }
  const auto begin = static_cast<std::uint32_t>(out.size());
  out += directory + "PK\x05\x06";
  append_number(out, 0, 4);
  append_number(out, static_cast<std::uint32_t>(files.size()), 2);
  append_number(out, static_cast<std::uint32_t>(files.size()), 2);
  append_number(out, static_cast<std::uint32_t>(directory.size()), 4);
  append_number(out, begin, 4);
  append_number(out, 0, 2);
  return out;
}

constexpr char sound_sheet[] =
    "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c s=\"1\"><v>43269.5</v></c></row></sheetData></worksheet>";
constexpr char sound_strings[] = "<sst><si><t>type</t></si></sst>";
constexpr char sound_styles[] = "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>";
constexpr char workbook_xml[] = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"survey\" r:id=\"a\"/></sheets></workbook>";
constexpr char relations_xml[] = "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"s.xml\"/></Relationships>";

void read(const std::string& bytes) {
  WorkbookLimits limits;
  limits.rows_max = 1'000;
  limits.cells_max = 10'000;
  limits.text_bytes_max = 1'000'000;
  limits.unzipped_bytes_max = 4'000'000;
  const auto workbook = read_workbook(bytes, limits);
  if (!workbook) {
    require(!workbook.error().code.empty());
    return;
  }
  std::size_t rows = 0, cells = 0, text_bytes = 0;
  for (const Sheet& sheet : workbook->sheets)
    for (const SheetRow& row : sheet.rows) {
      ++rows;
      require(!row.cells.empty());
      for (const Cell& cell : row.cells) {
        ++cells;
        text_bytes += cell.text.size();
        require(!cell.text.empty() && !cell.column.empty());
      }
    }
  require(rows <= limits.rows_max && cells <= limits.cells_max && text_bytes <= limits.text_bytes_max);
}

}  // namespace

/// The first byte says which part the rest is: c container, s sheet, t texts, y styles.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string part(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'c') {
    read(part);
    return 0;
  }
  read(stored_zip({{"xl/workbook.xml", workbook_xml},
                   {"xl/_rels/workbook.xml.rels", relations_xml},
                   {"xl/s.xml", data[0] == 's' ? part : sound_sheet},
                   {"xl/sharedStrings.xml", data[0] == 't' ? part : sound_strings},
                   {"xl/styles.xml", data[0] == 'y' ? part : sound_styles}}));
  return 0;
}
