#pragma once
// Upload-Checksum of tus: the digest that the sender computed of one request's bytes. One thread.

#include "base/digest.h"
#include "base/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::server::tus {

class Checksum {
 public:
  /// "sha1 2jmj7l5rSw0yVb/vlWAYkK/YBwk=". invalid: "upload.checksum_algorithm" for what is not offered, "upload.header".
  static Result<Checksum> begin(std::string_view header);
  Checksum(Checksum&&) noexcept;
  ~Checksum();

  void update(Bytes piece);
  /// Whether all pieces together have the digest; call once.
  bool matches();

 private:
  struct State;
  explicit Checksum(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cityaudit::server::tus
