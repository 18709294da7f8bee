#pragma once
// What an expression, or a part of it, comes to. Texts are views: into an instance, an expression, or the evaluator's store.

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <string_view>

namespace cityaudit::ingest {

/// A node of one of the instances; tree 0 is the primary one.
struct NodeRef {
  std::uint32_t tree = 0;
  std::uint32_t node = 0;
  bool operator==(const NodeRef&) const = default;
  auto operator<=>(const NodeRef&) const = default;  // document order
};

/// In document order unless randomize() made it; each node once.
using NodeSet = boost::container::small_vector<NodeRef, 4>;

enum class ValueType : std::uint8_t { number, text, boolean, nodes };

struct Value {
  ValueType type = ValueType::text;
  bool boolean = false;
  bool dated = false;  // a number of days that is written as `text`
  double number = 0;
  std::string_view text;
  NodeSet nodes;

  static Value of(double number) {
    Value value;
    value.type = ValueType::number;
    value.number = number;
    return value;
  }
  static Value of(bool boolean) {
    Value value;
    value.type = ValueType::boolean;
    value.boolean = boolean;
    return value;
  }
  static Value of(std::string_view text) {
    Value value;
    value.text = text;
    return value;
  }
  static Value of(NodeSet nodes) {
    Value value;
    value.type = ValueType::nodes;
    value.nodes = std::move(nodes);
    return value;
  }
  static Value date(double days, std::string_view text) {
    Value value = of(days);
    value.dated = true;
    value.text = text;
    return value;
  }
};

}  // namespace cityaudit::ingest
