#pragma once
// One filled form for its expressions to look at: answers, lists, the time, and what is relevant. For one thread; the form, the
// tree and the files must outlive it.

#include "ingest/forms/expressions/evaluation.h"
#include "ingest/forms/form_logic.h"
#include "ingest/forms/form_tree.h"
#include "ingest/forms/validation_context.h"

namespace cityaudit::ingest {

class FormWorld final : public World {
 public:
  FormWorld(const FormDefinition& form, const FormTree& tree, const ValidationContext& context, const EvaluationLimits& limits);

  const InstanceTree& tree(std::uint32_t index) const override;
  std::uint32_t find_instance(std::string_view name) const override;
  bool is_relevant(std::uint32_t node) override;
  std::string_view choice_name(std::string_view path, std::string_view value, NodeRef context) const override;
  UtcMillis now() const override { return context_.now; }
  UtcOffset utc_offset() const override { return context_.utc_offset; }

  Evaluation& evaluation() { return evaluation_; }
  /// The list of a secondary instance; null when it is in a file that is not at hand.
  const InstanceTree* list(std::string_view instance) const;
  /// The list of a file; null when it is not at hand.
  const InstanceTree* file(std::string_view name) const;

 private:
  enum class State : std::uint8_t { unknown, working, relevant, irrelevant };

  const InstanceTree* list(const SecondaryInstance& instance) const;

  const FormDefinition& form_;
  const FormTree& tree_;
  const ValidationContext& context_;
  std::vector<State> states_;  // by node of the tree
  Evaluation evaluation_;
};

}  // namespace cityaudit::ingest
