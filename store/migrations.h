#pragma once
// The schema's history: store/migrations/NNNN_name.sql, embedded, applied in order of their numbers, each once.

#include "store/database.h"

namespace cityaudit::store {

/// Brings the schema to this program's version. Only the process that holds the data folder may call it.
Result<> migrate(Database& database);
/// invalid ("store.schema_older" or "store.schema_newer") unless the schema is exactly this program's.
Result<> require_current_schema(Database& database);

}  // namespace cityaudit::store
