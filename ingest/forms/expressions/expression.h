#pragma once
// Expressions of forms: XPath 1.0 as ODK writes it (relevant, constraint, calculate, required, choice filters). Read once,
// then shared: an Expression never changes and may be used from any thread.

#include "base/result.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityaudit {
class Settings;
}

namespace cityaudit::ingest {

struct Syntax;

struct ExpressionLimits {
  std::size_t bytes_max = 32'768;
  std::size_t depth_max = 64;     // brackets in brackets
  std::size_t parts_max = 8'192;  // operators, steps, arguments

  static ExpressionLimits from(const Settings& settings);  // forms.expression_*
};

/// A location path that an expression reads, wherever it stands in it: /data/a, ../b, instance('stops')/root/item/walk.
/// A path inside a predicate is told as the steps from where its predicate stands.
struct Reference {
  enum class Origin {
    form,      // absolute: /data/a
    context,   // relative to the node the expression belongs to, and current()/…
    instance,  // instance('name')/…
    unknown,   // the result of another function
  };
  Origin origin = Origin::context;
  std::string instance;            // the name, where it is literal
  std::vector<std::string> steps;  // "data", "..", ".", "*", "@version"; "//" for descendants and other axes ("preceding-sibling::a")
  std::size_t position = 0;        // 1-based character in the source
  bool selective = false;          // has predicates or sibling axes, or is read by indexed-repeat(): not simply the nearest one

  /// "/data/group/b" for a path of plain names seen from the node at `context`; nothing for other origins, wildcards, axes,
  /// and paths that climb above the root.
  std::optional<std::string> absolute_path(std::string_view context) const;
};

class Expression {
 public:
  /// The empty text: it reads nothing and is "".
  Expression();

  const std::string& source() const;
  const std::vector<Reference>& references() const;
  /// Names of the functions it calls, sorted, each once.
  const std::vector<std::string>& functions() const;
  bool calls(std::string_view function) const;
  const Syntax& syntax() const { return *syntax_; }

 private:
  friend class ExpressionParser;
  friend class FormLogicBuilder;
  struct Facts {
    std::vector<Reference> references;
    std::vector<std::string> functions;
  };
  std::shared_ptr<const Syntax> syntax_;
  std::shared_ptr<const Facts> facts_;
};

/// The expression, or an Error (invalid): form.expression_{empty, too_long, too_deep, too_complex, character, unclosed_quote,
/// unexpected, unfinished, variable, axis_unknown, function_unknown, argument_count, regex}. Those that speak of a place have
/// the argument `position` (1-based character) and, where something stands there, `found`.
Result<Expression> parse_expression(std::string_view source, const ExpressionLimits& limits = {});

}  // namespace cityaudit::ingest
