#pragma once
// Whether a text is a value of a type, as ODK clients write values. Pure and thread-safe.

#include "ingest/forms/form_definition.h"

#include <string_view>

namespace cityaudit::ingest {

/// The problem code ("problem.not_a_date") when `value` (trimmed, not empty) is no value of `type`; empty when it is one.
/// Geopoints are "lat lon [alt [acc]]" in degrees and metres, lines and areas are points separated by ";".
std::string_view type_problem(AnswerType type, std::string_view value);

}  // namespace cityaudit::ingest
