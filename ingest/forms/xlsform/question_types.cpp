#include "ingest/forms/xlsform/question_types.h"

#include "base/text.h"

#include <algorithm>
#include <iterator>

namespace cityaudit::ingest {
namespace {

constexpr TypeRule rules[] = {
    {"text", "input", "string", "", "", ""},
    {"integer", "input", "int", "", "", ""},
    {"decimal", "input", "decimal", "", "", ""},
    {"range", "range", "int", "", "", ""},
    {"date", "input", "date", "", "", ""},
    {"time", "input", "time", "", "", ""},
    {"datetime", "input", "dateTime", "", "", ""},
    {"note", "input", "string", "", "", ""},
    {"geopoint", "input", "geopoint", "", "", ""},
    {"geotrace", "input", "geotrace", "", "", ""},
    {"geoshape", "input", "geoshape", "", "", ""},
    {"image", "upload", "binary", "image/*", "", ""},
    {"audio", "upload", "binary", "audio/*", "", ""},
    {"video", "upload", "binary", "video/*", "", ""},
    {"file", "upload", "binary", "application/*", "", ""},
    {"barcode", "input", "barcode", "", "", ""},
    {"acknowledge", "trigger", "string", "", "", ""},
    {"trigger", "trigger", "", "", "", ""},
    {"calculate", "", "string", "", "", ""},
    {"hidden", "", "string", "", "", ""},
    {"percentage", "input", "int", "", "", ""},
    {"phone_number", "input", "string", "", "", ""},
    {"start", "", "dateTime", "", "timestamp", "start"},
    {"end", "", "dateTime", "", "timestamp", "end"},
    {"today", "", "date", "", "date", "today"},
    {"deviceid", "", "string", "", "property", "deviceid"},
    {"username", "", "string", "", "property", "username"},
    {"email", "", "string", "", "property", "email"},
    {"phonenumber", "", "string", "", "property", "phonenumber"},
    {"simserial", "", "string", "", "property", "simserial"},
    {"subscriberid", "", "string", "", "property", "subscriberid"},
    {"uri:deviceid", "", "string", "", "property", "uri:deviceid"},
    {"uri:username", "", "string", "", "property", "uri:username"},
    {"uri:email", "", "string", "", "property", "uri:email"},
    {"uri:phonenumber", "", "string", "", "property", "uri:phonenumber"},
    {"uri:simserial", "", "string", "", "property", "uri:simserial"},
    {"uri:subscriberid", "", "string", "", "property", "uri:subscriberid"},
    {"audit", "", "binary", "", "", ""},
    {"start-geopoint", "", "geopoint", "", "", ""},
    {"background-geopoint", "", "geopoint", "", "", ""},
    {"background-audio", "", "binary", "", "", ""},
    {"csv-external", "", "", "", "", ""},
    {"xml-external", "", "", "", "", ""},
};

struct Synonym {
  std::string_view word;
  std::string_view rule;
};
constexpr Synonym synonyms[] = {
    {"string", "text"},        {"int", "integer"},      {"date_time", "datetime"},   {"gps", "geopoint"},     {"location", "geopoint"},
    {"photo", "image"},        {"start_time", "start"}, {"end_time", "end"},         {"get_today", "today"},  {"imei", "deviceid"},
    {"device_id", "deviceid"}, {"sim_id", "simserial"}, {"get_start_time", "start"}, {"get_end_time", "end"},
};

struct SelectWord {
  std::string_view word;
  QuestionType::Kind kind;
  bool from_file;
};
constexpr SelectWord select_words[] = {
    {"select_one_from_file", QuestionType::Kind::select_one, true},
    {"select_multiple_from_file", QuestionType::Kind::select_many, true},
    {"select_all_that_apply_from", QuestionType::Kind::select_many, false},
    {"select_all_that_apply", QuestionType::Kind::select_many, false},
    {"select_one_from", QuestionType::Kind::select_one, false},
    {"select_multiple_from", QuestionType::Kind::select_many, false},
    {"select_one", QuestionType::Kind::select_one, false},
    {"select_multiple", QuestionType::Kind::select_many, false},
    {"select1", QuestionType::Kind::select_one, false},
    {"rank", QuestionType::Kind::rank, false},
};

constexpr std::string_view retired_words[] = {"osm", "select_one_external", "loop", "cascading_select"};

const TypeRule* find_rule(std::string_view word) {
  for (const Synonym& synonym : synonyms)
    if (synonym.word == word) word = synonym.rule;
  const auto* found = std::find_if(std::begin(rules), std::end(rules), [&](const TypeRule& rule) { return rule.word == word; });
  return found == std::end(rules) ? nullptr : found;
}

/// Of "select one  from yes_no or other": whether its words begin with those of `word`, and how many they are.
std::size_t words_matched(const std::vector<std::string_view>& cell, std::string_view word) {
  std::string joined;
  for (std::size_t i = 0; i < cell.size(); ++i) {
    joined += (i == 0 ? "" : "_") + to_lower_ascii(cell[i]);
    if (joined == word) return i + 1;
    if (joined.size() > word.size()) break;
  }
  return 0;
}

bool take_or_other(std::vector<std::string_view>& rest) {
  for (const std::string_view ending : {"or_specify_other", "or_other"}) {
    for (std::size_t count = 1; count <= 3 && count < rest.size() + 1; ++count) {
      std::string joined;
      for (std::size_t i = rest.size() - count; i < rest.size(); ++i) joined += (joined.empty() ? "" : "_") + to_lower_ascii(rest[i]);
      if (joined != ending) continue;
      rest.resize(rest.size() - count);
      return true;
    }
  }
  return false;
}

bool parse_section(const std::vector<std::string_view>& cell, QuestionType& type) {
  std::string joined;
  for (const std::string_view word : cell) joined += (joined.empty() ? "" : "_") + to_lower_ascii(word);
  type.word = joined;
  if (joined == "begin_group") type.kind = QuestionType::Kind::begin_group;
  if (joined == "begin_repeat" || joined == "begin_lgroup" || joined == "begin_looped_group") type.kind = QuestionType::Kind::begin_repeat;
  if (joined == "end_group") type.kind = QuestionType::Kind::end_group;
  if (joined == "end_repeat" || joined == "end_lgroup" || joined == "end_looped_group") type.kind = QuestionType::Kind::end_repeat;
  if (joined.starts_with("begin_loop") || joined.starts_with("end_loop"))
    if (type.kind == QuestionType::Kind::unknown) type.kind = QuestionType::Kind::retired;
  return type.kind != QuestionType::Kind::unknown;
}

}  // namespace

QuestionType parse_type(std::string_view text) {
  const std::vector<std::string_view> cell = words(text);
  QuestionType type;
  if (cell.empty() || parse_section(cell, type)) return type;
  for (const SelectWord& select : select_words) {
    const std::size_t matched = words_matched(cell, select.word);
    if (matched == 0) continue;
    std::vector<std::string_view> rest(cell.begin() + static_cast<std::ptrdiff_t>(matched), cell.end());
    type.kind = select.kind;
    type.word = select.word;
    type.from_file = select.from_file;
    type.or_other = take_or_other(rest);
    for (const std::string_view word : rest) type.list += (type.list.empty() ? "" : " ") + std::string(word);
    return type;
  }
  type.word = to_lower_ascii(cell.front());
  for (std::size_t i = 1; i < cell.size(); ++i) type.word += "_" + to_lower_ascii(cell[i]);
  type.rule = find_rule(type.word);
  if (type.rule) {
    type.kind = QuestionType::Kind::plain;
    type.word = type.rule->word;
  }
  for (const std::string_view word : retired_words)
    if (words_matched(cell, word) > 0) {
      type.kind = QuestionType::Kind::retired;
      type.word = word;
    }
  return type;
}

std::vector<std::string> known_types() {
  std::vector<std::string> out = {"begin_group", "end_group", "begin_repeat", "end_repeat"};
  for (const TypeRule& rule : rules) out.emplace_back(rule.word);
  for (const SelectWord& select : select_words) out.emplace_back(select.word);
  return out;
}

}  // namespace cityaudit::ingest
