#pragma once
// Expressions of a spreadsheet and the "${name}" in them. Internal to ingest/forms/xlsform; for one thread.

#include "ingest/forms/xlsform/survey.h"

#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

struct ExpressionFault {
  std::string code;
  std::vector<MessageArgument> arguments;  // position: which character, from 1
};

/// What is wrong with an expression, "${name}" standing for answers; nothing when it can be read.
std::optional<ExpressionFault> check_expression(std::string_view text);

struct ReferenceStyle {
  bool current = false;        // inside a filter: relative paths begin at current()
  bool parent_repeat = false;  // a list of the answers of a repeat: relative to the repeat's parent
};

/// `text` with every "${name}" as a path, relative where both stand in one repeat. `context` is the item that asks (no_item:
/// none, all paths are absolute). Unknown and ambiguous names are faults at `place`.
std::string with_paths(FormImport& import, std::string_view text, std::size_t context, const Place& place, ReferenceStyle style = {});

/// The same for an expression, which is checked.
std::string expression_with_paths(FormImport& import, std::string_view text, std::size_t context, const Place& place,
                                  ReferenceStyle style = {});

/// A text for people: escaped, its references as <output value="…"/>.
std::string text_with_outputs(FormImport& import, std::string_view text, std::size_t context, const Place& place);

/// The item called `name`; no_item after a fault at `place`.
std::size_t find_item(FormImport& import, std::string_view name, const Place& place);

/// Whether an answer asked before, kept by the phone, is meant: "${last-saved#name}".
bool has_last_saved(std::string_view text);

}  // namespace cityaudit::ingest
