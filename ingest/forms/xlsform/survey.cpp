#include "ingest/forms/xlsform/survey.h"

#include "base/text.h"
#include "ingest/forms/xlsform/columns.h"

#include <algorithm>

namespace cityaudit::ingest {

void set_attribute(SheetAttributes& attributes, std::string name, std::string value, const Column* column) {
  for (SheetAttribute& attribute : attributes)
    if (attribute.name == name) {
      attribute.value = std::move(value);
      attribute.column = column;
      return;
    }
  attributes.push_back({std::move(name), std::move(value), column});
}

const SheetAttribute* find_attribute(const SheetAttributes& attributes, std::string_view name) {
  const auto found = std::find_if(attributes.begin(), attributes.end(), [&](const SheetAttribute& a) { return a.name == name; });
  return found == attributes.end() ? nullptr : &*found;
}

Place place_in(const Table& table, std::size_t row, std::string_view name, std::string_view part) {
  Place place{table.sheet_name(), row, {}, {}};
  for (const Column& column : table.columns())
    if (!name.empty() && place.column.empty() && column.meaning.name == name && column.meaning.part == part) {
      place.column = column.letters;
      place.header = column.header;
    }
  return place;
}

bool FormImport::spend(std::size_t bytes) {
  if (bytes <= bytes_left) {
    bytes_left -= bytes;
    return true;
  }
  bytes_left = 0;
  notes.fault({survey.sheet_name(), 0, {}, {}}, "form.too_large", {{"limit_bytes", std::to_string(bytes_limit)}});
  return false;
}

SheetChoiceList* FormImport::find_list(std::string_view name) {
  const auto found = std::find_if(lists.begin(), lists.end(), [&](const SheetChoiceList& list) { return list.name == name; });
  return found == lists.end() ? nullptr : &*found;
}

Place FormImport::place(const SurveyItem& item, std::string_view name, std::string_view part) const {
  if (item.row == 0) return place_in(settings_table, settings_table.rows().empty() ? 0 : settings_table.rows().front().number, name, part);
  return place_in(survey, item.row, name, part);
}

Place FormImport::place(const TableRow& row, std::string_view name, std::string_view part) const {
  return place_in(survey, row.number, name, part);
}

SheetText read_text(const TableRow& row, std::string_view name, const std::string& default_language) {
  SheetText out;
  for (const TableCell& cell : row.cells) {
    if (cell.column->meaning.name != name) continue;
    if (cell.column->meaning.language.empty()) {
      out.plain = cell.text;
    } else {
      out.translations.emplace_back(cell.column->meaning.language, cell.text);
    }
  }
  if (!out.plain.empty() && out.translated()) {
    const bool given = std::any_of(out.translations.begin(), out.translations.end(),
                                   [&](const auto& translation) { return translation.first == default_language; });
    if (!given) out.translations.emplace_back(default_language, out.plain);
    out.plain.clear();
  }
  return out;
}

std::vector<std::pair<std::string, SheetText>> read_media(const TableRow& row, const std::string& default_language) {
  std::vector<std::pair<std::string, SheetText>> out;
  for (const char* name : {"image", "big-image", "audio", "video"})
    if (SheetText text = read_text(row, name, default_language); !text.empty()) {
      // Media are always texts of a language.
      if (!text.translated()) text = {{}, {{default_language, text.plain}}};
      out.emplace_back(name, std::move(text));
    }
  return out;
}

bool is_xml_name(std::string_view text) {
  if (text.empty() || text.size() > name_bytes_max) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    const bool further = (c >= '0' && c <= '9') || c == '-' || c == '.';
    if (!letter && (i == 0 || !further)) return false;
  }
  // Beyond ASCII: letters, yes; typographic spaces and signs, no.
  return text.find("\xC2\xA0") == std::string_view::npos && text.find("\xE2\x80") == std::string_view::npos;
}

bool has_reference(std::string_view text) { return text.find("${") != std::string_view::npos; }

std::string only_reference(std::string_view text) {
  text = trim(text);
  if (!text.starts_with("${") || !text.ends_with('}')) return {};
  const std::string_view name = trim(text.substr(2, text.size() - 3));
  return is_xml_name(name) ? std::string(name) : std::string();
}

}  // namespace cityaudit::ingest
