#include "ingest/forms/form_world.h"

#include "ingest/forms/xform_reading.h"

namespace cityaudit::ingest {

FormWorld::FormWorld(const FormDefinition& form, const FormTree& tree, const ValidationContext& context, const EvaluationLimits& limits)
    : form_(form), tree_(tree), context_(context), states_(tree.tree().size(), State::unknown), evaluation_(*this, limits) {
  // In the order of who reads whom, so that no question has to wait for another within its own turn.
  for (const std::uint32_t node : form.logic->relevance_order())
    for (std::uint32_t at = tree.tree().first_of(node); at != no_node; at = tree.tree()[at].next_same) (void)is_relevant(at);
}

const InstanceTree& FormWorld::tree(std::uint32_t index) const {
  static const InstanceTree nothing;
  if (index == 0) return tree_.tree();
  const InstanceTree* instance = list(form_.instances[index - 1]);
  return instance ? *instance : nothing;
}

std::uint32_t FormWorld::find_instance(std::string_view name) const {
  const std::size_t index = form_.logic->find_instance(name);
  return index == 0 ? no_node : static_cast<std::uint32_t>(index);
}

const InstanceTree* FormWorld::list(const SecondaryInstance& instance) const {
  return instance.tree ? instance.tree.get() : file(instance.file);
}

const InstanceTree* FormWorld::file(std::string_view name) const {
  if (!context_.files) return nullptr;
  const auto found = context_.files->find(name);
  return found == context_.files->end() ? nullptr : found->second.get();
}

const InstanceTree* FormWorld::list(std::string_view instance) const {
  const std::size_t index = form_.logic->find_instance(instance);
  return index == 0 ? nullptr : list(form_.instances[index - 1]);
}

bool FormWorld::is_relevant(std::uint32_t node) {
  const InstanceTree::Node& here = tree_.tree()[node];
  if (here.form_node == no_node || !form_.logic->is_conditional(here.form_node)) return true;
  State& state = states_[node];
  if (state != State::unknown) return state != State::irrelevant;  // within its own circle a question counts as relevant
  state = State::working;
  bool relevant = is_relevant(here.parent);
  const std::size_t bind = form_.nodes[here.form_node].bind;
  if (relevant && bind != no_index)
    if (const auto& expression = form_.logic->bind(bind).relevant) relevant = evaluation_.boolean(*expression, {0, node});
  state = relevant ? State::relevant : State::irrelevant;
  return relevant;
}

std::string_view FormWorld::choice_name(std::string_view path, std::string_view value, NodeRef context) const {
  const std::uint32_t form_node = context.tree == 0 ? tree_.tree()[context.node].form_node : no_node;
  const Control* control = form_.find_control(resolve_path(path, form_node == no_node ? "" : form_.nodes[form_node].path));
  const ChoiceList* choices = control ? form_.choices_of(*control) : nullptr;
  const Choice* choice = choices ? choices->find(value) : nullptr;
  return choice ? choice->label.in(form_.default_language()) : std::string_view{};
}

}  // namespace cityaudit::ingest
