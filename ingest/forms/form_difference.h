#pragma once
// What changed between two versions of a form, question by question, for a person who decides whether to publish. Pure.

#include "ingest/forms/form_definition.h"

#include <string>
#include <vector>

namespace cityaudit::ingest {

/// One property of a question. `what`: place, type, control, label, hint, required, relevant, constraint, constraint_message, calculate,
/// readonly, appearance, default, choice_added, choice_removed, choice_label.
struct FormChangeDetail {
  std::string what;
  std::string language;  // of texts; empty for others
  std::string before, after;
};

struct FormChange {
  enum class Kind { added, removed, changed };
  Kind kind = Kind::changed;
  std::string path, name;
  LocalizedText label;  // of the newer version, where there is one
  std::vector<FormChangeDetail> details;
};

/// In the order of the newer form, then what is gone. A question is the same where path or, elsewhere, a name that is unique in both
/// forms agrees. Empty when nothing that people answer has changed.
std::vector<FormChange> compare_forms(const FormDefinition& before, const FormDefinition& after);

}  // namespace cityaudit::ingest
