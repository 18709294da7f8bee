#pragma once
// A form as a phone fills it in, and the instance XML that the phone would send. Pure; any thread.

#include "ingest/forms/form_definition.h"

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::server::sample {

/// Answers by the names of their questions, wherever groups put them. A name that is present and empty was asked and not
/// answered; a name that is absent was not relevant, and phones leave such elements out.
struct FilledForm {
  std::map<std::string, std::string, std::less<>> answers;
  std::map<std::string, std::string, std::less<>> technical;  // start, end, deviceid, instanceName: written if the form has them
  std::map<std::string, std::vector<FilledForm>, std::less<>> repeats;
};

/// internal ("sample.form_mismatch") when an answer has no place in the form.
Result<std::string> to_instance_xml(const ingest::FormDefinition& form, const FilledForm& filled, std::string_view instance_id);

}  // namespace cityaudit::server::sample
