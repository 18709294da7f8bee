#pragma once
// The expressions of one form version, read once: who depends on whom, in which order relevance is worked out, what the choices
// of a filtered select are. Immutable; shared between threads.

#include "ingest/forms/expressions/expression.h"
#include "ingest/forms/form_definition.h"

#include <functional>
#include <optional>
#include <vector>

namespace cityaudit::ingest {

class FormLogic {
 public:
  struct BindLogic {
    std::optional<Expression> required;
    std::optional<Expression> relevant;
    std::optional<Expression> constraint;
    std::optional<Expression> calculate;
    bool required_always = false;  // true()
  };
  struct Judged {
    std::size_t index = 0;  // of the bind or the control
    std::size_t node = 0;   // of the form
  };

  /// Of a bind of the form this logic was made of.
  const BindLogic& bind(std::size_t index) const { return binds_[index]; }
  /// The filtered nodeset of a control; null when every choice of its list is offered.
  const Expression* itemset(std::size_t control) const { return itemsets_[control] ? &*itemsets_[control] : nullptr; }

  /// Whether a node, or what holds it, has a relevant expression.
  bool is_conditional(std::size_t node) const { return conditional_[node]; }
  /// Nodes with relevant expressions, those that others read before their readers.
  const std::vector<std::uint32_t>& relevance_order() const { return relevance_order_; }
  /// Binds of questions that a rule speaks of, in the form's order, and controls whose choices depend on more than their list.
  const std::vector<Judged>& judged_binds() const { return judged_binds_; }
  const std::vector<Judged>& judged_controls() const { return judged_controls_; }
  /// Children of a node of the form, in the form's order; no_index at the end.
  std::size_t first_child(std::size_t node) const { return first_child_[node]; }
  std::size_t next_sibling(std::size_t node) const { return next_sibling_[node]; }
  /// 1-based: tree 0 is the answers; 0 when there is no such instance.
  std::size_t find_instance(std::string_view id) const;
  /// Whether anything is to be worked out at all.
  bool has_expressions() const { return !judged_binds_.empty() || !judged_controls_.empty(); }

 private:
  friend class FormLogicBuilder;
  std::vector<BindLogic> binds_;
  std::vector<std::optional<Expression>> itemsets_;
  std::vector<bool> conditional_;
  std::vector<std::uint32_t> relevance_order_;
  std::vector<Judged> judged_binds_, judged_controls_;
  std::vector<std::size_t> first_child_, next_sibling_;
  TextIndex instances_;
};

/// What is wrong with an expression of a form: `place` is "/data/a@relevant", `code` form.expression_….
using LogicFault = std::function<void(std::string place, std::string code, std::vector<MessageArgument> arguments)>;

/// Reads the form's expressions and tells every fault; the result is whole when none was told.
std::shared_ptr<const FormLogic> make_form_logic(const FormDefinition& form, const LogicFault& fault);

}  // namespace cityaudit::ingest
