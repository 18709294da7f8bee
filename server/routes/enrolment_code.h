#pragma once
// The QR code that sets ODK Collect up for one activity. Pure; thread-safe.

#include "base/result.h"

#include <string>
#include <string_view>

namespace cityaudit::server {

/// What Collect reads: base64(zlib(JSON)) of its settings. `server_url` is the OpenRosa base address, `name` what Collect
/// calls the project.
Result<std::string> enrolment_text(std::string_view server_url, std::string_view name);

/// The text as a QR code, black on white in either colour scheme, with its quiet zone.
Result<std::string> qr_svg(std::string_view text);

}  // namespace cityaudit::server
