#pragma once
// Which answers of a form wait for which, through relevant and calculate expressions. Built once per form; for one thread.

#include "ingest/forms/form_logic.h"

#include <cstdint>
#include <string>
#include <vector>

namespace cityaudit::ingest {

class Dependencies {
 public:
  Dependencies(const FormDefinition& form, const std::vector<FormLogic::BindLogic>& binds);

  /// "/data/a → /data/b → /data/a" for the first circle; empty when there is none. Paths that pick other repetitions (running
  /// totals) make no circle, nor does a calculation that reads its own last value.
  const std::string& find_circle() const { return circle_; }
  /// Every node of the form, those that others read before their readers.
  const std::vector<std::uint32_t>& order() const { return order_; }

 private:
  void add_edges(std::uint32_t node, const Expression& expression, bool self_allowed);
  void visit(std::uint32_t start);

  const FormDefinition& form_;
  std::vector<std::vector<std::uint32_t>> reads_;
  std::vector<std::uint8_t> state_;  // 0 not seen, 1 on the way, 2 done
  std::vector<std::uint32_t> order_;
  std::string circle_;
};

}  // namespace cityaudit::ingest
