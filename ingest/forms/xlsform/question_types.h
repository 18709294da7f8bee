#pragma once
// The type column of a survey: "select_one_from_file stops.csv", "begin repeat", "integer". Internal to ingest/forms/xlsform;
// pure.

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// What a plain type becomes in the XForm. Empty texts are left out.
struct TypeRule {
  std::string_view word;
  std::string_view control;  // input, upload, trigger, range; empty: nobody sees it
  std::string_view bind_type;
  std::string_view mediatype;
  std::string_view preload;
  std::string_view preload_parameters;
};

struct QuestionType {
  enum class Kind {
    unknown,
    plain,
    select_one,
    select_many,
    rank,
    begin_group,
    begin_repeat,
    end_group,
    end_repeat,
    retired,  // known, and not to be used any more: `word` says which
  };
  Kind kind = Kind::unknown;
  const TypeRule* rule = nullptr;  // of plain types
  std::string word;                // canonical: "integer", "select_one"
  std::string list;                // of selects: a list's name, "stops.csv", "${photos}"
  bool from_file = false;
  bool or_other = false;

  bool is_select() const { return kind == Kind::select_one || kind == Kind::select_many || kind == Kind::rank; }
};

QuestionType parse_type(std::string_view text);
/// The words that begin a type, for suggestions.
std::vector<std::string> known_types();

}  // namespace cityaudit::ingest
