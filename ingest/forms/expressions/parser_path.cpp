// Location paths: steps, axes, node tests, predicates.

#include "ingest/forms/expressions/parser.h"

#include <algorithm>
#include <utility>

namespace cityaudit::ingest {
namespace {

constexpr std::pair<std::string_view, Axis> axis_names[] = {
    {"ancestor", Axis::ancestor},
    {"ancestor-or-self", Axis::ancestor_or_self},
    {"attribute", Axis::attribute},
    {"child", Axis::child},
    {"descendant", Axis::descendant},
    {"descendant-or-self", Axis::descendant_or_self},
    {"following", Axis::following},
    {"following-sibling", Axis::following_sibling},
    {"parent", Axis::parent},
    {"preceding", Axis::preceding},
    {"preceding-sibling", Axis::preceding_sibling},
    {"self", Axis::self},
};

std::string_view local_part(std::string_view name) { return name.substr(name.find(':') + 1); }

bool is_node_type(std::string_view name) {
  return name == "node" || name == "text" || name == "comment" || name == "processing-instruction";
}

}  // namespace

bool ExpressionParser::starts_primary() const {
  switch (now().kind) {
    case TokenKind::number:
    case TokenKind::literal:
    case TokenKind::open: return true;
    case TokenKind::name: return next().kind == TokenKind::open && !is_node_type(now().text);
    default: return false;
  }
}

bool ExpressionParser::starts_step() const {
  switch (now().kind) {
    case TokenKind::name:
    case TokenKind::star:
    case TokenKind::at:
    case TokenKind::axis:
    case TokenKind::dot:
    case TokenKind::dots: return true;
    default: return false;
  }
}

ExpressionParser::Index ExpressionParser::path() {
  const Token& first = now();
  SyntaxPath path;
  if (starts_primary()) {
    CITYAUDIT_TRY(start, primary());
    const bool more = now().kind == TokenKind::open_square || now().kind == TokenKind::slash || now().kind == TokenKind::slashes;
    if (!more) return start;
    path.start = start;
    CITYAUDIT_TRY(filters, predicates());
    path.start_predicates = filters;
  }
  std::vector<SyntaxStep> steps;
  if (now().kind == TokenKind::slash || now().kind == TokenKind::slashes) {
    path.absolute = path.start == no_syntax;
    const bool alone = path.absolute && now().kind == TokenKind::slash;
    CITYAUDIT_CHECK(slash(steps));
    if (alone && !starts_step()) return add_path(path, steps, first);
    CITYAUDIT_CHECK(further_steps(steps));
  } else if (path.start == no_syntax) {
    CITYAUDIT_CHECK(further_steps(steps));
  }
  return add_path(path, steps, first);
}

ExpressionParser::Index ExpressionParser::add_path(SyntaxPath path, const std::vector<SyntaxStep>& steps, const Token& first) {
  path.first_step = static_cast<std::uint32_t>(syntax_.steps.size());
  path.step_count = static_cast<std::uint32_t>(steps.size());
  path.plain = path.absolute && !steps.empty() && std::all_of(steps.begin(), steps.end(), [](const SyntaxStep& step) {
                 return step.axis == Axis::child && step.test == NodeTest::name && step.predicates.count == 0;
               });
  syntax_.steps.insert(syntax_.steps.end(), steps.begin(), steps.end());
  SyntaxNode node;
  node.kind = SyntaxKind::path;
  node.index = static_cast<std::uint32_t>(syntax_.paths.size());
  syntax_.paths.push_back(path);
  return add(node, first);
}

Result<> ExpressionParser::slash(std::vector<SyntaxStep>& steps) {
  if (take(TokenKind::slashes)) {
    steps.push_back({Axis::descendant_or_self, NodeTest::any_node, {}, {}});
    return {};
  }
  return expect(TokenKind::slash);
}

Result<> ExpressionParser::further_steps(std::vector<SyntaxStep>& steps) {
  for (;;) {
    CITYAUDIT_CHECK(step(steps));
    if (steps.size() > limits_.parts_max)
      return Error(ErrorKind::invalid, "form.expression_too_complex", {}, {{"limit", std::to_string(limits_.parts_max)}});
    if (now().kind != TokenKind::slash && now().kind != TokenKind::slashes) return {};
    CITYAUDIT_CHECK(slash(steps));
  }
}

Result<> ExpressionParser::step(std::vector<SyntaxStep>& steps) {
  SyntaxStep step;
  if (take(TokenKind::dot)) {
    step.axis = Axis::self;
    step.test = NodeTest::any_node;
  } else if (take(TokenKind::dots)) {
    step.axis = Axis::parent;
    step.test = NodeTest::any_node;
  } else {
    if (take(TokenKind::at)) {
      step.axis = Axis::attribute;
    } else if (now().kind == TokenKind::axis) {
      const auto known =
          std::find_if(std::begin(axis_names), std::end(axis_names), [&](const auto& axis) { return axis.first == now().text; });
      if (known == std::end(axis_names)) return error("form.expression_axis_unknown", now(), now().text);
      step.axis = known->second;
      ++at_;
    }
    CITYAUDIT_CHECK(node_test(step));
  }
  CITYAUDIT_TRY(filters, predicates());
  step.predicates = filters;
  steps.push_back(std::move(step));
  return {};
}

Result<> ExpressionParser::node_test(SyntaxStep& step) {
  if (take(TokenKind::star)) {
    step.test = NodeTest::any_name;
    return {};
  }
  if (now().kind != TokenKind::name) return unexpected();
  const std::string_view name = now().text;
  ++at_;
  if (now().kind == TokenKind::open && is_node_type(name)) {
    ++at_;
    if (name == "processing-instruction") take(TokenKind::literal);
    step.test = name == "node" ? NodeTest::any_node : name == "text" ? NodeTest::text : NodeTest::nothing;
    return expect(TokenKind::close);
  }
  step.name = local_part(name);
  step.test = step.name == "*" ? NodeTest::any_name : NodeTest::name;
  return {};
}

Result<SyntaxRange> ExpressionParser::predicates() {
  Indices indices;
  while (take(TokenKind::open_square)) {
    CITYAUDIT_TRY(predicate, nested());
    CITYAUDIT_CHECK(expect(TokenKind::close_square));
    indices.push_back(predicate);
  }
  return children(indices);
}

}  // namespace cityaudit::ingest
