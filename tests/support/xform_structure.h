#pragma once
// Whether two XForms are the same form: same model, binds, texts and body, whatever their prefixes, the order where it has no
// meaning, the name of the root element, and the spaces in expressions. Thread-safe.

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::tests {

/// What differs, one line each: "- bind …" stands only in `expected`, "+ bind …" only in `actual`, "~ …" in another order.
/// Empty when the two are equivalent. A document that is no XML is the one difference.
std::vector<std::string> structural_differences(std::string_view expected, std::string_view actual);

}  // namespace cityaudit::tests
