#pragma once
// Danger and crime: who of an audit is shown them, and nobody else. Inside a transaction of the database.

#include "ingest/keys.h"
#include "store/database.h"

#include <optional>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

/// Who takes care of urgent matters; none when nobody is named or that account is no longer in use.
AccountId urgent_contact(store::Transaction& tx, AuditId audit);
/// Whether this is that person. While an audit names nobody, everyone with the role admin is.
bool is_urgent_contact(store::Transaction& tx, AuditId audit, AccountId account, std::string_view role);

}  // namespace cityaudit::ingest
