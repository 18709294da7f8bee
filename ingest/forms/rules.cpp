#include "ingest/forms/rules.h"

#include "base/text.h"
#include "ingest/forms/form_tree.h"
#include "ingest/forms/form_world.h"

#include <algorithm>
#include <unordered_set>

namespace cityaudit::ingest {
namespace {

/// A full form per repetition is built from what was sent: as many nodes as steps allow.
std::size_t nodes_max(const EvaluationLimits& limits) {
  constexpr std::uint64_t steps_per_node = 8;
  return static_cast<std::size_t>(limits.steps_max / steps_per_node);
}

class Rules {
 public:
  Rules(const FormDefinition& form, const Answers& answers, const ValidationContext& context, const ValidationLimits& limits,
        std::vector<Problem>& problems)
      : form_(form),
        limits_(limits),
        problems_(problems),
        tree_(form, answers, nodes_max(limits.evaluation)),
        world_(form, tree_, context, limits.evaluation) {}

  void run() {
    const std::size_t before = problems_.size();
    if (tree_.is_whole()) judge_binds();
    if (tree_.is_whole() && !world_.evaluation().exhausted()) judge_choices();
    if (tree_.is_whole() && !world_.evaluation().exhausted()) return;
    // What was found on the way may be wrong: half a judgement is none.
    problems_.resize(before);
    if (problems_.size() < limits_.problems_max) problems_.push_back({"problem.not_judged", form_.nodes.front().path, {}, {}});
  }

 private:
  bool full() { return problems_.size() >= limits_.problems_max || world_.evaluation().exhausted(); }

  void judge_binds() {
    for (const auto& [bind, node] : form_.logic->judged_binds())
      for (std::uint32_t at = tree_.tree().first_of(node); at != no_node && !full(); at = tree_.tree()[at].next_same)
        judge(form_.binds[bind], form_.logic->bind(bind), at);
  }

  void judge(const Bind& bind, const FormLogic::BindLogic& logic, std::uint32_t at) {
    const bool blank = trim(tree_.tree()[at].value).empty();
    if (!world_.is_relevant(at)) {
      if (!blank) add("problem.not_relevant", bind.path, at);
      return;
    }
    if (blank) {
      if (logic.required_always || (logic.required && world_.evaluation().boolean(*logic.required, {0, at})))
        add("problem.required_empty", bind.path, at);
      return;
    }
    if (!logic.constraint || world_.evaluation().boolean(*logic.constraint, {0, at})) return;
    add("problem.constraint_failed", bind.path, at, {{"message", std::string(bind.constraint_message.in(form_.default_language()))}});
  }

  void judge_choices() {
    for (const auto& [control, node] : form_.logic->judged_controls())
      for (std::uint32_t at = tree_.tree().first_of(node); at != no_node && !full(); at = tree_.tree()[at].next_same)
        if (!trim(tree_.tree()[at].value).empty() && world_.is_relevant(at))
          judge_choice(form_.controls[control], form_.logic->itemset(control), at);
  }

  void judge_choice(const Control& control, const Expression* itemset, std::uint32_t at) {
    std::unordered_set<std::string> offered;
    if (!(itemset ? collect_filtered(control, *itemset, at, offered) : collect_file(control, offered))) return;
    const bool many = control.kind == ControlKind::select_many || control.kind == ControlKind::rank;
    const std::string_view value = trim(tree_.tree()[at].value);
    const auto chosen = many ? words(value) : std::vector<std::string_view>{value};
    const ChoiceList* list = form_.choices_of(control);
    for (const std::string_view choice : chosen) {
      // What is not on the list at all was told already.
      if (full() || offered.contains(std::string(choice)) || (list && !list->find(choice))) continue;
      constexpr std::size_t choice_bytes_max = 64;
      add("problem.choice_not_offered", control.path, at, {{"choice", to_clean_utf8(choice.substr(0, choice_bytes_max))}});
    }
  }

  /// False when a list that the choices come from is not at hand.
  bool collect_filtered(const Control& control, const Expression& itemset, std::uint32_t at, std::unordered_set<std::string>& offered) {
    for (const Reference& reference : itemset.references())
      if (reference.origin == Reference::Origin::instance && !world_.list(reference.instance)) return false;
    for (const NodeRef node : world_.evaluation().nodes(itemset, {0, at})) {
      const InstanceTree& tree = world_.tree(node.tree);
      const std::uint32_t cell = tree.find_child(node.node, control.value_name);
      offered.emplace(world_.evaluation().text_of(cell == no_node ? node : NodeRef{node.tree, cell}));
    }
    return true;
  }

  bool collect_file(const Control& control, std::unordered_set<std::string>& offered) {
    const InstanceTree* list = world_.file(control.choice_file);
    const std::uint32_t root = list ? list->first_child(0) : no_node;
    if (root == no_node) return false;
    for (std::uint32_t item = list->first_child(root); item != no_node; item = list->next_sibling(item))
      if (const std::uint32_t cell = list->find_child(item, control.value_name); cell != no_node) offered.emplace((*list)[cell].value);
    return true;
  }

  void add(std::string code, const std::string& path, std::uint32_t at, std::vector<MessageArgument> arguments = {}) {
    problems_.push_back({std::move(code), path, tree_.repeat_key(at), std::move(arguments)});
  }

  const FormDefinition& form_;
  const ValidationLimits& limits_;
  std::vector<Problem>& problems_;
  const FormTree tree_;
  FormWorld world_;
};

}  // namespace

void judge_rules(const FormDefinition& form, const Answers& answers, const ValidationContext& context, const ValidationLimits& limits,
                 std::vector<Problem>& problems) {
  Rules(form, answers, context, limits, problems).run();
}

std::vector<bool> relevance(const FormDefinition& form, const Answers& answers, const ValidationContext& context) {
  std::vector<bool> out(answers.size(), true);
  if (!form.logic || form.logic->relevance_order().empty()) return out;
  const EvaluationLimits limits;
  const FormTree tree(form, answers, nodes_max(limits));
  FormWorld world(form, tree, context, limits);
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (const std::uint32_t node = tree.node_of(i); node != no_node) out[i] = world.is_relevant(node);
  if (!tree.is_whole() || world.evaluation().exhausted()) out.assign(answers.size(), true);
  return out;
}

}  // namespace cityaudit::ingest
