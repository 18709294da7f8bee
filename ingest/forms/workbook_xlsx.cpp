// Office Open XML spreadsheets. A sheet is read row by row: in memory are its XML and one row, never a tree of the whole.

#include "base/text.h"
#include "ingest/forms/workbook.h"
#include "ingest/forms/xlsx_values.h"
#include "ingest/forms/xml.h"
#include "ingest/forms/zip_archive.h"

#include <functional>
#include <map>
#include <optional>

namespace cityaudit::ingest {
namespace {

constexpr std::size_t depth_max = 64;
constexpr std::size_t nodes_max = 16'000'000;

Error unreadable(std::string detail) { return Error(ErrorKind::invalid, "workbook.unreadable", std::move(detail)); }

Result<> check(std::string_view xml, const std::string& part) {
  switch (check_xml(xml, {xml.size(), depth_max, nodes_max})) {
    case XmlFault::none: return {};
    case XmlFault::dtd: return Error(ErrorKind::invalid, "workbook.dtd_refused", part);
    case XmlFault::too_many_nodes:
      return Error(ErrorKind::too_large, "workbook.too_much", part, {{"what", "cells"}, {"limit", std::to_string(nodes_max)}});
    default: return unreadable(part);
  }
}

pugi::xml_node child_called(pugi::xml_node parent, std::string_view name) {
  for (const pugi::xml_node child : parent.children())
    if (local_name(child.name()) == name) return child;
  return {};
}

pugi::xml_attribute attribute_called(pugi::xml_node node, std::string_view name) {
  for (const pugi::xml_attribute attribute : node.attributes())
    if (local_name(attribute.name()) == name) return attribute;
  return {};
}

/// Calls `found` with the text of every element of this local name, from its tag to its end tag, in checked XML. Elements
/// inside one of the same name are part of it. False from `found` ends the walk.
void for_each_element(std::string_view xml, std::string_view name, const std::function<bool(std::string_view)>& found) {
  std::size_t at = 0;
  std::size_t begin = std::string_view::npos;
  std::size_t depth = 0;
  while ((at = xml.find('<', at)) != std::string_view::npos) {
    const std::size_t tag = at++;
    const std::string_view rest = xml.substr(at);
    if (rest.starts_with("!--") || rest.starts_with("![CDATA[")) {
      const std::string_view end = rest.starts_with("!--") ? "-->" : "]]>";
      at = std::min(xml.find(end, at), xml.size());
      continue;
    }
    const bool closes = rest.starts_with('/');
    const std::size_t from = at + (closes ? 1 : 0);
    const std::size_t to = std::min(xml.find_first_of(" \t\r\n/>", from), xml.size());
    if (local_name(xml.substr(from, to - from)) != name) continue;
    std::size_t end = to;
    for (char quote = 0; end < xml.size() && (quote || xml[end] != '>'); ++end) {
      if (quote ? xml[end] == quote : xml[end] == '"' || xml[end] == '\'') quote = quote ? '\0' : xml[end];
    }
    if (end >= xml.size()) return;
    const bool empty = !closes && xml[end - 1] == '/';
    at = end + 1;
    if (!closes && depth++ == 0) begin = tag;
    if ((closes || empty) && depth > 0 && --depth == 0 && !found(xml.substr(begin, at - begin))) return;
  }
}

void append_texts(pugi::xml_node node, std::string& out) {
  for (const pugi::xml_node child : node.children()) {
    const std::string_view name = local_name(child.name());
    if (name == "t") out += child.text().get();
    if (name == "r" || name == "is") append_texts(child, out);  // rPh, readings of characters, is left out
  }
}

/// An escape that spreadsheets write for a carriage return inside a cell.
std::string mended(std::string text) {
  for (std::size_t at = 0; (at = text.find("_x000D_", at)) != std::string::npos;) text.erase(at, 7);
  return to_clean_utf8(text);
}

pugi::xml_node parse(pugi::xml_document& document, std::string_view xml) {
  document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
  return document.document_element();
}

std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0;
  std::size_t length = 0;
  for (; length < reference.size() && reference[length] >= 'A' && reference[length] <= 'Z' && length < 4; ++length)
    column = column * 26 + static_cast<std::size_t>(reference[length] - 'A' + 1);
  return length == 0 ? std::nullopt : std::optional(column - 1);
}

class XlsxReader {
 public:
  XlsxReader(ZipArchive archive, const WorkbookLimits& limits) : archive_(std::move(archive)), builder_(limits) {}

  Result<Workbook> read() {
    CITYAUDIT_TRY(workbook_xml, archive_.read("xl/workbook.xml"));
    CITYAUDIT_CHECK(check(workbook_xml, "workbook.xml"));
    pugi::xml_document document;
    const pugi::xml_node workbook = parse(document, workbook_xml);
    from_1904_ = child_called(workbook, "workbookPr").attribute("date1904").as_bool();
    CITYAUDIT_CHECK(read_relations());
    CITYAUDIT_CHECK(read_strings());
    if (archive_.has("xl/styles.xml")) {
      CITYAUDIT_TRY(styles, archive_.read("xl/styles.xml"));
      styles_ = read_styles(styles);
    }
    for (const pugi::xml_node sheet : child_called(workbook, "sheets").children()) {
      if (local_name(sheet.name()) != "sheet") continue;
      const auto target = targets_.find(attribute_called(sheet, "id").value());
      if (target == targets_.end()) continue;
      builder_.begin_sheet(mended(sheet.attribute("name").value()));
      CITYAUDIT_CHECK(read_sheet(target->second));
    }
    return builder_.take();
  }

 private:
  /// Which file holds which sheet; paths are relative to xl/.
  Result<> read_relations() {
    CITYAUDIT_TRY(xml, archive_.read("xl/_rels/workbook.xml.rels"));
    CITYAUDIT_CHECK(check(xml, "workbook.xml.rels"));
    pugi::xml_document document;
    for (const pugi::xml_node relation : parse(document, xml).children()) {
      const std::string target = relation.attribute("Target").value();
      if (!std::string_view(relation.attribute("Type").value()).ends_with("/worksheet")) continue;  // charts, macros
      targets_[relation.attribute("Id").value()] = target.starts_with("/") ? target.substr(1) : "xl/" + target;
    }
    return {};
  }

  Result<> read_strings() {
    if (!archive_.has("xl/sharedStrings.xml")) return {};
    CITYAUDIT_TRY(xml, archive_.read("xl/sharedStrings.xml"));
    CITYAUDIT_CHECK(check(xml, "sharedStrings.xml"));
    pugi::xml_document document;
    for_each_element(xml, "si", [&](std::string_view element) {
      std::string text;
      append_texts(parse(document, element), text);
      strings_.push_back(mended(std::move(text)));
      return true;
    });
    return {};
  }

  Result<> read_sheet(const std::string& part) {
    CITYAUDIT_TRY(xml, archive_.read(part));
    CITYAUDIT_CHECK(check(xml, part));
    pugi::xml_document document;
    std::size_t number = 0;
    bool fits = true;
    for_each_element(xml, "row", [&](std::string_view element) {
      const pugi::xml_node row = parse(document, element);
      const auto given = parse_integer(row.attribute("r").value());
      number = given && *given > 0 ? static_cast<std::size_t>(*given) : number + 1;
      builder_.begin_row(number);
      std::size_t column = 0;
      for (const pugi::xml_node cell : row.children()) {
        if (local_name(cell.name()) != "c") continue;
        column = column_of(cell.attribute("r").value()).value_or(column);
        if (fits) fits = builder_.add(column++, text_of(cell));
      }
      return fits;
    });
    if (!fits) return builder_.error();
    return {};
  }

  std::string text_of(pugi::xml_node cell) const {
    const std::string_view type = cell.attribute("t").value();
    if (type == "inlineStr") {
      std::string text;
      append_texts(cell, text);
      return mended(std::move(text));
    }
    const std::string_view value = child_called(cell, "v").text().get();
    if (value.empty()) return {};
    if (type == "s") {
      const auto index = parse_integer(trim(value));
      if (!index || *index < 0 || static_cast<std::size_t>(*index) >= strings_.size()) return {};
      return strings_[static_cast<std::size_t>(*index)];
    }
    if (type == "b") return trim(value) == "1" ? "TRUE" : "FALSE";
    if (!type.empty() && type != "n") return mended(std::string(value));
    const std::size_t style = cell.attribute("s").as_uint();
    return shown_number(value, style < styles_.size() ? styles_[style] : NumberShape::number, from_1904_);
  }

  ZipArchive archive_;
  WorkbookBuilder builder_;
  std::map<std::string, std::string> targets_;
  std::vector<std::string> strings_;
  std::vector<NumberShape> styles_;
  bool from_1904_ = false;
};

}  // namespace

Result<Workbook> read_xlsx_workbook(std::string_view bytes, const WorkbookLimits& limits) {
  CITYAUDIT_TRY(archive, ZipArchive::open(bytes, {limits.entries_max, limits.unzipped_bytes_max, limits.ratio_max}));
  return XlsxReader(std::move(archive), limits).read();
}

}  // namespace cityaudit::ingest
