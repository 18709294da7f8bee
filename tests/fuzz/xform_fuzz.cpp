// A form from a stranger: whatever is accepted must hang together.
#include "ingest/forms/mapping.h"
#include "ingest/forms/validation.h"
#include "ingest/forms/xform.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace cityaudit::ingest;

void require(bool kept) {
  if (!kept) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const FormLimits limits;
  const auto form = read_xform({reinterpret_cast<const char*>(data), size}, limits);
  if (!form) {
    require(!form.error().code.empty() && form.error().fields.size() <= limits.faults_max);
    return 0;
  }
  require(!form->form_id.empty() && !form->nodes.empty() && form->node_index.size() == form->nodes.size());
  for (const Node& node : form->nodes) {
    require(form->find_node(node.path) == &node);
    require(node.parent == no_index || node.parent < form->nodes.size());
    require(node.repeat == no_index || form->nodes[node.repeat].is_repeat);
  }
  for (const Bind& bind : form->binds) {
    require(form->find_bind(bind.path) == &bind);
    require(bind.mapping.of.empty() || form->find_node(bind.mapping.of));
  }
  for (const Control& control : form->controls) require(form->find_node(control.path) != nullptr);
  const AnalysisMapping mapping(*form);
  Answers answers;
  for (const Node& node : form->nodes) answers.push_back({node.path, {1, 1}, node.default_value});
  (void)mapping.apply(*form, answers);
  (void)validate(*form, answers);
  return 0;
}
