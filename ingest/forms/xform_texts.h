#pragma once
// The texts of a form being read: itext in every language, literal labels, and the media they name. For one thread.

#include "ingest/forms/form_definition.h"
#include "ingest/forms/xml.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cityaudit::ingest {

class FormTexts {
 public:
  /// Reads model/itext. Every XML name is canonical (canonicalise_names).
  void read(pugi::xml_node model);

  const std::vector<FormLanguage>& languages() const { return languages_; }
  /// Files that texts name: "map.png" of "jr://images/map.png".
  const std::set<std::string>& media_files() const { return media_files_; }
  /// Text ids that were asked for and are in no translation.
  const std::set<std::string>& missing() const { return missing_; }
  /// A language code that two translations share; empty when none.
  const std::string& language_twice() const { return language_twice_; }

  /// Of a label, hint or value element: by its ref="jr:itext('id')", else its own content.
  LocalizedText of_element(pugi::xml_node element);
  /// Of an attribute such as jr:constraintMsg: a reference to itext or the text itself.
  LocalizedText of_attribute(std::string_view text);
  LocalizedText of_id(std::string_view id);

 private:
  void read_translation(pugi::xml_node translation, const std::string& code, bool among_others);
  LocalizedText literal(std::string text) const;

  std::vector<FormLanguage> languages_;
  std::map<std::string, LocalizedText, std::less<>> texts_;
  std::set<std::string> media_files_;
  std::set<std::string> missing_;
  std::string language_twice_;
};

/// The content of an element as one line of text; an <output> stands as its question's name in brackets.
std::string flat_text(pugi::xml_node element);
/// "walks.csv" of "jr://file-csv/walks.csv"; empty when the address names no file of the form.
std::string media_file_name(std::string_view address);

}  // namespace cityaudit::ingest
