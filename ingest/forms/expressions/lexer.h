#pragma once
// Splits an expression into tokens. Internal to ingest/forms/expressions.

#include "base/result.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

enum class TokenKind : std::uint8_t {
  end,
  number,
  literal,    // text without its quotes
  name,       // "a", "jr:choice-name", "jr:*"
  operator_,  // or and div mod * = != < <= > >= + - |
  slash,      // /
  slashes,    // //
  dot,        // .
  dots,       // ..
  at,         // @
  axis,       // name before ::, which is part of the token's end
  open,       // (
  close,      // )
  open_square,
  close_square,
  comma,
  star,  // as a name
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;
  std::size_t position = 0;  // 1-based character
};

/// An Error of `code` at a 1-based character, with the arguments position and, unless empty, found.
Error expression_error(std::string_view code, std::size_t position, std::string_view found = {});

/// Ends with one token of kind `end`. Views into `source`.
Result<std::vector<Token>> read_tokens(std::string_view source);

}  // namespace cityaudit::ingest
