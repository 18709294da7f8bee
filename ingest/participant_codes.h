#pragma once
// Codes such as PV07: what stands for a person wherever their name must not. Thread-safe; inside a transaction.

#include "base/result.h"
#include "ingest/keys.h"
#include "store/database.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// `[A-Z]{2}[0-9]{2,4}`
bool is_participant_code(std::string_view text);
/// `[A-Z]{2}`
bool is_code_prefix(std::string_view text);

/// The letters that codes of an instrument usually start with: "PV" for photovoice.
std::string_view usual_code_prefix(std::string_view instrument);

/// The `count` smallest codes of that prefix that nobody in the wave has, in order. Whoever writes in the same transaction may take them.
/// conflict ("participant.codes_exhausted") when fewer are left.
Result<std::vector<std::string>> free_codes(store::Transaction& tx, WaveId wave, std::string_view prefix, std::size_t count);

}  // namespace cityaudit::ingest
