#pragma once
// What caches of activities and forms are made of, in this process and in others. Inside a transaction that writes.

#include "store/database.h"

#include <string_view>

namespace cityaudit::ingest {

/// Everything that was remembered of activities, links, forms and live lists is to be read anew.
inline void new_generation(store::Transaction& tx) { tx.execute("UPDATE generation SET value = value + 1 WHERE name = 'activities'"); }

}  // namespace cityaudit::ingest
