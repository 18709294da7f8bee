#pragma once
// The grammar of XPath 1.0, by recursive descent within a bound; chains of one operator ("a or b or c ...") are one flat node.
// Internal to ingest/forms/expressions: one parser reads one expression, once.

#include "ingest/forms/expressions/expression.h"
#include "ingest/forms/expressions/lexer.h"
#include "ingest/forms/expressions/syntax.h"

#include <algorithm>
#include <set>

namespace cityaudit::ingest {

class ExpressionParser {
 public:
  ExpressionParser(std::string_view source, const ExpressionLimits& limits) : limits_(limits) { syntax_.source = source; }

  Result<Expression> run();

 private:
  using Index = Result<std::uint32_t>;
  using Indices = std::vector<std::uint32_t>;

  const Token& now() const { return tokens_[at_]; }
  const Token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  bool take(TokenKind kind) {
    if (now().kind != kind) return false;
    ++at_;
    return true;
  }
  Error error(std::string_view code, const Token& token, std::string_view found) const;
  Error unexpected() const;
  Result<> expect(TokenKind kind);
  Index add(SyntaxNode node, const Token& token);
  SyntaxRange children(const Indices& indices);

  /// An expression whose operators bind at `level` or tighter.
  Index chain(int level);
  Index unary();
  /// In brackets of any kind: the only place where the descent begins anew.
  Index nested();
  Index primary();
  Index call();
  Result<> compile_pattern(SyntaxNode& node, std::uint32_t argument);

  // parser_path.cpp
  bool starts_primary() const;
  bool starts_step() const;
  Index path();
  Index add_path(SyntaxPath path, const std::vector<SyntaxStep>& steps, const Token& first);
  /// "/", or "//" which is a step of its own.
  Result<> slash(std::vector<SyntaxStep>& steps);
  Result<> further_steps(std::vector<SyntaxStep>& steps);
  Result<> step(std::vector<SyntaxStep>& steps);
  Result<> node_test(SyntaxStep& step);
  Result<SyntaxRange> predicates();

  const ExpressionLimits& limits_;
  Syntax syntax_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::set<std::string, std::less<>> functions_;
};

}  // namespace cityaudit::ingest
