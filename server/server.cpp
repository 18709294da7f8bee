#include "server/server.h"

namespace cityaudit::server {

std::string ImportCredential::issue() {
  const std::lock_guard lock(mutex_);
  current_ = random_token();
  return current_;
}

void ImportCredential::revoke() {
  const std::lock_guard lock(mutex_);
  current_.clear();
}

bool ImportCredential::accepts(std::string_view credential) const {
  const std::lock_guard lock(mutex_);
  return !current_.empty() && equal_in_constant_time(current_, credential);
}

}  // namespace cityaudit::server
