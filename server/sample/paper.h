#pragma once
// A one-page PDF that stands where a signed paper was photographed or scanned. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::server::sample {

/// Lines of ASCII, the first one as a heading.
std::string paper_pdf(const std::vector<std::string>& lines);

}  // namespace cityaudit::server::sample
