// Functions of selects and of answers as a whole.

#include "base/text.h"
#include "ingest/forms/expressions/evaluation.h"
#include "ingest/forms/expressions/numbers.h"
#include "ingest/forms/expressions/regular_expression.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

/// The words of a select's answer; an empty answer is one empty word, so that selected('', '') holds as in the clients.
std::vector<std::string_view> selection(std::string_view text) {
  auto out = words(text);
  if (out.empty()) out.emplace_back();
  return out;
}

bool matches(const SyntaxNode& node, const Syntax& syntax, std::string_view text, std::string_view pattern) {
  if (node.regular_expression != no_syntax) return syntax.regular_expressions[node.regular_expression]->found_in(text);
  const auto compiled = RegularExpression::compile(pattern);
  return compiled && compiled->found_in(text);
}

}  // namespace

Value Evaluation::select_function(const SyntaxNode& node, const Focus& focus) {
  const auto text = [&](std::size_t index) { return argument_text(node, index, focus); };
  switch (node.function) {
    case Function::selected: {
      const std::string_view list = text(0);
      const std::string_view wanted = trim(text(1));
      spend(1 + list.size() / 16);
      const auto chosen = selection(list);
      return Value::of(std::find(chosen.begin(), chosen.end(), wanted) != chosen.end());
    }
    case Function::selected_at: {
      const std::string_view list = text(0);
      const double at = leading_integer(text(1));
      spend(1 + list.size() / 16);
      const auto chosen = selection(list);
      const bool inside = at >= 0 && at < static_cast<double>(chosen.size());
      return Value::of(inside ? chosen[static_cast<std::size_t>(at)] : std::string_view{});
    }
    case Function::count_selected: {
      const std::string_view list = text(0);
      spend(1 + list.size() / 16);
      return Value::of(static_cast<double>(words(list).size()));
    }
    case Function::coalesce: {
      for (std::size_t i = 0; i < node.operands.count; ++i)
        if (const std::string_view value = text(i); !value.empty()) return Value::of(value);
      return Value::of(std::string_view{});
    }
    case Function::once: {
      const std::string_view value = text_of(focus.node);
      return Value::of(value.empty() ? text(0) : value);
    }
    case Function::regex: {
      const std::string_view value = text(0);
      const std::string_view pattern = node.regular_expression == no_syntax ? text(1) : std::string_view{};
      constexpr std::uint64_t steps_of_a_match = 16;
      spend(steps_of_a_match + value.size() / 16);
      return Value::of(matches(node, *focus.syntax, value, pattern));
    }
    case Function::choice_name: {
      const std::string_view value = text(0);
      return Value::of(world_.choice_name(trim(text(1)), value, focus.origin));
    }
    default: return Value::of(std::string_view{});  // jr:itext(): texts are for showing, the server judges answers
  }
}

}  // namespace cityaudit::ingest
