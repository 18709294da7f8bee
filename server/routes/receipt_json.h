#pragma once
// What the server has of a file, for JSON. Pure; thread-safe.

#include "ingest/receipts.h"

#include <boost/json.hpp>

namespace cityaudit::server::handlers {

/// [{name, expected, present, bytes, bytes_expected, sha256, received_at, erased_at}]
boost::json::array to_json(const std::vector<ingest::FileReceipt>& files);

}  // namespace cityaudit::server::handlers
