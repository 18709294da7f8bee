#pragma once
// The answers as an instance of their form: every question of the form is there once per repetition that was begun, answered or
// not, so that expressions can be asked about what a client left out. Views into the form and the answers, which must outlive it.

#include "ingest/forms/expressions/instance_tree.h"
#include "ingest/forms/form_definition.h"
#include "ingest/forms/instance.h"

#include <cstdint>
#include <vector>

namespace cityaudit::ingest {

class FormTree {
 public:
  /// `form` has logic. Stops at `nodes_max` nodes: is_whole() is false then.
  FormTree(const FormDefinition& form, const Answers& answers, std::size_t nodes_max);

  const InstanceTree& tree() const { return tree_; }
  bool is_whole() const { return whole_; }
  /// The node of an answer; no_node for answers of unknown questions and for elements that stand there twice.
  std::uint32_t node_of(std::size_t answer) const { return node_of_[answer]; }
  /// The answer of a node; no_node for what was left out.
  std::uint32_t answer_of(std::uint32_t node) const { return answer_of_[node]; }
  /// "photos[2]", as repeat_key() of ingest/forms/validation.h.
  std::string repeat_key(std::uint32_t node) const;

 private:
  /// An element that was sent, below the one that holds it.
  struct Sent {
    std::uint32_t form_node = 0;
    std::uint32_t position = 0;
    std::uint32_t answer = no_node;
    std::uint32_t first = no_node;  // children, in the order they were sent
    std::uint32_t last = no_node;
    std::uint32_t next = no_node;
  };

  void read_sent(const Answers& answers);
  std::uint32_t add_sent(std::uint32_t parent, std::uint32_t form_node, std::uint32_t position);
  void add(std::size_t form_node, std::uint32_t sent, std::uint32_t parent);
  void add_children(std::size_t form_node, std::uint32_t sent, std::uint32_t parent);

  const FormDefinition& form_;
  const Answers& answers_;
  const std::size_t nodes_max_;
  bool whole_ = true;
  std::vector<Sent> sent_;
  InstanceTree tree_;
  std::vector<std::uint32_t> node_of_, answer_of_;
};

}  // namespace cityaudit::ingest
