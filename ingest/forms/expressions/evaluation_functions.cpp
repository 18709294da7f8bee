// Calls, sorted by family; the functions of logic and of numbers.

#include "base/text.h"
#include "ingest/forms/expressions/evaluation.h"
#include "ingest/forms/expressions/numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

namespace cityaudit::ingest {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Functions of one number.
double of_one(Function function, double x) {
  switch (function) {
    case Function::abs: return std::abs(x);
    case Function::acos: return std::acos(x);
    case Function::asin: return std::asin(x);
    case Function::atan: return std::atan(x);
    case Function::ceiling: return std::ceil(x);
    case Function::cos: return std::cos(x);
    case Function::exp: return std::exp(x);
    case Function::exp10: return std::pow(10, x);
    case Function::floor: return std::floor(x);
    case Function::int_: return std::trunc(x);
    case Function::log: return std::log(x);
    case Function::log10: return std::log10(x);
    case Function::sin: return std::sin(x);
    case Function::sqrt: return std::sqrt(x);
    case Function::tan: return std::tan(x);
    default: return not_a_number;
  }
}

/// Rounds away from zero at `decimals` digits after the point.
double round_at(double value, double decimals) {
  if (std::isnan(value) || std::isnan(decimals)) return not_a_number;
  const double scale = std::pow(10, decimals);
  return std::copysign(round_half_up(std::abs(value) * scale) / scale, value);
}

double random_fraction() {
  thread_local std::mt19937_64 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace

Value Evaluation::argument_or_context(const SyntaxNode& node, const Focus& focus) {
  if (node.operands.count > 0) return argument(node, 0, focus);
  NodeSet here;
  here.push_back(focus.node);
  return Value::of(std::move(here));
}

std::string_view Evaluation::argument_text(const SyntaxNode& node, std::size_t index, const Focus& focus) {
  return text_of(argument(node, index, focus));
}

double Evaluation::argument_number(const SyntaxNode& node, std::size_t index, const Focus& focus) {
  return number_of(argument(node, index, focus));
}

void Evaluation::append_texts(const Value& value, std::vector<std::string_view>& out) {
  if (value.type != ValueType::nodes) {
    out.push_back(text_of(value));
    return;
  }
  for (const NodeRef node : value.nodes) {
    if (!spend(1)) return;
    out.push_back(text_of(node));
  }
}

Value Evaluation::call(const SyntaxNode& node, const Focus& focus) {
  switch (node.function) {
    case Function::boolean:
    case Function::boolean_from_string:
    case Function::checklist:
    case Function::false_:
    case Function::if_:
    case Function::lang:
    case Function::not_:
    case Function::true_:
    case Function::weighted_checklist: return logical_function(node, focus);
    case Function::choice_name:
    case Function::coalesce:
    case Function::count_selected:
    case Function::itext:
    case Function::once:
    case Function::regex:
    case Function::selected:
    case Function::selected_at: return select_function(node, focus);
    case Function::count:
    case Function::count_non_empty:
    case Function::current:
    case Function::id:
    case Function::indexed_repeat:
    case Function::instance:
    case Function::last:
    case Function::local_name:
    case Function::name:
    case Function::namespace_uri:
    case Function::position:
    case Function::pulldata:
    case Function::randomize: return node_function(node, focus);
    case Function::date:
    case Function::decimal_date_time:
    case Function::decimal_time:
    case Function::format_date:
    case Function::format_date_time:
    case Function::now:
    case Function::today: return date_function(node, focus);
    case Function::area:
    case Function::distance:
    case Function::geofence:
    case Function::intersects: return geo_function(node, focus);
    case Function::base64_decode:
    case Function::concat:
    case Function::contains:
    case Function::digest:
    case Function::ends_with:
    case Function::extract_signed:
    case Function::join:
    case Function::normalize_space:
    case Function::starts_with:
    case Function::string:
    case Function::string_length:
    case Function::substr:
    case Function::substring:
    case Function::substring_after:
    case Function::substring_before:
    case Function::translate:
    case Function::uuid: return text_function(node, focus);
    default: return number_function(node, focus);
  }
}

Value Evaluation::logical_function(const SyntaxNode& node, const Focus& focus) {
  switch (node.function) {
    case Function::true_: return Value::of(true);
    case Function::false_: return Value::of(false);
    case Function::boolean: return Value::of(boolean_of(argument(node, 0, focus)));
    case Function::not_: return Value::of(!boolean_of(argument(node, 0, focus)));
    case Function::if_: return argument(node, boolean_of(argument(node, 0, focus)) ? 1 : 2, focus);
    case Function::boolean_from_string: {
      const std::string_view text = argument_text(node, 0, focus);
      return Value::of(text == "1" || text == "true");
    }
    case Function::checklist: return checklist(node, focus, false);
    case Function::weighted_checklist: return checklist(node, focus, true);
    default: return Value::of(false);  // lang(): instances carry no xml:lang
  }
}

/// Whether at least the first and at most the second number of the answers (or their weights) are true; -1: no upper bound.
Value Evaluation::checklist(const SyntaxNode& node, const Focus& focus, bool weighted) {
  const double least = argument_number(node, 0, focus);
  double most = argument_number(node, 1, focus);
  if (most == -1) {
    if (least < 1) return Value::of(true);
    most = infinity;
  }
  double satisfied = 0;
  const auto truths = [&](std::size_t index) {
    const Value value = argument(node, index, focus);
    std::vector<bool> out;
    if (value.type != ValueType::nodes) return std::vector<bool>{boolean_of(value)};
    for (const NodeRef at : value.nodes) out.push_back(!trim(text_of(at)).empty());
    return out;
  };
  for (std::size_t i = 2; i < node.operands.count; i += weighted ? 2 : 1) {
    const std::vector<bool> answers = truths(i);
    std::vector<double> weights(answers.size(), 1.0);
    if (weighted) {
      const Value value = argument(node, i + 1, focus);
      weights.clear();
      if (value.type != ValueType::nodes) weights.push_back(number_of(value));
      for (const NodeRef at : value.nodes) weights.push_back(ingest::number_of(text_of(at), offset_));
      if (weights.size() > answers.size()) return Value::of(false);
    }
    for (std::size_t k = 0; k < weights.size(); ++k) {
      if (!answers[k]) continue;
      satisfied += weights[k];
      if (satisfied > most) return Value::of(false);
    }
  }
  return Value::of(satisfied >= least);
}

Value Evaluation::number_function(const SyntaxNode& node, const Focus& focus) {
  switch (node.function) {
    case Function::pi: return Value::of(std::numbers::pi);
    case Function::random: return Value::of(random_fraction());
    case Function::pow: {
      const double base = argument_number(node, 0, focus);
      const double exponent = argument_number(node, 1, focus);
      // pow(1, NaN) is 1 in C.
      return Value::of(std::isnan(base) || std::isnan(exponent) ? not_a_number : std::pow(base, exponent));
    }
    case Function::atan2: {
      const double y = argument_number(node, 0, focus);
      return Value::of(std::atan2(y, argument_number(node, 1, focus)));
    }
    case Function::round: {
      const double value = argument_number(node, 0, focus);
      return Value::of(round_at(value, node.operands.count > 1 ? argument_number(node, 1, focus) : 0));
    }
    case Function::sum: {
      const Value value = argument(node, 0, focus);
      if (value.type != ValueType::nodes) return Value::of(number_of(value));
      double total = value.nodes.empty() ? not_a_number : 0;
      for (const NodeRef at : value.nodes)
        if (spend(1)) total += ingest::number_of(text_of(at), offset_);
      return Value::of(total);
    }
    case Function::min: return extreme(node, focus, false);
    case Function::max: return extreme(node, focus, true);
    case Function::number: {
      const Value value = argument_or_context(node, focus);
      const double number = number_of(value);
      if (value.type == ValueType::number || value.type == ValueType::boolean)
        return value.type == ValueType::number ? value : Value::of(number);
      // A date is written as its whole day.
      if (parse_date_time(text_of(value), offset_)) return Value::date(number, keep(number_text(std::floor(number))));
      return Value::of(number);
    }
    default: return Value::of(of_one(node.function, argument_number(node, 0, focus)));
  }
}

Value Evaluation::extreme(const SyntaxNode& node, const Focus& focus, bool largest) {
  double result = not_a_number;
  bool any = false;
  for (std::size_t i = 0; i < node.operands.count; ++i) {
    const Value value = argument(node, i, focus);
    const std::size_t count = value.type == ValueType::nodes ? value.nodes.size() : 1;
    for (std::size_t k = 0; k < count && spend(1); ++k) {
      const double number = value.type == ValueType::nodes ? ingest::number_of(text_of(value.nodes[k]), offset_) : number_of(value);
      if (std::isnan(number)) return Value::of(not_a_number);
      if (!any || (largest ? number > result : number < result)) result = number;
      any = true;
    }
  }
  return Value::of(result);
}

}  // namespace cityaudit::ingest
