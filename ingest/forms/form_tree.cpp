#include "ingest/forms/form_tree.h"

#include "ingest/forms/form_logic.h"

#include <boost/container/small_vector.hpp>

#include <algorithm>

namespace cityaudit::ingest {

FormTree::FormTree(const FormDefinition& form, const Answers& answers, std::size_t nodes_max)
    : form_(form), answers_(answers), nodes_max_(nodes_max), tree_(form.nodes.size()), node_of_(answers.size(), no_node) {
  read_sent(answers);
  const std::size_t expected = 1 + form.nodes.size() + answers.size() / 2;
  tree_.reserve(std::min(expected, nodes_max));
  answer_of_.reserve(std::min(expected, nodes_max));
  answer_of_.push_back(no_node);  // the document
  add(0, 0, 0);
  tree_.finish();
}

std::uint32_t FormTree::add_sent(std::uint32_t parent, std::uint32_t form_node, std::uint32_t position) {
  const auto index = static_cast<std::uint32_t>(sent_.size());
  Sent sent;
  sent.form_node = form_node;
  sent.position = position;
  sent_.push_back(sent);
  (sent_[parent].first == no_node ? sent_[parent].first : sent_[sent_[parent].last].next) = index;
  sent_[parent].last = index;
  return index;
}

/// Answers are leaves in document order: what lies between them and the root is worked out from their paths and positions.
void FormTree::read_sent(const Answers& answers) {
  sent_.reserve(answers.size() * 2 + 1);
  sent_.emplace_back();  // the root
  boost::container::small_vector<std::uint32_t, 16> open{0};
  boost::container::small_vector<std::uint32_t, 16> line;  // the form's nodes from below the root to the answer
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto found = form_.node_index.find(answers[i].path);
    if (found == form_.node_index.end() || found->second == 0) continue;
    line.clear();
    for (std::size_t node = found->second; node != 0; node = form_.nodes[node].parent) line.push_back(static_cast<std::uint32_t>(node));
    if (line.size() != answers[i].positions.size()) continue;
    std::reverse(line.begin(), line.end());
    std::size_t depth = 0;
    while (depth < line.size() && depth + 1 < open.size() && sent_[open[depth + 1]].form_node == line[depth] &&
           sent_[open[depth + 1]].position == answers[i].positions[depth])
      ++depth;
    open.resize(depth + 1);
    for (; depth < line.size(); ++depth) open.push_back(add_sent(open[depth], line[depth], answers[i].positions[depth]));
    sent_[open.back()].answer = static_cast<std::uint32_t>(i);
  }
}

void FormTree::add(std::size_t form_node, std::uint32_t sent, std::uint32_t parent) {
  if (tree_.size() >= nodes_max_) {
    whole_ = false;
    return;
  }
  const std::uint32_t answer = sent == no_node ? no_node : sent_[sent].answer;
  const Node& node = form_.nodes[form_node];
  const std::string_view value = answer == no_node ? std::string_view{} : std::string_view(answers_[answer].value);
  const std::uint32_t index = tree_.begin(parent, node.name, node.leaf ? value : std::string_view{}, static_cast<std::uint32_t>(form_node));
  answer_of_.push_back(answer);
  if (answer != no_node) node_of_[answer] = index;
  if (form_node == 0) {
    for (const auto& [name, text] : {std::pair<std::string_view, std::string_view>{"id", form_.form_id}, {"version", form_.version}}) {
      tree_.add_attribute(index, name, text);
      answer_of_.push_back(no_node);
    }
  }
  if (!node.leaf) add_children(form_node, sent, index);
  tree_.end(index);
}

/// As deep as the form is.
void FormTree::add_children(std::size_t form_node, std::uint32_t sent, std::uint32_t parent) {
  const FormLogic& logic = *form_.logic;
  // Clients send in the form's order: what is looked for is usually where the last search ended.
  const std::uint32_t first = sent == no_node ? no_node : sent_[sent].first;
  std::uint32_t cursor = first;
  const auto find = [&](std::size_t wanted) {
    for (std::uint32_t at = cursor; at != no_node; at = sent_[at].next)
      if (sent_[at].form_node == wanted) return at;
    for (std::uint32_t at = first; at != cursor; at = sent_[at].next)
      if (sent_[at].form_node == wanted) return at;
    return no_node;
  };
  for (std::size_t child = logic.first_child(form_node); child != no_index; child = logic.next_sibling(child)) {
    std::uint32_t at = cursor != no_node && sent_[cursor].form_node == child ? cursor : find(child);
    if (!form_.nodes[child].is_repeat) {
      add(child, at, parent);
      if (at != no_node) cursor = sent_[at].next;
      continue;
    }
    for (; at != no_node && whole_; at = sent_[at].next) {
      if (sent_[at].form_node != child) continue;
      add(child, at, parent);
      cursor = sent_[at].next;
    }
  }
}

std::string FormTree::repeat_key(std::uint32_t node) const {
  std::string out;
  for (; node != no_node && node != 0; node = tree_[node].parent) {
    const std::uint32_t form_node = tree_[node].form_node;
    if (form_node == no_node || !form_.nodes[form_node].is_repeat) continue;
    std::size_t position = 1;
    for (std::uint32_t at = tree_.first_child(tree_[node].parent); at != node; at = tree_.next_sibling(at))
      if (tree_[at].form_node == form_node) ++position;
    out = form_.nodes[form_node].name + "[" + std::to_string(position) + "]" + (out.empty() ? "" : "/") + out;
  }
  return out;
}

}  // namespace cityaudit::ingest
