#pragma once
// The body of a form in its order, with groups: what a sheet of paper shows. Pure.

#include "ingest/forms/xform.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// A group, a repeat or a question. `path` of a group may be empty.
struct OutlineItem {
  enum class Kind { group, repeat, question };
  Kind kind = Kind::question;
  std::string path;
  LocalizedText label;
  std::size_t control = no_index;  // into the form's controls; of questions only
  std::vector<OutlineItem> items;
};

/// `xml` is what `form` was read from. Depth is bounded by the limits the form was read with.
Result<std::vector<OutlineItem>> read_outline(std::string_view xml, const FormDefinition& form, const FormLimits& limits);

}  // namespace cityaudit::ingest
