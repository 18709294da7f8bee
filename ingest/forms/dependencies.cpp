#include "ingest/forms/dependencies.h"

#include <algorithm>

namespace cityaudit::ingest {

Dependencies::Dependencies(const FormDefinition& form, const std::vector<FormLogic::BindLogic>& binds)
    : form_(form), reads_(form.nodes.size()), state_(form.nodes.size(), 0) {
  for (std::uint32_t node = 0; node < form.nodes.size(); ++node) {
    // What holds a node decides on its relevance.
    if (form.nodes[node].parent != no_index) reads_[node].push_back(static_cast<std::uint32_t>(form.nodes[node].parent));
    if (form.nodes[node].bind == no_index) continue;
    const FormLogic::BindLogic& bind = binds[form.nodes[node].bind];
    if (bind.relevant) add_edges(node, *bind.relevant, false);
    if (bind.calculate) add_edges(node, *bind.calculate, true);
  }
  for (std::uint32_t node = 0; node < form.nodes.size(); ++node)
    if (state_[node] == 0) visit(node);
}

void Dependencies::add_edges(std::uint32_t node, const Expression& expression, bool self_allowed) {
  for (const Reference& reference : expression.references()) {
    if (reference.selective) continue;
    const auto path = reference.absolute_path(form_.nodes[node].path);
    const auto target = path ? form_.node_index.find(*path) : form_.node_index.end();
    if (target == form_.node_index.end()) continue;
    const auto read = static_cast<std::uint32_t>(target->second);
    if (read != node || !self_allowed) reads_[node].push_back(read);
  }
}

/// Depth first, with a list of its own: forms may have chains of thousands.
void Dependencies::visit(std::uint32_t start) {
  struct Level {
    std::uint32_t node;
    std::size_t next = 0;
  };
  std::vector<Level> way{{start}};
  state_[start] = 1;
  while (!way.empty()) {
    Level& level = way.back();
    if (level.next == reads_[level.node].size()) {
      state_[level.node] = 2;
      order_.push_back(level.node);
      way.pop_back();
      continue;
    }
    const std::uint32_t read = reads_[level.node][level.next++];
    if (state_[read] == 0) {
      state_[read] = 1;
      way.push_back({read});
    } else if (state_[read] == 1 && circle_.empty()) {
      auto at = std::find_if(way.begin(), way.end(), [&](const Level& other) { return other.node == read; });
      for (; at != way.end(); ++at) circle_ += form_.nodes[at->node].path + " → ";
      circle_ += form_.nodes[read].path;
    }
  }
}

}  // namespace cityaudit::ingest
