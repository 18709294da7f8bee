// Location paths: axes, node tests, predicates.

#include "ingest/forms/expressions/evaluation.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

bool is_reverse(Axis axis) {
  return axis == Axis::ancestor || axis == Axis::ancestor_or_self || axis == Axis::preceding || axis == Axis::preceding_sibling;
}

/// Axes that lead from different nodes to different nodes, and from nodes in document order to such, as far as no node
/// of the set lies within another.
bool keeps_order(Axis axis) { return axis == Axis::self || axis == Axis::attribute || axis == Axis::child; }

}  // namespace

Value Evaluation::path(const SyntaxPath& path, const Focus& focus) {
  NodeSet nodes;
  if (path.form_node != no_syntax) {
    const InstanceTree& primary = world_.tree(0);
    for (std::uint32_t at = primary.first_of(path.form_node); at != no_node && spend(1); at = primary[at].next_same)
      nodes.push_back({0, at});
    return Value::of(std::move(nodes));
  }
  if (path.start != no_syntax) {
    Value start = evaluate(path.start, focus);
    nodes = std::move(start.nodes);
    filter(path.start_predicates, focus, nodes);
  } else {
    nodes.push_back(path.absolute ? NodeRef{0, 0} : focus.node);
  }
  for (std::uint32_t i = 0; i < path.step_count && !nodes.empty(); ++i)
    nodes = step(focus.syntax->steps[path.first_step + i], nodes, focus);
  return Value::of(std::move(nodes));
}

NodeSet Evaluation::step(const SyntaxStep& step, const NodeSet& from, const Focus& focus) {
  NodeSet all;
  NodeSet found;
  for (const NodeRef node : from) {
    if (!spend(1)) return {};
    NodeSet& into = from.size() == 1 ? all : found;
    into.clear();
    walk(step, node, into);
    filter(step.predicates, focus, into);
    if (from.size() > 1) all.insert(all.end(), found.begin(), found.end());
  }
  if (from.size() == 1) {
    if (is_reverse(step.axis)) std::reverse(all.begin(), all.end());
  } else if (!keeps_order(step.axis) || !std::is_sorted(all.begin(), all.end())) {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
  }
  return all;
}

void Evaluation::take(const SyntaxStep& step, NodeRef node, NodeSet& out) {
  const InstanceTree& instance = tree(node);
  const InstanceTree::Node& here = instance[node.node];
  bool fits = false;
  switch (step.test) {
    case NodeTest::name: fits = here.kind != InstanceTree::Kind::document && here.name == step.name; break;
    case NodeTest::any_name: fits = here.kind != InstanceTree::Kind::document; break;
    case NodeTest::any_node: fits = true; break;
    case NodeTest::nothing: break;
    // The text of an answer stands for the answer itself: an element without elements, and with a value.
    case NodeTest::text: fits = here.kind == InstanceTree::Kind::element && !here.value.empty() && instance.is_leaf(node.node); break;
  }
  if (fits) out.push_back(node);
}

/// Nodes of the axis that pass the test, in the axis' order.
void Evaluation::walk(const SyntaxStep& step, NodeRef from, NodeSet& out) {
  const InstanceTree& instance = tree(from);
  const InstanceTree::Node& here = instance[from.node];
  const auto take_range = [&](std::uint32_t first, std::uint32_t end) {
    for (std::uint32_t at = first; at < end && spend(1); ++at)
      if (instance[at].kind != InstanceTree::Kind::attribute) take(step, {from.tree, at}, out);
  };
  const auto take_up = [&](std::uint32_t at) {
    for (; at != no_node && spend(1); at = instance[at].parent) take(step, {from.tree, at}, out);
  };
  switch (step.axis) {
    case Axis::self: take(step, from, out); break;
    case Axis::parent:
      if (here.parent != no_node) take(step, {from.tree, here.parent}, out);
      break;
    case Axis::child:
      if (step.test == NodeTest::text) {
        take(step, from, out);
        break;
      }
      for (std::uint32_t at = instance.first_child(from.node); at != no_node && spend(1); at = instance.next_sibling(at))
        take(step, {from.tree, at}, out);
      break;
    case Axis::attribute:
      for (std::uint32_t at = from.node + 1; at < here.end && instance[at].kind == InstanceTree::Kind::attribute && spend(1); ++at)
        take(step, {from.tree, at}, out);
      break;
    case Axis::descendant: take_range(from.node + 1, here.end); break;
    case Axis::descendant_or_self: take_range(from.node, here.end); break;
    case Axis::ancestor: take_up(here.parent); break;
    case Axis::ancestor_or_self: take_up(from.node); break;
    case Axis::following: take_range(here.end, instance.size()); break;
    case Axis::following_sibling:
      for (std::uint32_t at = instance.next_sibling(from.node); at != no_node && spend(1); at = instance.next_sibling(at))
        take(step, {from.tree, at}, out);
      break;
    case Axis::preceding:
      for (std::uint32_t at = from.node; at-- > 0 && spend(1);)
        if (instance[at].kind != InstanceTree::Kind::attribute && instance[at].end <= from.node) take(step, {from.tree, at}, out);
      break;
    case Axis::preceding_sibling:
      if (here.parent == no_node) break;
      for (std::uint32_t at = instance.first_child(here.parent); at != no_node && at < from.node && spend(1);
           at = instance.next_sibling(at))
        take(step, {from.tree, at}, out);
      std::reverse(out.begin(), out.end());
      break;
  }
}

/// A number picks the node at that place, anything else is a condition.
void Evaluation::filter(SyntaxRange predicates, const Focus& focus, NodeSet& nodes) {
  for (std::uint32_t i = 0; i < predicates.count && !nodes.empty(); ++i) {
    const std::uint32_t predicate = focus.syntax->children[predicates.first + i];
    Focus inner = focus;
    inner.size = nodes.size();
    std::size_t kept = 0;
    for (std::size_t at = 0; at < nodes.size(); ++at) {
      inner.node = nodes[at];
      inner.position = at + 1;
      const Value value = evaluate(predicate, inner);
      if (exhausted_) return;
      const bool fits = value.type == ValueType::number ? value.number == static_cast<double>(inner.position) : boolean_of(value);
      if (fits) nodes[kept++] = nodes[at];
    }
    nodes.resize(kept);
  }
}

}  // namespace cityaudit::ingest
