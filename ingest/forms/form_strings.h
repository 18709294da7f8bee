#pragma once
// The texts of a form as a table, one row a text, one column a language; read from an XForm's itext and written back into it.
// References to answers stand as ${path}. Pure.

#include "ingest/forms/xform.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

struct FormString {
  std::string id;                            // "/data/lighting:label"; of guidance "/data/lighting:guidance_hint"
  std::map<std::string, std::string> texts;  // by the language's name; absent or "" where nobody has translated it
};

struct FormStrings {
  std::vector<std::string> languages;  // names as the form writes them, its default first; none: texts stand in the questions
  std::vector<std::string> unchecked;  // those of them that no native speaker has checked yet (ca:unchecked)
  std::vector<FormString> strings;     // in the order of the form
  bool language_unnamed = false;       // there are texts of which nobody said in which language they are
};

struct StringEdit {
  std::string id;
  std::string language;
  std::string text;  // empty: not translated
};

struct StringsChange {
  std::vector<std::string> new_languages;
  std::vector<StringEdit> edits;
  std::vector<std::string> checked;  // languages of which somebody says now that a native speaker has checked them
  std::string text_language = {};    // what the language of texts without one is called from now on; empty: nothing is said
};

Result<FormStrings> read_strings(std::string_view xml, const FormLimits& limits);

/// The form with that change: first the name of the language, then new languages, then edits.
/// invalid: form.{languages_named, language_unusable, string_unknown, no_itext}.
/// A text that is missing in a language is written as "-", as the field's own converter does, so that clients take the form.
Result<std::string> with_strings(std::string_view xml, const StringsChange& change, const FormLimits& limits);

/// "vi uk ru" without the codes of those languages ("Українська (uk)").
std::string without_languages(std::string_view codes, const std::vector<std::string>& languages);

}  // namespace cityaudit::ingest
