#include "ingest/forms/sheet_texts.h"

#include "base/text.h"
#include "ingest/forms/itext_document.h"
#include "ingest/forms/workbook_write.h"
#include "ingest/forms/xlsform/columns.h"

#include <algorithm>
#include <map>
#include <optional>

namespace cityaudit::ingest {
namespace {

/// "/data/walk/lighting:label" -> {"walk/lighting", "label"}; a choice's id has no path.
struct TextId {
  std::string path;
  std::string column;
};

std::optional<TextId> question_text(std::string_view id) {
  constexpr std::pair<std::string_view, std::string_view> kinds[] = {{"label", "label"},
                                                                     {"hint", "hint"},
                                                                     {"guidance_hint", "guidance_hint"},
                                                                     {"jr:constraintMsg", "constraint_message"},
                                                                     {"jr:requiredMsg", "required_message"},
                                                                     {"jr:noAppErrorString", "no_app_error_string"}};
  const std::size_t colon = id.find(':');
  const std::size_t root_end = id.find('/', 1);
  if (!id.starts_with('/') || colon == std::string_view::npos || root_end == std::string_view::npos || root_end > colon)
    return std::nullopt;
  for (const auto& [kind, column] : kinds)
    if (id.substr(colon + 1) == kind) return TextId{std::string(id.substr(root_end + 1, colon - root_end - 1)), std::string(column)};
  return std::nullopt;
}

/// "${/data/walk/name}" -> "${name}": how a sheet refers to an answer.
std::string for_sheet(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t open = text.find("${");
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) return out + std::string(text);
    const std::string_view path = trim(text.substr(open + 2, close - open - 2));
    out += text.substr(0, open + 2);
    out += path.substr(path.rfind('/') + 1);
    out += '}';
    text.remove_prefix(close + 1);
  }
}

/// Empty: the cell goes.
void put_cell(SheetRow& row, const std::string& column, std::string text) {
  const auto at =
      std::find_if(row.cells.begin(), row.cells.end(), [&](const Cell& cell) { return column_index(cell.column) >= column_index(column); });
  const bool there = at != row.cells.end() && at->column == column;
  if (there && text.empty())
    row.cells.erase(at);
  else if (there)
    at->text = std::move(text);
  else if (!text.empty())
    row.cells.insert(at, {column, std::move(text)});
}

/// A sheet of which cells are found by row and meaning.
class TextSheet {
 public:
  TextSheet(Sheet& sheet, SheetKind kind) : sheet_(sheet) {
    const auto& header = sheet.rows.front().cells;
    const auto has = [&](const char* part) {
      return std::any_of(header.begin(), header.end(), [&](const Cell& cell) { return cell.text.find(part) != std::string::npos; });
    };
    const bool double_colons = has("::");
    for (const Cell& cell : header) meanings_.push_back(column_meaning(cell.text, kind, double_colons));
    if (!double_colons && has(":")) separator_ = ":";
  }

  /// Texts without a language are in that one.
  void name_language(const std::string& language) {
    for (std::size_t i = 0; i < meanings_.size(); ++i) {
      ColumnMeaning& meaning = meanings_[i];
      if (!meaning.known || !is_text_column(meaning.name) || !is_unnamed_language(meaning.language)) continue;
      std::string& heading = sheet_.rows.front().cells[i].text;
      if (!meaning.language.empty()) heading.erase(heading.rfind(separator_));
      heading += separator_ + language;
      meaning.language = language;
    }
  }

  std::string text_at(const SheetRow& row, std::string_view name) const {
    for (std::size_t i = 0; i < meanings_.size(); ++i)
      if (meanings_[i].name == name && meanings_[i].part.empty() && meanings_[i].language.empty())
        for (const Cell& cell : row.cells)
          if (cell.column == sheet_.rows.front().cells[i].column) return std::string(trim(cell.text));
    return {};
  }

  void put(SheetRow& row, const std::string& name, const std::string& language, std::string text) {
    put_cell(row, column_for(name, language), std::move(text));
  }

  std::vector<SheetRow>& rows() { return sheet_.rows; }

 private:
  /// The column of that meaning; a new one at the end of the header when there is none.
  std::string column_for(const std::string& name, const std::string& language) {
    auto& header = sheet_.rows.front().cells;
    for (std::size_t i = 0; i < meanings_.size(); ++i)
      if (meanings_[i].name == name && meanings_[i].language == language) return header[i].column;
    std::size_t last = 0;
    for (const SheetRow& row : sheet_.rows)
      for (const Cell& cell : row.cells) last = std::max(last, column_index(cell.column));
    header.push_back({column_letters(last + 1), name + separator_ + language});
    ColumnMeaning meaning;
    meaning.name = name;
    meaning.language = language;
    meanings_.push_back(std::move(meaning));
    return header.back().column;
  }

  Sheet& sheet_;
  std::vector<ColumnMeaning> meanings_;  // of the header's cells
  std::string separator_ = "::";         // old sheets: ":"
};

Sheet* sheet_called(Workbook& workbook, std::string_view name) {
  for (Sheet& sheet : workbook.sheets)
    if (to_lower_ascii(trim(sheet.name)) == name && !sheet.rows.empty()) return &sheet;
  return nullptr;
}

/// Row of each question by its path below the root: "walk/lighting".
std::map<std::string, std::size_t> rows_by_path(TextSheet& sheet) {
  std::map<std::string, std::size_t> out;
  std::vector<std::string> groups;
  for (std::size_t i = 1; i < sheet.rows().size(); ++i) {
    std::string type = sheet.text_at(sheet.rows()[i], "type");
    std::replace(type.begin(), type.end(), '_', ' ');
    const std::string name = sheet.text_at(sheet.rows()[i], "name");
    if (type.starts_with("end ")) {
      if (!groups.empty()) groups.pop_back();
      continue;
    }
    std::string path;
    for (const std::string& group : groups) path += group + '/';
    if (!name.empty()) out.emplace(path + name, i);
    if (type.starts_with("begin ")) groups.push_back(name);
  }
  return out;
}

/// Row of each choice by its text's id: "bench-0".
std::map<std::string, std::size_t> rows_by_choice(TextSheet& sheet) {
  std::map<std::string, std::size_t> out;
  std::map<std::string, std::size_t> counts;
  for (std::size_t i = 1; i < sheet.rows().size(); ++i) {
    const std::string list = sheet.text_at(sheet.rows()[i], "list_name");
    if (!list.empty()) out[list + "-" + std::to_string(counts[list]++)] = i;
  }
  return out;
}

void mark_checked(Workbook& workbook, const std::vector<std::string>& languages) {
  Sheet* settings = sheet_called(workbook, "settings");
  if (!settings) return;
  for (const Cell& heading : settings->rows.front().cells) {
    if (to_lower_ascii(trim(heading.text)) != "attribute::ca:unchecked") continue;
    for (SheetRow& row : settings->rows) {
      if (&row == &settings->rows.front()) continue;
      for (Cell& cell : row.cells)
        if (cell.column == heading.column) cell.text = without_languages(cell.text, languages);
      std::erase_if(row.cells, [](const Cell& cell) { return cell.text.empty(); });
    }
  }
}

/// The settings say which language is the form's own; a sheet of settings is added where there is none.
void set_default_language(Workbook& workbook, const std::string& language) {
  if (!sheet_called(workbook, "settings")) {
    const std::string column = sheet_called(workbook, "survey")->rows.front().cells.front().column;
    workbook.sheets.push_back({"settings", {{1, {{column, "default_language"}}}}});
  }
  Sheet& settings = *sheet_called(workbook, "settings");
  std::vector<Cell>& header = settings.rows.front().cells;
  const auto is_wanted = [](const Cell& heading) {
    return column_meaning(heading.text, SheetKind::settings, true).name == "default_language";
  };
  if (std::none_of(header.begin(), header.end(), is_wanted))
    header.push_back({column_letters(column_index(header.back().column) + 1), "default_language"});
  const std::string column = std::find_if(header.begin(), header.end(), is_wanted)->column;
  if (settings.rows.size() < 2) settings.rows.push_back({settings.rows.front().number + 1, {}});
  put_cell(settings.rows[1], column, language);
}

void name_sheet_language(Workbook& workbook, const std::string& language) {
  TextSheet(*sheet_called(workbook, "survey"), SheetKind::survey).name_language(language);
  if (Sheet* choices = sheet_called(workbook, "choices")) TextSheet(*choices, SheetKind::choices).name_language(language);
  set_default_language(workbook, language);
}

}  // namespace

bool put_sheet_texts(Workbook& workbook, const StringsChange& change) {
  if (!sheet_called(workbook, "survey")) return false;
  if (!change.text_language.empty()) name_sheet_language(workbook, change.text_language);
  Sheet* survey_sheet = sheet_called(workbook, "survey");
  Sheet* choices_sheet = sheet_called(workbook, "choices");
  TextSheet survey(*survey_sheet, SheetKind::survey);
  const auto questions = rows_by_path(survey);
  std::optional<TextSheet> choices;
  std::map<std::string, std::size_t> choice_rows;
  if (choices_sheet) {
    choices.emplace(*choices_sheet, SheetKind::choices);
    choice_rows = rows_by_choice(*choices);
  }
  for (const StringEdit& edit : change.edits) {
    std::string text = for_sheet(trim(edit.text));
    if (const auto id = question_text(edit.id)) {
      const auto row = questions.find(id->path);
      if (row == questions.end()) return false;
      survey.put(survey.rows()[row->second], id->column, edit.language, std::move(text));
    } else {
      const auto row = choice_rows.find(edit.id);
      if (!choices || row == choice_rows.end()) return false;
      choices->put(choices->rows()[row->second], "label", edit.language, std::move(text));
    }
  }
  mark_checked(workbook, change.checked);
  return true;
}

}  // namespace cityaudit::ingest
