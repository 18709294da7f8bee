#pragma once
// An instance as expressions see it: one flat array in document order, built once, then read only. Names and values are views:
// what they point into must outlive the tree, unless keep() was used. For one thread while it is built, then for any.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

inline constexpr std::uint32_t no_node = static_cast<std::uint32_t>(-1);

class InstanceTree {
 public:
  enum class Kind : std::uint8_t { document, element, attribute };

  struct Node {
    std::string_view name;   // local name
    std::string_view value;  // of leaves and attributes
    std::uint32_t parent = no_node;
    std::uint32_t end = 0;              // one past its last descendant
    std::uint32_t next_same = no_node;  // the next node of the same form node
    std::uint32_t form_node = no_node;  // into FormDefinition::nodes, in primary instances
    Kind kind = Kind::element;
  };

  /// A document without an element. `form_nodes` is the number of the form's nodes, for primary instances.
  explicit InstanceTree(std::size_t form_nodes = 0);
  InstanceTree(InstanceTree&&) = default;
  InstanceTree& operator=(InstanceTree&&) = default;

  void reserve(std::size_t nodes) { nodes_.reserve(nodes); }
  /// Begins an element below `parent`, which is the document or an element that is not ended. Attributes come before children.
  std::uint32_t begin(std::uint32_t parent, std::string_view name, std::string_view value = {}, std::uint32_t form_node = no_node);
  void add_attribute(std::uint32_t element, std::string_view name, std::string_view value);
  /// Ends what was begun last.
  void end(std::uint32_t element) { nodes_[element].end = static_cast<std::uint32_t>(nodes_.size()); }
  /// Ends the document.
  void finish() { nodes_.front().end = static_cast<std::uint32_t>(nodes_.size()); }
  /// A copy that lives as long as the tree.
  std::string_view keep(std::string text);

  const Node& operator[](std::uint32_t node) const { return nodes_[node]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  /// Whether it has no element below it.
  bool is_leaf(std::uint32_t node) const { return first_child(node) == no_node; }
  /// Elements only; no_node at the end.
  std::uint32_t first_child(std::uint32_t node) const;
  std::uint32_t next_sibling(std::uint32_t node) const;
  /// The first child element of that name, in time that grows with the number of children; no_node when there is none.
  std::uint32_t find_child(std::uint32_t node, std::string_view name) const;
  /// The first node of a form's node; the others by next_same.
  std::uint32_t first_of(std::size_t form_node) const { return form_node < first_of_.size() ? first_of_[form_node] : no_node; }

 private:
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> first_of_, last_of_;
  std::deque<std::string> kept_;
};

}  // namespace cityaudit::ingest
