#pragma once
// Works expressions out over instances. An Evaluation is for one thread and one filled form; the World it looks at must
// outlive it. Nothing here throws for what a person wrote: faults become NaN or nothing, as in ODK's clients.

#include "base/clock.h"
#include "ingest/forms/expressions/dates.h"
#include "ingest/forms/expressions/evaluation_limits.h"
#include "ingest/forms/expressions/expression.h"
#include "ingest/forms/expressions/instance_tree.h"
#include "ingest/forms/expressions/syntax.h"
#include "ingest/forms/expressions/value.h"

#include <chrono>
#include <deque>
#include <string>

namespace cityaudit::ingest {

/// What expressions can see beside themselves.
class World {
 public:
  virtual ~World() = default;
  /// Tree 0 is the primary instance.
  virtual const InstanceTree& tree(std::uint32_t index) const = 0;
  /// The tree of instance('name'); no_node when there is none.
  virtual std::uint32_t find_instance(std::string_view name) const = 0;
  /// Whether a node of the primary instance has a value: what is not relevant is blank.
  virtual bool is_relevant(std::uint32_t node) = 0;
  /// The label that the select at `path` (as jr:choice-name writes it, seen from `context`) gives to a value.
  virtual std::string_view choice_name(std::string_view path, std::string_view value, NodeRef context) const = 0;
  virtual UtcMillis now() const = 0;
  virtual UtcOffset utc_offset() const = 0;
};

class Evaluation {
 public:
  Evaluation(World& world, const EvaluationLimits& limits);

  bool boolean(const Expression& expression, NodeRef context);
  double number(const Expression& expression, NodeRef context);
  std::string text(const Expression& expression, NodeRef context);
  NodeSet nodes(const Expression& expression, NodeRef context);
  /// The text of a node: its value, or those of everything below it.
  std::string_view text_of(NodeRef node);
  /// Over a limit: what was worked out since then means nothing.
  bool exhausted() const { return exhausted_; }

 private:
  struct Focus {
    const Syntax* syntax;
    NodeRef node;
    NodeRef origin;  // current()
    std::size_t position = 1;
    std::size_t size = 1;
  };
  class Frame;

  Value run(const Expression& expression, NodeRef context);
  Value evaluate(std::uint32_t index, const Focus& focus);
  Value chain(const SyntaxNode& node, const Focus& focus);
  Value arithmetic(const SyntaxNode& node, const Focus& focus);
  bool compare(Operator operation, const Value& left, const Value& right);
  bool compare_single(Operator operation, const Value& left, const Value& right);
  static Value unite(Value left, const Value& right);

  // evaluation_path.cpp
  Value path(const SyntaxPath& path, const Focus& focus);
  NodeSet step(const SyntaxStep& step, const NodeSet& from, const Focus& focus);
  void walk(const SyntaxStep& step, NodeRef from, NodeSet& out);
  void take(const SyntaxStep& step, NodeRef node, NodeSet& out);
  void filter(SyntaxRange predicates, const Focus& focus, NodeSet& nodes);

  // evaluation_functions.cpp: sorts calls by their family
  Value call(const SyntaxNode& node, const Focus& focus);
  Value logical_function(const SyntaxNode& node, const Focus& focus);
  Value number_function(const SyntaxNode& node, const Focus& focus);
  Value text_function(const SyntaxNode& node, const Focus& focus);
  Value select_function(const SyntaxNode& node, const Focus& focus);
  Value node_function(const SyntaxNode& node, const Focus& focus);
  Value date_function(const SyntaxNode& node, const Focus& focus);
  Value geo_function(const SyntaxNode& node, const Focus& focus);

  std::uint32_t argument_index(const SyntaxNode& node, std::size_t argument, const Focus& focus) const {
    return focus.syntax->children[node.operands.first + argument];
  }
  Value argument(const SyntaxNode& node, std::size_t index, const Focus& focus) {
    return evaluate(argument_index(node, index, focus), focus);
  }
  /// The argument, or the context node when there is none.
  Value argument_or_context(const SyntaxNode& node, const Focus& focus);
  std::string_view argument_text(const SyntaxNode& node, std::size_t index, const Focus& focus);
  double argument_number(const SyntaxNode& node, std::size_t index, const Focus& focus);
  /// Every node of a node-set, or the one value, as texts.
  void append_texts(const Value& value, std::vector<std::string_view>& out);

  Value extreme(const SyntaxNode& node, const Focus& focus, bool largest);
  Value checklist(const SyntaxNode& node, const Focus& focus, bool weighted);
  Value indexed_repeat(const SyntaxNode& node, const Focus& focus);
  Value randomize(const SyntaxNode& node, const Focus& focus);
  Value pulldata(const SyntaxNode& node, const Focus& focus);
  Value to_date(const Value& value);

  bool boolean_of(const Value& value) const;
  double number_of(const Value& value);
  std::string_view text_of(const Value& value);
  /// A text that lives as long as this evaluation of one expression.
  std::string_view keep(std::string text);

  const InstanceTree& tree(NodeRef node) const { return world_.tree(node.tree); }
  /// False when a limit is reached.
  bool spend(std::uint64_t steps);

  World& world_;
  const EvaluationLimits limits_;
  const UtcOffset offset_;
  const std::chrono::steady_clock::time_point deadline_;
  std::uint64_t steps_ = 0;
  std::uint64_t next_look_ = 0;  // at the clock
  std::size_t depth_ = 0;
  std::size_t running_ = 0;  // expressions that began and did not end: relevance is worked out within others
  bool exhausted_ = false;
  std::deque<std::string> kept_;
};

}  // namespace cityaudit::ingest
