#pragma once
// Settings: config/default.toml declares every key with its default and its meaning; a file, then the environment,
// then flags override it. Read-only after load; thread-safe.

#include "base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cityaudit {

class Settings {
 public:
  using Value = std::variant<std::int64_t, double, bool, std::string>;

  struct Override {
    std::string key;    // "http.body_bytes_max"
    std::string value;  // as typed by a person
    std::string place;  // "--set", "CITYAUDIT_HTTP_BODY_BYTES_MAX", for messages
  };

  /// Defaults only: for tests.
  static Settings defaults();
  /// `file` may be empty. Environment variables are CITYAUDIT_ + the key in upper case with _ for the dot.
  /// All faults (unknown keys, wrong types) come back together, each with its place.
  static Result<Settings> load(const std::string& file, const std::vector<Override>& flags);

  /// Keys that default.toml does not declare are a bug: they end the process.
  std::int64_t integer(std::string_view key) const;
  std::size_t size(std::string_view key) const { return static_cast<std::size_t>(integer(key)); }
  double real(std::string_view key) const;
  bool boolean(std::string_view key) const;
  const std::string& text(std::string_view key) const;

  /// For tests and for flags of the command line with a name of their own.
  void set(std::string_view key, Value value);

 private:
  const Value& find(std::string_view key) const;
  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace cityaudit
