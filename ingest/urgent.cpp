#include "ingest/urgent.h"

namespace cityaudit::ingest {

AccountId urgent_contact(store::Transaction& tx, AuditId audit) {
  return {tx.integer("SELECT c.account_id FROM urgent_contact c JOIN account a ON a.id = c.account_id WHERE c.audit_id = $1 AND "
                     "a.disabled_at IS NULL",
                     audit)
              .value_or(0)};
}

bool is_urgent_contact(store::Transaction& tx, AuditId audit, AccountId account, std::string_view role) {
  const AccountId contact = urgent_contact(tx, audit);
  return contact ? contact == account : role == "admin";
}

}  // namespace cityaudit::ingest
