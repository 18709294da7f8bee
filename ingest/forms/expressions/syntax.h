#pragma once
// What an expression is once it has been read: flat arrays, children by index. Immutable after parse_expression().
// Internal to ingest/forms/expressions and to the form logic that is built upon it.

#include "ingest/forms/expressions/functions.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cityaudit::ingest {

class RegularExpression;

enum class Operator : std::uint8_t {
  logical_or,
  logical_and,
  equal,
  not_equal,
  less,
  less_or_equal,
  greater,
  greater_or_equal,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  unite,
};

enum class Axis : std::uint8_t {
  ancestor,
  ancestor_or_self,
  attribute,
  child,
  descendant,
  descendant_or_self,
  following,
  following_sibling,
  parent,
  preceding,
  preceding_sibling,
  self,
};

enum class NodeTest : std::uint8_t { name, any_name, any_node, text, nothing };

/// children[first, first + count)
struct SyntaxRange {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

inline constexpr std::uint32_t no_syntax = static_cast<std::uint32_t>(-1);

struct SyntaxStep {
  Axis axis = Axis::child;
  NodeTest test = NodeTest::name;
  std::string name;  // local name; a prefix is not compared
  SyntaxRange predicates;
};

struct SyntaxPath {
  bool absolute = false;
  std::uint32_t start = no_syntax;  // the expression before the first step: instance('stops')
  SyntaxRange start_predicates;
  std::uint32_t first_step = 0;
  std::uint32_t step_count = 0;
  // Whether all steps are plain names: "/data/where/stop_id", "../people" save for the parents at its beginning.
  bool plain = false;
  std::size_t form_node = no_syntax;  // of a plain absolute path, once the form is known
};

enum class SyntaxKind : std::uint8_t { number, text, path, call, negation, chain };

struct SyntaxNode {
  SyntaxKind kind = SyntaxKind::number;
  Function function = Function::boolean;         // of calls
  std::uint32_t position = 0;                    // 1-based character in the source
  SyntaxRange operands;                          // of calls, negations and chains
  std::uint32_t index = 0;                       // of the text, the path, or a chain's first operator
  std::uint32_t regular_expression = no_syntax;  // of regex() with a literal pattern
  double number = 0;
};

struct Syntax {
  std::string source;
  std::vector<SyntaxNode> nodes;
  std::vector<std::uint32_t> children;
  std::vector<Operator> operators;
  std::vector<std::string> texts;
  std::vector<SyntaxPath> paths;
  std::vector<SyntaxStep> steps;
  std::vector<std::shared_ptr<const RegularExpression>> regular_expressions;
  std::uint32_t root = 0;
};

}  // namespace cityaudit::ingest
