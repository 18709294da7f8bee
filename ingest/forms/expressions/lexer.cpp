#include "ingest/forms/expressions/lexer.h"

#include "base/text.h"

#include <string>

namespace cityaudit::ingest {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Letters of every script: bytes of UTF-8 above ASCII are taken as letters.
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
}
bool continues_name(char c) { return starts_name(c) || is_digit(c) || c == '-' || c == '.'; }

/// The whole character at `offset`, for messages.
std::string_view whole_character(std::string_view source, std::size_t offset) {
  std::size_t end = offset + 1;
  while (end < source.size() && (static_cast<unsigned char>(source[end]) & 0xC0) == 0x80) ++end;
  return source.substr(offset, end - offset);
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  Result<std::vector<Token>> run() {
    for (skip_space(); at_ < source_.size(); skip_space()) CITYAUDIT_CHECK(take());
    push(TokenKind::end, 0);
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0'; }
  void skip_space() {
    while (at_ < source_.size() && is_space(source_[at_])) ++at_;
  }
  /// 1-based character at a byte that does not lie before the last one asked for.
  std::size_t position(std::size_t offset) {
    for (; counted_ < offset; ++counted_)
      if ((static_cast<unsigned char>(source_[counted_]) & 0xC0) != 0x80) ++characters_;
    return characters_ + 1;
  }
  void push(TokenKind kind, std::size_t length) {
    tokens_.push_back({kind, source_.substr(at_, length), position(at_)});
    at_ += length;
  }

  /// XPath 1.0, 3.7: after an operand, "*" multiplies and names are operators.
  bool after_operand() const {
    if (tokens_.empty()) return false;
    switch (tokens_.back().kind) {
      case TokenKind::operator_:
      case TokenKind::slash:
      case TokenKind::slashes:
      case TokenKind::at:
      case TokenKind::axis:
      case TokenKind::open:
      case TokenKind::open_square:
      case TokenKind::comma: return false;
      default: return true;
    }
  }

  Result<> take() {
    const char c = peek();
    if (c == '\'' || c == '"') return take_literal(c);
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return take_number();
    if (starts_name(c)) return take_name();
    switch (c) {
      case '(': push(TokenKind::open, 1); return {};
      case ')': push(TokenKind::close, 1); return {};
      case '[': push(TokenKind::open_square, 1); return {};
      case ']': push(TokenKind::close_square, 1); return {};
      case ',': push(TokenKind::comma, 1); return {};
      case '@': push(TokenKind::at, 1); return {};
      case '*': push(after_operand() ? TokenKind::operator_ : TokenKind::star, 1); return {};
      case '|':
      case '+':
      case '-':
      case '=': push(TokenKind::operator_, 1); return {};
      case '<':
      case '>': push(TokenKind::operator_, peek(1) == '=' ? 2 : 1); return {};
      case '/': push(peek(1) == '/' ? TokenKind::slashes : TokenKind::slash, peek(1) == '/' ? 2 : 1); return {};
      case '.': push(peek(1) == '.' ? TokenKind::dots : TokenKind::dot, peek(1) == '.' ? 2 : 1); return {};
      case '!':
        if (peek(1) == '=') {
          push(TokenKind::operator_, 2);
          return {};
        }
        break;
      case '$': return expression_error("form.expression_variable", position(at_), variable());
      default: break;
    }
    return expression_error("form.expression_character", position(at_), whole_character(source_, at_));
  }

  std::string_view variable() const {
    std::size_t end = at_ + 1;
    if (peek(1) == '{') {
      const std::size_t close = source_.find('}', at_);
      return source_.substr(at_, close == std::string_view::npos ? close : close + 1 - at_);
    }
    while (end < source_.size() && (continues_name(source_[end]) || source_[end] == ':')) ++end;
    return source_.substr(at_, end - at_);
  }

  Result<> take_literal(char quote) {
    const std::size_t close = source_.find(quote, at_ + 1);
    if (close == std::string_view::npos) return expression_error("form.expression_unclosed_quote", position(at_), source_.substr(at_, 1));
    tokens_.push_back({TokenKind::literal, source_.substr(at_ + 1, close - at_ - 1), position(at_)});
    at_ = close + 1;
    return {};
  }

  Result<> take_number() {
    std::size_t length = 0;
    while (is_digit(peek(length))) ++length;
    if (peek(length) == '.') {
      ++length;
      while (is_digit(peek(length))) ++length;
    }
    if (starts_name(peek(length)))
      return expression_error("form.expression_character", position(at_ + length), whole_character(source_, at_ + length));
    push(TokenKind::number, length);
    return {};
  }

  Result<> take_name() {
    std::size_t length = 1;
    while (continues_name(peek(length))) ++length;
    if (after_operand()) {
      const std::string_view word = source_.substr(at_, length);
      if (word == "or" || word == "and" || word == "div" || word == "mod") {
        push(TokenKind::operator_, length);
        return {};
      }
      return expression_error("form.expression_unexpected", position(at_), word);
    }
    std::size_t past = length;
    while (is_space(peek(past))) ++past;
    if (peek(past) == ':' && peek(past + 1) == ':') {
      tokens_.push_back({TokenKind::axis, source_.substr(at_, length), position(at_)});
      at_ += past + 2;
      return {};
    }
    if (peek(length) == ':') {  // a prefix
      if (peek(length + 1) == '*') {
        length += 2;
      } else if (starts_name(peek(length + 1))) {
        length += 2;
        while (continues_name(peek(length))) ++length;
      }
    }
    push(TokenKind::name, length);
    return {};
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::size_t counted_ = 0;  // bytes of which
  std::size_t characters_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

Error expression_error(std::string_view code, std::size_t position, std::string_view found) {
  constexpr std::size_t found_bytes_max = 80;
  Error error(ErrorKind::invalid, std::string(code), {}, {{"position", std::to_string(position)}});
  if (!found.empty()) error.arguments.push_back({"found", to_clean_utf8(found.substr(0, found_bytes_max))});
  return error;
}

Result<std::vector<Token>> read_tokens(std::string_view source) { return Lexer(source).run(); }

}  // namespace cityaudit::ingest
