#pragma once
// What happened to an account, for the log: ids only. Inside the transaction of the change.

#include "ingest/events.h"

namespace cityaudit::server::auth {

/// account.created, invited, joined, closed, reopened, role_changed, password_changed, renamed, two_step_begun, two_step_ended,
/// signed_out. Live pages of the account are cut off by any of them and ask again.
void announce(store::Transaction& tx, const ingest::Events& events, UtcMillis at, std::string_view type, ingest::AccountId account,
              std::string_view actor);

}  // namespace cityaudit::server::auth
