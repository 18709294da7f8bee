#pragma once
// The second step of signing in: a code of an authenticator app, or one of ten recovery codes. The secret is sealed with the data key when
// there is one. Thread-safe; calls block.
//
// account.totp_secret: 1,024 bytes, the head of an encrypted blob (store/disk/sealed_header.h) whose "blob key" is the secret and zeros;
// or the 20 bytes of the secret where no key file is configured.

#include "ingest/events.h"
#include "server/auth/one_time_code.h"
#include "store/key_ring.h"

#include <memory>

namespace cityaudit::server::auth {

inline constexpr std::size_t recovery_codes = 10;

class TwoStep {
 public:
  TwoStep(store::Database& database, const ingest::Events& events, const Clock& clock, std::shared_ptr<store::KeyFile> keys)
      : database_(database), events_(events), clock_(clock), keys_(std::move(keys)) {}

  struct Enrolment {
    std::string secret;  // base32, to be typed
    std::string uri;     // the same for a QR code
  };
  /// A new secret, not asked for until confirm(). conflict ("account.two_step_on"); invalid ("account.password_first") without a password.
  Result<Enrolment> begin(ingest::AccountId account);
  /// From now on a code is asked for. The recovery codes are told here and never again. invalid ("sign_in.code_wrong"); conflict
  /// ("account.two_step_on", "account.two_step_not_begun").
  Result<std::vector<std::string>> confirm(ingest::AccountId account, std::string_view code, std::string_view actor);
  /// The second step is over: by the account itself, or by an admin for one who has lost everything.
  Result<> end(ingest::AccountId account, std::string_view actor);

  /// Whether the code is good, and uses it up: a code of an app counts once, and none from before the last one. unavailable
  /// ("blob.key_missing") when the secret cannot be read; a recovery code still can.
  Result<bool> take(store::Transaction& tx, ingest::AccountId account, std::string_view code) const;
  static bool is_on(store::Transaction& tx, ingest::AccountId account);
  static std::int64_t recovery_codes_left(store::Transaction& tx, ingest::AccountId account);

  /// Every secret under the current data key: how many were changed.
  static Result<std::int64_t> reseal(store::Database& database, const store::KeyRing& ring);

 private:
  store::Database& database_;
  const ingest::Events& events_;
  const Clock& clock_;
  const std::shared_ptr<store::KeyFile> keys_;  // null without a key file
};

}  // namespace cityaudit::server::auth
