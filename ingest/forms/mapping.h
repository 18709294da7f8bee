#pragma once
// The analysis mapping: which answers of a form mean what to the analysis, and their raw values. This is all the
// analysis needs to know of forms; it never looks into XML. Pure and thread-safe.
//
//   const AnalysisMapping mapping(form);                    // once per form version
//   for (const MappedAnswer& m : mapping.apply(form, answers))  // per submission
//     const MappingItem& item = mapping.items()[m.item];

#include "ingest/forms/form_definition.h"
#include "ingest/forms/instance.h"

#include <optional>
#include <string>
#include <vector>

namespace cityaudit::ingest {

/// One mapped bind of the form.
struct MappingItem {
  std::string path;        // identity of the item within its form: "/data/lighting", "/data/photos/caption"
  std::string name;        // "lighting"; waves compare by it
  Role role = Role::none;  // never none
  std::string purpose;     // of consents: analyse, publish_photo ...
  AnswerType type = AnswerType::string;
  std::string polarity;            // fixed by the question ("what is best here?"); empty: none, or given by a polarity answer
  std::string theme;               // taxonomy code the item is fixed to; empty: none, or given by a theme answer
  std::vector<std::string> scale;  // values from low to high; scores only
  std::string of;                  // path of the item it describes; empty: the submission or its repeat as a whole
  LocalizedText label;
  std::vector<Choice> choices;  // as far as the form carries them
  bool multiple = false;        // value is words separated by spaces
};

/// One answer of one item that is not blank. Scores are listed when blank too (value "", no score) as long as the client sent
/// the element: clients leave out what was not relevant, so these are the relevant but unanswered ones. What a client sent though
/// the form, given the other answers, does not ask it makes none, nor do `ignore` items.
struct MappedAnswer {
  std::size_t item = 0;             // into AnalysisMapping::items()
  std::string repeat;               // "photos[2]": answers with the same key belong together; empty outside repeats
  std::string subject;              // item.of, or item.path: answers with one (repeat, subject) are about one thing, e.g. one photo
  std::string value;                // trimmed: choice value, text, file name, "lat lon alt acc"
  std::string theme;                // item.theme, else the value of the `theme` answer for it in this repeat; may be empty
  std::string polarity;             // item.polarity, else the value of the `polarity` answer for it in this repeat; may be empty
  std::optional<int> score_thirds;  // 0..300 = round(300 * i / (n - 1)) for the i-th of n scale values; absent: not on the scale
};

class AnalysisMapping {
 public:
  AnalysisMapping() = default;
  explicit AnalysisMapping(const FormDefinition& form);

  /// In the order of the form's binds. Empty for a form without mapping.
  const std::vector<MappingItem>& items() const { return items_; }
  /// Null when the path is not mapped.
  const MappingItem* find(std::string_view path) const;

  /// In the order of the answers. `form` is the one this mapping was made of.
  std::vector<MappedAnswer> apply(const FormDefinition& form, const Answers& answers) const;

 private:
  std::vector<MappingItem> items_;
  TextIndex index_;  // path -> items_
};

}  // namespace cityaudit::ingest
