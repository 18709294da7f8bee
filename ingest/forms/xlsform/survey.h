#pragma once
// An XLSForm understood: settings, choice lists and the tree of questions, groups and repeats, and the steps that make an
// XForm of them. Each step lists what is wrong instead of stopping, so that an author sees all faults at once.
// Internal to ingest/forms/xlsform; an import is for one thread.

#include "ingest/forms/xlsform/notes.h"
#include "ingest/forms/xlsform/question_types.h"
#include "ingest/forms/xlsform/table.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cityaudit::ingest {

inline constexpr std::size_t no_item = static_cast<std::size_t>(-1);

/// One text as the sheet gives it: without a language, or in several.
struct SheetText {
  std::string plain;
  std::vector<std::pair<std::string, std::string>> translations;  // language -> text

  bool empty() const { return plain.empty() && translations.empty(); }
  bool translated() const { return !translations.empty(); }
};

/// An attribute of the XForm and the column it comes from.
struct SheetAttribute {
  std::string name;
  std::string value;
  const Column* column = nullptr;  // null when the import made it
};
using SheetAttributes = std::vector<SheetAttribute>;
void set_attribute(SheetAttributes& attributes, std::string name, std::string value, const Column* column = nullptr);
const SheetAttribute* find_attribute(const SheetAttributes& attributes, std::string_view name);

struct SurveyItem {
  enum class Kind { question, group, repeat };
  Kind kind = Kind::question;
  std::string name;
  std::string path;  // "/data/photos/caption", once place_items() ran
  std::size_t parent = no_item;
  std::size_t row = 0;
  QuestionType type;
  bool flat = false;  // a group that is layout only
  bool in_meta = false;
  std::vector<std::size_t> children;
  SheetAttributes bind;
  SheetAttributes body;
  SheetAttributes instance;
  SheetText label, hint, guidance, constraint_message, required_message, no_app_error;
  std::vector<std::pair<std::string, SheetText>> media;  // image, audio …
  std::string default_value;
  bool dynamic_default = false;
  std::vector<std::string> triggers;  // names
  std::string choice_filter;
  std::map<std::string, std::string> parameters;
};

struct SheetChoice {
  std::string name;
  SheetText label;
  std::vector<std::pair<std::string, SheetText>> media;
  std::vector<std::pair<std::string, std::string>> other;  // further columns, for choice_filter
  std::size_t row = 0;
};

struct SheetChoiceList {
  std::string name;
  std::vector<SheetChoice> choices;
  bool translated = false;  // needs itext: languages, media or ${…} in a label
  bool used = false;
};

struct FormSettings {
  std::string root_name = "data";
  std::string form_id, title, version, default_language, style, instance_name, instance_namespace;
  std::string public_key, submission_url, auto_send, auto_delete, prefix, delimiter, instance_id_preload = "uid";
  std::vector<std::pair<std::string, std::string>> namespaces;  // prefix -> URI, besides those of every form
  SheetAttributes attributes;                                   // of the instance's root
  bool allow_choice_duplicates = false;
  bool omit_instance_id = false;
  bool client_editable = false;
  bool flat = false;
};

inline constexpr std::size_t languages_max = 100;
inline constexpr std::size_t sections_deep_max = 24;  // groups in groups
inline constexpr std::size_t name_bytes_max = 255;

struct FormImport {
  FormImport(std::size_t faults_max, std::size_t bytes_max) : notes(faults_max), bytes_left(bytes_max), bytes_limit(bytes_max) {}

  ImportNotes notes;
  /// A short sheet can ask for a long form: each "${name}" becomes a path, each text stands in every language. False, and a
  /// fault the first time, once more is written than a form may have.
  bool spend(std::size_t bytes);
  std::size_t bytes_left;
  std::size_t bytes_limit;
  Table survey, choices, settings_table;
  FormSettings settings;
  std::vector<SheetChoiceList> lists;
  std::vector<SurveyItem> items;  // [0] is the root
  std::multimap<std::string, std::size_t, std::less<>> items_by_name;
  std::vector<std::string> languages;  // of the form, in the order of its columns; empty without translations

  SheetChoiceList* find_list(std::string_view name);
  const TableRow* row_of(const SurveyItem& item) const;
  /// Where the column {name, part} of an item stands; the row when the sheet has no such column.
  Place place(const SurveyItem& item, std::string_view name = {}, std::string_view part = {}) const;
  Place place(const TableRow& row, std::string_view name = {}, std::string_view part = {}) const;
};

Place place_in(const Table& table, std::size_t row, std::string_view name, std::string_view part = {});
/// The text of a row's columns called `name`, with and without languages; a plain text beside translations is in
/// `default_language`.
SheetText read_text(const TableRow& row, std::string_view name, const std::string& default_language);
std::vector<std::pair<std::string, SheetText>> read_media(const TableRow& row, const std::string& default_language);
/// "a", "a-1", "á": a name that XML takes as an element's, without a prefix.
bool is_xml_name(std::string_view text);
/// Whether an expression asks another answer: "${…}".
bool has_reference(std::string_view text);
/// "x" of " ${x} "; empty when the text is anything else.
std::string only_reference(std::string_view text);

void read_settings(FormImport& import);
void read_choice_lists(FormImport& import);
/// The rows of the survey as a tree.
void read_items(FormImport& import);
/// Everything about one question but its name and place.
void read_question(FormImport& import, SurveyItem& item, const TableRow& row);
/// Checks the parameters column against what the type takes, and turns them into attributes.
void read_parameters(FormImport& import, SurveyItem& item, const TableRow& row);
/// Checks the list of a select; adds the choice and the question of or_other (the question's index, or no_item).
std::size_t read_select(FormImport& import, std::size_t item, const TableRow& row);
/// Paths, languages, the instance's meta block.
void place_items(FormImport& import);
/// Translations that are there in one language and not in another.
void warn_about_translations(FormImport& import);
std::string write_xform(FormImport& import);

}  // namespace cityaudit::ingest
