#pragma once
// Which blobs the rows name. A blob goes with its last name, never sooner.

#include "store/database.h"

#include <functional>

namespace cityaudit::ingest {

bool is_blob_named(store::Transaction& tx, const Sha256& name);
/// Each name at least once; `what` says in words which row names it.
void for_each_named_blob(store::Transaction& tx, const std::function<void(const Sha256& name, std::string_view what)>& fn);

}  // namespace cityaudit::ingest
