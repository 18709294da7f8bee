#pragma once
// Reads an XForm (ODK's dialect) into a FormDefinition. Pure and thread-safe.

#include "base/result.h"
#include "ingest/forms/form_definition.h"

#include <string_view>

namespace cityaudit {
class Settings;
}

namespace cityaudit::ingest {

class Taxonomy;

struct FormLimits {
  std::size_t bytes_max = 8'388'608;
  std::size_t depth_max = 64;
  std::size_t nodes_max = 400'000;  // XML elements
  std::size_t faults_max = 100;     // more are not listed

  static FormLimits from(const Settings& settings);
};

/// The form, or one Error (kind invalid or too_large) with every fault in `fields`: field = path or XML place, code = "form.…".
/// A document type declaration is refused ("form.dtd_refused"). A form without ca: attributes is complete and makes no observations.
/// `themes` are those it may name; without them any code will do, as for forms whose audit is not known here.
Result<FormDefinition> read_xform(std::string_view xml, const FormLimits& limits = {}, const Taxonomy* themes = nullptr);

}  // namespace cityaudit::ingest
