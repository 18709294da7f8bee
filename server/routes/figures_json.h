#pragma once
// Figures and what they are made of as /api gives them (docs/api.yaml: Cell, Evidence). Pure; thread-safe.

#include "analysis/evidence.h"
#include "ingest/taxonomy.h"
#include "server/routes/handler.h"

namespace cityaudit::server::handlers {

/// Points with one decimal, or null.
boost::json::value points(const std::optional<double>& value);
boost::json::object to_json(const analysis::Cell& cell);
/// {code, name: i18n}
boost::json::object to_json(const ingest::Theme& theme);
boost::json::object to_json(const analysis::Evidence& evidence, const Messages& messages, const http::Request& request);
/// The photo of an observation with what was said about it, or null.
boost::json::value photo_or_null(const analysis::Evidence& evidence, const Messages& messages, const http::Request& request);

/// ?class=approved (also when absent) or all; invalid otherwise.
Result<analysis::Counted> counted_of(const http::Request& request);
std::string_view class_word(analysis::Counted counted);

}  // namespace cityaudit::server::handlers
