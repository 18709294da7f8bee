#include "server/auth/account_events.h"

namespace cityaudit::server::auth {

void announce(store::Transaction& tx, const ingest::Events& events, UtcMillis at, std::string_view type, ingest::AccountId account,
              std::string_view actor) {
  ingest::Event event;
  event.at = at;
  event.type = type;
  event.actor = actor;
  event.subject_id = account.value;
  {
    store::Rows rows = tx.query("SELECT uuid FROM account WHERE id = $1", account);
    if (rows.next()) event.subject = rows.uuid(0);
  }
  events.append(tx, std::move(event));
}

}  // namespace cityaudit::server::auth
