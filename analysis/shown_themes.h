#pragma once
// Which themes an audit's figures have rows for: those it uses, and whatever else there is evidence of. For one transaction on
// one thread.

#include "ingest/keys.h"
#include "ingest/taxonomy.h"
#include "store/database.h"

namespace cityaudit::analysis {

/// Codes that observations of the audit hold, in the order of their bytes: all of them, or those below a theme of level 1. One
/// step in an index for each, however many observations there are; at most 1000.
std::vector<std::string> observed_themes(store::Transaction& tx, ingest::AuditId audit, std::string_view below = {});

/// The audit's themes and what is observed besides (Theme::named says which), hidden ones too.
ingest::Taxonomy known_themes(store::Transaction& tx, ingest::AuditId audit, const std::vector<std::string>& observed);

/// The same without hidden ones of which nothing was observed: hiding a theme never hides evidence.
std::vector<ingest::Theme> shown_themes(store::Transaction& tx, ingest::AuditId audit);

}  // namespace cityaudit::analysis
