// Functions of nodes and instances.

#include "base/digest.h"
#include "base/text.h"
#include "ingest/forms/expressions/evaluation.h"
#include "ingest/forms/expressions/shuffle.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cityaudit::ingest {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Whether `inner` is `outer` or lies within it.
bool holds(const InstanceTree& instance, NodeRef outer, NodeRef inner) {
  return outer.tree == inner.tree && outer.node <= inner.node && inner.node < instance[outer.node].end;
}

template <class Predicate>
void erase_where(NodeSet& nodes, Predicate unwanted) {
  nodes.erase(std::remove_if(nodes.begin(), nodes.end(), unwanted), nodes.end());
}

NodeSet single(NodeRef node) {
  NodeSet out;
  out.push_back(node);
  return out;
}

}  // namespace

Value Evaluation::node_function(const SyntaxNode& node, const Focus& focus) {
  switch (node.function) {
    case Function::current: return Value::of(single(focus.origin));
    case Function::last: return Value::of(static_cast<double>(focus.size));
    case Function::count: {
      const Value value = argument(node, 0, focus);
      return Value::of(value.type == ValueType::nodes ? static_cast<double>(value.nodes.size()) : not_a_number);
    }
    case Function::count_non_empty: {
      const Value value = argument(node, 0, focus);
      if (value.type != ValueType::nodes) return Value::of(not_a_number);
      double count = 0;
      for (const NodeRef at : value.nodes)
        if (spend(1) && !text_of(at).empty()) ++count;
      return Value::of(count);
    }
    case Function::position: {
      if (node.operands.count == 0) return Value::of(static_cast<double>(focus.position));
      const Value value = argument(node, 0, focus);
      if (value.nodes.empty()) return Value::of(not_a_number);
      // Among the siblings of the same name right before it: its number in the repeat.
      const NodeRef at = value.nodes.front();
      const InstanceTree& instance = tree(at);
      const std::uint32_t parent = instance[at.node].parent;
      double place = 1;
      for (std::uint32_t child = parent == no_node ? no_node : instance.first_child(parent);
           child != no_node && child < at.node && spend(1); child = instance.next_sibling(child))
        place = instance[child].name == instance[at.node].name ? place + 1 : 1;
      return Value::of(place);
    }
    case Function::instance: {
      const std::uint32_t index = world_.find_instance(argument_text(node, 0, focus));
      return Value::of(index == no_node ? NodeSet{} : single({index, 0}));
    }
    case Function::name:
    case Function::local_name: {
      const Value value = argument_or_context(node, focus);
      return Value::of(value.nodes.empty() ? std::string_view{} : tree(value.nodes.front())[value.nodes.front().node].name);
    }
    case Function::indexed_repeat: return indexed_repeat(node, focus);
    case Function::randomize: return randomize(node, focus);
    case Function::pulldata: return pulldata(node, focus);
    case Function::id: return Value::of(NodeSet{});  // instances have no identifiers
    default: return Value::of(std::string_view{});   // namespace-uri()
  }
}

/// The nodes of the first argument that lie in the repetition which the pairs of repeat and number lead to.
Value Evaluation::indexed_repeat(const SyntaxNode& node, const Focus& focus) {
  struct Level {
    NodeSet repetitions;
    double place;
  };
  std::vector<Level> levels;
  for (std::size_t i = 1; i + 1 < node.operands.count; i += 2) {
    const double place = argument_number(node, i + 1, focus);
    Value repetitions = argument(node, i, focus);
    if (std::isnan(place) || repetitions.nodes.empty()) return Value::of(NodeSet{});
    levels.push_back({std::move(repetitions.nodes), place});
  }
  const InstanceTree& primary = world_.tree(0);
  // Outer repeats first, in whichever order they are given: an outer one begins earlier in the document.
  std::stable_sort(levels.begin(), levels.end(), [&](const Level& a, const Level& b) {
    return a.repetitions.front() != b.repetitions.front() && holds(primary, a.repetitions.front(), b.repetitions.front());
  });
  std::optional<NodeRef> within;
  for (Level& level : levels) {
    if (within) erase_where(level.repetitions, [&](NodeRef at) { return !holds(primary, *within, at); });
    if (level.place < 1 || level.place > static_cast<double>(level.repetitions.size()) || level.place != std::floor(level.place))
      return Value::of(NodeSet{});
    within = level.repetitions[static_cast<std::size_t>(level.place) - 1];
    if (within->tree != 0) return Value::of(NodeSet{});
  }
  Value targets = argument(node, 0, focus);
  erase_where(targets.nodes, [&](NodeRef at) { return at.tree != 0 || !holds(primary, *within, at); });
  return Value::of(std::move(targets.nodes));
}

Value Evaluation::randomize(const SyntaxNode& node, const Focus& focus) {
  Value value = argument(node, 0, focus);
  if (node.operands.count == 1) {
    shuffle(value.nodes, seed_of_chance());
    return value;
  }
  const Value seed = argument(node, 1, focus);
  const double number = number_of(seed);
  shuffle(value.nodes, std::isnan(number) ? seed_of_text(text_of(seed)) : seed_of_number(number));
  return value;
}

/// pulldata(instance, wanted column, key column, key): of the first row with that key.
Value Evaluation::pulldata(const SyntaxNode& node, const Focus& focus) {
  const std::uint32_t index = world_.find_instance(argument_text(node, 0, focus));
  const std::string_view wanted = argument_text(node, 1, focus);
  const std::string_view key_name = argument_text(node, 2, focus);
  const std::string_view key = argument_text(node, 3, focus);
  if (index == no_node) return Value::of(std::string_view{});
  const InstanceTree& instance = world_.tree(index);
  const std::uint32_t root = instance.first_child(0);
  if (root == no_node) return Value::of(std::string_view{});
  for (std::uint32_t row = instance.first_child(root); row != no_node && spend(2); row = instance.next_sibling(row)) {
    const std::uint32_t column = instance.find_child(row, key_name);
    if (column == no_node || instance[column].value != key) continue;
    const std::uint32_t cell = instance.find_child(row, wanted);
    return Value::of(cell == no_node ? std::string_view{} : text_of(NodeRef{index, cell}));
  }
  return Value::of(std::string_view{});
}

}  // namespace cityaudit::ingest
