#include "ingest/forms/expressions/expression.h"

#include "base/settings.h"
#include "base/text.h"
#include "ingest/forms/expressions/syntax.h"

#include <algorithm>

namespace cityaudit::ingest {

ExpressionLimits ExpressionLimits::from(const Settings& settings) {
  ExpressionLimits limits;
  limits.bytes_max = settings.size("forms.expression_bytes_max");
  limits.depth_max = settings.size("forms.expression_depth_max");
  limits.parts_max = settings.size("forms.expression_parts_max");
  return limits;
}

std::optional<std::string> Reference::absolute_path(std::string_view context) const {
  std::vector<std::string_view> out;
  if (origin != Origin::form && origin != Origin::context) return std::nullopt;
  if (origin == Origin::context)
    for (const std::string_view step : split(context, '/'))
      if (!step.empty()) out.push_back(step);
  for (const std::string& step : steps) {
    if (step == ".") continue;
    if (step == "..") {
      if (out.empty()) return std::nullopt;
      out.pop_back();
    } else if (step.find_first_of("*@/:") != std::string::npos) {
      return std::nullopt;
    } else {
      out.emplace_back(step);
    }
  }
  std::string path;
  for (const std::string_view step : out) path.append("/").append(step);
  return path;
}

Expression::Expression() {
  static const auto nothing = [] {
    Syntax syntax;
    SyntaxNode empty;
    empty.kind = SyntaxKind::text;
    syntax.nodes.push_back(empty);
    syntax.texts.emplace_back();
    return std::make_shared<const Syntax>(std::move(syntax));
  }();
  static const auto no_facts = std::make_shared<const Facts>();
  syntax_ = nothing;
  facts_ = no_facts;
}

const std::string& Expression::source() const { return syntax_->source; }
const std::vector<Reference>& Expression::references() const { return facts_->references; }
const std::vector<std::string>& Expression::functions() const { return facts_->functions; }
bool Expression::calls(std::string_view function) const {
  return std::binary_search(facts_->functions.begin(), facts_->functions.end(), function);
}

}  // namespace cityaudit::ingest
