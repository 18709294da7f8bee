#pragma once
// Error and Result: how every layer says that something did not work. Usable from any thread.

#include <boost/system/result.hpp>
#include <source_location>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace cityaudit {

/// For code that decides what to do. People read the text that `code` has in config/locales.
enum class ErrorKind {
  invalid,          // what was sent cannot be used as it is
  unauthenticated,  // we don't know who asks
  forbidden,        // we know, and may not answer
  not_found,
  conflict,      // contradicts what is stored
  too_large,     // over a limit that a setting names
  rate_limited,  // too often
  storage_full,  // the disk reserve is reached; reads go on
  unavailable,   // try again later
  internal,      // a bug or a broken machine
};

/// A value to put into a localised message: {name} in the text becomes `value`.
struct MessageArgument {
  std::string name;
  std::string value;
};

/// What is wrong with one field of what was sent. All of them are reported together.
struct FieldError {
  std::string field;  // as the sender named it: a JSON member, a form path, a header
  std::string code;   // catalogue key
  std::vector<MessageArgument> arguments;
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;     // catalogue key and stable name, for example "submission.form_unknown"
  std::string message;  // English, for the log; never shown to people, never holds an answer
  std::vector<FieldError> fields;
  std::vector<MessageArgument> arguments;
  std::source_location where;

  Error() = default;
  Error(ErrorKind error_kind, std::string error_code, std::string detail = {}, std::vector<MessageArgument> values = {},
        std::source_location location = std::source_location::current())
      : kind(error_kind), code(std::move(error_code)), message(std::move(detail)), arguments(std::move(values)), where(location) {}
};

/// Thrown only where a Result is not possible (inside a driver adapter, at start-up) and caught at the next frame
/// that returns one: Database::read and write, main, the connection.
struct ErrorException : std::runtime_error {
  explicit ErrorException(Error e) : std::runtime_error(e.code + ": " + e.message), error(std::move(e)) {}
  Error error;
};

[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) { throw ErrorException(error); }

/// Use only `if (!r)`, `*r` and `r.error()`, so that the alias can become std::expected.
template <class T = void>
using Result = boost::system::result<T, Error>;

}  // namespace cityaudit

/// CITYAUDIT_TRY(name, expression): `name` is the value of the Result, or the function returns its error.
#define CITYAUDIT_TRY(name, ...)                               \
  auto name##_result = (__VA_ARGS__);                          \
  if (!name##_result) return std::move(name##_result).error(); \
  auto&& name = *name##_result

/// The same for a Result<> without a value.
#define CITYAUDIT_CHECK(...)                                                                      \
  do {                                                                                            \
    if (auto check_result = (__VA_ARGS__); !check_result) return std::move(check_result).error(); \
  } while (false)
