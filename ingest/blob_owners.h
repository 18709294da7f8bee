#pragma once
// Whose a blob is, in words for an operator who has to put it back. Inside a transaction, on its thread.

#include "store/database.h"

#include <string>
#include <vector>

namespace cityaudit::ingest {

/// "the original of photo <uuid> of submission <instanceID>", one for each row that names the blob; photos and submissions by their ids,
/// never by a file's name.
std::vector<std::string> owners_of_blob(store::Transaction& tx, const Sha256& name);

}  // namespace cityaudit::ingest
