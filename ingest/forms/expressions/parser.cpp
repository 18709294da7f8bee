#include "ingest/forms/expressions/parser.h"

#include "base/text.h"
#include "ingest/forms/expressions/references.h"
#include "ingest/forms/expressions/regular_expression.h"

namespace cityaudit::ingest {
namespace {

struct OperatorWord {
  std::string_view word;
  Operator operation;
  int level;  // the higher, the tighter it binds
};

constexpr int level_multiplying = 5;
constexpr int level_unary = 6;
constexpr int level_union = 7;
constexpr OperatorWord operator_words[] = {
    {"or", Operator::logical_or, 0},
    {"and", Operator::logical_and, 1},
    {"=", Operator::equal, 2},
    {"!=", Operator::not_equal, 2},
    {"<", Operator::less, 3},
    {"<=", Operator::less_or_equal, 3},
    {">", Operator::greater, 3},
    {">=", Operator::greater_or_equal, 3},
    {"+", Operator::add, 4},
    {"-", Operator::subtract, 4},
    {"*", Operator::multiply, level_multiplying},
    {"div", Operator::divide, level_multiplying},
    {"mod", Operator::modulo, level_multiplying},
    {"|", Operator::unite, level_union},
};

/// The operator of that level that stands at `token`; null when there is none.
const OperatorWord* operator_at(const Token& token, int level) {
  if (token.kind != TokenKind::operator_) return nullptr;
  for (const OperatorWord& entry : operator_words)
    if (entry.word == token.text) return entry.level == level ? &entry : nullptr;
  return nullptr;
}

/// XPath's numbers have digits and at most one point: from_chars reads them all.
double number_of(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  return parse_decimal(text).value_or(0);
}

}  // namespace

Result<Expression> ExpressionParser::run() {
  CITYAUDIT_TRY(tokens, read_tokens(syntax_.source));
  tokens_ = std::move(tokens);
  CITYAUDIT_TRY(root, chain(0));
  if (now().kind != TokenKind::end) return unexpected();
  syntax_.root = root;
  Expression expression;
  auto facts = std::make_shared<Expression::Facts>();
  facts->references = references_of(syntax_);
  facts->functions.assign(functions_.begin(), functions_.end());
  expression.facts_ = std::move(facts);
  expression.syntax_ = std::make_shared<const Syntax>(std::move(syntax_));
  return expression;
}

Error ExpressionParser::error(std::string_view code, const Token& token, std::string_view found) const {
  return expression_error(code, token.position, found);
}

Error ExpressionParser::unexpected() const {
  const Token& token = now();
  if (token.kind == TokenKind::end) return error("form.expression_unfinished", token, {});
  return error("form.expression_unexpected", token, token.kind == TokenKind::literal ? "'" + std::string(token.text) + "'" : token.text);
}

Result<> ExpressionParser::expect(TokenKind kind) {
  if (!take(kind)) return unexpected();
  return {};
}

ExpressionParser::Index ExpressionParser::add(SyntaxNode node, const Token& token) {
  if (syntax_.nodes.size() + syntax_.steps.size() >= limits_.parts_max)
    return Error(ErrorKind::invalid, "form.expression_too_complex", {}, {{"limit", std::to_string(limits_.parts_max)}});
  node.position = static_cast<std::uint32_t>(token.position);
  syntax_.nodes.push_back(node);
  return static_cast<std::uint32_t>(syntax_.nodes.size() - 1);
}

SyntaxRange ExpressionParser::children(const Indices& indices) {
  const SyntaxRange range{static_cast<std::uint32_t>(syntax_.children.size()), static_cast<std::uint32_t>(indices.size())};
  syntax_.children.insert(syntax_.children.end(), indices.begin(), indices.end());
  return range;
}

ExpressionParser::Index ExpressionParser::chain(int level) {
  if (level == level_unary) return unary();
  if (level > level_union) return path();
  const Token& first = now();
  CITYAUDIT_TRY(start, chain(level + 1));
  if (!operator_at(now(), level)) return start;
  Indices operands{start};
  std::vector<Operator> operators;
  while (const OperatorWord* word = operator_at(now(), level)) {
    ++at_;
    operators.push_back(word->operation);
    CITYAUDIT_TRY(operand, chain(level + 1));
    operands.push_back(operand);
  }
  SyntaxNode node;
  node.kind = SyntaxKind::chain;
  node.operands = children(operands);
  node.index = static_cast<std::uint32_t>(syntax_.operators.size());
  syntax_.operators.insert(syntax_.operators.end(), operators.begin(), operators.end());
  return add(node, first);
}

ExpressionParser::Index ExpressionParser::unary() {
  const Token& first = now();
  bool minus = false;
  bool any = false;
  while (now().kind == TokenKind::operator_ && now().text == "-") {
    ++at_;
    minus = !minus;
    any = true;
  }
  CITYAUDIT_TRY(operand, chain(level_union));
  if (!any) return operand;
  SyntaxNode node;
  node.kind = SyntaxKind::negation;
  node.number = minus ? -1 : 1;
  node.operands = children({operand});
  return add(node, first);
}

ExpressionParser::Index ExpressionParser::nested() {
  if (depth_ >= limits_.depth_max)
    return Error(ErrorKind::invalid, "form.expression_too_deep", {}, {{"limit", std::to_string(limits_.depth_max)}});
  ++depth_;
  auto inner = chain(0);
  --depth_;
  return inner;
}

ExpressionParser::Index ExpressionParser::primary() {
  const Token& token = now();
  SyntaxNode node;
  switch (token.kind) {
    case TokenKind::number:
      ++at_;
      node.number = number_of(token.text);
      return add(node, token);
    case TokenKind::literal:
      ++at_;
      node.kind = SyntaxKind::text;
      node.index = static_cast<std::uint32_t>(syntax_.texts.size());
      syntax_.texts.emplace_back(token.text);
      return add(node, token);
    case TokenKind::open: {
      ++at_;
      CITYAUDIT_TRY(inner, nested());
      CITYAUDIT_CHECK(expect(TokenKind::close));
      return inner;
    }
    default: return call();
  }
}

ExpressionParser::Index ExpressionParser::call() {
  const Token& name = now();
  const FunctionSignature* signature = find_function(name.text);
  if (!signature) {
    Error fault = error("form.expression_function_unknown", name, name.text);
    const std::string_view nearest = nearest_function(name.text);
    fault.arguments.push_back({"nearest", std::string(nearest.empty() ? "none" : nearest)});
    return fault;
  }
  at_ += 2;  // the name and its bracket
  Indices arguments;
  while (now().kind != TokenKind::close) {
    if (!arguments.empty()) CITYAUDIT_CHECK(expect(TokenKind::comma));
    CITYAUDIT_TRY(argument, nested());
    arguments.push_back(argument);
  }
  ++at_;
  if (!signature->accepts(arguments.size())) {
    Error fault = error("form.expression_argument_count", name, name.text);
    fault.arguments.push_back({"expected", signature->expected_arguments()});
    fault.arguments.push_back({"count", std::to_string(arguments.size())});
    return fault;
  }
  functions_.emplace(signature->name);
  SyntaxNode node;
  node.kind = SyntaxKind::call;
  node.function = signature->function;
  if (node.function == Function::regex) CITYAUDIT_CHECK(compile_pattern(node, arguments[1]));
  node.operands = children(arguments);
  return add(node, name);
}

Result<> ExpressionParser::compile_pattern(SyntaxNode& node, std::uint32_t argument) {
  const SyntaxNode& pattern = syntax_.nodes[argument];
  if (pattern.kind != SyntaxKind::text) return {};
  auto compiled = RegularExpression::compile(syntax_.texts[pattern.index]);
  if (!compiled)
    return Error(ErrorKind::invalid, "form.expression_regex", {},
                 {{"position", std::to_string(pattern.position)},
                  {"found", to_clean_utf8(std::string_view(syntax_.texts[pattern.index]).substr(0, 200))}});
  node.regular_expression = static_cast<std::uint32_t>(syntax_.regular_expressions.size());
  syntax_.regular_expressions.push_back(std::move(compiled));
  return {};
}

Result<Expression> parse_expression(std::string_view source, const ExpressionLimits& limits) {
  if (source.size() > limits.bytes_max)
    return Error(ErrorKind::invalid, "form.expression_too_long", {}, {{"limit_bytes", std::to_string(limits.bytes_max)}});
  if (trim(source).empty()) return Error(ErrorKind::invalid, "form.expression_empty");
  return ExpressionParser(source, limits).run();
}

}  // namespace cityaudit::ingest
