// A filled form from a stranger: read, judged against a built-in form, mapped. What comes out must keep the readers' promises.
#include "base/text.h"
#include "ingest/forms/facts.h"
#include "ingest/forms/instruments.h"
#include "ingest/forms/mapping.h"
#include "ingest/forms/validation.h"
#include "ingest/forms/xform.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace cityaudit;
using namespace cityaudit::ingest;

void require(bool kept) {
  if (!kept) std::abort();
}

bool is_clean(const std::string& text) {
  return is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
         });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const FormDefinition form = built_in_instrument("photovoice")->definition;
  static const AnalysisMapping mapping(form);
  const InstanceLimits limits;
  const auto instance = read_instance({reinterpret_cast<const char*>(data), size}, limits);
  if (!instance) {
    require(!instance.error().code.empty());
    return 0;
  }
  const InstanceHead& head = instance->head;
  require(!head.form_id.empty() && !head.instance_id.empty() && head.instance_id.size() <= limits.instance_id_bytes_max);
  for (const Answer& answer : instance->answers) {
    require(is_clean(answer.value));
    require(static_cast<std::size_t>(std::count(answer.path.begin(), answer.path.end(), '/')) == answer.positions.size() + 1);
  }
  const ValidationLimits validation;
  require(validate(form, instance->answers, {}, validation).size() <= validation.problems_max);
  (void)check_structure(form, *instance);
  for (const ExpectedAttachment& file : expected_attachments(form, instance->answers))
    require(file.file_name.find('/') == std::string::npos && !file.file_name.empty());
  (void)submitted_at(form, instance->answers);
  for (const MappedAnswer& answer : mapping.apply(form, instance->answers)) {
    require(answer.item < mapping.items().size());
    require(!answer.score_thirds || (*answer.score_thirds >= 0 && *answer.score_thirds <= 300));
  }
  return 0;
}
