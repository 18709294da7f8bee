#include "ingest/forms/expressions/instance_tree.h"

#include <utility>

namespace cityaudit::ingest {

InstanceTree::InstanceTree(std::size_t form_nodes) : first_of_(form_nodes, no_node), last_of_(form_nodes, no_node) {
  Node document;
  document.kind = Kind::document;
  document.end = 1;
  nodes_.push_back(document);
}

std::uint32_t InstanceTree::begin(std::uint32_t parent, std::string_view name, std::string_view value, std::uint32_t form_node) {
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  Node node;
  node.name = name;
  node.value = value;
  node.parent = parent;
  node.end = index + 1;
  node.form_node = form_node;
  nodes_.push_back(node);
  if (form_node < first_of_.size()) {
    if (last_of_[form_node] == no_node) {
      first_of_[form_node] = index;
    } else {
      nodes_[last_of_[form_node]].next_same = index;
    }
    last_of_[form_node] = index;
  }
  return index;
}

void InstanceTree::add_attribute(std::uint32_t element, std::string_view name, std::string_view value) {
  const std::uint32_t index = begin(element, name, value);
  nodes_[index].kind = Kind::attribute;
}

std::string_view InstanceTree::keep(std::string text) { return kept_.emplace_back(std::move(text)); }

std::uint32_t InstanceTree::first_child(std::uint32_t node) const {
  std::uint32_t child = node + 1;
  const std::uint32_t end = nodes_[node].end;
  while (child < end && nodes_[child].kind == Kind::attribute) ++child;
  return child < end ? child : no_node;
}

std::uint32_t InstanceTree::next_sibling(std::uint32_t node) const {
  const Node& here = nodes_[node];
  if (here.parent == no_node) return no_node;
  return here.end < nodes_[here.parent].end ? here.end : no_node;
}

std::uint32_t InstanceTree::find_child(std::uint32_t node, std::string_view name) const {
  for (std::uint32_t child = first_child(node); child != no_node; child = next_sibling(child))
    if (nodes_[child].name == name) return child;
  return no_node;
}

}  // namespace cityaudit::ingest
