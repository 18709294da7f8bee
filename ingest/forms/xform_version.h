#pragma once
// The version of a form, in its XML and as a sequence. Pure and thread-safe.

#include "base/result.h"
#include "ingest/forms/xform.h"

#include <functional>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

/// The same bytes but for the version attribute of the primary instance. `xml` is a form that read_xform() takes.
Result<std::string> with_version(std::string_view xml, std::string_view version, const FormLimits& limits);

/// What comes after `version`, the first that is free: "3" -> "4", "1.9" -> "1.10", "2024041502" -> "2024041503"; a text without a
/// number at its end gets one ("spring" -> "spring-2"), none at all gives "1".
std::string next_version(std::string_view version, const std::function<bool(std::string_view)>& is_taken);

/// Usable as a version: 1 to 64 bytes without control characters and spaces at its ends, and not "draft", which names the draft.
bool is_form_version(std::string_view version);

}  // namespace cityaudit::ingest
