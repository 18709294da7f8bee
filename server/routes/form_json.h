#pragma once
// Forms as the pages read them (docs/api.yaml). Pure; thread-safe.

#include "ingest/form_releases.h"
#include "ingest/form_source.h"
#include "ingest/forms/form_difference.h"
#include "ingest/forms/form_outline.h"
#include "ingest/forms/form_strings.h"
#include "server/problem.h"
#include "server/server.h"

#include <boost/json.hpp>

namespace cityaudit::server {

/// [{sheet, row, column, path, code, arguments}]: as it is stored; words come with told_faults().
boost::json::array faults_to_json(const std::vector<ingest::FormFault>& faults);
/// The same with `detail` in the reader's language.
boost::json::array told_faults(const boost::json::array& stored, const Messages& messages, const http::Request& request);

/// A problem document with `faults` and `warnings`.
http::Response refused_form(const std::vector<ingest::FormFault>& faults, const std::vector<ingest::FormFault>& warnings,
                            const Messages& messages, const http::Request& request);

boost::json::object to_json(const ingest::FormRelease& release);
/// For lists: what it is, its draft and versions in short, who offers it.
boost::json::object summary_of(const ingest::AuditForm& form, const http::Request& request);
boost::json::object to_json(const ingest::FormFile& file);

boost::json::array to_json(const std::vector<ingest::FormChange>& changes);
/// Texts by language.
boost::json::object to_json(const ingest::LocalizedText& text);
boost::json::array to_json(const std::vector<ingest::OutlineItem>& items, const ingest::FormDefinition& form);
boost::json::object to_json(const ingest::FormStrings& strings);
boost::json::array languages_of(const ingest::FormDefinition& form);
/// ["time", "place"]
boost::json::array origin_parts_json(ingest::OriginParts parts);
/// The questions whose photos keep what the camera wrote: [{name, label, parts}].
boost::json::array keeps_of(const ingest::FormDefinition& form);

}  // namespace cityaudit::server
