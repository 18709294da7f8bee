#include "ingest/forms/expressions/evaluation.h"

#include "base/settings.h"
#include "base/text.h"
#include "ingest/forms/expressions/numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cityaudit::ingest {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t steps_between_looks = 8'192;

bool holds(Operator operation, double left, double right) {
  switch (operation) {
    case Operator::equal: return left == right;
    case Operator::not_equal: return !(left == right);
    case Operator::less: return left < right;
    case Operator::less_or_equal: return left <= right;
    case Operator::greater: return left > right;
    default: return left >= right;
  }
}

double apply(Operator operation, double left, double right) {
  switch (operation) {
    case Operator::add: return left + right;
    case Operator::subtract: return left - right;
    case Operator::multiply: return left * right;
    case Operator::divide: return left / right;
    default: return std::fmod(left, right);
  }
}

}  // namespace

EvaluationLimits EvaluationLimits::from(const Settings& settings) {
  EvaluationLimits limits;
  limits.steps_max = settings.size("forms.expression_steps_max");
  limits.millis_max = settings.integer("forms.expression_millis_max");
  return limits;
}

Evaluation::Evaluation(World& world, const EvaluationLimits& limits)
    : world_(world),
      limits_(limits),
      offset_(world.utc_offset()),
      deadline_(std::chrono::steady_clock::now() + std::chrono::milliseconds(limits.millis_max)),
      next_look_(steps_between_looks) {}

bool Evaluation::spend(std::uint64_t steps) {
  if (exhausted_) return false;
  steps_ += steps;
  if (steps_ > limits_.steps_max) exhausted_ = true;
  if (steps_ >= next_look_) {
    next_look_ = steps_ + steps_between_looks;
    if (std::chrono::steady_clock::now() > deadline_) exhausted_ = true;
  }
  return !exhausted_;
}

std::string_view Evaluation::keep(std::string text) {
  constexpr std::size_t bytes_per_step = 64;
  spend(1 + text.size() / bytes_per_step);
  return kept_.emplace_back(std::move(text));
}

Value Evaluation::run(const Expression& expression, NodeRef context) {
  if (running_ == 0) kept_.clear();
  ++running_;
  const Syntax& syntax = expression.syntax();
  Value value = evaluate(syntax.root, Focus{&syntax, context, context});
  --running_;
  return value;
}

bool Evaluation::boolean(const Expression& expression, NodeRef context) { return boolean_of(run(expression, context)); }
double Evaluation::number(const Expression& expression, NodeRef context) { return number_of(run(expression, context)); }
std::string Evaluation::text(const Expression& expression, NodeRef context) { return std::string(text_of(run(expression, context))); }
NodeSet Evaluation::nodes(const Expression& expression, NodeRef context) { return std::move(run(expression, context).nodes); }

Value Evaluation::evaluate(std::uint32_t index, const Focus& focus) {
  if (depth_ >= limits_.depth_max) exhausted_ = true;
  if (!spend(1)) return Value::of(std::string_view{});
  const SyntaxNode& node = focus.syntax->nodes[index];
  ++depth_;
  Value value;
  switch (node.kind) {
    case SyntaxKind::number: value = Value::of(node.number); break;
    case SyntaxKind::text: value = Value::of(std::string_view(focus.syntax->texts[node.index])); break;
    case SyntaxKind::path: value = path(focus.syntax->paths[node.index], focus); break;
    case SyntaxKind::call: value = call(node, focus); break;
    case SyntaxKind::negation: value = Value::of(node.number * argument_number(node, 0, focus)); break;
    case SyntaxKind::chain: value = chain(node, focus); break;
  }
  --depth_;
  return value;
}

Value Evaluation::chain(const SyntaxNode& node, const Focus& focus) {
  const Operator first = focus.syntax->operators[node.index];
  if (first == Operator::logical_or || first == Operator::logical_and) {
    const bool decides = first == Operator::logical_or;
    for (std::uint32_t i = 0; i < node.operands.count; ++i)
      if (boolean_of(argument(node, i, focus)) == decides) return Value::of(decides);
    return Value::of(!decides);
  }
  if (first == Operator::unite) {
    Value all = argument(node, 0, focus);
    for (std::uint32_t i = 1; i < node.operands.count; ++i) all = unite(std::move(all), argument(node, i, focus));
    return all;
  }
  if (first >= Operator::add) return arithmetic(node, focus);
  Value left = argument(node, 0, focus);
  for (std::uint32_t i = 1; i < node.operands.count; ++i)
    left = Value::of(compare(focus.syntax->operators[node.index + i - 1], left, argument(node, i, focus)));
  return left;
}

Value Evaluation::arithmetic(const SyntaxNode& node, const Focus& focus) {
  double result = argument_number(node, 0, focus);
  for (std::uint32_t i = 1; i < node.operands.count && !std::isnan(result); ++i)
    result = apply(focus.syntax->operators[node.index + i - 1], result, argument_number(node, i, focus));
  return Value::of(result);
}

Value Evaluation::unite(Value left, const Value& right) {
  NodeSet all = std::move(left.nodes);
  all.insert(all.end(), right.nodes.begin(), right.nodes.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return Value::of(std::move(all));
}

/// XPath 1.0, 3.4: a node-set compares as any of its nodes.
bool Evaluation::compare(Operator operation, const Value& left, const Value& right) {
  const bool equality = operation == Operator::equal || operation == Operator::not_equal;
  if (equality && (left.type == ValueType::boolean || right.type == ValueType::boolean))
    return (boolean_of(left) == boolean_of(right)) == (operation == Operator::equal);
  if (left.type == ValueType::nodes) {
    for (const NodeRef node : left.nodes) {
      Value single = Value::of(text_of(node));
      if (!spend(1)) return false;
      if (compare(operation, single, right)) return true;
    }
    return false;
  }
  if (right.type == ValueType::nodes) {
    for (const NodeRef node : right.nodes) {
      if (!spend(1)) return false;
      if (compare_single(operation, left, Value::of(text_of(node)))) return true;
    }
    return false;
  }
  return compare_single(operation, left, right);
}

bool Evaluation::compare_single(Operator operation, const Value& left, const Value& right) {
  const bool texts = left.type == ValueType::text && right.type == ValueType::text;
  if (texts && operation == Operator::equal) return left.text == right.text;
  if (texts && operation == Operator::not_equal) return left.text != right.text;
  return holds(operation, number_of(left), number_of(right));
}

bool Evaluation::boolean_of(const Value& value) const {
  switch (value.type) {
    case ValueType::number: return value.number != 0 && !std::isnan(value.number);
    case ValueType::text: return !value.text.empty();
    case ValueType::boolean: return value.boolean;
    case ValueType::nodes: return !value.nodes.empty();
  }
  return false;
}

double Evaluation::number_of(const Value& value) {
  switch (value.type) {
    case ValueType::number: return value.number;
    case ValueType::text: return ingest::number_of(value.text, offset_);
    case ValueType::boolean: return value.boolean ? 1 : 0;
    case ValueType::nodes: return value.nodes.empty() ? not_a_number : ingest::number_of(text_of(value.nodes.front()), offset_);
  }
  return not_a_number;
}

std::string_view Evaluation::text_of(const Value& value) {
  switch (value.type) {
    case ValueType::number:
      return value.dated ? value.text : std::isnan(value.number) ? std::string_view{} : keep(number_text(value.number));
    case ValueType::text: return value.text;
    case ValueType::boolean: return value.boolean ? "true" : "false";
    case ValueType::nodes: return value.nodes.empty() ? std::string_view{} : text_of(value.nodes.front());
  }
  return {};
}

std::string_view Evaluation::text_of(NodeRef node) {
  const InstanceTree& instance = tree(node);
  const bool primary = node.tree == 0;
  if (instance[node.node].kind == InstanceTree::Kind::attribute || instance.is_leaf(node.node))
    return primary && !world_.is_relevant(node.node) ? std::string_view{} : instance[node.node].value;
  std::string all;
  for (std::uint32_t at = node.node; at < instance[node.node].end; ++at) {
    if (!spend(1)) return {};
    if (instance[at].kind == InstanceTree::Kind::element && instance.is_leaf(at) && (!primary || world_.is_relevant(at)))
      all += instance[at].value;
  }
  return keep(std::move(all));
}

}  // namespace cityaudit::ingest
