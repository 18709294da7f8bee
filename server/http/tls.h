#pragma once
// The server's certificate and what TLS it speaks. Thread-safe.

#include "base/result.h"

#include <memory>
#include <mutex>
#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace cityaudit::server::http {

class Tls {
 public:
  /// PEM files: the certificate with its chain, and its key.
  Tls(std::string certificate_file, std::string key_file);
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  /// Reads both files. After a failure the certificate read before stays in use.
  Result<> load();
  /// A new session of the server's side; null when OpenSSL has no memory.
  ssl_st* new_session() const;

 private:
  const std::string certificate_file_;
  const std::string key_file_;
  mutable std::mutex mutex_;
  std::shared_ptr<ssl_ctx_st> context_;
};

}  // namespace cityaudit::server::http
